import type { Command } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';
import { requireAlive } from '@twinbank/rollout';

import type { Query, Session } from '../connection/session.js';
import { appendEvents } from '../events.js';
import { holdProducts } from '../projects/holds.js';
import { requireRevision } from '../revision.js';
import { storable } from '../sql.js';
import type { DeviceState } from '../devices/device.js';
import { requireHardware } from '../devices/device-changes.js';

/** What a device becomes. */
export interface DeviceMove {
  /** Its new product, of the same project. */
  readonly product: string;
  /** One of the hardware revisions of that product. */
  readonly hardware: string;
  /** Epoch of the master key from which its new root key is derived. */
  readonly epoch: number;
}

interface Held extends Record<string, unknown> {
  readonly product: string;
  readonly hardware: string;
  readonly state: DeviceState;
  readonly keyEpoch: number;
  readonly keyGeneration: number;
  readonly otherGeneration: number | null;
  readonly version: number;
  readonly createdAt: Date;
}

const HOLD = `
  SELECT product, hardware, state, key_epoch AS "keyEpoch", key_generation AS "keyGeneration", other_key_generation AS "otherGeneration",
    version, created_at AS "createdAt"
  FROM devices WHERE id = $1 FOR NO KEY UPDATE`;
/**
 * What the firmware of its former product reported says nothing of what is flashed next. The number of its last ticket stays,
 * because its journal may know it.
 */
const MOVE = `
  UPDATE devices SET product = $2, hardware = $3, key_epoch = $4, key_generation = $5, other_key_epoch = NULL, other_key_generation = NULL,
    old_key_until = NULL, provision_key = NULL, running_version = NULL, running_digest = NULL, running_bank = NULL,
    confirmed = NULL, counter = NULL, status = NULL, status_at = NULL, key_set = NULL, key_set_refused = NULL, report_start = NULL, report_seq = NULL, report_at = NULL,
    reported = '{}', refusal_code = NULL, refusal_address = NULL, refused_at = NULL, contested_at = NULL, version = version + 1
  WHERE id = $1`;
const FORGET_HEALTH = 'DELETE FROM device_health WHERE device_id = $1';

/**
 * Makes a deactivated device one of another product of its project, with a root key that it never had, and forgets what
 * it reported. Returns the generation of the key.
 *
 * @throws Fault `device_unknown`, `device_disposed`, `device_active`, `product_unknown`, `product_foreign`, `hardware_unknown`, `conflict`,
 * `precondition_failed`
 */
export async function moveDevice(
  session: Session,
  { id, product }: { readonly id: string; readonly product: string },
  to: DeviceMove,
  { by, nowMs, onlyAt }: Command,
): Promise<number> {
  const generation = await session.transaction(async (query) => {
    const projects = await holdProducts(query, session.reach, [product, to.product]);
    const held = await heldDevice(query, id);
    requireAlive({ id, state: held.state });
    requireRevision({ onlyAt }, { version: held.version, createdAtMs: held.createdAt.getTime() });
    if (held.product !== product) throw faultOf('conflict', 'the device was moved by somebody else at the same time');
    if (held.state === 'active') throw faultOf('device_active', 'deactivate it first');
    if (projects.get(to.product) !== projects.get(product))
      throw faultOf('product_foreign', `${to.product} belongs to another project than ${product}`);
    await requireHardware(query, to.product, to.hardware);
    const next = Math.max(held.keyGeneration, held.otherGeneration ?? 0) + 1;
    await query({ text: MOVE }, [id, storable(to.product), storable(to.hardware), to.epoch, next]);
    await query({ text: FORGET_HEALTH }, [id]);
    const before = { product, hardware: held.hardware, epoch: held.keyEpoch, generation: held.keyGeneration };
    const data = { product: to.product, hardware: to.hardware, epoch: to.epoch, generation: next };
    const event = { atMs: nowMs, kind: 'device_moved' as const, deviceId: id, actor: by, data };
    await appendEvents(query, [{ ...event, change: { before, after: data } }]);
    return next;
  });
  session.wrote(3);
  return generation;
}

async function heldDevice(query: Query, id: string): Promise<Held> {
  const [held] = await query<Held>({ text: HOLD }, [storable(id)]);
  if (held === undefined) throw faultOf('device_unknown', `no device has the id ${id}`);
  return held;
}
