import { SERVER } from '@twinbank/access';
import type { WaveCounts } from '@twinbank/campaign';

import { APPEND_AUDIT, auditRow } from '../audit/audit-drafts.js';
import { FORGET_PACE } from '../campaigns/pace/paces.js';
import { FORGET_PLACES } from '../campaigns/spread/places.js';
import { countsOf, excludedCounts, FORGET_COUNTS, storedClosing } from '../campaigns/campaign-counts.js';
import { OPEN } from '../campaigns/job-states.js';
import type { Query, Session } from '../connection/session.js';
import { jsonOf, rowsOf, timeOf } from '../sql.js';
import { MAY_REMOVE } from './retention.js';

/** Which jobs of a closed campaign are looked at next. */
export interface RemovalStep {
  readonly campaignId: number;
  /** The last device of the step before; empty for the first one. */
  readonly after: string;
  /** Jobs to look at: no more are removed. */
  readonly limit: number;
}

/** What a step did. */
export interface Removal {
  readonly removed: number;
  /** Jobs that it looked at and left. */
  readonly left: number;
  /** From where the next step goes on; undefined if this one came to the end. */
  readonly next?: string;
}

/** Nobody else has reason to hold what is removed: who waits longer than this gives up, and tries again an hour later. */
const LOCK_WAIT = `SELECT set_config('lock_timeout', '1000', true)`;

/** The campaign from whose jobs a campaign s selects its devices. */
const SOURCE_OF = `(s.selection -> 'from' ->> 'campaign')::int`;
/** From when on ends are kept: by the installation, if it says so, or by the project where that is later. greatest() ignores NULL. */
const KEPT_FROM = `greatest($1::timestamptz, $2::timestamptz - p.keep_jobs_days * interval '1 day')`;
/**
 * $1 the latest end, or NULL, $2 now. The campaign that ended first; one that another server is closing is left to it. No
 * job of it is open; if one were, that would be a bug, and nothing of it may go. Nor does a campaign close while another one
 * waits for its start, or is planned, with devices by its jobs.
 */
const TO_CLOSE = `
  SELECT c.id, c.product, c.ended_at AS "endedAt", ${KEPT_FROM} AS "keptFrom"
  FROM campaigns c JOIN products o ON o.name = c.product JOIN projects p ON p.name = o.project
  WHERE c.ended_at IS NOT NULL AND c.closed_at IS NULL AND c.ended_at < ${KEPT_FROM}
    AND NOT EXISTS (SELECT FROM jobs j WHERE j.campaign_id = c.id AND j.state IN ${OPEN})
    AND NOT EXISTS (SELECT FROM campaigns s WHERE s.selection -> 'from' IS NOT NULL AND ${SOURCE_OF} = c.id AND (s.state = 'scheduled' OR s.plan IS NOT NULL))
  ORDER BY c.ended_at LIMIT 1 FOR NO KEY UPDATE OF c SKIP LOCKED`;
/** $1 campaign, $2 counts, $3 now. */
const CLOSE = `UPDATE campaigns SET closing = $2, closed_at = $3, removal_due_at = $3 WHERE id = $1`;
/** $1 now, $2 how many. */
const DUE = `SELECT id FROM campaigns WHERE removal_due_at <= $1 ORDER BY removal_due_at, id LIMIT $2`;
/** $1 campaign, $2 next time. */
const WALKED = `UPDATE campaigns SET removal_due_at = $2 WHERE id = $1 AND removal_due_at IS NOT NULL`;

/** $1 campaign. Servers take turns in a campaign; nobody else locks one that is closed. */
const TURN = `SELECT id FROM campaigns WHERE id = $1 AND closed_at IS NOT NULL FOR NO KEY UPDATE SKIP LOCKED`;
/**
 * $1 campaign, $2 last device, $3 how many. Walks along the index of the campaign's devices, so that a step looks at few
 * rows however many there are. A job stays if it is the last one of its device, or the last one that was tried; or if a
 * receipt of it has no place in the chain of the audit log yet.
 */
export const LOOK = `
  WITH looked AS MATERIALIZED (
    SELECT j.id, j.device_id, j.attempts FROM jobs j WHERE j.campaign_id = $1 AND j.device_id > $2 ORDER BY j.device_id LIMIT $3
  )
  SELECT l.id, l.device_id AS "deviceId",
    EXISTS (SELECT FROM jobs n WHERE n.device_id = l.device_id AND n.id > l.id AND n.attempts >= least(l.attempts, 1))
      AND NOT EXISTS (SELECT FROM audit_entries e WHERE e.object = 'jobs/' || l.id AND e.sequence IS NULL) AS removable
  FROM looked l ORDER BY l.device_id`;
/** What belongs to a job goes before it. $1 jobs. */
export const REMOVE = [
  'DELETE FROM receipts r USING attempts a WHERE a.id = r.transfer AND a.job_id = ANY ($1)',
  'DELETE FROM attempts WHERE job_id = ANY ($1)',
  'DELETE FROM jobs WHERE id = ANY ($1)',
] as const;

interface LookedRow extends Record<string, unknown> {
  readonly id: number;
  readonly deviceId: string;
  readonly removable: boolean;
}

/** Removes jobs of campaigns that are over, with their attempts and receipts, and keeps the counts with the campaign. */
export class JobRetention {
  constructor(private readonly session: Session) {}

  /**
   * Closes, of the campaigns that ended before the given time, or before the time that their project says, the one that
   * ended first: keeps its counts, and lets its
   * jobs be removed. The audit log says so. Returns its id; undefined if there is none.
   */
  close(beforeMs: number | undefined, nowMs: number): Promise<number | undefined> {
    return this.session.transaction(async (query) => {
      const [campaign] = await query<ClosableRow>({ text: TO_CLOSE }, [timeOf(beforeMs) ?? null, timeOf(nowMs)]);
      if (campaign === undefined) return undefined;
      const { waves } = await countsOf(query, campaign.id, nowMs);
      const counts = { waves, excluded: await excludedCounts(query, campaign.id) };
      await query({ text: CLOSE }, [campaign.id, jsonOf(storedClosing(counts)), timeOf(nowMs)]);
      await query({ text: FORGET_COUNTS }, [campaign.id]);
      await query({ text: FORGET_PLACES }, [campaign.id]);
      await query({ text: FORGET_PACE }, [campaign.id]);
      await recordClosing(query, campaign, { nowMs, waves });
      return campaign.id;
    });
  }

  /** Closed campaigns that may have jobs to remove, those that waited longest first. */
  async due(nowMs: number, limit: number): Promise<readonly number[]> {
    const rows = await this.session.query<{ id: number }>({ text: DUE }, [timeOf(nowMs), limit]);
    return rows.map(({ id }) => id);
  }

  /** Looks at the next jobs of a closed campaign, and removes those that nobody needs; undefined if another server is at it. */
  remove({ campaignId, after, limit }: RemovalStep): Promise<Removal | undefined> {
    return this.session.transaction(async (query) => {
      await query({ text: MAY_REMOVE });
      await query({ text: LOCK_WAIT });
      if ((await query({ text: TURN }, [campaignId])).length === 0) return undefined;
      const looked = await query<LookedRow>({ name: 'retention_jobs', text: LOOK }, [campaignId, after, limit]);
      const ids = looked.filter(({ removable }) => removable).map(({ id }) => id);
      if (ids.length > 0) for (const text of REMOVE) await query({ text }, [ids]);
      const next = looked.length === limit ? looked.at(-1)?.deviceId : undefined;
      return { removed: ids.length, left: looked.length - ids.length, ...(next !== undefined && { next }) };
    });
  }

  /** Says when a campaign is looked at again; without a time, never: nothing is left of it. */
  async walked(campaignId: number, nextMs?: number): Promise<void> {
    await this.session.query({ text: WALKED }, [campaignId, timeOf(nextMs) ?? null]);
  }
}

interface ClosableRow extends Record<string, unknown> {
  readonly id: number;
  readonly product: string;
  readonly endedAt: Date;
  readonly keptFrom: Date;
}

async function recordClosing(
  query: Query,
  { id, product, endedAt, keptFrom }: ClosableRow,
  { nowMs, waves }: { readonly nowMs: number; readonly waves: readonly WaveCounts[] },
): Promise<void> {
  const jobs = waves.reduce((sum, wave) => sum + Object.values(wave.jobs).reduce((a, b) => a + b, 0), 0);
  const entry = {
    atMs: nowMs,
    actor: SERVER,
    action: 'campaign_jobs_removed',
    object: `campaigns/${id}`,
    outcome: 'done' as const,
    after: { jobs, ended: timeOf(endedAt.getTime()), keptFrom: timeOf(keptFrom.getTime()) },
  };
  await query({ text: APPEND_AUDIT }, [rowsOf([{ ...auditRow(entry), product }])]);
}
