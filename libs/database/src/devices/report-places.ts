import type { ReportPlace, SaidAttributes } from '@twinbank/rollout';

import type { Session } from '../connection/session.js';
import { rowsOf, storable, timeOf } from '../sql.js';

/** A device's new place, and the place that was read before. */
export interface PlaceUpdate {
  readonly deviceId: string;
  readonly place: ReportPlace;
  readonly before?: ReportPlace | undefined;
}

const PLACES = `
  SELECT id, report_start::float8 AS start, report_seq::float8 AS seq, report_at AS at FROM devices WHERE id = ANY ($1) AND report_start IS NOT NULL`;

/** Rows are locked in the order of their ids, so that overlapping batches of two servers cause no deadlock. */
const ADVANCE = `
  WITH said AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS s(id text, start bigint, seq bigint, at timestamptz, start_before bigint, seq_before bigint)
  ), locked AS (
    SELECT said.* FROM said JOIN devices d USING (id) ORDER BY d.id FOR NO KEY UPDATE OF d
  )
  UPDATE devices d SET report_start = s.start, report_seq = s.seq, report_at = s.at
  FROM locked s
  WHERE d.id = s.id AND d.report_start IS NOT DISTINCT FROM s.start_before AND d.report_seq IS NOT DISTINCT FROM s.seq_before RETURNING d.id`;

/**
 * Later reports of the same start are no newer attributes, unless they are hellos: so these count until the device is known
 * to have started anew. Rows are locked in the order of their ids, as by every batch.
 */
const APPLY_ATTRIBUTES = `
  WITH said AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS s(id text, attributes jsonb, start bigint, seq bigint)
  ), locked AS (
    SELECT said.* FROM said JOIN devices d USING (id) ORDER BY d.id FOR NO KEY UPDATE OF d
  )
  UPDATE devices d SET reported = s.attributes FROM locked s
  WHERE d.id = s.id AND d.report_start = s.start AND d.report_seq >= s.seq AND d.reported <> s.attributes RETURNING d.id`;

/** Stores what devices said of themselves in hellos that other reports of the same start overtook; the last of each counts. */
export async function applyAttributes(session: Session, all: readonly SaidAttributes[]): Promise<void> {
  const last = new Map(all.map((said) => [said.deviceId, said]));
  if (last.size === 0) return;
  const rows = [...last.values()].map(({ deviceId: id, attributes, place }) => {
    return { id, attributes, start: place.start, seq: place.seq };
  });
  const written = await session.query({ name: 'devices_apply_attributes', text: APPLY_ATTRIBUTES }, [rowsOf(rows)]);
  session.wrote(written.length);
}

/** The places of these devices in their own counts; devices that never reported one are left out. */
export async function placesOf(session: Session, ids: readonly string[]): Promise<ReadonlyMap<string, ReportPlace>> {
  const rows = await session.query<PlaceRow>({ name: 'devices_places', text: PLACES }, [ids.map(storable)]);
  return new Map(rows.map(({ id, at, ...place }) => [id, { ...place, atMs: at.getTime() }]));
}

/** Stores new places, each only if the device is still at the place that was read; returns the devices for which that was so. */
export async function advancePlaces(session: Session, updates: readonly PlaceUpdate[]): Promise<readonly string[]> {
  if (updates.length === 0) return [];
  const rows = updates.map(({ deviceId: id, place, before }) => {
    const { start, seq, atMs } = place;
    return { id, start, seq, at: timeOf(atMs), start_before: before?.start, seq_before: before?.seq };
  });
  const advanced = await session.query<{ id: string }>({ name: 'devices_advance', text: ADVANCE }, [rowsOf(rows)]);
  return advanced.map(({ id }) => id);
}

interface PlaceRow extends Record<string, unknown> {
  readonly id: string;
  readonly start: number;
  readonly seq: number;
  readonly at: Date;
}
