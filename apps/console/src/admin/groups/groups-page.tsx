import { Badge, Button, Stack, Table, Text } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { useChosenProject } from '../../asking/chosen-project.js';
import { Empty, NoneInProject } from '../../shell/empty.js';
import { Moment } from '../../shell/moment.js';
import { later } from '../../parts/later.js';
import { PageHead } from '../../parts/page-head.js';
import { Rows } from '../../parts/rows.js';
import { useRights } from '../../session/use-rights.js';
import { useGroups, type DeviceGroup } from './groups.js';
import { Foreign } from '../../parts/texts/foreign.js';

const MakeGroup = later(async () => (await import('./group-dialogs.js')).MakeGroup);

/** Groups of devices: lists, and stored selections. */
export function GroupsPage(): ReactNode {
  const project = useChosenProject();
  const list = useGroups(project);
  const rights = useRights();
  return (
    <Stack>
      <PageHead
        title="Groups"
        about="Devices of a project under a name, which selections, campaigns and other groups use. A dynamic group is a stored selection."
      >
        {rights.maySomewhere('group.manage') && <NewGroupButton />}
      </PageHead>
      <Rows
        label="Groups"
        columns={['Group', 'Kind', 'Devices', 'Made']}
        list={list}
        width={720}
        empty={
          project === undefined ? (
            <Empty title="There are no groups yet">
              Make one for devices that belong together, such as those that get every release first, and choose them by
              its name.
            </Empty>
          ) : (
            <NoneInProject what="groups" project={project} />
          )
        }
        row={(group) => <GroupRow key={group.id} group={group} />}
      />
    </Stack>
  );
}

function GroupRow({ group }: { readonly group: DeviceGroup }): ReactNode {
  const { id, name, project, description, kind, filter, devices, created, createdBy } = group;
  return (
    <Table.Tr>
      <Table.Td>
        <Link className="text-link" to="/groups/$group" params={{ group: id }}>
          <Foreign text={name} />
        </Link>{' '}
        <Text span size="xs" c="dimmed">
          in <Foreign text={project} />
        </Text>
        <Text size="xs" c="dimmed">
          <Foreign text={description} />
        </Text>
      </Table.Td>
      <Table.Td>
        <Badge variant="default" tt="none">
          {kind}
        </Badge>
      </Table.Td>
      <Table.Td>
        {kind === 'static' ? devices?.toLocaleString('en') : <span className="mono breaking">{filter}</span>}
      </Table.Td>
      <Table.Td>
        <Moment at={created} />
        <Text size="xs" c="dimmed">
          by <Foreign text={createdBy} />
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}

function NewGroupButton(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  return (
    <>
      <Button onClick={() => setOpen(true)}>New group …</Button>
      {isOpen && (
        <MakeGroup
          onClose={() => setOpen(false)}
          onMade={({ id }) => void navigate({ to: '/groups/$group', params: { group: id } })}
        />
      )}
    </>
  );
}
