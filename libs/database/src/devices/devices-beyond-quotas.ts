import type { Fault } from '@twinbank/primitives';

import type { Query } from '../connection/session.js';
import { lockLimited, quotaExceeded, usageOf } from '../projects/quotas.js';

const EXISTING = 'SELECT id FROM devices WHERE id = ANY ($1)';

/**
 * Which of the new devices their projects have no room for, each with the fault that says so. The first ones of a
 * request get the room that is left. The projects stay locked until the transaction ends, so that two requests at once
 * do not take the same room.
 *
 * @param held the project of each product
 */
export async function beyondQuotas(
  query: Query,
  rows: readonly { readonly id: string; readonly product: string }[],
  held: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, Fault>> {
  const beyond = new Map<string, Fault>();
  for (const { name, devices: limit } of await lockLimited(query, held.values())) {
    if (limit === null) continue;
    const ids = rows.filter(({ product }) => held.get(product) === name).map(({ id }) => id);
    const existing = new Set((await query<{ id: string }>({ text: EXISTING }, [ids])).map(({ id }) => id));
    const { devices: used } = await usageOf(query, name);
    const room = Math.max(0, limit - used);
    const fault = quotaExceeded(name, 'devices', { limit, used: Math.max(used, limit) });
    for (const id of ids.filter((id) => !existing.has(id)).slice(room)) beyond.set(id, fault);
  }
  return beyond;
}
