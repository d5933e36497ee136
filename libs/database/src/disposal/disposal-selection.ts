import { Parameters, type Selection } from '@twinbank/selection';

import { OPEN } from '../campaigns/job-states.js';
import type { Session } from '../connection/session.js';
import { withStoredGroups } from '../groups/stored-groups.js';
import { DEVICE_LIST } from '../lists/device-list.js';
import { vocabularyOf } from '../lists/list-definition.js';
import { fromOf, whereOf } from '../lists/list-rows.js';
import { revisionOf } from '../revision.js';
import { endingSql } from './ending.js';

const ENDING = endingSql('t');
/** Whether a device d has ever connected. */
export const seenSql = (d: string): string => `(${d}.last_seen_at IS NOT NULL OR ${d}.status_at IS NOT NULL)`;
/** Whether a device d says that it can be told to forget its keys. */
export const tellableSql = (d: string): string => `coalesce(${d}.status -> 'understands' ? 'disposal', false)`;
const OPEN_JOB = `EXISTS (SELECT FROM jobs j WHERE j.device_id = t.id AND j.state IN ${OPEN})`;

/** How many devices of a selection an order to dispose of them would be about, and what there is about them. */
export interface DisposalPreview {
  /** Devices that are selected and whose end was not ordered; those that follow are of these. */
  readonly devices: number;
  readonly neverSeen: number;
  readonly inCampaign: number;
  readonly cannotBeTold: number;
  /** None of the three. */
  readonly ready: number;
  /** Devices that are selected and whose end was ordered, or has come. */
  readonly ending: number;
}

/** Which devices are to be disposed of. */
export interface DisposalSelection {
  readonly selection: Selection;
  /** The time from which durations in the filters of groups count. */
  readonly atMs: number;
  /** Only those after this id. */
  readonly after?: string | undefined;
}

/** The next devices to be disposed of. */
export interface DisposalSlice {
  /** How many there are, those that follow this slice included: of the same moment as `devices`. */
  readonly count: number;
  /** The first of them by id, each at the revision at which it was selected. */
  readonly devices: readonly { readonly id: string; readonly revision: string }[];
}

/**
 * Counts what an order to dispose of a selection would be about. It reads each selected device once: whoever is about to order what cannot
 * be undone gets numbers that are exact, however many there are.
 *
 * @throws Fault `selection_invalid` for a group that selects itself, or too much
 */
export async function disposalPreview(session: Session, asked: DisposalSelection): Promise<DisposalPreview> {
  const { from, where, values } = await selectedRows(session, asked);
  const text = `
    SELECT count(*) FILTER (WHERE NOT ending)::int AS devices, count(*) FILTER (WHERE ending)::int AS ending,
      count(*) FILTER (WHERE NOT ending AND NOT seen)::int AS "neverSeen", count(*) FILTER (WHERE NOT ending AND busy)::int AS "inCampaign",
      count(*) FILTER (WHERE NOT ending AND seen AND NOT tellable)::int AS "cannotBeTold",
      count(*) FILTER (WHERE NOT ending AND seen AND tellable AND NOT busy)::int AS ready
    FROM (
      SELECT ${ENDING} AS ending, ${seenSql('t')} AS seen, ${tellableSql('t')} AS tellable, ${OPEN_JOB} AS busy FROM ${from} WHERE ${where}
    ) AS selected`;
  const [counted] = await session.query<DisposalPreview & Record<string, unknown>>({ text }, values);
  return counted!;
}

/**
 * The next devices of a selection whose end was not ordered, and how many there are: in one statement, so that the number is that of the
 * devices.
 *
 * @throws Fault `selection_invalid` for a group that selects itself, or too much
 */
export async function disposalSlice(session: Session, asked: DisposalSelection, limit: number): Promise<DisposalSlice> {
  const { from, where, values } = await selectedRows(session, asked);
  const text = `
    WITH selected AS MATERIALIZED (
      SELECT t.id, t.version, t.created_at FROM ${from} WHERE ${where} AND NOT ${ENDING} AND t.id > $${values.length + 1}
    )
    SELECT id, version, created_at AS "createdAt", (SELECT count(*) FROM selected)::int AS count FROM selected ORDER BY id LIMIT ${Math.trunc(limit)}`;
  const rows = await session.query<{ id: string; version: number; createdAt: Date; count: number }>({ text }, [
    ...values,
    asked.after ?? '',
  ]);
  return {
    count: rows[0]?.count ?? 0,
    devices: rows.map(({ id, version, createdAt }) => ({
      id,
      revision: revisionOf({ version, createdAtMs: createdAt.getTime() }),
    })),
  };
}

/** The selected rows as SQL, within the reach of the session. */
async function selectedRows(
  session: Session,
  { selection, atMs }: DisposalSelection,
): Promise<{ readonly from: string; readonly where: string; readonly values: readonly unknown[] }> {
  const scope = { reach: session.reach, atMs, vocabulary: vocabularyOf(DEVICE_LIST) };
  const parameters = new Parameters();
  const chosen = await withStoredGroups(session.query, selection, scope);
  const where = whereOf(DEVICE_LIST, chosen, { session, parameters });
  return { from: fromOf(DEVICE_LIST, parameters), where, values: parameters.values };
}
