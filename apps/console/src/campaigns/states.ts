import type { components } from '@twinbank/client';

/** Jobs by state, as a wave has them. */
export type JobCounts = NonNullable<components['schemas']['WaveAnswer']['jobs']>;
/** State of a job. */
export type JobState = keyof JobCounts;

/** A part of the way of a job: states that mean the same to whoever looks at many. */
export interface FunnelPart {
  readonly name: string;
  readonly colour: string;
  readonly states: readonly JobState[];
}

/** The way of a job from left to right: what is done, what is under way, what waits, what went wrong. Each state is in one part. */
export const FUNNEL: readonly FunnelPart[] = [
  { name: 'succeeded', colour: 'teal-7', states: ['succeeded'] },
  { name: 'watched', colour: 'lime-6', states: ['soaking'] },
  { name: 'updating', colour: 'cyan-6', states: ['running'] },
  { name: 'offered', colour: 'indigo-4', states: ['offered'] },
  { name: 'tried again', colour: 'yellow-6', states: ['backoff'] },
  { name: 'waiting', colour: 'gray-5', states: ['waiting', 'held'] },
  { name: 'failed', colour: 'red-7', states: ['failed', 'rejected', 'timed_out'] },
  { name: 'cancelled', colour: 'gray-7', states: ['cancelled'] },
  { name: 'left out', colour: 'gray-3', states: ['excluded'] },
];

/** How many jobs are in each part of the way, parts without any left out. */
export const funnelOf = (jobs: JobCounts): (FunnelPart & { readonly count: number })[] =>
  FUNNEL.map((part) => ({ ...part, count: countOf(jobs, part.states) })).filter(({ count }) => count > 0);

/** How many jobs are in these states. */
export const countOf = (jobs: JobCounts, states: readonly JobState[]): number =>
  states.reduce((sum, state) => sum + jobs[state], 0);

const CAMPAIGN_COLOURS: Readonly<Record<string, string>> = {
  finished: 'teal',
  paused: 'yellow',
  stopping: 'orange',
  stopped: 'red',
  starting: 'cyan',
  scheduled: 'indigo',
};

/** Colour of the state of a job or a campaign. */
export const stateColour = (state: string): string =>
  CAMPAIGN_COLOURS[state] ??
  FUNNEL.find(({ states }) => (states as readonly string[]).includes(state))?.colour.split('-')[0] ??
  'gray';
