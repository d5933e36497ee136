import { Button, Group, Loader, Stack, Table, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { Freshness } from '../../shell/freshness.js';
import { matching, type Component } from './components.js';
import { useComponents, type SbomName } from './sbom.js';
import { Foreign, ForeignList } from '../../parts/texts/foreign.js';
import { Stacking } from '../../parts/lists/stacking.js';

/** So many rows are drawn at first, and with each step more. */
const STEP = 100;

/** The components of an SBOM, as a table that can be searched. */
export function ComponentTable(name: SbomName): ReactNode {
  const components = useComponents(name);
  return (
    <>
      <Freshness query={components} />
      {components.isPending && <Loader size="sm" />}
      {components.data && <Components components={components.data} />}
    </>
  );
}

function Components({ components }: { readonly components: readonly Component[] }): ReactNode {
  const [text, setText] = useState('');
  if (components.length === 0)
    return (
      <Text size="sm" c="dimmed">
        The file names no components.
      </Text>
    );
  const rows = matching(components, text);
  return (
    <Stack gap="sm">
      <Group gap="sm" align="center">
        <TextInput
          aria-label="Find a component"
          placeholder="Name, version, type or licence"
          w={{ base: '100%', xs: 280 }}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Text size="sm" c="dimmed" role="status">
          {countText(rows.length, components.length)}
        </Text>
        {rows.length === 0 && (
          <Button size="compact-xs" variant="default" onClick={() => setText('')}>
            Show all
          </Button>
        )}
      </Group>
      {rows.length > 0 && <Rows key={text} rows={rows} />}
    </Stack>
  );
}

function countText(shown: number, all: number): string {
  const some = `${all.toLocaleString('en')} ${all === 1 ? 'component' : 'components'}`;
  if (shown === 0) return `None of the ${some} is like that.`;
  return shown === all ? some : `${shown.toLocaleString('en')} of ${some}`;
}

function Rows({ rows }: { readonly rows: readonly Component[] }): ReactNode {
  const [count, setCount] = useState(STEP);
  return (
    <>
      <Stacking minWidth={680}>
        <Table verticalSpacing={6} aria-label="Components">
          <Table.Thead>
            <Table.Tr>
              {['Component', 'Version', 'Type', 'Licence'].map((title) => (
                <Table.Th key={title}>{title}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.slice(0, count).map((component, index) => (
              <Row key={index} component={component} />
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

function Row({ component }: { readonly component: Component }): ReactNode {
  const { name, version, type, licences, purl, within } = component;
  return (
    <Table.Tr>
      <Table.Td miw={200}>
        <Link
          className="text-link breaking"
          to="/components"
          search={{ component: version === undefined ? name : `${name}@${version}` }}
        >
          <Foreign text={name} />
        </Link>
        {within.length > 0 && (
          <Text size="xs" c="dimmed" className="breaking">
            in <Foreign text={within.join(' › ')} />
          </Text>
        )}
        {purl !== undefined && (
          <Text size="xs" c="dimmed" className="mono breaking">
            <Foreign text={purl} />
          </Text>
        )}
      </Table.Td>
      <Table.Td className="breaking">
        <Foreign text={version ?? '–'} />
      </Table.Td>
      <Table.Td>{type}</Table.Td>
      <Table.Td className="breaking">{licences.length === 0 ? 'not said' : <ForeignList texts={licences} />}</Table.Td>
    </Table.Tr>
  );
}
