import { Button, Group, Stack, Table, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent, type ReactNode } from 'react';

import { useChosenProject } from '../../asking/chosen-project.js';
import { useSearchText } from '../../asking/search-text.js';
import { countText } from '../../fleet/fleet.js';
import { PageHead } from '../../parts/page-head.js';
import { Rows } from '../../parts/rows.js';
import { Empty } from '../../shell/empty.js';
import { Moment } from '../../shell/moment.js';
import { ReleaseState } from '../release-list.js';
import { useReleasesWith, useRunning, type Release } from '../releases.js';
import { devicesWith } from '../use.js';
import { releasesWith } from './component-search.js';

/** Which releases have a component, as their SBOMs say, and which devices run these. */
export function ComponentsPage(): ReactNode {
  const [component, search] = useSearchText('component');
  const filter = releasesWith(component, useChosenProject());
  return (
    <Stack>
      <PageHead
        title="Who has a component"
        up={{ to: '/products', label: 'Products' }}
        about="The releases of which the software bill of materials names a component, and the devices that run them. A release without one is never found."
      />
      <Asked key={component} component={component} onSearch={search} />
      {filter === undefined ? (
        <Empty title="Which component?">
          Type its name, as your build writes it, and its version after an @ if only that one matters. A * stands for
          anything: mbedtls@3.5.*
        </Empty>
      ) : (
        <Found key={filter} filter={filter} component={component} />
      )}
    </Stack>
  );
}

interface AskedProps {
  readonly component: string;
  readonly onSearch: (component: string) => void;
}

function Asked({ component, onSearch }: AskedProps): ReactNode {
  const [text, setText] = useState(component);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSearch(text.trim());
  };
  return (
    <form onSubmit={submit} role="search">
      <Group gap="xs" wrap="nowrap">
        <TextInput
          flex={1}
          maw={480}
          aria-label="Component"
          placeholder="mbedtls@3.5.0"
          classNames={{ input: 'mono' }}
          spellCheck={false}
          autoCapitalize="off"
          maxLength={200}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
        <Button type="submit">Find</Button>
      </Group>
    </form>
  );
}

interface FoundProps {
  readonly filter: string;
  readonly component: string;
}

function Found({ filter, component }: FoundProps): ReactNode {
  const list = useReleasesWith(filter);
  return (
    <Rows
      label="Releases with the component"
      columns={['Release', 'State', 'Uploaded', 'Devices that run it']}
      width={560}
      list={list}
      empty={
        <Empty title={`No release has ${component}`}>
          None whose SBOM is kept names it like that. Look at the spelling, leave the version out, or put a * in its
          place. Releases without an SBOM are not searched: keep one on the page of each.
        </Empty>
      }
      row={(release) => <ReleaseRow key={`${release.product} ${release.version}`} release={release} />}
    />
  );
}

function ReleaseRow({ release: { product, version, state, created } }: { readonly release: Release }): ReactNode {
  const running = useRunning(product, version).data;
  return (
    <Table.Tr>
      <Table.Td>
        <Link className="text-link" to="/products/$product/releases/$version" params={{ product, version }}>
          {product} {version}
        </Link>
      </Table.Td>
      <Table.Td>
        <ReleaseState state={state} />
      </Table.Td>
      <Table.Td>
        <Moment at={created} />
      </Table.Td>
      <Table.Td>
        {running === undefined ? (
          <Text size="sm" c="dimmed">
            …
          </Text>
        ) : (
          <Link className="text-link" to="/fleet" search={{ filter: devicesWith(product, version) }}>
            {countText(running)} {running.count === 1 ? 'device' : 'devices'}
          </Link>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
