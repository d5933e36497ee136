import {
  ACTIVE_JOB_STATES,
  CANCELLATION,
  DEACTIVATION,
  FINAL_JOB_STATES,
  OPEN_JOB_STATES,
  type CommonEnd,
  type JobState,
} from '@twinbank/campaign';

/**
 * The states of jobs as SQL knows them: made from the tables of `campaign`, so that no statement decides by a list of its own. Written
 * into the statements as text, for the planner uses a partial index only where it can read the states.
 */
export const textOf = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const listOf = (states: readonly JobState[]): string => `(${states.map(textOf).join(', ')})`;

/** Open states as rows of a table, to look each up by itself. */
export const EACH_OPEN = `unnest(ARRAY[${OPEN_JOB_STATES.map(textOf).join(', ')}])`;

/** States in which a device has a ticket, has not ended a job, and has. */
export const ACTIVE = listOf(ACTIVE_JOB_STATES);
export const OPEN = listOf(OPEN_JOB_STATES);
export const FINAL = listOf(FINAL_JOB_STATES);
/** States of jobs that a report may speak of. */
export const TRIED = listOf(OPEN_JOB_STATES.filter((state) => state !== 'waiting'));
/** States that a campaign's stop ends. */
export const CANCELLABLE = listOf(CANCELLATION.from);

/** What is set where many jobs end alike, at a time that is given as a parameter. */
const endOf = ({ to, fault, detail }: CommonEnd, endedAt: string): string =>
  `state = ${textOf(to)}, fault = ${textOf(fault)}, detail = ${detail === undefined ? 'NULL' : textOf(detail)}, ended_at = ${endedAt}, deadline_at = NULL, next_attempt_at = NULL`;

/** The end of jobs whose campaign stops; $2 when. */
export const CANCELLED = endOf(CANCELLATION, '$2');
/** The end of the job of a device that is deactivated; $2 when. */
export const DEACTIVATED = endOf(DEACTIVATION, '$2');
