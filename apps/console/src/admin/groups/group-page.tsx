import { Badge, Button, Code, Group, Loader, Stack, Text } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { Freshness } from '../../shell/freshness.js';
import { Moment } from '../../shell/moment.js';
import { Facts } from '../../parts/facts.js';
import { later } from '../../parts/later.js';
import { PageHead } from '../../parts/page-head.js';
import { Section } from '../../parts/section.js';
import { useRights } from '../../session/use-rights.js';
import { useGroup, useTaken, type DeviceGroup } from './groups.js';
import { devicesOf } from './ids.js';
import { Foreign } from '../../parts/texts/foreign.js';

const ChangeGroup = later(async () => (await import('./group-dialogs.js')).ChangeGroup);
const ChangeDevices = later(async () => (await import('./group-dialogs.js')).ChangeDevices);
const DeleteGroup = later(async () => (await import('./group-dialogs.js')).DeleteGroup);

/** A group, and the devices that are in it at the moment. */
export function GroupPage(): ReactNode {
  const { group: id = '' } = useParams({ strict: false }) as { group?: string };
  const group = useGroup(id);
  return (
    <Stack>
      <Freshness query={group} />
      {group.isPending && <Loader />}
      {group.data && <Shown key={id} group={group.data} />}
    </Stack>
  );
}

function Shown({ group }: { readonly group: DeviceGroup }): ReactNode {
  const { name, project, description, kind, filter, created, createdBy } = group;
  const rights = useRights();
  return (
    <>
      <PageHead
        up={{ to: '/groups', label: 'Groups' }}
        title={
          <Group gap="sm" component="span">
            <Foreign text={name} />
            <Badge variant="default" tt="none">
              {kind}
            </Badge>
          </Group>
        }
        about={description === '' ? undefined : description}
      >
        {rights.may('group.manage', project) && <Orders group={group} />}
      </PageHead>
      <Section title="About">
        <Facts
          facts={{
            Project: project,
            Selection: filter && <Code className="breaking">{filter}</Code>,
            Made: (
              <>
                <Moment at={created} /> by <Foreign text={createdBy} />
              </>
            ),
          }}
        />
      </Section>
      <Devices group={group} />
    </>
  );
}

function Devices({ group }: { readonly group: DeviceGroup }): ReactNode {
  const filter = devicesOf(group);
  const taken = useTaken(filter);
  return (
    <Section
      title="Devices"
      about={group.kind === 'dynamic' ? 'Those that the selection takes at the moment.' : undefined}
      orders={
        <Link className="text-link" to="/fleet" search={{ filter }}>
          Show them in the fleet
        </Link>
      }
    >
      <Freshness query={taken} />
      {taken.isPending && <Loader size="sm" />}
      {taken.data && <Taken taken={taken.data} kind={group.kind} />}
    </Section>
  );
}

interface TakenProps {
  readonly taken: NonNullable<ReturnType<typeof useTaken>['data']>;
  readonly kind: DeviceGroup['kind'];
}

function Taken({ taken: { count, countIsExact, sample }, kind }: TakenProps): ReactNode {
  if (count === 0)
    return (
      <Text size="sm" c="dimmed">
        None. {kind === 'static' ? 'Add some.' : 'The selection takes none at the moment.'}
      </Text>
    );
  return (
    <>
      <Text size="xl" fw={600}>
        {count.toLocaleString('en')}
        {countIsExact ? '' : '+'}
      </Text>
      <Group gap="sm" mt="xs">
        {sample.map(({ id }) => (
          <Link key={id} className="text-link mono" to="/devices/$device" params={{ device: id }}>
            {id}
          </Link>
        ))}
        {count > sample.length && <Text size="sm">…</Text>}
      </Group>
    </>
  );
}

type Order = 'change' | 'add' | 'remove' | 'delete';

function Orders({ group }: { readonly group: DeviceGroup }): ReactNode {
  const [asked, ask] = useState<Order>();
  const navigate = useNavigate();
  const about = { group, onClose: () => ask(undefined) };
  return (
    <>
      {group.kind === 'static' && (
        <>
          <Button onClick={() => ask('add')}>Add devices …</Button>
          <Button variant="default" disabled={group.devices === 0} onClick={() => ask('remove')}>
            Take out …
          </Button>
        </>
      )}
      <Button variant="default" onClick={() => ask('change')}>
        Change …
      </Button>
      <Button variant="default" c="red" onClick={() => ask('delete')}>
        Delete …
      </Button>
      {asked === 'change' && <ChangeGroup {...about} />}
      {(asked === 'add' || asked === 'remove') && <ChangeDevices {...about} order={asked} />}
      {asked === 'delete' && <DeleteGroup {...about} onDeleted={() => void navigate({ to: '/groups' })} />}
    </>
  );
}
