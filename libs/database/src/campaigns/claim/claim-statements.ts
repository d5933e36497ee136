import { EXCLUDED_REASON, type Campaign, type CampaignConfig } from '@twinbank/campaign';

import { FACT_COLUMNS, type FactRow } from '../../devices/device-facts.js';
import { ZONE } from '../../devices/device-zone.js';
import { ACTIVE, NOTIFIED, RESTING, textOf } from '../job-states.js';

/**
 * The statements of a claim, in the order in which they run. Rows are locked in the order of their ids where several
 * servers may meet.
 */

/** The facts of a campaign that claiming needs. */
export interface ClaimableRow {
  readonly concurrency: number;
  readonly offerMs: number;
  readonly attempts: number;
  readonly releaseId: number;
  readonly rate: CampaignConfig['rate'] | null;
  readonly pace: Campaign['pace'] | null;
  readonly windows: CampaignConfig['windows'] | null;
  readonly postpone: CampaignConfig['postpone'] | null;
  readonly spread: CampaignConfig['spread'] | null;
  /** The given time, but not later than the database's own. */
  readonly soberAt: Date;
}

/**
 * $1 campaign, $2 now. Servers that claim for one campaign, or change it, take turns; a campaign that is not running
 * returns no row.
 */
export const LOCK_CAMPAIGN = `
  SELECT (rules ->> 'concurrency')::int AS concurrency, (rules -> 'timeouts' ->> 'offerMs')::float8 AS "offerMs", (rules -> 'retry' ->> 'attempts')::int AS attempts, release_id AS "releaseId",
         rules -> 'rate' AS rate, pace, rules -> 'windows' AS windows, rules -> 'postpone' AS postpone, rules -> 'spread' AS spread, least($2, now()) AS "soberAt"
  FROM campaigns WHERE id = $1 AND state = 'running' FOR NO KEY UPDATE`;

/** $1 campaign. Must run after the campaign was locked, so that it counts what the previous server has claimed. */
export const COUNT_ACTIVE = `
  SELECT coalesce(sum(jobs) FILTER (WHERE state IN ${ACTIVE}), 0)::int AS active, coalesce(sum(jobs) FILTER (WHERE state IN ${NOTIFIED}), 0)::int AS notified,
         coalesce(sum(jobs) FILTER (WHERE state = 'succeeded'), 0)::int AS succeeded
  FROM job_counts WHERE campaign_id = $1`;

export interface CountedRow {
  readonly active: number;
  readonly notified: number;
  readonly succeeded: number;
}

/** $1 campaign, $2 what is left of its rate. The version stays: this is no decision that an operator would have to know. */
export const SET_PACE = 'UPDATE campaigns SET pace = $2::jsonb WHERE id = $1';

const PICKED = 'id, device_id, place, state, attempts, hops_done, deadline_at, ordinal';
const OVER = `state IN ${RESTING} AND next_attempt_at <= least($4, now())`;

/**
 * $1 campaign, $2 wave, $3 how many, $4 now. The next due jobs, with the facts of their devices: before all others those whose device stands on a release
 * in between. A back-off or hold must be over by the caller's clock and by the database's clock, so that one server with a wrong clock cannot shorten it.
 */
export const PICK = `
  WITH onward AS (
    SELECT ${PICKED} FROM jobs
    WHERE campaign_id = $1 AND wave = $2 AND ${OVER} AND hops_done > 0
    ORDER BY next_attempt_at, ordinal LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED
  ), waiting AS (
    SELECT ${PICKED} FROM jobs
    WHERE campaign_id = $1 AND wave = $2 AND state = 'waiting' ORDER BY ordinal LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED
  ), rested AS (
    SELECT ${PICKED} FROM jobs
    WHERE campaign_id = $1 AND wave = $2 AND ${OVER} AND hops_done = 0
    ORDER BY next_attempt_at, ordinal LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED
  ), due AS (
    SELECT * FROM (SELECT * FROM onward UNION ALL SELECT * FROM waiting UNION ALL SELECT * FROM rested) AS found ORDER BY (hops_done = 0), ordinal LIMIT $3
  )
  SELECT due.id AS "jobId", due.place, due.state, due.attempts, due.hops_done AS "hopsDone", due.deadline_at AS "deadlineAt",
         CASE WHEN due.attempts > 0 THEN (SELECT min(a.postponable_until) FROM attempts a WHERE a.job_id = due.id) END AS "postponableUntil",
         d.id AS "deviceId", ${ZONE} AS zone, ${FACT_COLUMNS} FROM due JOIN devices d ON d.id = due.device_id ORDER BY (due.hops_done = 0), due.ordinal`;

export interface PickedRow extends FactRow {
  readonly jobId: number;
  readonly deviceId: string;
  readonly place: string | null;
  readonly zone: string | null;
  readonly state: 'waiting' | 'held' | 'backoff';
  readonly attempts: number;
  readonly hopsDone: number;
  /** Until when a key set of its device is waited for, if it was. */
  readonly deadlineAt: Date | null;
  /** The earliest end of a postponement that an attempt before was given. */
  readonly postponableUntil: Date | null;
}

/** $1 picked jobs with their deadlines and windows, and the releases in between that they bring, $2 now. */
export const CLAIM = `
  WITH given AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS g(id int, release_id int, deadline_at timestamptz, window_closes_at timestamptz, swap_not_before timestamptz, swap_not_after timestamptz, postponable_until timestamptz)
  ), tried AS (
    INSERT INTO attempts (job_id, number, at, release_id, window_closes_at, swap_not_before, swap_not_after, postponable_until)
    SELECT id, attempts + 1, $2, g.release_id, g.window_closes_at, g.swap_not_before, g.swap_not_after, g.postponable_until FROM jobs JOIN given g USING (id) RETURNING id, job_id, number
  )
  UPDATE jobs j
  SET state = 'offered', attempts = t.number, transfer = t.id, stage = NULL, done = NULL, total = NULL, swap = NULL, timings = NULL,
      accepted_at = NULL, checked_at = NULL, swapped_at = NULL, confirmed_at = NULL,
      next_attempt_at = NULL, hold = NULL, deadline_at = g.deadline_at, run_ends_at = NULL, progress_at = NULL, postponed_until = NULL, started_at = coalesce(j.started_at, $2)
  FROM tried t JOIN given g ON g.id = t.job_id WHERE j.id = t.job_id RETURNING j.id AS "jobId", j.device_id AS "deviceId", j.transfer, j.ordinal`;

/**
 * $1 picked jobs with the reason for which each is held, and until when if that is known. They leave no event: they wait, as they did. Until when a
 * key set is waited for stays, whatever else holds a job meanwhile: else a closed window would begin that anew.
 */
export const HOLD = `
  UPDATE jobs j SET state = 'held', hold = t.hold, next_attempt_at = t.until, deadline_at = coalesce(t.deadline, j.deadline_at)
  FROM jsonb_to_recordset($1::jsonb) AS t(id int, hold text, until timestamptz, deadline timestamptz) WHERE j.id = t.id`;

/** $1 picked jobs with the reason why each is not handed out, $2 now, $3 campaign, $4 who decided it. */
export const EXCLUDE = `
  WITH told AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS t(id int, state text, fault text, detail text)
  ), changed AS (
    UPDATE jobs j SET state = told.state, fault = told.fault, detail = told.detail, ended_at = $2, next_attempt_at = NULL, hold = NULL, deadline_at = NULL
    FROM told WHERE j.id = told.id RETURNING j.id, j.device_id, j.state, j.attempts, j.fault, j.detail
  )
  INSERT INTO events (at, kind, campaign_id, job_id, device_id, actor, data)
  SELECT $2, 'job_' || state, $3, id, device_id, $4::jsonb, jsonb_build_object('reason', ${textOf(EXCLUDED_REASON)}, 'attempts', attempts, 'fault', fault, 'detail', detail)
  FROM changed`;

export interface ClaimedRow {
  readonly jobId: number;
  readonly deviceId: string;
  readonly transfer: number;
  readonly ordinal: number;
}

/**
 * $1 devices. A separate statement: joined with the claim, the planner, which cannot know how many jobs were
 * claimed, would compare each with each.
 */
export const NUMBER_TICKETS = `
  WITH locked AS (
    SELECT id FROM devices WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE
  )
  UPDATE devices d SET ticket_sequence = d.ticket_sequence + 1 FROM locked WHERE d.id = locked.id
  RETURNING d.id, d.ticket_sequence AS sequence, d.key_epoch AS "keyEpoch", d.key_generation AS "keyGeneration"`;

export interface NumberedRow {
  readonly id: string;
  readonly sequence: number;
  readonly keyEpoch: number;
  readonly keyGeneration: number;
}
