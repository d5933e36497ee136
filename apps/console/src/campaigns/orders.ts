import type { components } from '@twinbank/client';

import { countOf } from './states.js';

type CampaignDetail = components['schemas']['CampaignDetail'];

/** An order about a campaign that the console gives. */
export type Order = 'pause' | 'resume' | 'stop';

/** Which orders a campaign takes in its state. */
export function ordersOf({ state }: Pick<CampaignDetail, 'state'>): Order[] {
  if (state === 'running' || state === 'starting') return ['pause', 'stop'];
  if (state === 'paused') return ['resume', 'stop'];
  return state === 'scheduled' ? ['stop'] : [];
}

const many = (count: number, what: string): string => `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;

/** What an order would do, and to how many devices. */
export function effectOf(order: Order, { jobs }: Pick<CampaignDetail, 'jobs'>): string[] {
  if (jobs === undefined) return ['No device has a job of it yet.'];
  const waiting = many(countOf(jobs, ['waiting', 'held', 'backoff']), 'device');
  const underWay = many(countOf(jobs, ['offered', 'running', 'soaking']), 'device');
  if (order === 'pause') return [`${waiting} will not begin until it is resumed.`, `${underWay} under way will go on.`];
  if (order === 'resume') return [`${waiting} may begin, as waves, rates and windows let them.`];
  return [
    `${waiting} that are not under way will not get the release by this campaign.`,
    `${many(countOf(jobs, ['offered', 'running']), 'device')} under way will be asked to stop.`,
    'A stopped campaign cannot be resumed.',
  ];
}
