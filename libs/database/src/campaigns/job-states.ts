import {
  ACTIVE_JOB_STATES,
  CANCELLATION,
  DEACTIVATION,
  DISPOSAL,
  FINAL_JOB_STATES,
  NOTIFIED_JOB_STATES,
  OPEN_JOB_STATES,
  RESTING_JOB_STATES,
  SOAK_CUT_SHORT,
  TIMED_JOB_STATES,
  UNBEGUN_JOB_STATES,
  type CommonEnd,
  type HoldReason,
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
/** Whether an open job j has its device, of which every device has one at most; others wait for it. As the unique index says it. */
export const hasDevice = (j: string): string =>
  `${j}.state IN ${OPEN} AND ${j}.hold IS DISTINCT FROM ${textOf('campaign' satisfies HoldReason)}`;
/** Whether a job j waits for another campaign that has its device. */
export const isBehind = (j: string): string =>
  `${j}.state = 'held' AND ${j}.hold = ${textOf('campaign' satisfies HoldReason)}`;
/** Whether no device has begun with an open job j: no ticket of it was accepted, none of its attempts has failed, and none has brought a release in between. */
export const unbegun = (j: string): string =>
  `${j}.state IN ${listOf(UNBEGUN_JOB_STATES)} AND ${j}.fault IS NULL AND ${j}.hops_done = 0`;
/** The priority of a campaign c among others. */
export const priorityIn = (c: string): string => `coalesce((${c}.rules #>> '{otherCampaigns,priority}')::int, 0)`;
/** States that end with a time. */
export const RESTING = listOf(RESTING_JOB_STATES);
/** States that a campaign's stop ends. */
export const CANCELLABLE = listOf(CANCELLATION.from);

const literalOf = (value: string | undefined): string => (value === undefined ? 'NULL' : textOf(value));

/** The assignments that end many jobs alike, at a time given as a parameter. */
const endOf = (
  { to, fault, detail }: CommonEnd,
  endedAt: string,
  given: { readonly fault?: string; readonly detail?: string } = {},
): string =>
  `state = ${textOf(to)}, fault = ${given.fault ?? literalOf(fault)}, detail = ${given.detail ?? literalOf(detail)}, ended_at = ${endedAt}, deadline_at = NULL, run_ends_at = NULL, progress_at = NULL, next_attempt_at = NULL, hold = NULL`;

/** The end of jobs whose campaign, or slice of it, stops; $2 when, $4 the fault. */
export const CANCELLED = endOf(CANCELLATION, '$2', { fault: '$4' });
/** The end of jobs that another campaign takes over; $2 when, $3 the fault, $4 the detail. */
export const TAKEN_OVER = endOf(CANCELLATION, '$2', { fault: '$3', detail: '$4' });
/** The end of the job of a device that is deactivated; $2 when. */
export const DEACTIVATED = endOf(DEACTIVATION, '$2');
/** The end of the job of a device that is disposed of; $2 when. */
export const DISPOSED_OF = endOf(DISPOSAL, '$2');
/** The end of jobs whose devices are watched while their campaign stops; $2 when. */
export const CUT_SHORT = endOf(SOAK_CUT_SHORT, '$2');
