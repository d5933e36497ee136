import { CAMPAIGN_ENGINE } from '@twinbank/access';
import { SOAK_CUT_SHORT, type OpenJob, type SoakFacts } from '@twinbank/campaign';
import type { DeviceHealth } from '@twinbank/protocol';

import type { Session } from '../../connection/session.js';
import { jsonOf, timeOf } from '../../sql.js';
import { JUDGED_COLUMNS, JUDGED_TABLES, openJobOf, type JudgedRow } from '../job-row.js';
import { CUT_SHORT, textOf } from '../job-states.js';

/** A job whose soak is over, and what is known of its device. */
export interface SoakedJob extends OpenJob {
  readonly device: SoakFacts;
}

/**
 * $1 now, $2 how many. Over by the caller's clock and by the database's, so that a server with a wrong clock cannot shorten a
 * soak alone. By the index of deadlines, however many jobs soak.
 */
export const SOAKED = `
  SELECT ${JUDGED_COLUMNS}, d.running_digest AS "runningDigest", d.running_version AS "runningVersion", d.online, d.last_seen_at AS "lastSeenAt", h.health
  FROM ${JUDGED_TABLES}
    JOIN devices d ON d.id = j.device_id LEFT JOIN device_health h ON h.device_id = j.device_id
  WHERE j.state = 'soaking' AND j.deadline_at <= $1 AND j.deadline_at <= now() ORDER BY j.deadline_at LIMIT $2`;

/** $1 campaign, $2 now, $3 how many, $4 who decided it. Each is recorded: its device has worked on it. */
const CUT = `
  WITH soaking AS (
    SELECT id FROM jobs WHERE campaign_id = $1 AND state = 'soaking' ORDER BY id LIMIT $3 FOR NO KEY UPDATE
  ), changed AS (
    UPDATE jobs j SET ${CUT_SHORT} FROM soaking WHERE j.id = soaking.id AND j.state = 'soaking'
    RETURNING j.id, j.device_id, j.state, j.attempts, j.stage
  )
  INSERT INTO events (at, kind, campaign_id, job_id, device_id, actor, data)
  SELECT $2, 'job_' || state, $1, id, device_id, $4::jsonb,
         jsonb_strip_nulls(jsonb_build_object('reason', ${textOf(SOAK_CUT_SHORT.reason)}, 'attempts', attempts, 'stage', stage))
  FROM changed RETURNING job_id`;

interface SoakedRow extends JudgedRow {
  readonly runningDigest: string | null;
  readonly runningVersion: string | null;
  readonly online: boolean;
  readonly lastSeenAt: Date | null;
  readonly health: DeviceHealth | null;
}

/** Jobs whose devices have the release and are watched. */
export class Soaks {
  constructor(private readonly session: Session) {}

  /** Jobs whose soak is over, longest first, with what is known of their devices. */
  async over(nowMs: number, limit: number): Promise<readonly SoakedJob[]> {
    const rows = await this.session.query<SoakedRow>({ name: 'soaks_over', text: SOAKED }, [timeOf(nowMs), limit]);
    return rows.map((row) => ({
      ...openJobOf(row),
      device: {
        digest: row.runningDigest ?? undefined,
        version: row.runningVersion ?? undefined,
        online: row.online,
        lastSeenAtMs: row.lastSeenAt?.getTime(),
        health: row.health ?? undefined,
      },
    }));
  }

  /** Ends up to `limit` soaks of a campaign that stops: their jobs succeed. Returns whether there may be more. */
  async cutShort(
    campaignId: number,
    { nowMs, limit }: { readonly nowMs: number; readonly limit: number },
  ): Promise<boolean> {
    const values = [campaignId, timeOf(nowMs), limit, jsonOf(CAMPAIGN_ENGINE)];
    const rows = await this.session.query({ name: 'soaks_cut_short', text: CUT }, values);
    this.session.wrote(rows.length * 2);
    return rows.length === limit;
  }
}
