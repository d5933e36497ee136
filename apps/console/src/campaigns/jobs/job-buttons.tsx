import { Button, Group } from '@mantine/core';
import { useState, type ReactNode } from 'react';

import type { Action } from '@twinbank/access';

import { ReasonedOrder } from '../../parts/reasoned-order.js';
import { JOB_ORDERS, jobEffectOf, jobOrdersOf, type JobOrder } from './job-orders.js';
import { giveJobOrder, type Job } from './jobs.js';

/** An order that somebody is asked about, and the job as it was then. */
export interface AskedJobOrder {
  readonly order: JobOrder;
  readonly job: Job;
}

interface JobButtonsProps {
  readonly job: Job;
  /** Whether one may do something with the campaign of the job. */
  readonly may: (action: Action) => boolean;
  /** The dialog is not here: what becomes of the order may take the job out of the list that these buttons are in. */
  readonly onAsk: (asked: AskedJobOrder) => void;
}

/** The orders that a job takes now, as far as one may give them. */
export const JobButtons = ({ job, may, onAsk }: JobButtonsProps): ReactNode => (
  <Group gap={4}>
    {jobOrdersOf(job)
      .filter((order) => may(JOB_ORDERS[order].action))
      .map((order) => (
        <Button key={order} size="compact-xs" variant="default" onClick={() => onAsk({ order, job })}>
          {JOB_ORDERS[order].name} …
        </Button>
      ))}
  </Group>
);

/** Says what an order does, and gives it. */
export function JobOrderDialog({
  asked: { order, job },
  onClose,
}: {
  readonly asked: AskedJobOrder;
  readonly onClose: () => void;
}): ReactNode {
  const { name } = JOB_ORDERS[order];
  return (
    <ReasonedOrder
      about={`job/${job.id}`}
      title={`${name} the job of ${job.device}?`}
      order={name}
      effects={jobEffectOf(order, job)}
      isDestructive={order === 'cancel' || order === 'force-quit'}
      stale={[['campaign', job.campaign]]}
      give={(reason) => giveJobOrder(order, job.id, reason)}
      onDone={onClose}
      onClose={onClose}
    />
  );
}

/** The order that is being asked about on a page, and its dialog. */
export function useJobOrder(): { readonly ask: (asked: AskedJobOrder) => void; readonly dialog: ReactNode } {
  const [asked, ask] = useState<AskedJobOrder>();
  return { ask, dialog: asked && <JobOrderDialog asked={asked} onClose={() => ask(undefined)} /> };
}
