import { Alert, Code, Loader, Stack, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import type { components } from '@twinbank/client';

import { Facts } from '../../parts/facts.js';
import { PageHead } from '../../parts/page-head.js';
import { Section } from '../../parts/section.js';
import { Freshness } from '../../shell/freshness.js';
import { Moment } from '../../shell/moment.js';
import { useMayAbout } from '../../products/may-about.js';
import { useCampaign } from '../campaigns.js';
import { StateBadge } from '../state-badge.js';
import { hopText } from './hop-text.js';
import { JobButtons, useJobOrder } from './job-buttons.js';
import { useExplanation, useJobOf, type Job } from './jobs.js';

type Explanation = components['schemas']['ExplanationAnswer'];

const COLOURS: Readonly<Record<string, string>> = {
  done: 'teal',
  failed: 'red',
  'under-way': 'cyan',
  waiting: 'indigo',
  out: 'gray',
};

/** How one device stands with a campaign, and what would change it. */
export function ExplanationPage(): ReactNode {
  const { campaign: text = '', device = '' } = useParams({ strict: false }) as { campaign?: string; device?: string };
  const id = Number(text);
  const explanation = useExplanation(id, device);
  const job = useJobOf(id, device);
  const may = useMayAbout(useCampaign(id).data?.product);
  const { ask, dialog } = useJobOrder();
  return (
    <Stack>
      <PageHead
        title={<span className="mono">{device}</span>}
        up={{ to: `/campaigns/${id}/jobs`, label: explanation.data?.name ?? `Campaign ${id}` }}
        about={
          <Link className="text-link" to="/devices/$device" params={{ device }}>
            The device, with both its banks
          </Link>
        }
      >
        {job.data?.job && <JobButtons job={job.data.job} may={may} onAsk={ask} />}
      </PageHead>
      <Freshness query={explanation} />
      {explanation.isPending && <Loader />}
      {explanation.data && (
        <div role="status" aria-label="Explanation">
          <Why explanation={explanation.data} />
        </div>
      )}
      {dialog}
      {job.data?.job && <JobFacts job={job.data.job} />}
    </Stack>
  );
}

function Why({ explanation }: { readonly explanation: Explanation }): ReactNode {
  const { standing, code, sentence, until, fault } = explanation;
  return (
    <Alert
      color={COLOURS[standing] ?? 'gray'}
      variant="light"
      title={standing.replaceAll('-', ' ')}
      role="presentation"
    >
      <Text>{sentence}</Text>
      {until !== undefined && (
        <Text size="sm" mt={4}>
          It changes by itself at <Moment at={until} />.
        </Text>
      )}
      <Text size="sm" mt="xs">
        <Code>{code}</Code> {fault !== undefined && <Code>{fault}</Code>}
      </Text>
    </Alert>
  );
}

function JobFacts({ job }: { readonly job: Job }): ReactNode {
  const { id, state, wave, place, stage, attempts, missedOffers, done, total, fault, detail } = job;
  const at = (time: string | undefined): ReactNode => (time === undefined ? undefined : <Moment at={time} />);
  return (
    <Section title={`Job ${id}`}>
      <Facts
        facts={{
          State: <StateBadge state={state} />,
          Wave: wave === undefined ? undefined : wave + 1,
          Place: place,
          Stage: stage,
          Attempts: attempts,
          Way: hopText(job),
          'Missed offers': missedOffers,
          Blocks: total === undefined ? undefined : `${done ?? 0} of ${total}`,
          Fault: fault === undefined ? undefined : <Code>{fault}</Code>,
          Detail: detail,
          'Looked at again': at(job.nextAttempt),
          Deadline: at(job.deadline),
          'Put off until': at(job.postponedUntil),
          Began: at(job.started),
          Ended: at(job.ended),
        }}
      />
    </Section>
  );
}
