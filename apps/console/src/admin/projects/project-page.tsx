import { Button, Group, Loader, Progress, SimpleGrid, Stack, Text } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';

import { Freshness } from '../../shell/freshness.js';
import { Moment } from '../../shell/moment.js';
import { Facts } from '../../parts/facts.js';
import { later } from '../../parts/later.js';
import { PageHead } from '../../parts/page-head.js';
import { Section } from '../../parts/section.js';
import { NotAllowed } from '../rights/not-allowed.js';
import { useRights } from '../../session/use-rights.js';
import { bytesText } from './limits.js';
import { useProject, type ProjectDetail } from './projects.js';
import { RolesInProject } from './roles-in-project.js';

const ChangeProject = later(async () => (await import('./project-dialogs.js')).ChangeProject);
const LimitProject = later(async () => (await import('./limit-project.js')).LimitProject);
const DeleteProject = later(async () => (await import('./project-dialogs.js')).DeleteProject);

/** A project: what it uses of what, how long it keeps what, and who works in it. */
export function ProjectPage(): ReactNode {
  const { project: name = '' } = useParams({ strict: false }) as { project?: string };
  const project = useProject(name);
  return (
    <Stack>
      <Freshness query={project} />
      {project.isPending && <Loader />}
      {project.data && <Shown key={name} project={project.data} />}
    </Stack>
  );
}

function Shown({ project }: { readonly project: ProjectDetail }): ReactNode {
  const { name, title, created, campaignsNeedApproval } = project;
  const rights = useRights();
  return (
    <>
      <PageHead up={{ to: '/projects', label: 'Projects' }} title={name} about={title === name ? undefined : title}>
        {rights.may('project.manage') && <Orders project={project} />}
      </PageHead>
      <Section title="About" orders={<Elsewhere project={name} />}>
        <Facts
          facts={{ Made: <Moment at={created} />, 'Campaigns need an approval': campaignsNeedApproval ? 'yes' : 'no' }}
        />
        {!rights.may('project.manage') && (
          <NotAllowed action="project.manage">Quotas and titles are changed by others.</NotAllowed>
        )}
      </Section>
      <Used project={project} />
      <Kept project={project} />
      <RolesInProject project={name} />
    </>
  );
}

/** The same project on other pages, which are narrowed by their address. */
function Elsewhere({ project }: { readonly project: string }): ReactNode {
  const rights = useRights();
  return (
    <Group gap="md" fz="sm">
      {rights.may('device.read', project) && (
        <Link className="text-link" to="/fleet" search={{ project }}>
          Its devices
        </Link>
      )}
      {rights.may('audit.read', project) && (
        <Link className="text-link" to="/audit" search={{ project }}>
          Its audit log
        </Link>
      )}
    </Group>
  );
}

function Used({ project: { quotas, used } }: { readonly project: ProjectDetail }): ReactNode {
  const whole = (count: number): string => count.toLocaleString('en');
  return (
    <Section
      title="Used"
      about="Of the quotas, where there are any. Stored files are those of releases, also of withdrawn ones, what is known of their programs, and what unfinished uploads have announced."
    >
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <Share label="Active devices" used={used.devices} most={quotas.devices} text={whole} />
        <Share label="Stored files" used={used.storageBytes} most={quotas.storageBytes} text={bytesText} />
        {quotas.requestsPerMinute === undefined ? (
          <Text size="sm" c="dimmed">
            Requests are not limited, and therefore not counted.
          </Text>
        ) : (
          <Share
            label="Requests of the last minute"
            used={used.requestsPerMinute}
            most={quotas.requestsPerMinute}
            text={whole}
          />
        )}
      </SimpleGrid>
    </Section>
  );
}

interface ShareProps {
  readonly label: string;
  readonly used: number;
  readonly most: number | undefined;
  readonly text: (amount: number) => string;
}

const FULL_PERCENT = 100;
const NEARLY_PERCENT = 90;

function Share({ label, used, most, text }: ShareProps): ReactNode {
  const percent =
    most === undefined ? undefined : most === 0 ? FULL_PERCENT : Math.min(FULL_PERCENT, (FULL_PERCENT * used) / most);
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text fw={600}>
        {text(used)}{' '}
        <Text span size="sm" c="dimmed" fw={400}>
          {most === undefined ? 'no limit' : `of ${text(most)}`}
        </Text>
      </Text>
      {percent !== undefined && (
        <Progress value={percent} mt={6} color={percent >= NEARLY_PERCENT ? 'red' : 'cyan'} aria-label={label} />
      )}
    </div>
  );
}

function Kept({ project: { keep } }: { readonly project: ProjectDetail }): ReactNode {
  const days = (count: number | undefined): string | undefined =>
    count === undefined ? 'as the installation says' : `${count.toLocaleString('en')} ${count === 1 ? 'day' : 'days'}`;
  return (
    <Section
      title="Kept"
      about="A project may keep its records for less than the installation says, never for longer. The audit log is the same for all."
    >
      <Facts
        facts={{
          Events: days(keep.eventsDays),
          'Newest events': keep.events?.toLocaleString('en') ?? 'as the installation says',
          'Jobs after the end of their campaign': days(keep.jobsDays),
        }}
      />
    </Section>
  );
}

type Order = 'change' | 'limit' | 'delete';

function Orders({ project }: { readonly project: ProjectDetail }): ReactNode {
  const [asked, ask] = useState<Order>();
  const navigate = useNavigate();
  const about = { project, onClose: () => ask(undefined) };
  return (
    <>
      <Button variant="default" onClick={() => ask('change')}>
        Change …
      </Button>
      <Button variant="default" onClick={() => ask('limit')}>
        Limits …
      </Button>
      <Button variant="default" c="red" onClick={() => ask('delete')}>
        Delete …
      </Button>
      {asked === 'change' && <ChangeProject {...about} />}
      {asked === 'limit' && <LimitProject {...about} />}
      {asked === 'delete' && <DeleteProject {...about} onDeleted={() => void navigate({ to: '/projects' })} />}
    </>
  );
}
