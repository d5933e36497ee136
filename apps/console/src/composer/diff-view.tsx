import { Code, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import { differences, valueText } from './form/diff.js';
import { Foreign } from '../parts/texts/foreign.js';
import { Stacking } from '../parts/lists/stacking.js';

interface DiffProps {
  /** Without it, everything of the other is shown. */
  readonly before?: unknown;
  readonly after: unknown;
}

/** What differs between two configurations: field, before, after. */
export function Diff({ before, after }: DiffProps): ReactNode {
  const hasBefore = before !== undefined;
  const found = differences(before, after);
  if (found.length === 0)
    return (
      <Text size="sm" c="dimmed">
        No difference.
      </Text>
    );
  return (
    <Stacking minWidth={320}>
      <Table verticalSpacing={4} aria-label={hasBefore ? 'Differences' : 'Configuration'}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Field</Table.Th>
            {hasBefore && <Table.Th>Before</Table.Th>}
            <Table.Th>{hasBefore ? 'After' : 'Value'}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {found.map(({ path, before: old, after: fresh }) => (
            <Table.Tr key={path}>
              <Table.Td>
                <Foreign text={path} />
              </Table.Td>
              {hasBefore && (
                <Table.Td>
                  <Code className="breaking">
                    <Foreign text={valueText(old, path)} />
                  </Code>
                </Table.Td>
              )}
              <Table.Td>
                <Code className="breaking">
                  <Foreign text={valueText(fresh, path)} />
                </Code>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stacking>
  );
}
