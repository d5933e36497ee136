import type { components } from '@twinbank/client';

import { countOf, type JobState } from '../states.js';

type CampaignDetail = components['schemas']['CampaignDetail'];
/** What decides about a draft or a further order. */
export type Seen = Pick<
  CampaignDetail,
  'state' | 'jobs' | 'waves' | 'plan' | 'approval' | 'excluded' | 'jobsRemoved' | 'config'
>;

/** An order beside pause, resume and stop. */
export type FurtherOrder = 'start' | 'approve' | 'reject' | 'delete' | 'open-gate' | 'roll-back';

const FAILED: readonly JobState[] = ['failed', 'rejected', 'timed_out'];
const OPEN: readonly JobState[] = ['waiting', 'held', 'offered', 'running', 'backoff', 'soaking'];

const devices = (number = 0): string => `${number.toLocaleString('en')} device${number === 1 ? '' : 's'}`;
const count = (jobs: Seen['jobs'], states: readonly JobState[]): number => (jobs ? countOf(jobs, states) : 0);

/** The wave that waits for its gate, from 0; undefined if none does. */
export const waitingGate = ({ waves }: Pick<Seen, 'waves'>): number | undefined =>
  waves.find(({ gate }) => gate === 'waiting')?.wave;

/** How many jobs of a campaign have failed. */
export const failedOf = ({ jobs }: Pick<Seen, 'jobs'>): number => count(jobs, FAILED);

/** The further orders that a campaign takes as it is. */
export function furtherOrdersOf(seen: Seen): FurtherOrder[] {
  const { state, jobs, jobsRemoved } = seen;
  if (state === 'draft') return ordersOfDraft(seen);
  if (state === 'scheduled' || state === 'starting') return [];
  const gate = state === 'running' && waitingGate(seen) !== undefined;
  const canGoBack = jobsRemoved === undefined && count(jobs, ['succeeded', 'soaking', ...FAILED]) > 0;
  return [...(gate ? (['open-gate'] as const) : []), ...(canGoBack ? (['roll-back'] as const) : [])];
}

function ordersOfDraft({ approval }: Seen): FurtherOrder[] {
  if (approval?.needed !== true) return ['start', 'delete'];
  return [approval.state === 'approved' ? 'start' : 'approve', 'reject', 'delete'];
}

/** What an order would do, and to how many, one sentence each. */
export const furtherEffectOf = (order: FurtherOrder, seen: Seen): string[] => EFFECTS[order](seen);

const EFFECTS: Readonly<Record<FurtherOrder, (seen: Seen) => string[]>> = {
  start: ({ plan, config }) => [
    `${devices(plan?.devices)} would get a job; ${devices(plan?.waves[0])} in the first wave.`,
    config.schedule?.startAt === undefined
      ? 'The first wave begins as soon as every device has been looked at.'
      : `It begins at ${config.schedule.startAt}.`,
  ],
  approve: ({ plan }) => [
    `It may be started for ${devices(plan?.devices)}, and up to ${(plan?.devicesMost ?? 0).toLocaleString('en')} if the fleet grows.`,
    'It counts for the draft as it was shown; a change takes it away.',
  ],
  reject: ({ approval }) => [
    'It cannot be started before it is changed or approved.',
    ...(approval?.state === 'approved' ? ['The approval that it has is taken away.'] : []),
  ],
  delete: () => ['The draft is removed; events and the audit log keep that it was there.'],
  'open-gate': (seen) => {
    const wave = waitingGate(seen) ?? 0;
    return [`Wave ${wave + 1} begins: ${devices(count(seen.waves.find((one) => one.wave === wave)?.jobs, OPEN))}.`];
  },
  'roll-back': ({ jobs }) => [
    ...(count(jobs, OPEN) > 0 ? [`It stops first, for good: ${devices(count(jobs, OPEN))} with an open job.`] : []),
    `${devices(count(jobs, ['succeeded', 'soaking']))} that have the release are brought back to what they ran before, as far as they can.`,
    'That is done by campaigns that begin by themselves once no job is open.',
  ],
};
