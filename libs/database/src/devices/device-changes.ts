import type { Command } from '@twinbank/access';
import { DEACTIVATION } from '@twinbank/campaign';
import { ATTRIBUTE_LIMITS, attributesAfter, faultOf, type Attributes, type AttributesChange } from '@twinbank/protocol';
import { requireAlive } from '@twinbank/rollout';

import { DEACTIVATED, OPEN } from '../campaigns/job-states.js';
import type { Query, Session } from '../connection/session.js';
import { appendEvents } from '../events.js';
import { holdProducts } from '../projects/holds.js';
import { requireWithinQuotas } from '../projects/quotas.js';
import { requireRevision } from '../revision.js';
import { jsonOf, known, storable, timeOf } from '../sql.js';
import type { DeviceState } from './device.js';

/** What operators change of a device; what is missing stays as it is, and null removes a text. */
export interface DeviceChange {
  readonly name?: string | null | undefined;
  readonly note?: string | null | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Attributes to set, or null to remove; the others stay. */
  readonly attributes?: AttributesChange | undefined;
  /** Its hardware revision, as after a repair. */
  readonly hardware?: string | undefined;
}

/** A device whose row nobody else can change until the transaction ends. */
interface Held extends Record<string, unknown> {
  readonly product: string;
  readonly hardware: string;
  readonly state: DeviceState;
  readonly name: string | null;
  readonly note: string | null;
  readonly tags: readonly string[];
  readonly attributes: Attributes;
  readonly version: number;
  readonly createdAt: Date;
}

const HOLD = `
  SELECT product, hardware, state, name, note, tags, attributes, version, created_at AS "createdAt" FROM devices WHERE id = $1 FOR NO KEY UPDATE`;
const CHANGE = `UPDATE devices SET name = $2, note = $3, tags = $4, hardware = $5, attributes = $6, version = version + 1 WHERE id = $1`;
const DEACTIVATE = `UPDATE devices SET state = 'inactive', online = false, version = version + 1 WHERE id = $1`;
/** The request that once provisioned the device is not shown its root key again. */
const REACTIVATE = `UPDATE devices SET state = 'active', provision_key = NULL, version = version + 1 WHERE id = $1`;
/** Ends the jobs of a device $1 that are not over; by what, with its time as $2. */
export const endOpenJobs = (end: string): string =>
  `UPDATE jobs SET ${end} WHERE device_id = $1 AND state IN ${OPEN} RETURNING id, campaign_id`;

/**
 * Changes what is written down about a device, and records it; what is so already changes nothing.
 *
 * @throws Fault `device_unknown`, `attributes_full`, `hardware_unknown`, `device_disposed`, `device_in_campaign` if its hardware is to change in
 * the middle of a job, `precondition_failed`
 */
export async function changeDevice(
  session: Session,
  { id, product }: { readonly id: string; readonly product: string },
  change: DeviceChange,
  { by, nowMs, onlyAt }: Command,
): Promise<void> {
  const changed = await session.transaction(async (query) => {
    await holdProducts(query, session.reach, [product]);
    const held = await heldDevice(query, id, onlyAt);
    const after = {
      name: change.name === undefined ? held.name : change.name && storable(change.name),
      note: change.note === undefined ? held.note : change.note && storable(change.note),
      tags: change.tags?.map(storable) ?? held.tags,
      attributes: changedAttributes(held.attributes, change.attributes ?? {}),
      hardware: change.hardware ?? held.hardware,
    };
    const { name, note, tags, attributes, hardware } = held;
    const before = { name, note, tags, attributes, hardware };
    if (JSON.stringify(before) === JSON.stringify(after)) return false;
    if (after.hardware !== before.hardware) {
      await requireHardware(query, product, after.hardware);
      await requireNoJob(query, id);
    }
    await query({ text: CHANGE }, [id, after.name, after.note, after.tags, after.hardware, jsonOf(after.attributes)]);
    const moved = { before: known(before), after: known(after) };
    const event = { atMs: nowMs, deviceId: id, actor: by, data: moved.after, change: moved };
    await appendEvents(query, [{ ...event, kind: 'device_changed' }]);
    return true;
  });
  if (changed) session.wrote(2, 1);
}

/** @throws Fault `attributes_full` */
function changedAttributes(before: Attributes, change: AttributesChange): Attributes {
  const after = attributesAfter(before, change);
  const [count, limit] = [Object.keys(after).length, ATTRIBUTE_LIMITS.countMax];
  if (count > limit)
    throw faultOf('attributes_full', `a device has at most ${limit} attributes, not ${count}`, { limit });
  return after;
}

/** Deactivates a device and cancels its open job, and those that wait for it; repeating it changes nothing. @throws Fault `device_unknown`, `device_disposed`, `precondition_failed` */
export async function deactivateDevice(session: Session, id: string, { by, nowMs, onlyAt }: Command): Promise<void> {
  const written = await session.transaction(async (query) => {
    const { state } = await heldDevice(query, id, onlyAt);
    if (state === 'inactive') return 0;
    await query({ text: DEACTIVATE }, [id]);
    const jobs = await query<CancelledJob>({ text: endOpenJobs(DEACTIVATED) }, [id, timeOf(nowMs)]);
    const cancelled = cancelledEvents(jobs, id, { by, nowMs }, DEACTIVATION.reason);
    const change = { before: { state: 'active' }, after: { state: 'inactive' } };
    const event = { atMs: nowMs, kind: 'device_deactivated' as const, deviceId: id, actor: by, data: {}, change };
    await appendEvents(query, [event, ...cancelled]);
    return 2 + 2 * jobs.length;
  });
  session.wrote(written);
}

/** A job that ended because its device is to have no more. */
export interface CancelledJob extends Record<string, unknown> {
  readonly id: number;
  readonly campaign_id: number;
}

/** What is recorded of these jobs of a device; `reason` says why they ended. */
export const cancelledEvents = (
  jobs: readonly CancelledJob[],
  deviceId: string,
  { by, nowMs }: Pick<Command, 'by' | 'nowMs'>,
  reason: string,
) =>
  jobs.map((job) => ({
    atMs: nowMs,
    kind: 'job_cancelled' as const,
    campaignId: job.campaign_id,
    jobId: job.id,
    deviceId,
    actor: by,
    data: { reason },
  }));

/**
 * Lets a deactivated device connect again, with the root key that it has; repeating it changes nothing.
 *
 * @throws Fault `device_unknown`, `device_disposed`, `quota_exceeded`, `hardware_unknown` if its product has lost its hardware revision
 * meanwhile, `precondition_failed`
 */
export async function reactivateDevice(
  session: Session,
  { id, product }: { readonly id: string; readonly product: string },
  { by, nowMs, onlyAt }: Command,
): Promise<void> {
  const changed = await session.transaction(async (query) => {
    const held = await holdProducts(query, session.reach, [product]);
    const { state, hardware } = await heldDevice(query, id, onlyAt);
    if (state === 'active') return false;
    await requireHardware(query, product, hardware);
    await query({ text: REACTIVATE }, [id]);
    await requireWithinQuotas(query, held.get(product)!, { devices: 1, storageBytes: 0 });
    const change = { before: { state: 'inactive' }, after: { state: 'active' } };
    await appendEvents(query, [{ atMs: nowMs, kind: 'device_reactivated', deviceId: id, actor: by, data: {}, change }]);
    return true;
  });
  if (changed) session.wrote(2);
}

async function heldDevice(query: Query, id: string, onlyAt: Command['onlyAt']): Promise<Held> {
  const [held] = await query<Held>({ text: HOLD }, [storable(id)]);
  if (held === undefined) throw faultOf('device_unknown', `no device has the id ${id}`);
  requireAlive({ id, state: held.state });
  requireRevision({ onlyAt }, { version: held.version, createdAtMs: held.createdAt.getTime() });
  return held;
}

/**
 * The caller holds the product, so that its list of revisions stays as it is.
 *
 * @throws Fault `hardware_unknown` if the product has no such revision
 */
export async function requireHardware(query: Query, product: string, hardware: string): Promise<void> {
  const text = 'SELECT name FROM products WHERE name = $1 AND $2 = ANY (hardware)';
  const [found] = await query({ text }, [product, storable(hardware)]);
  if (!found) throw faultOf('hardware_unknown', `${product} has no hardware revision ${hardware}`);
}

/** The device was chosen for its job by the hardware that it had. */
async function requireNoJob(query: Query, id: string): Promise<void> {
  const text = `SELECT campaign_id FROM jobs WHERE device_id = $1 AND state IN ${OPEN}`;
  const [job] = await query<{ campaign_id: number }>({ text }, [id]);
  if (job) throw faultOf('device_in_campaign', `it has an open job of campaign ${job.campaign_id}`);
}
