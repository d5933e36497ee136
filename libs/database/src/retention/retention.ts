import { SERVER } from '@twinbank/access';
import { AUDIT_OBJECT } from '@twinbank/audit';

import { APPEND_AUDIT, auditRow } from '../audit/audit-drafts.js';
import type { Query, Session } from '../connection/session.js';
import type { ProjectKeep } from '../projects/project.js';
import { known, rowsOf, timeOf } from '../sql.js';

/** The size of a table on disk, including its indexes. */
export interface TableSize {
  readonly table: string;
  readonly bytes: number;
}

/** A project that keeps its records for a shorter time. */
export interface KeepingProject extends ProjectKeep {
  readonly project: string;
}

/** Which events of a project go, and how many of them at most in one step. */
export interface ProjectRemoval {
  readonly beforeMs?: number | undefined;
  readonly upTo?: number | undefined;
  readonly limit: number;
}

/** Lets the transaction remove rows: the triggers refuse it to everybody else. */
export const MAY_REMOVE = `SELECT set_config('twinbank.retention', 'on', true)`;
/** Looks only at the events with the lowest numbers, so its cost does not grow with the table. */
const REMOVE_EVENTS = `
  DELETE FROM events WHERE id IN (SELECT id FROM (SELECT id, at FROM events ORDER BY id LIMIT $2) oldest WHERE at < $1) RETURNING 1`;
/** The same for one project, along the index of its events. */
export const REMOVE_EVENTS_OF = `
  DELETE FROM events WHERE id IN (
    SELECT id FROM (SELECT id, at FROM events WHERE project = $3 ORDER BY id LIMIT $2) oldest WHERE at < $1 OR id <= $4) RETURNING 1`;
/** $1 project, $2 how many: the newest event beyond them. Reads as many entries of the index. */
export const BEYOND = `SELECT id::float8 AS id FROM events WHERE project = $1 ORDER BY id DESC OFFSET $2 LIMIT 1`;
/** Deleted projects, too: their records are still there. */
const KEEPING = `
  SELECT name AS project, keep_events_days AS "eventsDays", keep_events_max AS events, keep_jobs_days AS "jobsDays" FROM projects
  WHERE coalesce(keep_events_days, keep_events_max, keep_jobs_days) IS NOT NULL ORDER BY name`;
/** The newest checkpoint that is old enough and not the end of the chain. */
const NEXT_HORIZON = `
  SELECT max(sequence)::float8 AS sequence FROM audit_checkpoints
  WHERE at < $1 AND sequence < (SELECT max(sequence) FROM audit_entries) AND sequence > (SELECT coalesce(max(sequence), 0) FROM audit_horizons)`;
const REMOVE_ENTRIES = `
  DELETE FROM audit_entries WHERE id IN (
    SELECT id FROM audit_entries WHERE sequence <= (SELECT max(sequence) FROM audit_horizons) ORDER BY sequence LIMIT $1) RETURNING 1`;
const REMOVE_CHECKPOINTS = `
  DELETE FROM audit_checkpoints c WHERE sequence IN (
    SELECT sequence FROM audit_checkpoints k WHERE sequence < (SELECT max(sequence) FROM audit_horizons)
      AND NOT EXISTS (SELECT FROM audit_horizons h WHERE h.sequence = k.sequence) ORDER BY sequence LIMIT $1) RETURNING 1`;
const REMOVE_DELIVERIES = `
  DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM webhook_deliveries WHERE ended_at < $1 ORDER BY ended_at LIMIT $2) RETURNING 1`;
const SIZES = `
  SELECT relname AS "table", pg_total_relation_size(oid)::float8 AS bytes FROM pg_class
  WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '_prisma_migrations' ORDER BY bytes DESC, relname`;

/** Removes records that are older than they must be kept, in batches that each lock few rows for a short time. */
export class Retention {
  constructor(private readonly session: Session) {}

  /** Removes at most `limit` of the oldest events before the given time; returns how many were removed. */
  removeEvents(beforeMs: number, limit: number): Promise<number> {
    return this.session.transaction(async (query) => {
      await query({ text: MAY_REMOVE });
      return (await query({ name: 'retention_events', text: REMOVE_EVENTS }, [timeOf(beforeMs), limit])).length;
    });
  }

  /** Projects that keep their records for a shorter time than the installation says. */
  async keeping(): Promise<readonly KeepingProject[]> {
    const rows = await this.session.query<Record<string, unknown> & { readonly project: string }>({ text: KEEPING });
    return rows.map((row) => known(row) as unknown as KeepingProject);
  }

  /** Of the events of a project that are more than so many, the newest; undefined if there are no more than that. */
  async newestBeyond(project: string, events: number): Promise<number | undefined> {
    return (await this.session.query<{ id: number }>({ text: BEYOND }, [project, events]))[0]?.id;
  }

  /**
   * Removes at most `limit` of the oldest events of a project: those before the given time, and those up to the given
   * event. Returns how many were removed.
   */
  removeEventsOf(project: string, { beforeMs, upTo, limit }: ProjectRemoval): Promise<number> {
    return this.session.transaction(async (query) => {
      await query({ text: MAY_REMOVE });
      const values = [timeOf(beforeMs) ?? null, limit, project, upTo ?? null];
      return (await query({ name: 'retention_events_of', text: REMOVE_EVENTS_OF }, values)).length;
    });
  }

  /**
   * Makes the newest checkpoint before the given time the horizon of the audit log, and records this in the log. Entries
   * up to the horizon may be removed; the chain is verified from there on. Returns the new horizon; undefined if it did
   * not move.
   */
  moveHorizon(beforeMs: number, nowMs: number): Promise<number | undefined> {
    return this.session.transaction(async (query) => {
      const [row] = await query<{ sequence: number | null }>({ text: NEXT_HORIZON }, [timeOf(beforeMs)]);
      const sequence = row?.sequence ?? undefined;
      if (sequence === undefined) return undefined;
      await query({ text: 'INSERT INTO audit_horizons (sequence, at) VALUES ($1, $2) ON CONFLICT DO NOTHING' }, [
        sequence,
        timeOf(nowMs),
      ]);
      await recordHorizon(query, sequence, { beforeMs, nowMs });
      return sequence;
    });
  }

  /** Removes at most `limit` audit entries up to the horizon, then checkpoints before it; returns how many rows. */
  async removeAudited(limit: number): Promise<number> {
    const entries = (await this.session.query({ name: 'retention_audit', text: REMOVE_ENTRIES }, [limit])).length;
    if (entries > 0) return entries;
    return (await this.session.query({ name: 'retention_checkpoints', text: REMOVE_CHECKPOINTS }, [limit])).length;
  }

  /** Removes at most `limit` deliveries to webhooks that ended before the given time; returns how many. */
  async removeDeliveries(beforeMs: number, limit: number): Promise<number> {
    return (await this.session.query({ text: REMOVE_DELIVERIES }, [timeOf(beforeMs), limit])).length;
  }

  /** The size of every table, largest first. */
  async sizes(): Promise<readonly TableSize[]> {
    return this.session.query<TableSize & Record<string, unknown>>({ text: SIZES });
  }
}

async function recordHorizon(
  query: Query,
  horizon: number,
  { beforeMs, nowMs }: { readonly beforeMs: number; readonly nowMs: number },
): Promise<void> {
  const entry = {
    atMs: nowMs,
    actor: SERVER,
    action: 'audit_horizon_moved',
    object: AUDIT_OBJECT,
    outcome: 'done' as const,
    after: { horizon, keptFrom: timeOf(beforeMs) },
  };
  await query({ text: APPEND_AUDIT }, [rowsOf([auditRow(entry)])]);
}
