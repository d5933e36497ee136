import { Badge, Code, Loader, Progress, Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { Section } from '../../parts/section.js';
import { Stacking } from '../../parts/lists/stacking.js';
import { many } from '../../parts/texts/many.js';
import { useRights } from '../../session/use-rights.js';
import { Freshness } from '../../shell/freshness.js';
import { NotAllowed } from '../rights/not-allowed.js';
import { epochWayOn, migrationOf, type MasterEpoch, type Migration } from './key-text.js';
import { useMasterKeys } from './keys.js';

/** The master keys of the ring by their epochs, how many devices belong to each, and how far they have come to the newest. */
export function MasterEpochs(): ReactNode {
  const mayRead = useRights().may('server.read');
  return (
    <Section
      title="Master keys"
      about="The root key of each device comes from one of these. A device keeps its epoch until it is re-keyed."
    >
      {mayRead ? (
        <Epochs />
      ) : (
        <NotAllowed action="server.read">The epochs are for those who keep the server.</NotAllowed>
      )}
    </Section>
  );
}

function Epochs(): ReactNode {
  const keys = useMasterKeys();
  const epochs = keys.data?.epochs ?? [];
  const migration = migrationOf(epochs);
  return (
    <Stack>
      <Freshness query={keys} />
      {keys.isPending && <Loader size="sm" />}
      {migration && <Way migration={migration} />}
      {epochs.length > 0 && (
        <Stacking minWidth={560}>
          <Table verticalSpacing="xs" aria-label="Master keys by epoch">
            <Table.Thead>
              <Table.Tr>
                {['Epoch', 'Devices', 'With a new key waiting', 'What follows'].map((name) => (
                  <Table.Th key={name}>{name}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {epochs.map((each) => (
                <EpochRow key={each.epoch} epoch={each} />
              ))}
            </Table.Tbody>
          </Table>
        </Stacking>
      )}
      {epochs.length > 0 && (
        <Text size="sm">
          The next epoch is made where the ring lies, and is used from the next start on:{' '}
          <Code>node tools/rotate-key-ring.mjs key-ring.json</Code>. A device comes to it with{' '}
          <Code>POST /api/v1/devices/ID/rekey</Code>, which shows its new key once (docs/keys.md).
        </Text>
      )}
    </Stack>
  );
}

function Way({ migration: { to, there, all, percent, moving } }: { readonly migration: Migration }): ReactNode {
  const text = `${there.toLocaleString('en')} of ${many(all, 'device')} ${all === 1 ? 'is' : 'are'} on epoch ${to}`;
  return (
    <div>
      <Text size="sm" fw={600}>
        {text} ({percent} %)
      </Text>
      <Progress value={percent} my={6} color="cyan" aria-label={`${text}: ${percent} %`} />
      {moving > 0 && (
        <Text size="sm" c="dimmed">
          {moving.toLocaleString('en')} more {moving === 1 ? 'has' : 'have'} a new key waiting, until{' '}
          {moving === 1 ? 'it signs' : 'they sign'} in with it.
        </Text>
      )}
    </div>
  );
}

function EpochRow({ epoch }: { readonly epoch: MasterEpoch }): ReactNode {
  const { epoch: number, isCurrent, devices, moving } = epoch;
  const filter = `epoch==${number};state=in=(active,inactive)`;
  return (
    <Table.Tr>
      <Table.Td className="nowrap">
        {number}{' '}
        {isCurrent && (
          <Badge variant="light" ml="xs">
            current
          </Badge>
        )}
      </Table.Td>
      <Table.Td>
        <Link
          className="text-link"
          to="/fleet"
          search={{ filter }}
          aria-label={`${many(devices, 'device')} of epoch ${number}`}
        >
          {devices.toLocaleString('en')}
        </Link>
      </Table.Td>
      <Table.Td>{isCurrent ? '' : moving.toLocaleString('en')}</Table.Td>
      <Table.Td>{epochWayOn(epoch)}</Table.Td>
    </Table.Tr>
  );
}
