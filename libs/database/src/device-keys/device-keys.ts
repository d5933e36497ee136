import { reaches, SERVER, type Command, type Reach } from '@twinbank/access';
import { keysAt, type DeviceKey } from '@twinbank/keys';
import type { Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';
import { requireAlive } from '@twinbank/rollout';

import type { Query, Session } from '../connection/session.js';
import { appendEvents } from '../events.js';
import { holdProducts } from '../projects/holds.js';
import { requireRevision } from '../revision.js';
import { storable, timeOf } from '../sql.js';
import type { DeviceState } from '../devices/device.js';

/** How a device is to be re-keyed. */
export interface Rekeying {
  /** Epoch of the master key from which the new key is derived. */
  readonly epoch: number;
  /** Until when the key in use is good, if the device does not sign in with the new one before. */
  readonly oldUntilMs: number;
  /** Where a device may be re-keyed that is active; elsewhere only one that is deactivated. */
  readonly activeIn: Reach;
}

/** A key that a device was given, and until when the one before is good. */
export interface GivenKey extends DeviceKey {
  readonly oldUntilMs: number;
}

/** Devices whose key ends in one statement. */
const ENDED_AT_ONCE = 500;

const HOLD = `
  SELECT key_epoch AS "keyEpoch", key_generation AS "keyGeneration", other_key_epoch AS "otherEpoch", other_key_generation AS "otherGeneration",
    old_key_until AS "oldUntil", state, version, created_at AS "createdAt"
  FROM devices WHERE id = $1 FOR NO KEY UPDATE`;
/** The request that once provisioned the device is not shown its root key again. */
const REKEY = `
  UPDATE devices SET key_epoch = $2, key_generation = $3, other_key_epoch = $4, other_key_generation = $5, old_key_until = $6,
    provision_key = NULL, version = version + 1
  WHERE id = $1`;
/** The two keys change places. */
const TAKEN = `key_epoch = d.other_key_epoch, key_generation = d.other_key_generation,
    other_key_epoch = d.key_epoch, other_key_generation = d.key_generation, old_key_until = NULL`;
/** $1 device, $2 generation. Of several servers at once, one takes it. */
const TAKE = `
  UPDATE devices d SET ${TAKEN}
  WHERE d.id = $1 AND d.other_key_generation = $2 AND d.old_key_until IS NOT NULL
  RETURNING d.id, d.key_epoch AS epoch, d.key_generation AS generation`;
/** $1 now. The time must have come by the database's clock too, so that a server with a wrong clock locks no device out. */
const END = `
  WITH due AS (
    SELECT id FROM devices WHERE old_key_until <= least($1, now()) ORDER BY id LIMIT ${ENDED_AT_ONCE} FOR NO KEY UPDATE SKIP LOCKED
  )
  UPDATE devices d SET ${TAKEN} FROM due WHERE d.id = due.id
  RETURNING d.id, d.key_epoch AS epoch, d.key_generation AS generation`;

interface Held extends Record<string, unknown> {
  readonly keyEpoch: number;
  readonly keyGeneration: number;
  readonly otherEpoch: number | null;
  readonly otherGeneration: number | null;
  readonly oldUntil: Date | null;
  readonly state: DeviceState;
  readonly version: number;
  readonly createdAt: Date;
}

interface Taken extends Record<string, unknown> {
  readonly id: string;
  readonly epoch: number;
  readonly generation: number;
}

/**
 * Gives a device another root key, of a generation that it never had. The key in use stays good until the time that is
 * given, and never longer than a time that was given before. A key that waited and was not used is gone.
 *
 * @throws Fault `device_unknown`, `device_disposed`, `precondition_failed`, `forbidden` if the device is active
 */
export async function rekeyDevice(
  session: Session,
  { id, product }: { readonly id: string; readonly product: string },
  { epoch, oldUntilMs, activeIn }: Rekeying,
  { by, nowMs, onlyAt }: Command,
): Promise<GivenKey> {
  const given = await session.transaction(async (query) => {
    const projects = await holdProducts(query, session.reach, [product]);
    const held = await heldKeys(query, id);
    requireAlive({ id, state: held.state });
    if (held.state === 'active' && !reaches(activeIn, projects.get(product))) throw activeFault();
    requireRevision({ onlyAt }, { version: held.version, createdAtMs: held.createdAt.getTime() });
    const { inUse, waiting } = keysAt(recordOf(held), nowMs);
    const generation = Math.max(held.keyGeneration, held.otherGeneration ?? 0) + 1;
    const earliest = waiting ? Math.min(oldUntilMs, held.oldUntil!.getTime()) : oldUntilMs;
    const untilMs = Math.max(nowMs, earliest);
    await query({ text: REKEY }, [id, inUse.epoch, inUse.generation, epoch, generation, timeOf(untilMs)]);
    const data = { epoch, generation, oldUntil: timeOf(untilMs)! };
    const event = { atMs: nowMs, kind: 'device_rekeyed' as const, deviceId: id, actor: by, data };
    await appendEvents(query, [{ ...event, change: { before: { ...inUse }, after: data } }]);
    return { epoch, generation, oldUntilMs: untilMs };
  });
  session.wrote(2);
  return given;
}

/** The device signed in with the key that waited: it is in use, and the one before is refused. False if it waits no longer. */
export async function takeKey(session: Session, id: string, key: DeviceKey, nowMs: number): Promise<boolean> {
  const taken = await session.transaction(async (query) => {
    const rows = await query<Taken>({ name: 'devices_take_key', text: TAKE }, [storable(id), key.generation]);
    await note(query, rows, 'sign-in', nowMs);
    return rows.length > 0;
  });
  if (taken) session.wrote(2);
  return taken;
}

/** Ends keys whose time has come, at most {@link ENDED_AT_ONCE}; returns the devices. */
export async function endKeys(session: Session, nowMs: number): Promise<readonly string[]> {
  const rows = await session.transaction(async (query) => {
    const ended = await query<Taken>({ name: 'devices_end_keys', text: END }, [timeOf(nowMs)]);
    await note(query, ended, 'time', nowMs);
    return ended;
  });
  session.wrote(rows.length * 2);
  return rows.map(({ id }) => id);
}

/** Events of the server's own, which leave an entry in the audit log too. */
const note = (query: Query, rows: readonly Taken[], cause: 'sign-in' | 'time', nowMs: number): Promise<void> =>
  appendEvents(
    query,
    rows.map(({ id, epoch, generation }) => {
      const data = { epoch, generation, cause };
      return { atMs: nowMs, kind: 'device_key_taken', deviceId: id, actor: SERVER, data, change: { after: data } };
    }),
  );

/** Whoever may re-key any device could take over those in the field. */
function activeFault(): Fault {
  const action = 'device.rekey.active';
  return faultOf('forbidden', `the device is active, and this needs a role that allows ${action}`, { action });
}

async function heldKeys(query: Query, id: string): Promise<Held> {
  const [held] = await query<Held>({ text: HOLD }, [storable(id)]);
  if (held === undefined) throw faultOf('device_unknown', `no device has the id ${id}`);
  return held;
}

const recordOf = ({
  keyEpoch,
  keyGeneration,
  otherEpoch,
  otherGeneration,
  oldUntil,
}: Held): Parameters<typeof keysAt>[0] => ({
  keyEpoch,
  keyGeneration,
  ...(otherEpoch !== null &&
    otherGeneration !== null && { otherKey: { epoch: otherEpoch, generation: otherGeneration } }),
  ...(oldUntil !== null && { oldKeyUntilMs: oldUntil.getTime() }),
});
