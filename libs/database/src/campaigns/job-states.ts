import {
  ACTIVE_JOB_STATES,
  CANCELLATION,
  DEACTIVATION,
  FINAL_JOB_STATES,
  NOTIFIED_JOB_STATES,
  OPEN_JOB_STATES,
  RESTING_JOB_STATES,
  SOAK_CUT_SHORT,
  TIMED_JOB_STATES,
  type CommonEnd,
  type JobState,
} from '@twinbank/campaign';

/**
 * The states of jobs in SQL: made from the tables of `campaign`, so that no statement has its own list. They are
 * written into the statements as text, because the query planner uses a partial index only if it can see the
 * states.
 */
export const textOf = (value: string): string => `'${value.replaceAll("'", "''")}'`;
const listOf = (states: readonly JobState[]): string => `(${states.map(textOf).join(', ')})`;

/** Open states as rows of a table, to look each up by itself. */
export const EACH_OPEN = `unnest(ARRAY[${OPEN_JOB_STATES.map(textOf).join(', ')}])`;

/** States in which a device has a ticket, in which it has had one, in which a job has not ended, and in which it has ended. */
export const ACTIVE = listOf(ACTIVE_JOB_STATES);
export const NOTIFIED = listOf(NOTIFIED_JOB_STATES);
export const OPEN = listOf(OPEN_JOB_STATES);
export const FINAL = listOf(FINAL_JOB_STATES);
/** States of jobs that end by themselves at a deadline. */
export const TIMED = listOf(TIMED_JOB_STATES);
/** States of jobs that a report may be about. */
export const TRIED = listOf(OPEN_JOB_STATES.filter((state) => state !== 'waiting'));
/** States that end with a time. */
export const RESTING = listOf(RESTING_JOB_STATES);
/** States that a campaign's stop ends. */
export const CANCELLABLE = listOf(CANCELLATION.from);

/** The assignments that end many jobs alike, at a time given as a parameter. */
const endOf = (
  { to, fault, detail }: CommonEnd,
  endedAt: string,
  faultIs = fault === undefined ? 'NULL' : textOf(fault),
): string =>
  `state = ${textOf(to)}, fault = ${faultIs}, detail = ${detail === undefined ? 'NULL' : textOf(detail)}, ended_at = ${endedAt}, deadline_at = NULL, next_attempt_at = NULL, hold = NULL`;

/** The end of jobs whose campaign, or slice of it, stops; $2 when, $4 the fault. */
export const CANCELLED = endOf(CANCELLATION, '$2', '$4');
/** The end of the job of a device that is deactivated; $2 when. */
export const DEACTIVATED = endOf(DEACTIVATION, '$2');
/** The end of jobs whose devices are watched while their campaign stops; $2 when. */
export const CUT_SHORT = endOf(SOAK_CUT_SHORT, '$2');
