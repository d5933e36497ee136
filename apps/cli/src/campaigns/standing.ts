import type { components } from '@twinbank/client';

import { EXIT, type ExitCode } from '../shell/problem.js';

type CampaignDetail = components['schemas']['CampaignDetail'];

/** Where a campaign stands, as far as somebody who watches it wants to know. */
export interface Standing {
  readonly campaign: number;
  readonly name: string;
  readonly product: string;
  readonly release: string;
  readonly state: CampaignDetail['state'];
  readonly pauseReason?: string;
  /** From 0. */
  readonly wave: number;
  readonly waves: number;
  readonly total: number;
  /** Jobs by state; those states that there are. */
  readonly jobs: Readonly<Record<string, number>>;
}

/** Job states in which nothing more happens, and not for the better. */
const FAILED = ['failed', 'rejected', 'timed_out'];
const ENDED = ['succeeded', 'cancelled', 'excluded', ...FAILED];

/** The standing of a campaign as the server shows it. */
export function standingOf(campaign: CampaignDetail): Standing {
  const { id, name, product, release, state, pauseReason, currentWave, waves, total, jobs } = campaign;
  return {
    ...{ campaign: id, name, product, release, state },
    ...(pauseReason !== undefined && { pauseReason }),
    ...{ wave: currentWave, waves: waves.length, total },
    jobs: Object.fromEntries(
      Object.entries(jobs ?? {}).filter(([, count]) => (count as number) > 0),
    ) as Standing['jobs'],
  };
}

/** Whether nothing more happens to it. */
export const isOver = ({ state }: Standing): boolean => state === 'finished' || state === 'stopped';

const count = ({ jobs }: Standing, states: readonly string[]): number =>
  states.reduce((sum, state) => sum + (jobs[state] ?? 0), 0);

/** How many of its jobs have ended, and how many of those have failed. */
export const endedOf = (standing: Standing): { ended: number; failed: number } => ({
  ended: count(standing, ENDED),
  failed: count(standing, FAILED),
});

/** How a watch of it ends: finished without a failure is what was wished. */
export const exitOf = (standing: Standing): ExitCode =>
  standing.state === 'finished' && endedOf(standing).failed === 0 ? EXIT.ok : EXIT.outcome;

/** Jobs by state as text, those states that there are: `running 3, succeeded 12`. */
export const countsText = (jobs: Readonly<Record<string, number>>): string =>
  Object.entries(jobs)
    .filter(([, jobCount]) => jobCount > 0)
    .map(([state, jobCount]) => `${state} ${jobCount}`)
    .join(', ');
