import { SERVER, type Command } from '@twinbank/access';
import { DISPOSAL } from '@twinbank/campaign';
import { DISPOSAL_OBSTACLES, faultOf, requireMeant, type DisposalObstacle, type FaultCode } from '@twinbank/protocol';
import { EARLIER_ORDERS_MAX, isEnding, type DeviceState } from '@twinbank/rollout';

import { DISPOSED_OF, OPEN } from '../campaigns/job-states.js';
import type { Query, Session } from '../connection/session.js';
import { cancelledEvents, endOpenJobs, type CancelledJob } from '../devices/device-changes.js';
import { appendEvents } from '../events.js';
import { holdProducts } from '../projects/holds.js';
import { requireRevision } from '../revision.js';
import { storable, timeOf } from '../sql.js';
import { disposalDigest, disposalOf, signedOrders, type Disposal, type KeptDisposalReceipt } from './disposal.js';
import {
  disposalPreview,
  disposalSlice,
  seenSql,
  tellableSql,
  type DisposalPreview,
  type DisposalSelection,
  type DisposalSlice,
} from './disposal-selection.js';

/** The order to end the life of a device. */
export interface DisposalDraft {
  readonly reason: string;
  /** In spite of which obstacles it holds; without it, of all: somebody looked at this one device. */
  readonly also?: readonly DisposalObstacle[] | undefined;
}

interface Held extends Record<string, unknown> {
  readonly product: string;
  readonly state: DeviceState;
  readonly seen: boolean;
  readonly tellable: boolean;
  readonly ticketSequence: number;
  readonly version: number;
  readonly createdAt: Date;
}

const HOLD = `
  SELECT product, state, ${seenSql('d')} AS seen, ${tellableSql('d')} AS tellable, ticket_sequence AS "ticketSequence", version,
    created_at AS "createdAt"
  FROM devices d WHERE id = $1 FOR NO KEY UPDATE`;
const OPEN_JOB = `SELECT campaign_id AS campaign FROM jobs WHERE device_id = $1 AND state IN ${OPEN} ORDER BY id LIMIT 1`;
/** What may be personal goes with the order; the rest is that of every device. A key that waits for its first sign-in may be the one that it uses. */
const END = `
  UPDATE devices SET state = 'disposing', online = false, ticket_sequence = $2, provision_key = NULL, name = NULL, note = NULL, tags = '{}',
    attributes = '{}', reported = '{}', refusal_code = NULL, refusal_address = NULL, refused_at = NULL, version = version + 1
  WHERE id = $1`;
const FORGET_HEALTH = 'DELETE FROM device_health WHERE device_id = $1';
const ORDER = `
  INSERT INTO device_disposals (device_id, ordered_at, reason, tellable, sequence, issued_at) VALUES ($1, $2, $3, $4, $5, $2)`;
/** Of several servers at once, the first one's is the order. */
const KEEP_ORDER = `
  UPDATE device_disposals SET order_jws = coalesce(order_jws, $3) WHERE device_id = $1 AND sequence = $2 RETURNING order_jws AS "order"`;
const RENEW = `
  UPDATE device_disposals SET sequence = $3, issued_at = $4, order_jws = NULL, fault = NULL, fault_at = NULL, earlier = $5::jsonb
  WHERE device_id = $1 AND sequence = $2 AND receipt IS NULL RETURNING device_id`;
const NUMBERED = 'UPDATE devices SET ticket_sequence = greatest(ticket_sequence, $2) WHERE id = $1';
const TELLABLE =
  'UPDATE device_disposals SET tellable = $2 WHERE device_id = $1 AND tellable <> $2 RETURNING device_id';
const FAULT = `UPDATE device_disposals SET fault = $2, fault_at = $3 WHERE device_id = $1 AND fault IS DISTINCT FROM $2 RETURNING device_id`;
const CONFIRM = `
  UPDATE device_disposals SET receipt = $2, receipt_at = $3, key_epoch = $4, key_generation = $5, acknowledgement = $6, acknowledged_at = $7, fault = NULL,
    fault_at = NULL
  WHERE device_id = $1 AND receipt IS NULL RETURNING device_id`;
const DISPOSED = `
  UPDATE devices SET state = 'disposed', online = false, version = version + 1 WHERE id = $1 AND state = 'disposing' RETURNING product`;
const ACKNOWLEDGE = `
  UPDATE device_disposals SET acknowledgement = $3, acknowledged_at = $4, fault = NULL, fault_at = NULL
  WHERE device_id = $1 AND acknowledgement = $2 RETURNING device_id`;
/** At most once a minute: whoever has the key may come as often as it likes. */
const CAME_AGAIN = `
  UPDATE device_disposals SET came_again_at = $2
  WHERE device_id = $1 AND receipt IS NOT NULL AND coalesce(came_again_at, '-infinity') < $2::timestamptz - interval '60 seconds' RETURNING device_id`;

/** Ends of devices: the orders to forget their keys, and the receipts of these. */
export class Disposals {
  constructor(private readonly session: Session) {}

  /** The end of a device; undefined if none was ordered. */
  async find(deviceId: string): Promise<Disposal | undefined> {
    const row = await this.session.prisma.deviceDisposal.findUnique({ where: { deviceId: storable(deviceId) } });
    return row ? disposalOf(row) : undefined;
  }

  /** Counts what an order to dispose of a selection would be about. @throws Fault `selection_invalid` */
  preview(asked: DisposalSelection): Promise<DisposalPreview> {
    return disposalPreview(this.session, asked);
  }

  /** The next devices of a selection whose end was not ordered, by id, and how many there are. @throws Fault `selection_invalid` */
  slice(asked: DisposalSelection, limit: number): Promise<DisposalSlice> {
    return disposalSlice(this.session, asked, limit);
  }

  /**
   * Orders the end of a device: it takes nothing else any more, its open job ends, and what is written down of it is emptied. Repeating it
   * changes nothing, and neither does the reason of another time.
   *
   * @returns whether it was ordered now; false if it was before
   * @throws Fault `device_unknown`, `precondition_failed`; by what `also` leaves out, `device_never_seen`, `device_in_campaign`,
   * `disposal_unsupported`
   */
  async order(
    deviceId: string,
    { reason, also = DISPOSAL_OBSTACLES }: DisposalDraft,
    { by, nowMs, onlyAt }: Command,
  ): Promise<boolean> {
    const id = storable(deviceId);
    const device = await this.session.prisma.device.findUnique({ where: { id }, select: { productName: true } });
    if (!device) throw unknownDevice(deviceId);
    const written = await this.session.transaction(async (query) => {
      await holdProducts(query, this.session.reach, [device.productName]);
      const [held] = await query<Held>({ text: HOLD }, [id]);
      if (held === undefined) throw unknownDevice(deviceId);
      if (held.product !== device.productName) throw faultOf('conflict', 'the device was moved by somebody else');
      if (isEnding(held.state)) return 0;
      requireRevision({ onlyAt }, { version: held.version, createdAtMs: held.createdAt.getTime() });
      const [open] = await query<{ campaign: number }>({ text: OPEN_JOB }, [id]);
      requireMeant({ ...held, id, campaign: open?.campaign }, also);
      const { state, tellable, ticketSequence } = held;
      const sequence = ticketSequence + 1;
      await query({ text: END }, [id, sequence]);
      await query({ text: FORGET_HEALTH }, [id]);
      await query({ text: ORDER }, [id, timeOf(nowMs), storable(reason), tellable, sequence]);
      const jobs = await query<CancelledJob>({ text: endOpenJobs(DISPOSED_OF) }, [id, timeOf(nowMs)]);
      const data = { reason: storable(reason), sequence, tellable };
      const change = { before: { state }, after: { state: 'disposing', ...data } };
      const event = { atMs: nowMs, kind: 'device_disposal_ordered' as const, deviceId: id, actor: by, data, change };
      await appendEvents(query, [event, ...cancelledEvents(jobs, id, { by, nowMs }, DISPOSAL.reason)]);
      return 3 + 2 * jobs.length;
    });
    this.session.wrote(written, written > 0 ? 1 : 0);
    return written > 0;
  }

  /** Keeps the order of this number as it was signed; returns the one to be sent, undefined if there is a newer one. */
  async keepOrder(deviceId: string, sequence: number, order: string): Promise<string | undefined> {
    const rows = await this.session.query<{ order: string }>({ text: KEEP_ORDER }, [
      storable(deviceId),
      sequence,
      order,
    ]);
    this.session.wrote(rows.length);
    return rows[0]?.order;
  }

  /** Makes another order in place of one that the device did not take; false if another server did, or the receipt is there. */
  async renew(disposal: Disposal, next: number, nowMs: number): Promise<boolean> {
    const { deviceId, sequence } = disposal;
    const earlier = JSON.stringify(signedOrders(disposal).slice(-EARLIER_ORDERS_MAX));
    const values = [storable(deviceId), sequence, next, timeOf(nowMs), earlier];
    return this.session.transaction(async (query) => {
      const renewed = await query({ text: RENEW }, values);
      if (renewed.length > 0) await query({ text: NUMBERED }, [storable(deviceId), next]);
      return renewed.length > 0;
    });
  }

  /** The device says, or does not say, that it can be told. */
  async noteTellable(deviceId: string, tellable: boolean): Promise<void> {
    this.session.wrote((await this.session.query({ text: TELLABLE }, [storable(deviceId), tellable])).length);
  }

  /** The device did not take what it was sent. */
  async noteFault(deviceId: string, fault: FaultCode, nowMs: number): Promise<void> {
    const rows = await this.session.query({ text: FAULT }, [storable(deviceId), fault, timeOf(nowMs)]);
    this.session.wrote(rows.length);
  }

  /** A device came although its receipt is there. Written once a minute at most. */
  async noteCameAgain(deviceId: string, nowMs: number): Promise<void> {
    const rows = await this.session.query({ text: CAME_AGAIN }, [storable(deviceId), timeOf(nowMs)]);
    this.session.wrote(rows.length);
  }

  /** Keeps the receipt of a device, once: with it the device is disposed of. False if it was there already. */
  async confirm(deviceId: string, sequence: number, receipt: KeptDisposalReceipt): Promise<boolean> {
    const id = storable(deviceId);
    const confirmed = await this.session.transaction(async (query) => {
      // The device's row first, as by everybody who locks both.
      const [device] = await query<{ product: string }>({ text: DISPOSED }, [id]);
      if (device === undefined || !(await keep(query, id, receipt))) return false;
      await query({ text: FORGET_HEALTH }, [id]);
      const { epoch, generation } = receipt.key;
      const data = { product: device.product, epoch, generation, sequence, receipt: disposalDigest(receipt.said) };
      const change = { before: { state: 'disposing' }, after: { state: 'disposed', ...data } };
      const event = { atMs: receipt.atMs, kind: 'device_disposed' as const, deviceId: id, actor: SERVER, data, change };
      await appendEvents(query, [event]);
      return true;
    });
    if (confirmed) this.session.wrote(3);
    return confirmed;
  }

  /** Replaces what acknowledges a receipt, because the device did not take its signature; false if another server did. */
  async acknowledgeAnew(deviceId: string, before: string, after: string, nowMs: number): Promise<boolean> {
    const rows = await this.session.query({ text: ACKNOWLEDGE }, [storable(deviceId), before, after, timeOf(nowMs)]);
    this.session.wrote(rows.length);
    return rows.length > 0;
  }
}

async function keep(query: Query, id: string, receipt: KeptDisposalReceipt): Promise<boolean> {
  const { said, atMs, key, acknowledgement, acknowledgedAtMs } = receipt;
  const times = [timeOf(atMs), timeOf(acknowledgedAtMs)] as const;
  const values = [id, Buffer.from(said), times[0], key.epoch, key.generation, acknowledgement, times[1]];
  return (await query({ text: CONFIRM }, values)).length > 0;
}

const unknownDevice = (id: string): Error => faultOf('device_unknown', `no device has the id ${id}`);
