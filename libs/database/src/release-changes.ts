import type { Command } from '@twinbank/access';
import { STATES_UNDER_WAY } from '@twinbank/campaign';
import { faultOf } from '@twinbank/protocol';

import type { Query, Session } from './connection/session.js';
import { appendEvents } from './events.js';
import { requireRevision } from './revision.js';
import { known, storable } from './sql.js';

export type ReleaseState = 'available' | 'withdrawn';

/** What operators change of a release; what is missing stays as it is, and null removes the notes. */
export interface ReleaseChange {
  readonly notes?: string | null | undefined;
  readonly labels?: readonly string[] | undefined;
}

interface Named {
  readonly product: string;
  readonly version: string;
}
interface Held extends Record<string, unknown> {
  readonly id: number;
  readonly state: ReleaseState;
  readonly notes: string | null;
  readonly labels: readonly string[];
  readonly rowVersion: number;
  readonly createdAt: Date;
}

/** The lock makes a campaign that is being started with this release wait, or this wait for the campaign. */
const HOLD = `
  SELECT id, state, notes, labels, row_version AS "rowVersion", created_at AS "createdAt" FROM releases
  WHERE product = $1 AND version = $2 FOR UPDATE`;

/** Stores what operators changed of a release, and records it. @throws Fault `release_unknown`, `precondition_failed` */
export async function changeRelease(
  session: Session,
  named: Named,
  change: ReleaseChange,
  { by, nowMs, onlyAt }: Command,
): Promise<void> {
  const changed = await session.transaction(async (query) => {
    const { id, ...held } = await heldRelease(query, named, onlyAt);
    const before = { notes: held.notes, labels: held.labels };
    const after = {
      notes: change.notes === undefined ? held.notes : change.notes && storable(change.notes),
      labels: change.labels?.map(storable) ?? held.labels,
    };
    if (JSON.stringify(before) === JSON.stringify(after)) return false;
    const text = 'UPDATE releases SET notes = $2, labels = $3, row_version = row_version + 1 WHERE id = $1';
    await query({ text }, [id, after.notes, after.labels]);
    const moved = { object: objectOf(named), before: known(before), after: known(after) };
    const data = { ...named, ...known(after) };
    await appendEvents(query, [{ atMs: nowMs, kind: 'release_changed', actor: by, data, change: moved }]);
    return true;
  });
  if (changed) session.wrote(2);
}

/** Stores and records a withdrawal. @throws Fault `release_unknown`, `release_in_use`, `precondition_failed` */
export async function withdrawRelease(session: Session, named: Named, { by, nowMs, onlyAt }: Command): Promise<void> {
  const changed = await session.transaction(async (query) => {
    const { id, state } = await heldRelease(query, named, onlyAt);
    if (state === 'withdrawn') return false;
    const [campaign] = await query<{ id: number }>(
      { text: 'SELECT id FROM campaigns WHERE release_id = $1 AND state = ANY($2) LIMIT 1' },
      [id, STATES_UNDER_WAY],
    );
    if (campaign) throw faultOf('release_in_use', `campaign ${campaign.id} is bringing it to devices`);
    await query({ text: `UPDATE releases SET state = 'withdrawn', row_version = row_version + 1 WHERE id = $1` }, [id]);
    const change = { object: objectOf(named), before: { state }, after: { state: 'withdrawn' } };
    await appendEvents(query, [{ atMs: nowMs, kind: 'release_withdrawn', actor: by, data: { ...named }, change }]);
    return true;
  });
  if (changed) session.wrote(2);
}

async function heldRelease(query: Query, { product, version }: Named, onlyAt: Command['onlyAt']): Promise<Held> {
  const [held] = await query<Held>({ text: HOLD }, [storable(product), storable(version)]);
  if (!held) throw faultOf('release_unknown', `${product} has no release ${version}`);
  requireRevision({ onlyAt }, { version: held.rowVersion, createdAtMs: held.createdAt.getTime() });
  return held;
}

const objectOf = ({ product, version }: Named): string => `products/${product}/releases/${version}`;
