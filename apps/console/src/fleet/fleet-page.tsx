import { Button, Code, Group, Loader, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { useChosenProject } from '../asking/chosen-project.js';
import { both, shiftOf, within } from '../asking/within.js';
import { later } from '../parts/later.js';
import { Empty, NoneInProject } from '../shell/empty.js';
import { Freshness } from '../shell/freshness.js';
import { faultPosition } from '../shell/ways-out/way-out.js';
import type { AskedOrder } from './bulk/bulk-bar.js';
import { countText, EVERY_DEVICE, useSelected } from './fleet.js';
import { useFirstDevices } from './list/device-pages.js';
import { DeviceList } from './list/device-list.js';
import { SearchBox } from '../search/search-box.js';
import { Versions } from './versions.js';

/** Shown when the devices are there. */
const AdoptionPanel = later(async () => (await import('./adoption/adoption-panel.js')).AdoptionPanel, {
  meanwhile: () => <Loader size="sm" />,
});

/** What is in trouble is asked for once the devices are there. */
const NeedsPanel = later(async () => (await import('./needs/needs-panel.js')).NeedsPanel);
const ViewsBar = later(async () => (await import('../search/views-bar.js')).ViewsBar);
/** Only who gives an order loads its dialog. */
const BulkDialog = later(async () => (await import('./bulk/bulk-dialog.js')).BulkDialog);
const DisposeMany = later(async () => (await import('./bulk/disposal/dispose-many.js')).DisposeMany);

/** The fleet: totals, what runs, and the devices of a selection, which stands in the address. */
export function FleetPage(): ReactNode {
  const { filter: typed = '' } = useSearch({ strict: false }) as { filter?: string };
  const project = useChosenProject();
  const filter = within(typed, project);
  const navigate = useNavigate();
  const devices = useFirstDevices(filter);
  const [asked, ask] = useState<AskedOrder>();
  const isRefused = faultPosition(devices.error) !== undefined;
  const select = (next: string): void => void navigate({ to: '/fleet', search: { filter: next } });
  return (
    <Stack>
      <Title order={1} size="h2">
        Fleet
      </Title>
      <SearchBox
        list="devices"
        key={typed}
        filter={typed}
        faultShift={shiftOf(typed, project)}
        error={isRefused ? devices.error : null}
        onSearch={select}
      />
      <ViewsBar filter={typed} />
      {!isRefused && <Freshness query={devices} />}
      {devices.isPending && <Loader />}
      {devices.data && !isRefused && (
        <>
          {typed === '' && devices.data.items.length > 0 && <NeedsPanel />}
          <Totals filter={filter} onSelect={(part) => select(both(typed, part))} />
          {devices.data.items.length > 0 ? (
            <DeviceList key={filter} filter={filter} onOrder={ask} />
          ) : (
            <NoDevices filter={typed} project={project} />
          )}
        </>
      )}
      {/* Not within the list: an order may empty it, and what became of the order stays until somebody has read it. */}
      {asked && <Asked asked={asked} onClose={() => ask(undefined)} />}
    </Stack>
  );
}

interface AskedProps {
  readonly asked: AskedOrder;
  readonly onClose: () => void;
}

/** The dialog of an order about many devices. */
function Asked({ asked: { kind, target }, onClose }: AskedProps): ReactNode {
  return kind === 'dispose' ? (
    <DisposeMany target={target} onClose={onClose} />
  ) : (
    <BulkDialog kind={kind} target={target} onClose={onClose} />
  );
}

interface TotalsProps {
  readonly filter: string;
  /** Narrows the selection to a part of it. */
  readonly onSelect: (part: string) => void;
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
      <Freshness query={all} />
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm">
        <Total label={filter === '' ? 'Devices' : 'Selected'} text={totalText(all)} />
        {parts.map(({ label, part }) => (
          <PartTotal key={part} label={label} filter={both(filter, part)} onSelect={() => onSelect(part)} />
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

interface PartTotalProps {
  readonly label: string;
  readonly filter: string;
  readonly onSelect: () => void;
}

function PartTotal({ label, filter, onSelect }: PartTotalProps): ReactNode {
  const total = useSelected(filter);
  return <Total label={label} text={totalText(total)} onClick={onSelect} />;
}

/** A count; that it is on its way, or that it could not be had. */
const totalText = ({ data, isPending }: ReturnType<typeof useSelected>): string =>
  data ? countText(data) : isPending ? '…' : 'not known';

interface TotalProps {
  readonly label: string;
  readonly text: string;
  readonly onClick?: () => void;
}

function Total({ label, text, onClick }: TotalProps): ReactNode {
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

interface NoDevicesProps {
  readonly filter: string;
  readonly project: string | undefined;
}

function NoDevices({ filter, project }: NoDevicesProps): ReactNode {
  if (filter === '' && project !== undefined) return <NoneInProject what="devices" project={project} />;
  return filter === '' ? (
    <Empty title="There are no devices yet">
      Make a product, then provision devices with <Code>POST /api/v1/devices/bulk</Code>;{' '}
      <a href="/docs">the REST interface</a> says how. To try it out, <Code>npm run fleet</Code> simulates some.
    </Empty>
  ) : (
    <Empty title="No device is selected">Nothing matches this selection. Make it wider, or clear it.</Empty>
  );
}
