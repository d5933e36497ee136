import { Button, Group } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import { ReasonedOrder } from '../../parts/reasoned-order.js';
import { useRights } from '../../session/use-rights.js';
import { JOB_ORDERS, jobEffectOf, jobOrdersOf, type JobOrder } from './job-orders.js';
import { giveJobOrder, type Job } from './jobs.js';

/** The orders that a job takes now, as far as one may give them; each says first what it does. */
export function JobButtons({ job }: { readonly job: Job }): ReactNode {
  const [asked, ask] = useState<JobOrder>();
  const { maySomewhere } = useRights();
  return (
    <Group gap={4}>
      {jobOrdersOf(job)
        .filter((order) => maySomewhere(JOB_ORDERS[order].action))
        .map((order) => (
          <Button key={order} size="compact-xs" variant="default" onClick={() => ask(order)}>
            {JOB_ORDERS[order].name} …
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
  const { name } = JOB_ORDERS[order];
  return (
    <ReasonedOrder
      title={`${name} the job of ${seen.device}?`}
      order={name}
      effects={jobEffectOf(order, seen)}
      isDestructive={order === 'cancel' || order === 'force-quit'}
      stale={[['campaign', seen.campaign]]}
      give={(reason) => giveJobOrder(order, seen.id, reason)}
      onDone={onClose}
      onClose={onClose}
    />
  );
}
