import type { Command } from '@twinbank/access';
import { orderJob, type Job, type JobOrder, type OrderedJob } from '@twinbank/campaign';

import type { Query, Session } from '../connection/session.js';
import { appendEvents } from '../events.js';
import { timeOf } from '../sql.js';
import { JOB_COLUMNS, jobOf, type JobRow } from './job-row.js';

/** $1 job. Reports about it wait until the order is written, and are judged by what it says then. */
const HELD = `SELECT ${JOB_COLUMNS}, c.plan IS NOT NULL AS "isPlanned" FROM jobs j JOIN campaigns c ON c.id = j.campaign_id WHERE j.id = $1 FOR NO KEY UPDATE OF j`;
const STORE = `
  UPDATE jobs SET state = $2, hold = $3, next_attempt_at = $4, deadline_at = $5, ended_at = $6, fault = $7, cancel_asked_at = $8, detail = $9, missed_offers = $10,
    stage = $11, done = $12, total = $13,
    run_ends_at = CASE WHEN $2 = 'running' THEN run_ends_at END, progress_at = CASE WHEN $2 = 'running' THEN progress_at END
  WHERE id = $1`;

/** A job after an order, and what its device is to be told. */
export interface OrderedJobNow extends Pick<OrderedJob, 'tell'> {
  readonly job: Job;
}

/**
 * Carries out an operator's order about a job, and records it; an order whose result already holds changes nothing.
 *
 * @returns undefined if there is no such job
 * @throws Fault `job_transition`
 */
export async function orderJobIn(
  session: Session,
  id: number,
  order: JobOrder,
  { by, nowMs }: Command,
): Promise<OrderedJobNow | undefined> {
  let written = 0;
  const ordered = await session.transaction(async (query) => {
    const [row] = await query<JobRow & { isPlanned: boolean }>({ name: 'jobs_hold_one', text: HELD }, [id]);
    if (!row) return undefined;
    const before = jobOf(row);
    const { step, tell } = orderJob(before, order, { nowMs, isPlanned: row.isPlanned });
    if (!step) return { job: before, ...(tell && { tell }) };
    await store(query, step.job);
    const change = { before: movesOf(before), after: movesOf(step.job) };
    const isOver = step.job.endedAtMs !== undefined;
    await appendEvents(query, [
      {
        ...{ atMs: nowMs, kind: isOver ? 'job_cancelled' : 'job_ordered', actor: by, change },
        ...{ campaignId: before.campaignId, jobId: id, deviceId: before.deviceId },
        data: {
          reason: `${by.name} ordered: ${order}`,
          ...(isOver ? { attempts: before.attempts, fault: step.job.fault } : { order, state: step.job.state }),
        },
      },
    ]);
    written = 2;
    return { job: step.job, ...(tell && { tell }) };
  });
  session.wrote(written);
  return ordered;
}

const store = (query: Query, job: Job): Promise<unknown> =>
  query({ name: 'jobs_store_order', text: STORE }, [
    job.id,
    job.state,
    job.hold,
    timeOf(job.nextAttemptAtMs),
    timeOf(job.deadlineAtMs),
    timeOf(job.endedAtMs),
    job.fault,
    timeOf(job.cancelAskedAtMs),
    job.detail,
    job.missedOffers ?? 0,
    job.stage,
    job.done,
    job.total,
  ]);

const movesOf = ({ state, hold, cancelAskedAtMs }: Job): Record<string, unknown> => ({
  state,
  ...(hold !== undefined && { hold }),
  ...(cancelAskedAtMs !== undefined && { cancelAsked: new Date(cancelAskedAtMs).toISOString() }),
});
