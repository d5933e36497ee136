import type { Campaign } from '../campaign.js';
import type { Counts } from '../counts.js';
import type { Job } from '../job/job.js';
import { EVERY_WAVE, standingOf } from '../standing.js';
import { rateWords } from './rate-words.js';

/** Which update of a job is meant, and what follows: "hop 1 of 3: 1.2.0, then 2.0.0 and 3.0.0". `left`: the versions still to come. */
export function hopWords({ hopsDone = 0 }: Pick<Job, 'hopsDone'>, left: readonly string[]): string {
  const [next, ...rest] = left;
  const then = rest.length === 0 ? '' : `, then ${rest.join(' and ')}`;
  return `hop ${hopsDone + 1} of ${hopsDone + left.length}: ${next}${then}`;
}

/** What a device between two updates waits for, in a word and in a sentence. Before it are only others that stand on a release in between. */
export function betweenHops(
  campaign: Campaign,
  { waves }: Counts,
  nowMs: number,
): { readonly code: 'no_room' | 'rate' | 'hop_next'; readonly sentence: string } {
  const there = 'it runs a release in between, and';
  const { active } = standingOf(waves, EVERY_WAVE);
  const { concurrency } = campaign.config;
  if (active >= concurrency) {
    const sentence = `${there} goes on before devices that have not begun: ${active} devices have a ticket, and ${concurrency} may at the same time`;
    return { code: 'no_room', sentence };
  }
  const byRate = rateWords({ campaign, waves, before: 0, nowMs });
  if (byRate !== undefined)
    return { code: 'rate', sentence: `${there} goes on before devices that have not begun: ${byRate}` };
  return { code: 'hop_next', sentence: `${there} its next update follows at the next look` };
}
