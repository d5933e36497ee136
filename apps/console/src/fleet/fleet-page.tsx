import { Badge, Button, Code, Group, Loader, Paper, SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { Empty } from '../shell/empty.js';
import { Freshness } from '../shell/freshness.js';
import { Moment } from '../shell/moment.js';
import { faultPosition } from '../shell/way-out.js';
import { AdoptionPanel } from './adoption/adoption-panel.js';
import { both, countText, EVERY_DEVICE, useDevices, useSelected, type Device } from './fleet.js';
import { SearchBox } from './search-box.js';
import { Versions } from './versions.js';

/** The fleet: totals, what runs, and the devices of a selection, which stands in the address. */
export function FleetPage(): ReactNode {
  const { filter = '' } = useSearch({ strict: false }) as { filter?: string };
  const navigate = useNavigate();
  const devices = useDevices(filter);
  const isRefused = faultPosition(devices.error) !== undefined;
  const select = (next: string): void => void navigate({ to: '/fleet', search: { filter: next } as never });
  return (
    <Stack>
      <Title order={1} size="h2">
        Fleet
      </Title>
      <SearchBox key={filter} filter={filter} error={isRefused ? devices.error : null} onSearch={select} />
      {!isRefused && <Freshness query={devices} />}
      {devices.isPending && <Loader />}
      {devices.data && !isRefused && (
        <>
          <Totals filter={filter} onSelect={select} />
          <Pages filter={filter} devices={devices} />
        </>
      )}
    </Stack>
  );
}

interface PagesProps {
  readonly filter: string;
  readonly devices: ReturnType<typeof useDevices>;
}

function Pages({ filter, devices }: PagesProps): ReactNode {
  const rows = devices.data?.pages.flatMap(({ items }) => items) ?? [];
  if (rows.length === 0) return <NoDevices filter={filter} />;
  return (
    <>
      <Devices rows={rows} />
      {devices.hasNextPage && (
        <Button variant="default" loading={devices.isFetchingNextPage} onClick={() => void devices.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  );
}

interface TotalsProps {
  readonly filter: string;
  readonly onSelect: (filter: string) => void;
}

function Totals({ filter, onSelect }: TotalsProps): ReactNode {
  const all = useSelected(filter === '' ? EVERY_DEVICE : filter);
  const parts = [
    { label: 'Online', part: 'online==true' },
    { label: 'Not confirmed', part: 'confirmed==false' },
    { label: 'Not admitted', part: 'state==inactive' },
  ];
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
        <Total label={filter === '' ? 'Devices' : 'Selected'} text={all.data && countText(all.data)} />
        {parts.map(({ label, part }) => (
          <PartTotal key={part} label={label} filter={both(filter, part)} onSelect={onSelect} />
        ))}
      </SimpleGrid>
      {all.data && all.data.versions.length > 0 && (
        <>
          <Versions versions={all.data.versions} />
          <AdoptionPanel products={[...new Set(all.data.versions.map(({ product }) => product))]} />
        </>
      )}
    </Stack>
  );
}

function PartTotal({ label, filter, onSelect }: TotalsProps & { readonly label: string }): ReactNode {
  const { data } = useSelected(filter);
  return <Total label={label} text={data && countText(data)} onClick={() => onSelect(filter)} />;
}

interface TotalProps {
  readonly label: string;
  readonly text: string | undefined;
  readonly onClick?: () => void;
}

function Total({ label, text = '…', onClick }: TotalProps): ReactNode {
  return (
    <Paper withBorder p="sm">
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Group justify="space-between" align="baseline">
        <Text size="xl" fw={600}>
          {text}
        </Text>
        {onClick && (
          <Button size="compact-xs" variant="subtle" onClick={onClick} aria-label={`Select: ${label}`}>
            select
          </Button>
        )}
      </Group>
    </Paper>
  );
}

function Devices({ rows }: { readonly rows: readonly Device[] }): ReactNode {
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table highlightOnHover verticalSpacing="xs" aria-label="Devices">
        <Table.Thead>
          <Table.Tr>
            {['Device', 'Product', 'Runs', 'Bank', 'Connection', 'Last seen'].map((name) => (
              <Table.Th key={name}>{name}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((device) => (
            <DeviceRow key={device.id} device={device} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function DeviceRow({ device }: { readonly device: Device }): ReactNode {
  const { id, name, product, hardware, running, online, state, lastSeen, tags } = device;
  return (
    <Table.Tr>
      <Table.Td>
        <Link className="text-link mono" to="/devices/$device" params={{ device: id } as never}>
          {id}
        </Link>{' '}
        {name}{' '}
        {tags.map((tag) => (
          <Badge key={tag} size="xs" variant="default" tt="none">
            {tag}
          </Badge>
        ))}
      </Table.Td>
      <Table.Td>
        {product}{' '}
        <Text span size="sm" c="dimmed">
          {hardware}
        </Text>
      </Table.Td>
      <Table.Td>
        {running?.version ?? <Text c="dimmed">not reported</Text>}{' '}
        {running && !running.confirmed && <Badge color="yellow">on trial</Badge>}
      </Table.Td>
      <Table.Td>{running?.bank}</Table.Td>
      <Table.Td>
        {state === 'inactive' ? (
          <Badge color="gray">not admitted</Badge>
        ) : (
          <Badge color={online ? 'teal' : 'gray'} variant="light" tt="none" miw="max-content">
            {online ? 'online' : 'offline'}
          </Badge>
        )}
      </Table.Td>
      <Table.Td>{lastSeen ? <Moment at={lastSeen} /> : <Text c="dimmed">never</Text>}</Table.Td>
    </Table.Tr>
  );
}

function NoDevices({ filter }: { readonly filter: string }): ReactNode {
  return filter === '' ? (
    <Empty title="There are no devices yet">
      Make a product, then provision devices with <Code>POST /api/v1/devices/bulk</Code>;{' '}
      <a href="/docs">the REST interface</a> says how. To try it out, <Code>npm run fleet</Code> simulates some.
    </Empty>
  ) : (
    <Empty title="No device is selected">Nothing matches this selection. Make it wider, or clear it.</Empty>
  );
}
