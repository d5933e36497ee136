import { Button, Table, Text } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import type { Variable } from './difference.js';
import { Stacking } from '../../parts/lists/stacking.js';

type Member = Variable['differences'][number];
/** So many members are shown without being asked for. */
const SHOWN_AT_FIRST = 6;

/** The members of a variable that have another place or type than before. */
export function MemberTable({
  name,
  differences,
}: {
  readonly name: string;
  readonly differences: readonly Member[];
}): ReactNode {
  const [isWhole, setWhole] = useState(differences.length <= SHOWN_AT_FIRST);
  const members = isWhole ? differences : differences.slice(0, SHOWN_AT_FIRST);
  return (
    <>
      <Stacking minWidth={320}>
        <Table withTableBorder verticalSpacing={4} fz="xs" aria-label={`Members of ${name}`}>
          <Table.Thead>
            <Table.Tr>
              {['Member', 'Change', 'Old', 'New'].map((title) => (
                <Table.Th key={title}>{title}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {members.map(({ path, kind, from, to }, index) => (
              <Table.Tr key={index}>
                <Table.Td className="mono">{path === '' ? 'all of it' : path}</Table.Td>
                <Table.Td>{kind}</Table.Td>
                <Table.Td>{placeText(from)}</Table.Td>
                <Table.Td>{placeText(to)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Stacking>
      {!isWhole && (
        <Text size="xs" mt={4}>
          <Button size="compact-xs" variant="default" onClick={() => setWhole(true)}>
            Show all {differences.length.toLocaleString('en')} members
          </Button>
        </Text>
      )}
    </>
  );
}

/** Where a member lies, and of what type it is. */
function placeText(place: Member['from']): string {
  if (place === undefined) return '–';
  const { offset, bits, bytes, type } = place;
  const at = bits === undefined ? `+${offset}` : `+${offset}, bits ${bits.offset} to ${bits.offset + bits.size - 1}`;
  return `${at}: ${type}, ${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
}
