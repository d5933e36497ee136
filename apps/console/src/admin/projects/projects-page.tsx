import { Badge, Button, Stack, Table, Text } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { Empty } from '../../shell/empty.js';
import { Moment } from '../../shell/moment.js';
import { later } from '../../parts/later.js';
import { PageHead } from '../../parts/page-head.js';
import { Rows } from '../../parts/rows.js';
import { many } from '../../parts/texts/many.js';
import { useRights } from '../../session/use-rights.js';
import { bytesText } from './limits.js';
import { useProjects, type Project } from './projects.js';
import { Foreign } from '../../parts/texts/foreign.js';

const MakeProject = later(async () => (await import('./project-dialogs.js')).MakeProject);

/** The projects that one works in. */
export function ProjectsPage(): ReactNode {
  const list = useProjects();
  const rights = useRights();
  return (
    <Stack>
      <PageHead
        title="Projects"
        about="Teams that share an installation work in projects. A product belongs to one, with its releases, devices and campaigns."
      >
        {rights.may('project.manage') && <NewProjectButton />}
      </PageHead>
      <Rows
        label="Projects"
        columns={['Project', 'Quotas', 'Campaigns', 'Made']}
        list={list}
        empty={<Empty title="There is no project for you">Whoever administers users can give you a role in one.</Empty>}
        row={(project) => <ProjectRow key={project.name} project={project} />}
      />
    </Stack>
  );
}

function ProjectRow({ project }: { readonly project: Project }): ReactNode {
  const { name, title, quotas, campaignsNeedApproval, created } = project;
  const texts = [
    quotas.devices !== undefined && many(quotas.devices, 'device'),
    quotas.storageBytes !== undefined && bytesText(quotas.storageBytes),
    quotas.requestsPerMinute !== undefined && `${many(quotas.requestsPerMinute, 'request')} a minute`,
  ].filter((text) => text !== false);
  return (
    <Table.Tr>
      <Table.Td>
        <Link className="text-link" to="/projects/$project" params={{ project: name }}>
          <Foreign text={name} />
        </Link>{' '}
        <Text span size="sm" c="dimmed">
          {title !== name && <Foreign text={title} />}
        </Text>
      </Table.Td>
      <Table.Td>
        {texts.length === 0 ? (
          <Text size="sm" c="dimmed">
            none
          </Text>
        ) : (
          texts.join(' · ')
        )}
      </Table.Td>
      <Table.Td>
        {campaignsNeedApproval && (
          <Badge variant="light" tt="none">
            need an approval
          </Badge>
        )}
      </Table.Td>
      <Table.Td>
        <Moment at={created} />
      </Table.Td>
    </Table.Tr>
  );
}

function NewProjectButton(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  return (
    <>
      <Button onClick={() => setOpen(true)}>New project …</Button>
      {isOpen && (
        <MakeProject
          onClose={() => setOpen(false)}
          onMade={(project) => void navigate({ to: '/projects/$project', params: { project } })}
        />
      )}
    </>
  );
}
