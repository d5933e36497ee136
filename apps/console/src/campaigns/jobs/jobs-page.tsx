import { Button, Code, Group, Select, Stack, Table, Text } from '@mantine/core';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import type { Action } from '@twinbank/access';

import { PageHead } from '../../parts/page-head.js';
import { Rows } from '../../parts/rows.js';
import { useMayAbout } from '../../products/may-about.js';
import { Empty } from '../../shell/empty.js';
import { Moment } from '../../shell/moment.js';
import { useCampaign } from '../campaigns.js';
import { StateBadge } from '../state-badge.js';
import { FUNNEL } from '../states.js';
import { hopText } from './hop-text.js';
import { JobButtons, useJobOrder, type AskedJobOrder } from './job-buttons.js';
import { jobFilter, type AskedJobs } from './job-filter.js';
import { useJobs, type Job } from './jobs.js';

const COLUMNS = ['Device', 'Wave', 'State', 'Attempts', 'Fault', 'Next', ''];

/** The jobs of a campaign, by state and wave as the address says. */
export function JobsPage(): ReactNode {
  const { campaign: text = '' } = useParams({ strict: false }) as { campaign?: string };
  const asked = useSearch({ strict: false }) as AskedJobs;
  const { states, wave } = asked;
  const id = Number(text);
  const navigate = useNavigate();
  const campaign = useCampaign(id);
  const may = useMayAbout(campaign.data?.product);
  const { ask, dialog } = useJobOrder();
  const list = useJobs(id, jobFilter(asked));
  const show = (search: object): void =>
    void navigate({ to: '/campaigns/$campaign/jobs', params: { campaign: text }, search: { ...asked, ...search } });
  const waves = campaign.data?.waves ?? [];
  return (
    <Stack>
      <PageHead
        title="Devices of the campaign"
        up={{ to: `/campaigns/${id}`, label: campaign.data?.name ?? `Campaign ${id}` }}
        about="Each device has one job. Those that were left out come last."
      />
      <Group>
        <Select
          label="State"
          placeholder="every state"
          clearable
          data={FUNNEL.map((part) => ({ value: part.states.join(','), label: part.name }))}
          value={states ?? null}
          onChange={(next) => show({ states: next ?? undefined })}
        />
        <Select
          label="Wave"
          placeholder="every wave"
          clearable
          data={waves.map((one) => ({ value: String(one.wave), label: `Wave ${one.wave + 1}` }))}
          value={wave ?? null}
          onChange={(next) => show({ wave: next ?? undefined })}
        />
        <Narrowed asked={asked} onClear={() => show({ by: undefined, at: undefined, stage: undefined })} />
      </Group>
      <Rows
        label="Jobs"
        columns={COLUMNS}
        list={list}
        row={(job) => <JobRow key={job.id} job={job} may={may} onAsk={ask} />}
        width={760}
        empty={
          <Empty title="No job is in this state">
            Jobs are made when the campaign begins.{' '}
            <Link className="text-link" to="/campaigns/$campaign/jobs" params={{ campaign: text }}>
              Show all
            </Link>
            .
          </Empty>
        }
      />
      {dialog}
    </Stack>
  );
}

interface NarrowedProps {
  readonly asked: AskedJobs;
  readonly onClear: () => void;
}

/** What else the address says of which jobs are shown, and how to have all. */
function Narrowed({ asked: { by, at, stage }, onClear }: NarrowedProps): ReactNode {
  const where = by === undefined ? undefined : at === undefined || at === '' ? `without ${by}` : `${by} ${at}`;
  const told = [where, stage].filter((part) => part !== undefined && part !== '');
  if (told.length === 0) return null;
  return (
    <Button variant="default" mt="auto" onClick={onClear} aria-label={`Do not narrow to ${told.join(', ')}`}>
      {told.join(', ')} ✕
    </Button>
  );
}

interface JobRowProps {
  readonly job: Job;
  readonly may: (action: Action) => boolean;
  readonly onAsk: (asked: AskedJobOrder) => void;
}

function JobRow({ job, may, onAsk }: JobRowProps): ReactNode {
  const { campaign, device, wave, state, hold, stage, attempts, fault, nextAttempt } = job;
  return (
    <Table.Tr>
      <Table.Td>
        <Link
          className="text-link mono"
          to="/campaigns/$campaign/devices/$device"
          params={{ campaign: String(campaign), device }}
        >
          {device}
        </Link>
      </Table.Td>
      <Table.Td>{wave === undefined ? '' : wave + 1}</Table.Td>
      <Table.Td>
        <StateBadge state={state} />{' '}
        <Text span size="sm" c="dimmed">
          {hold ?? (state === 'running' ? stage : undefined)}
        </Text>
      </Table.Td>
      <Table.Td>
        {attempts}{' '}
        <Text span size="sm" c="dimmed">
          {hopText(job)}
        </Text>
      </Table.Td>
      <Table.Td>{fault !== undefined && <Code>{fault}</Code>}</Table.Td>
      <Table.Td>{nextAttempt !== undefined && <Moment at={nextAttempt} />}</Table.Td>
      <Table.Td>
        <JobButtons job={job} may={may} onAsk={onAsk} />
      </Table.Td>
    </Table.Tr>
  );
}
