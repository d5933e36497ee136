import { Button, Code, Group, Loader, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, type ReactNode } from 'react';

import { Empty } from '../shell/empty.js';
import { Freshness } from '../shell/freshness.js';
import { faultPosition } from '../shell/way-out.js';
import { both, countText, EVERY_DEVICE, useSelected } from './fleet.js';
import { useFirstDevices } from './list/device-pages.js';
import { DeviceList } from './list/device-list.js';
import { SearchBox } from './search-box.js';
import { Versions } from './versions.js';

/** Shown when the devices are there. */
const AdoptionPanel = lazy(async () => ({ default: (await import('./adoption/adoption-panel.js')).AdoptionPanel }));

/** The fleet: totals, what runs, and the devices of a selection, which stands in the address. */
export function FleetPage(): ReactNode {
  const { filter = '' } = useSearch({ strict: false }) as { filter?: string };
  const navigate = useNavigate();
  const devices = useFirstDevices(filter);
  const isRefused = faultPosition(devices.error) !== undefined;
  const select = (next: string): void => void navigate({ to: '/fleet', search: { filter: next } });
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
          {devices.data.items.length > 0 ? <DeviceList key={filter} filter={filter} /> : <NoDevices filter={filter} />}
        </>
      )}
    </Stack>
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
          <Suspense fallback={<Loader size="sm" />}>
            <AdoptionPanel products={[...new Set(all.data.versions.map(({ product }) => product))]} />
          </Suspense>
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
