import type { components } from '@twinbank/client';

import { countOf, type JobCounts } from '../states.js';

type Config = components['schemas']['CampaignConfigAnswer'];
type Item = components['schemas']['SummaryItemAnswer'];

/** How many jobs of those that count for rules have failed. */
export interface Rate {
  readonly failed: number;
  /** Jobs that succeeded or failed: what was cancelled or left out does not count. */
  readonly ended: number;
  /** Share of the failed ones, in percent; 0 where none has ended. */
  readonly percent: number;
}

/** The rate of a whole campaign. */
export const rateOfAll = (jobs: JobCounts): Rate =>
  rate(countOf(jobs, ['failed', 'rejected', 'timed_out']), jobs.succeeded);

/** The rate of the jobs that share a value. */
export const rateOfItem = ({ failed, states }: Item): Rate => rate(failed, states['succeeded'] ?? 0);

const rate = (failed: number, succeeded: number): Rate => {
  const ended = failed + succeeded;
  return { failed, ended, percent: ended === 0 ? 0 : (100 * failed) / ended };
};

/** A line that a rate must stay under. */
export interface Limit {
  readonly name: string;
  readonly percent: number;
  /** Jobs that must have ended before it counts. */
  readonly minimum: number;
  readonly action: string;
}

/**
 * The lines that a campaign has for its rate of failures, as a whole or in each slice. Rules for some failures only, and
 * those that a test decides, have no line that these rates could be held against.
 *
 * @param by what the slices are made by; undefined for the campaign as a whole
 */
export function limitsOf({ thresholds, rules = [] }: Config, by?: string): Limit[] {
  const whole = { name: 'error threshold', percent: thresholds.errorPercent, minimum: thresholds.errorMinimum };
  const own = rules.flatMap(({ name, per, percent, classes, faults, minimum, action }) =>
    per === by && percent !== undefined && classes === undefined && faults === undefined
      ? [{ name, percent, minimum, action }]
      : [],
  );
  return [...(by === undefined ? [{ ...whole, action: 'pause' }] : []), ...own];
}

/** By what failures can be divided: what is always there, and what this campaign’s rules and places are about. */
export function dividersOf({ rules = [], spread }: Config): string[] {
  const own = [...rules.flatMap(({ per }) => per ?? []), ...(spread ? [`attr.${spread.by}`] : [])];
  return [...new Set(['fault', 'hardware', 'version', 'wave', ...own])];
}
