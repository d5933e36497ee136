import { Badge, Button, Group, SegmentedControl, Stack, Table, Text, TextInput, UnstyledButton } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { Section } from '../../parts/section.js';
import type { Difference, Variable } from './difference.js';
import { hex, remarksOf, SEVERITIES } from './difference-text.js';
import { MemberTable } from './member-table.js';
import { rowsOf, severitiesOf, SORTS, type Shown, type Sort } from './variable-rows.js';
import { Stacking } from '../../parts/lists/stacking.js';

/** So many rows are drawn at first, and with each step more. */
const STEP = 100;
const ALL = 'all';
const COLUMNS: Readonly<Record<Sort, string>> = {
  name: 'Variable',
  severity: 'Severity',
  old: 'Old place',
  new: 'New place',
};

/** What of the table stands in the address. */
interface Address {
  readonly find?: string;
  readonly severity?: string;
  readonly sort?: string;
}

/** The variables that differ, as a table that filters and sorts. */
export function VariablesSection({ difference }: { readonly difference: Difference }): ReactNode {
  const { variables, unlisted, knows } = difference;
  const [shown, show] = useShown();
  if (variables.length === 0)
    return (
      <Section title="Variables">
        <Text size="sm" c="dimmed">
          {knows === 'nothing'
            ? 'Nothing is known of them. Upload the ELF file of each release: what it says of variables is kept beside the release, the file is not.'
            : 'Each is where it was, with the structure that it had.'}
        </Text>
      </Section>
    );
  const rows = rowsOf(variables, shown);
  return (
    <Section
      title="Variables"
      about="In RAM, by AN4767, table 2: a live swap keeps RAM as it is, so what the new release has elsewhere or otherwise must be brought there. Those that are the same are left out."
    >
      <Stack gap="sm">
        <Narrowing variables={variables} shown={shown} onShow={show} />
        {rows.length === 0 ? (
          <Text size="sm" c="dimmed" role="status">
            No variable is like that.{' '}
            <Button size="compact-xs" variant="default" onClick={() => show({ text: '', severity: undefined })}>
              Show all
            </Button>
          </Text>
        ) : (
          <VariableTable rows={rows} shown={shown} onShow={show} />
        )}
        {unlisted > 0 && (
          <Text size="sm" c="dimmed">
            {unlisted.toLocaleString('en')} further variables differ and are not listed: these are the most severe.
          </Text>
        )}
      </Stack>
    </Section>
  );
}

/** What is shown, as it stands in the address, and how to change it: no step of the browser for each letter. */
function useShown(): readonly [Shown, (change: Partial<Shown>) => void] {
  const navigate = useNavigate();
  const { find = '', severity, sort = '' } = useSearch({ strict: false }) as Address;
  const [text, setText] = useState(find);
  const isDescending = sort === '' || sort.startsWith('-');
  const shown: Shown = {
    text,
    ...(severity !== undefined && { severity: Number(severity) }),
    sort: SORTS.find((each) => each === sort.replace('-', '')) ?? 'severity',
    isDescending,
  };
  const show = (change: Partial<Shown>): void => {
    const next = { ...shown, ...change };
    setText(next.text);
    void navigate({
      to: '.',
      replace: true,
      search: (before: object) => ({
        ...before,
        find: next.text,
        severity: next.severity === undefined ? undefined : String(next.severity),
        sort: `${next.isDescending ? '-' : ''}${next.sort}`,
      }),
    });
  };
  return [shown, show];
}

interface ShownProps {
  readonly shown: Shown;
  readonly onShow: (change: Partial<Shown>) => void;
}

function Narrowing({ variables, shown, onShow }: ShownProps & { readonly variables: readonly Variable[] }): ReactNode {
  const severities = severitiesOf(variables);
  return (
    <Group gap="sm" align="end">
      <TextInput
        aria-label="Find a variable"
        placeholder="Name, type or member"
        w={{ base: '100%', xs: 240 }}
        value={shown.text}
        onChange={({ currentTarget }) => onShow({ text: currentTarget.value })}
      />
      {severities.length > 1 && (
        <SegmentedControl
          size="xs"
          aria-label="Severity"
          value={shown.severity === undefined ? ALL : String(shown.severity)}
          onChange={(chosen) => onShow({ severity: chosen === ALL ? undefined : Number(chosen) })}
          data={[
            { value: ALL, label: `all (${variables.length.toLocaleString('en')})` },
            ...severities.map(({ severity, count }) => ({
              value: String(severity),
              label: `${SEVERITIES[severity]!.is} (${count.toLocaleString('en')})`,
            })),
          ]}
        />
      )}
    </Group>
  );
}

function VariableTable({ rows, shown, onShow }: ShownProps & { readonly rows: readonly Variable[] }): ReactNode {
  const [count, setCount] = useState(STEP);
  return (
    <>
      <Stacking minWidth={760}>
        <Table verticalSpacing="xs" aria-label="Variables that differ">
          <Table.Thead>
            <Table.Tr>
              {(['name', 'severity', 'old', 'new'] as const).map((sort) => (
                <SortedBy key={sort} sort={sort} shown={shown} onShow={onShow} />
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.slice(0, count).map((variable) => (
              <VariableRow key={`${variable.name} ${variable.kind}`} variable={variable} />
            ))}
          </Table.Tbody>
        </Table>
      </Stacking>
      {rows.length > count && (
        <Group>
          <Button variant="default" onClick={() => setCount(count + STEP)}>
            Show more ({(rows.length - count).toLocaleString('en')})
          </Button>
        </Group>
      )}
    </>
  );
}

function SortedBy({ sort, shown, onShow }: ShownProps & { readonly sort: Sort }): ReactNode {
  const isIt = shown.sort === sort;
  const mark = isIt ? (shown.isDescending ? ' ↓' : ' ↑') : '';
  return (
    <Table.Th aria-sort={isIt ? (shown.isDescending ? 'descending' : 'ascending') : 'none'}>
      <UnstyledButton
        fz="inherit"
        fw="inherit"
        mih={24}
        onClick={() => onShow({ sort, isDescending: isIt ? !shown.isDescending : sort === 'severity' })}
      >
        {COLUMNS[sort]}
        <span aria-hidden>{mark}</span>
      </UnstyledButton>
    </Table.Th>
  );
}

function VariableRow({ variable }: { readonly variable: Variable }): ReactNode {
  const { name, severity, from, to, differences } = variable;
  const remarks = remarksOf(variable);
  const { is, toDo, colour } = SEVERITIES[severity]!;
  return (
    <>
      <Table.Tr style={differences.length > 0 ? { borderBottom: 'none' } : undefined}>
        <Table.Td miw={200}>
          <Text span size="sm" className="mono breaking">
            {name}
          </Text>
          {remarks.map((remark) => (
            <Text key={remark} size="xs" c="dimmed">
              {remark}
            </Text>
          ))}
        </Table.Td>
        <Table.Td className="nowrap">
          <Badge color={colour} variant="light" tt="none" miw="max-content">
            {severity} {is}
          </Badge>
          <Text size="xs" c="dimmed" mt={2}>
            {toDo}
          </Text>
        </Table.Td>
        <Table.Td>
          <Place place={from} />
        </Table.Td>
        <Table.Td>
          <Place place={to} />
        </Table.Td>
      </Table.Tr>
      {differences.length > 0 && (
        <Table.Tr>
          <Table.Td colSpan={4} pt={0}>
            <MemberTable name={name} differences={differences} />
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}

/** Where a variable lies; a dash where it is not there. */
const Place = ({ place }: { readonly place: Variable['from'] }): ReactNode =>
  place === undefined ? (
    <Text size="sm" c="dimmed" aria-label="not there">
      –
    </Text>
  ) : (
    <>
      <Text size="sm" className="mono nowrap">
        {hex(place.address)}
      </Text>
      <Text size="xs" c="dimmed">
        {place.type ?? 'type not known'} · {place.bytes.toLocaleString('en')} {place.bytes === 1 ? 'byte' : 'bytes'} ·{' '}
        {place.section}
      </Text>
    </>
  );
