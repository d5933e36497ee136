import { Code, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import type { BulkResult } from './bulk-orders.js';

/** So many of the devices that are gone are named. */
const GONE_SHOWN = 20;

/** What became of an order, so far, and for whom it was refused. */
export function Became({
  result: { done, already, refused, refusals, gone },
}: {
  readonly result: BulkResult;
}): ReactNode {
  return (
    <>
      <Text size="sm" role="status">
        Done for <b>{done.toLocaleString('en')}</b>
        {already > 0 && <>, nothing to do for {already.toLocaleString('en')}</>}, refused for{' '}
        <b>{refused.toLocaleString('en')}</b>.
      </Text>
      <Gone ids={gone} />
      {refusals.length > 0 && (
        <Table.ScrollContainer minWidth={300} mah={240}>
          <Table verticalSpacing={4} aria-label="Refused">
            <Table.Tbody>
              {refusals.map(({ id, code, detail }) => (
                <Table.Tr key={id}>
                  <Table.Td className="mono">{id}</Table.Td>
                  <Table.Td>
                    <Code>{code}</Code>{' '}
                    <Text span size="xs" c="dimmed">
                      {detail}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {refused > refusals.length && (
        <Text size="sm" c="dimmed">
          These are the first {refusals.length}.
        </Text>
      )}
    </>
  );
}

/** Which of the chosen devices are not there any more; nothing where all are. */
export function Gone({ ids }: { readonly ids: readonly string[] }): ReactNode {
  if (ids.length === 0) return null;
  const more = ids.length - GONE_SHOWN;
  return (
    <Text size="sm">
      Not there any more: {ids.slice(0, GONE_SHOWN).join(', ')}
      {more > 0 && ` and ${more.toLocaleString('en')} ${more === 1 ? 'other' : 'others'}`}.
    </Text>
  );
}
