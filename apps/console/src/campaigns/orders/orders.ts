import type { Action } from '@twinbank/access';
import type { components } from '@twinbank/client';

import { countOf, type JobState } from '../states.js';

type CampaignDetail = components['schemas']['CampaignDetail'];

/** What of a campaign decides which orders it takes, and what they do. */
export type Seen = Pick<CampaignDetail, 'state' | 'jobs' | 'waves' | 'plan' | 'approval' | 'jobsRemoved' | 'config'>;

/** What a roll-back would do now. */
export type Outlook = components['schemas']['RollBackAnswer'];

/** An order about a campaign that the console gives. */
export type Order = 'start' | 'approve' | 'reject' | 'delete' | 'open-gate' | 'pause' | 'resume' | 'stop' | 'roll-back';

/** How an order is offered, and who may give it: the actions are those of docs/roles.md, which a test compares. */
export const ORDERS: Readonly<Record<Order, { readonly name: string; readonly action: Action; readonly look: Look }>> =
  {
    start: { name: 'Start', action: 'campaign.start', look: 'main' },
    approve: { name: 'Approve', action: 'campaign.approve', look: 'main' },
    reject: { name: 'Reject', action: 'campaign.approve', look: 'destructive' },
    delete: { name: 'Delete', action: 'campaign.draft', look: 'destructive' },
    'open-gate': { name: 'Open gate', action: 'campaign.start', look: 'main' },
    pause: { name: 'Pause', action: 'campaign.halt', look: 'plain' },
    resume: { name: 'Resume', action: 'campaign.start', look: 'plain' },
    stop: { name: 'Stop', action: 'campaign.halt', look: 'destructive' },
    'roll-back': { name: 'Roll back', action: 'campaign.halt', look: 'destructive' },
  };
type Look = 'main' | 'plain' | 'destructive';

/**
 * At which revision an order holds. What stops a campaign holds at every one: it changes by itself with each wave and each rule, and is not to go
 * on because of that.
 */
export const revisionFor = (order: Order, { revision }: Pick<CampaignDetail, 'revision'>): string | undefined =>
  ORDERS[order].action === 'campaign.halt' ? undefined : revision;

/** Jobs that have failed. */
export const FAILED: readonly JobState[] = ['failed', 'rejected', 'timed_out'];
/** Jobs that have not ended. */
export const OPEN: readonly JobState[] = ['waiting', 'held', 'offered', 'running', 'backoff', 'soaking'];

/** How many jobs of a campaign, or of a wave, are in these states; 0 where there are none yet. */
export const jobsIn = (jobs: Seen['jobs'], states: readonly JobState[]): number => (jobs ? countOf(jobs, states) : 0);

/** The wave that waits for its gate, from 0; undefined if none does. */
export const waitingGate = ({ waves }: Pick<Seen, 'waves'>): number | undefined =>
  waves.find(({ gate }) => gate === 'waiting')?.wave;

/** How many jobs of a campaign have failed. */
export const failedOf = ({ jobs }: Pick<Seen, 'jobs'>): number => jobsIn(jobs, FAILED);

/**
 * The orders that a campaign takes as it is (docs/campaigns.md), whoever looks.
 *
 * @param outlook what a roll-back would do now; undefined where that is not known, and then it is offered: a bad release is not to wait
 * for a count
 */
export function ordersOf(seen: Seen, outlook?: Outlook): Order[] {
  switch (seen.state) {
    case 'draft':
      return ordersOfDraft(seen);
    case 'scheduled':
      return ['stop'];
    case 'starting':
      return ['pause', 'stop'];
    case 'running':
      return [
        ...(waitingGate(seen) === undefined ? [] : (['open-gate'] as const)),
        'pause',
        'stop',
        ...wayBack(seen, outlook),
      ];
    case 'paused':
      return ['resume', 'stop', ...wayBack(seen, outlook)];
    default:
      return wayBack(seen, outlook);
  }
}

function ordersOfDraft({ approval }: Seen): Order[] {
  if (approval?.needed !== true) return ['start', 'delete'];
  // Approved once more where its groups select others by now, or it is for more devices: its start is refused then.
  return [...(approval.state === 'approved' ? (['start'] as const) : []), 'approve', 'reject', 'delete'];
}

/** Whether a campaign may have brought its release to a device, and its jobs are kept: then it is worth asking what a roll-back would do. */
export const mayHaveReached = ({ jobs, jobsRemoved }: Pick<Seen, 'jobs' | 'jobsRemoved'>): boolean =>
  jobsRemoved === undefined && jobsIn(jobs, ['succeeded', 'soaking', ...FAILED]) > 0;

/** Devices that have a ticket may have the release soon, and would go back then. */
const AT_WORK: readonly JobState[] = ['offered', 'running', 'soaking'];

/** A campaign is rolled back where that does something: a device has its release by it, or may have it soon, and nobody has ordered it. */
const wayBack = (seen: Seen, outlook: Outlook | undefined): 'roll-back'[] => {
  if (!mayHaveReached(seen)) return [];
  if (outlook === undefined) return ['roll-back'];
  return !outlook.ordered && (outlook.devices > 0 || jobsIn(seen.jobs, AT_WORK) > 0) ? ['roll-back'] : [];
};
