import type { Action } from '@twinbank/access';

/** An order about one job. */
export type JobOrder = 'pause' | 'resume' | 'cancel' | 'force-quit';

/** How an order is offered, and who may give it: the actions are those of docs/roles.md, which a test compares. */
export const JOB_ORDERS: Readonly<Record<JobOrder, { readonly name: string; readonly action: Action }>> = {
  pause: { name: 'Pause', action: 'campaign.halt' },
  resume: { name: 'Resume', action: 'campaign.start' },
  cancel: { name: 'Cancel', action: 'campaign.halt' },
  'force-quit': { name: 'Force quit', action: 'campaign.halt' },
};

/** What lists show of a job that decides which orders it takes. */
export interface JobSeen {
  readonly state: string;
  readonly hold?: string | undefined;
  readonly device: string;
}

const NOT_BEGUN: ReadonlySet<string> = new Set(['waiting', 'held', 'backoff', 'offered']);

/** The orders that a job takes in its state (docs/campaigns.md, orders about one job). */
export function jobOrdersOf({ state, hold }: JobSeen): JobOrder[] {
  if (state === 'running') return ['cancel', 'force-quit'];
  if (state === 'soaking') return ['force-quit'];
  if (!NOT_BEGUN.has(state)) return [];
  return [hold === 'operator' ? 'resume' : 'pause', 'cancel'];
}

/** What an order about a job does, one sentence each. */
export function jobEffectOf(order: JobOrder, { state, device }: JobSeen): string[] {
  switch (order) {
    case 'pause':
      return [
        `${device} does not begin before somebody resumes its job.`,
        ...(state === 'offered' ? ['The ticket that is out is withdrawn.'] : []),
        'The campaign goes on without it, and does not end before it.',
      ];
    case 'resume':
      return [`${device} may begin, as waves, rates and windows let it.`];
    case 'cancel':
      return state === 'running'
        ? [`${device} is asked to stop; the job ends with what it reports. No further attempt follows.`]
        : [`${device} does not get the release by this campaign.`];
    case 'force-quit':
      return [
        `The job of ${device} ends as cancelled at once, whatever the device does.`,
        'What it still says of the job does not count; it may run the release all the same.',
      ];
  }
}
