import { BACKOFF_SLACK } from '@twinbank/campaign';

import type { Query } from '../connection/session.js';
import { timeOf } from '../sql.js';
import { WINDOW_COLUMNS } from './claim/attempt-window.js';
import { ACTIVE, CANCELLABLE, CANCELLED, TIMED } from './job-states.js';

/**
 * The statements of the hot paths: each handles a whole batch. Rows are locked in the order of their ids, so that
 * servers wait for one another instead of causing a deadlock.
 */

/** The release that an attempt a of a campaign c brings: one in between, or the campaign's. */
export const RELEASE_BROUGHT = 'coalesce(a.release_id, c.release_id)';

/** The same columns for offers that are out, from jobs j, attempts a, devices d, campaigns c. */
export const OFFER_COLUMNS = `
  j.id AS "jobId", j.transfer, j.device_id AS "deviceId", d.key_epoch AS "keyEpoch", d.key_generation AS "keyGeneration", d.ticket_sequence AS sequence,
  j.campaign_id AS "campaignId", ${RELEASE_BROUGHT} AS "releaseId", a.at AS "offeredAt", j.deadline_at AS "deadlineAt", ${WINDOW_COLUMNS}`;

export interface SavedRow {
  readonly id: number;
  readonly recorded: boolean;
}

/**
 * $1 changes, $2 now, $3 stages in their order, $4 who decided them. A change applies only to a job in the state
 * and attempt for which it was decided, and only if nobody cancelled it meanwhile: another attempt may have been decided. And only
 * if no step of a clock has moved its deadline since.
 * A change of the stage alone applies only if that stage is not behind what
 * another server has written. The end of an attempt or a job is recorded in the event log by the same statement.
 */
export const SAVE = `
  WITH decided AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS u(
      id int, from_state text, attempts int, missed_offers int, hops_done int, hop_transfer int, previous_version text, previous_digest text, state text, stage text, done int, total int, next_attempt_at timestamptz, deadline_at timestamptz,
      fault text, detail text, swap jsonb, timings jsonb, ended_at timestamptz, reason text,
      hold text, cancel_asked_at timestamptz, start bigint, seq bigint, run_ends_at timestamptz, progress_at timestamptz,
      accepted_at timestamptz, checked_at timestamptz, swapped_at timestamptz, confirmed_at timestamptz, postponed_until timestamptz, deadline_seen timestamptz)
  ), locked AS (
    SELECT u.* FROM decided u JOIN jobs j USING (id) ORDER BY j.id FOR NO KEY UPDATE OF j
  ), changed AS (
    UPDATE jobs j
    SET state = u.state, missed_offers = u.missed_offers, hops_done = u.hops_done, hop_transfer = u.hop_transfer,
        previous_version = coalesce(u.previous_version, j.previous_version), previous_digest = coalesce(u.previous_digest, j.previous_digest), stage = u.stage, done = u.done, total = u.total, next_attempt_at = u.next_attempt_at, deadline_at = u.deadline_at,
        run_ends_at = u.run_ends_at, progress_at = CASE WHEN u.progress_at IS NOT NULL THEN greatest(u.progress_at, j.progress_at) END,
        postponed_until = u.postponed_until,
        fault = u.fault, detail = u.detail,
        accepted_at = coalesce(j.accepted_at, u.accepted_at), checked_at = coalesce(j.checked_at, u.checked_at),
        swapped_at = coalesce(j.swapped_at, u.swapped_at), confirmed_at = coalesce(j.confirmed_at, u.confirmed_at),
        swap = coalesce(u.swap, j.swap), timings = coalesce(u.timings, j.timings), ended_at = u.ended_at, hold = u.hold
    FROM locked u
    WHERE j.id = u.id AND j.state = u.from_state AND j.attempts = u.attempts AND j.cancel_asked_at IS NOT DISTINCT FROM u.cancel_asked_at
      AND (u.state <> j.state OR j.stage IS NULL OR array_position($3::text[], u.stage) >= array_position($3::text[], j.stage))
      AND (u.deadline_seen IS NULL OR j.deadline_at = u.deadline_seen)
      AND (u.start IS NULL OR EXISTS (SELECT FROM devices d WHERE d.id = j.device_id AND d.report_start = u.start AND d.report_seq = u.seq))
    RETURNING j.id, j.campaign_id, j.device_id, j.state, j.attempts, j.stage, j.fault, j.detail, u.reason,
              j.state <> u.from_state AND j.state NOT IN ('running', 'held') AS recorded
  ), recorded AS (
    INSERT INTO events (at, kind, campaign_id, job_id, device_id, actor, data)
    SELECT $2, CASE state WHEN 'backoff' THEN 'attempt_failed' ELSE 'job_' || state END, campaign_id, id, device_id, $4::jsonb,
           jsonb_strip_nulls(jsonb_build_object('reason', reason, 'attempts', attempts, 'stage', stage, 'fault', fault, 'detail', detail))
    FROM changed WHERE recorded
  )
  SELECT id, recorded FROM changed`;

/**
 * $1 campaign, $2 now, $3 how many, $4 fault, $5 states, $6 which of the campaign's slices, $7 its value. Jobs that never had a ticket leave no event: the campaign's own event covers
 * all of them.
 */
export const CANCEL_IDLE = `
  WITH idle AS (
    SELECT id, state FROM jobs WHERE campaign_id = $1 AND state IN ${CANCELLABLE} AND state = ANY ($5)
      AND ($6::int IS NULL OR coalesce(slices[$6 + 1], '') = $7)
    ORDER BY id LIMIT $3 FOR NO KEY UPDATE
  )
  UPDATE jobs j SET ${CANCELLED}
  FROM idle WHERE j.id = idle.id AND j.state = idle.state
  RETURNING j.device_id AS "deviceId", j.transfer, idle.state = 'offered' AS "hadTicket"`;

/** The place whose byte budget a device d falls under in a campaign c; null without such budgets. It is where the device is now. */
const budgetPlace = (scope: 'each' | 'andEach'): string =>
  `CASE WHEN c.rules #> '{budgets,${scope}}' IS NOT NULL THEN coalesce(d.attributes ->> (c.rules #>> '{budgets,${scope},by}'), d.reported ->> (c.rules #>> '{budgets,${scope},by}'), '') END`;

/** $1 transfers. */
export const TRANSFER = `
  SELECT a.id AS transfer, j.id AS "jobId", j.device_id AS "deviceId", d.key_epoch AS "keyEpoch", d.key_generation AS "keyGeneration", c.product, ${RELEASE_BROUGHT} AS "releaseId",
         c.rules -> 'terms' ->> 'cipher' AS cipher, j.campaign_id AS "campaignId", c.rules -> 'budgets' AS budgets, ${budgetPlace('each')} AS "budgetPlace", ${budgetPlace('andEach')} AS "budgetAndPlace", (j.state IN ${ACTIVE} AND j.transfer = a.id) AS open
  FROM attempts a JOIN jobs j ON j.id = a.job_id JOIN devices d ON d.id = j.device_id JOIN campaigns c ON c.id = j.campaign_id
  WHERE a.id = ANY ($1::int[])`;

/** The deadline of a job j that keeps its remaining time. The offer of its attempt a ends with its window all the same: that is a time of day. */
const DEADLINE_KEPT = `least(j.deadline_at + ($2::timestamptz - $1::timestamptz), CASE j.state WHEN 'offered' THEN a.window_closes_at END)`;

/** $1 the time before the clock was put forward, $2 the time after. Locked in the order of ids, as everywhere. */
export const EXTEND_DEADLINES = `
  WITH moved AS (
    SELECT j.id, ${DEADLINE_KEPT} AS at FROM jobs j LEFT JOIN attempts a ON a.id = j.transfer
    WHERE j.state IN ${TIMED} AND j.deadline_at > $1 AND j.deadline_at <= $2 AND j.deadline_at < ${DEADLINE_KEPT} ORDER BY j.id FOR NO KEY UPDATE OF j
  )
  UPDATE jobs j SET deadline_at = moved.at, progress_at = j.progress_at + ($2::timestamptz - $1::timestamptz),
    run_ends_at = CASE WHEN j.run_ends_at > $1 AND j.run_ends_at <= $2 THEN j.run_ends_at + ($2::timestamptz - $1::timestamptz) ELSE j.run_ends_at END
  FROM moved WHERE j.id = moved.id AND j.state IN ${TIMED} AND j.deadline_at > $1 AND j.deadline_at <= $2 AND j.deadline_at < moved.at RETURNING j.id`;

/** The longest time that an attempt or a soak may take from now on, by its campaign's rules: c, j and its attempt a. Waiting for a window to swap is no work, nor is what the application puts off. */
const DEADLINE_MAX = `CASE j.state WHEN 'running' THEN greatest($1::timestamptz, a.swap_not_after, CASE WHEN a.swap_not_after IS NULL THEN greatest(a.swap_not_before, a.postponable_until) END) ELSE $1::timestamptz END + (CASE j.state WHEN 'soaking' THEN c.rules #>> '{soak,durationMs}' WHEN 'offered' THEN c.rules #>> '{timeouts,offerMs}' ELSE c.rules #>> '{timeouts,runMs}' END)::float8 * interval '1 millisecond'`;

/** $1 the time after the clock was put back. */
export const LIMIT_DEADLINES = `
  WITH moved AS (
    SELECT j.id, ${DEADLINE_MAX} AS at FROM jobs j JOIN campaigns c ON c.id = j.campaign_id LEFT JOIN attempts a ON a.id = j.transfer
    WHERE j.state IN ${TIMED} AND j.deadline_at > ${DEADLINE_MAX} ORDER BY j.id FOR NO KEY UPDATE OF j
  )
  UPDATE jobs j SET deadline_at = moved.at FROM moved WHERE j.id = moved.id AND j.state IN ${TIMED} RETURNING j.id`;

/** $1 the time after the clock was put back. A device that got further at a time that has not come is looked at now, and has its whole limit. */
export const LIMIT_STAGES = `
  WITH moved AS (
    SELECT j.id, ${DEADLINE_MAX} AS at FROM jobs j JOIN campaigns c ON c.id = j.campaign_id LEFT JOIN attempts a ON a.id = j.transfer
    WHERE j.state = 'running' AND (j.progress_at > $1 OR j.run_ends_at > ${DEADLINE_MAX}) ORDER BY j.id FOR NO KEY UPDATE OF j
  )
  UPDATE jobs j SET deadline_at = $1, progress_at = least(j.progress_at, $1), run_ends_at = least(j.run_ends_at, moved.at)
  FROM moved WHERE j.id = moved.id AND j.state = 'running' AND (j.progress_at > $1 OR j.run_ends_at > moved.at) RETURNING j.id`;

/** $1 the time after the clock was put back. What waits for a time of day is looked at again. */
export const LIMIT_HOLDS = `
  WITH moved AS (
    SELECT id FROM jobs WHERE state = 'held' AND next_attempt_at > $1 ORDER BY id FOR NO KEY UPDATE
  )
  UPDATE jobs j SET next_attempt_at = $1 FROM moved WHERE j.id = moved.id AND j.state = 'held' AND j.next_attempt_at > $1 RETURNING j.id`;

/** $1 the time after the clock was put back. No wait between attempts is longer than twice the longest that the rules name. */
export const LIMIT_BACKOFFS = `
  WITH moved AS (
    SELECT j.id, $1::timestamptz + (c.rules -> 'retry' ->> 'maxDelayMs')::float8 * ${BACKOFF_SLACK} * interval '1 millisecond' AS at
    FROM jobs j JOIN campaigns c ON c.id = j.campaign_id WHERE j.state = 'backoff' ORDER BY j.id FOR NO KEY UPDATE OF j
  )
  UPDATE jobs j SET next_attempt_at = moved.at FROM moved WHERE j.id = moved.id AND j.state = 'backoff' AND j.next_attempt_at > moved.at RETURNING j.id`;

/** The earlier of a time and the database's own. */
export async function soberMsOf(query: Query, nowMs: number): Promise<number> {
  const statement = { name: 'jobs_sober', text: 'SELECT least($1::timestamptz, now()) AS sober' };
  return (await query<{ sober: Date }>(statement, [timeOf(nowMs)]))[0]!.sober.getTime();
}
