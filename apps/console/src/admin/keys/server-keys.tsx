import { Code, Loader, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { Section } from '../../parts/section.js';
import { Stacking } from '../../parts/lists/stacking.js';
import { useServerKeys } from '../../products/key-sets/key-sets.js';
import { Freshness } from '../../shell/freshness.js';

/** What a key of a server stands for in its row. */
interface OwnKey {
  readonly kid: string;
  readonly signs: string;
  readonly place: string;
}

const placeOf = (index: number, count: number): string =>
  count === 1 ? 'the only one' : index === 0 ? 'the oldest' : index === count - 1 ? 'the newest' : '';

/** The public keys with which the server signs tickets, and images where a product lets it. */
export function ServerKeys(): ReactNode {
  const keys = useServerKeys();
  const own = (signs: string, list: readonly { readonly kid: string }[]): OwnKey[] =>
    list.map(({ kid }, index) => ({ kid, signs, place: placeOf(index, list.length) }));
  const rows = keys.data ? [...own('tickets', keys.data.ticketKeys), ...own('releases', keys.data.manifestKeys)] : [];
  return (
    <Section
      title="Keys of the server"
      about="The oldest that the newest key set of a product names signs for it; without a key set, the oldest of all."
    >
      <Stack>
        <Freshness query={keys} />
        {keys.isPending && <Loader size="sm" />}
        {rows.length > 0 && (
          <Stacking minWidth={480}>
            <Table verticalSpacing="xs" aria-label="Keys of the server">
              <Table.Thead>
                <Table.Tr>
                  {['Signs', 'Key', 'Of its kind'].map((name) => (
                    <Table.Th key={name}>{name}</Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map(({ kid, signs, place }) => (
                  <Table.Tr key={`${signs} ${kid}`}>
                    <Table.Td>{signs}</Table.Td>
                    <Table.Td>
                      <Code>{kid}</Code>
                    </Table.Td>
                    <Table.Td>{place}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Stacking>
        )}
        {keys.data?.manifestKeys.length === 0 && (
          <Text size="sm">It signs no releases: teams sign all of them by themselves.</Text>
        )}
        <Text size="sm">
          Another one comes with <Code>node tools/rotate-key-ring.mjs --next-ticket-key key-ring.json</Code> or{' '}
          <Code>--next-manifest-key</Code>; two key sets then bring each product to it (docs/keys.md, The key ring).
        </Text>
      </Stack>
    </Section>
  );
}
