import { Button, Group, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { useGiving } from '../../asking/giving.js';
import { Dialog } from '../../parts/confirm.js';
import { jobEffectOf, jobOrdersOf, type JobOrder } from './job-orders.js';
import { giveJobOrder, type Job } from './jobs.js';

const NAMES: Readonly<Record<JobOrder, string>> = {
  pause: 'Pause',
  resume: 'Resume',
  cancel: 'Cancel',
  'force-quit': 'Force quit',
};
/** Longest reason that the server takes, in characters. */
const REASON_MAX = 500;

/** The orders that a job takes now; each says first what it does. */
export function JobButtons({ job }: { readonly job: Job }): ReactNode {
  const [asked, ask] = useState<JobOrder>();
  return (
    <Group gap={4}>
      {jobOrdersOf(job).map((order) => (
        <Button key={order} size="compact-xs" variant="default" onClick={() => ask(order)}>
          {NAMES[order]} …
        </Button>
      ))}
      {asked && <Confirmation order={asked} job={job} onClose={() => ask(undefined)} />}
    </Group>
  );
}

interface ConfirmationProps {
  readonly order: JobOrder;
  readonly job: Job;
  readonly onClose: () => void;
}

function Confirmation({ order, job, onClose }: ConfirmationProps): ReactNode {
  const [seen] = useState(job);
  const [reason, setReason] = useState('');
  const giving = useGiving(['campaign', seen.campaign]);
  return (
    <Dialog
      title={`${NAMES[order]} the job of ${seen.device}?`}
      order={NAMES[order]}
      effects={jobEffectOf(order, seen)}
      isDestructive={order === 'cancel' || order === 'force-quit'}
      giving={giving}
      onGive={() => giving.give(() => giveJobOrder(order, seen.id, reason), onClose)}
      onClose={onClose}
    >
      <TextInput
        label="Reason"
        description="Kept in the audit log"
        maxLength={REASON_MAX}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
    </Dialog>
  );
}
