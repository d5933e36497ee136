import type { ImageId } from '@twinbank/campaign';
import { faultOf, type DeviceStatus } from '@twinbank/protocol';

import { deviceOf } from './device-row.js';
import { appendEvents } from './events.js';
import type { Prisma } from './generated/client.js';
import type { Page, PageRequest } from './page.js';
import { isPgError, PG_CODES, type Session } from './session.js';
import { pageOf, rowsOf, storable, timeOf } from './sql.js';

export type DeviceState = 'active' | 'inactive';

/** A device as the server knows it: what it was provisioned with, and what it last said. It holds no secret. */
export interface Device {
  readonly id: string;
  readonly product: string;
  readonly hardware: string;
  /** Epoch of the master key that its root key comes from. */
  readonly keyEpoch: number;
  readonly state: DeviceState;
  /** Sequence number of the last ticket made out to it, or which it said it had taken. */
  readonly ticketSequence: number;
  /** What runs, by its last report; undefined before the first. */
  readonly running?: ImageId & { readonly bank: 1 | 2; readonly confirmed: boolean };
  /** Security counter by its last report. */
  readonly counter?: number;
  readonly status?: DeviceStatus;
  readonly online: boolean;
  readonly lastSeenAtMs?: number;
  readonly createdAtMs: number;
}

export interface DeviceDraft {
  readonly id: string;
  readonly product: string;
  readonly hardware: string;
  readonly keyEpoch: number;
}

/** All given conditions hold at once. */
export interface DeviceFilter {
  readonly product?: string | undefined;
  readonly hardware?: string | undefined;
  readonly state?: DeviceState | undefined;
  readonly version?: string | undefined;
  readonly online?: boolean | undefined;
}

/** What a device said of itself. */
export interface StatusUpdate {
  readonly deviceId: string;
  readonly status: DeviceStatus;
  readonly seenAtMs: number;
}

export interface PresenceUpdate {
  readonly deviceId: string;
  readonly online: boolean;
  readonly seenAtMs: number;
}

const PROVISION = `
  INSERT INTO devices (id, product, hardware, key_epoch)
  SELECT id, product, hardware, key_epoch FROM jsonb_to_recordset($1::jsonb) AS d(id text, product text, hardware text, key_epoch int)
  ON CONFLICT (id) DO NOTHING RETURNING id`;

/**
 * Rows are locked in the order of their ids, so that two servers with overlapping batches wait instead of blocking each other.
 * A word older than the stored one is dropped: another server was slow to write it. None is slow by a minute; what seems that much
 * older comes after a clock was put back, and is news.
 */
const APPLY_STATUSES = `
  WITH said AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb)
      AS s(id text, seen_at timestamptz, version text, digest text, bank smallint, confirmed boolean, counter bigint, ticket_sequence int, status jsonb)
  ), locked AS (
    SELECT said.* FROM said JOIN devices d USING (id) ORDER BY d.id FOR NO KEY UPDATE OF d
  )
  UPDATE devices d
  SET running_version = s.version, running_digest = s.digest, running_bank = s.bank, confirmed = s.confirmed, counter = s.counter,
      status = s.status, status_at = s.seen_at, last_seen_at = greatest(d.last_seen_at, s.seen_at),
      ticket_sequence = greatest(d.ticket_sequence, s.ticket_sequence)
  FROM locked s WHERE d.id = s.id AND (d.status_at IS NULL OR d.status_at <= s.seen_at OR d.status_at > s.seen_at + interval '60 seconds') RETURNING d.id`;

const APPLY_PRESENCE = `
  WITH said AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS s(id text, seen_at timestamptz, online boolean)
  ), locked AS (
    SELECT said.* FROM said JOIN devices d USING (id) ORDER BY d.id FOR NO KEY UPDATE OF d
  )
  UPDATE devices d SET online = s.online, last_seen_at = greatest(d.last_seen_at, s.seen_at)
  FROM locked s WHERE d.id = s.id RETURNING d.id`;

const CANCEL_OPEN_JOB = `
  UPDATE jobs SET state = 'cancelled', fault = 'job_cancelled', detail = 'the device was deactivated', ended_at = $2, deadline_at = NULL, next_attempt_at = NULL
  WHERE device_id = $1 AND state IN ('waiting', 'offered', 'running', 'backoff') RETURNING id, campaign_id`;

/** More than any server has ever made out, with room for more to come: a device that tells more tells stories, which must not use up the numbers. */
const TICKET_SEQUENCE_BELIEVED = 0x7000_0000;

const sequenceOf = ({ ticketSequence }: DeviceStatus): number | undefined =>
  ticketSequence !== undefined && ticketSequence <= TICKET_SEQUENCE_BELIEVED ? ticketSequence : undefined;

/** Devices. */
export class Devices {
  constructor(private readonly session: Session) {}

  /**
   * Adds devices, thousands in one statement. Those whose id exists already are left as they are and named in `existing`.
   *
   * @throws Fault `product_unknown` where any names no product; then none is added
   */
  async provision(drafts: readonly DeviceDraft[]): Promise<{ readonly created: readonly string[]; readonly existing: readonly string[] }> {
    const rows = drafts.map(({ id, product, hardware, keyEpoch }) => ({ id, product, hardware, key_epoch: keyEpoch }));
    try {
      const inserted = await this.session.query<{ id: string }>({ name: 'devices_provision', text: PROVISION }, [rowsOf(rows)]);
      this.session.wrote(inserted.length);
      const created = new Set(inserted.map(({ id }) => id));
      return { created: [...created], existing: drafts.map(({ id }) => id).filter((id) => !created.has(id)) };
    } catch (error) {
      if (isPgError(error, PG_CODES.foreignKeyViolation)) throw faultOf('product_unknown', 'a device names a product that does not exist');
      throw error;
    }
  }

  async find(id: string): Promise<Device | undefined> {
    const row = await this.session.prisma.device.findUnique({ where: { id: storable(id) } });
    return row ? deviceOf(row) : undefined;
  }

  /** @throws Fault `device_unknown` */
  async get(id: string): Promise<Device> {
    const device = await this.find(id);
    if (!device) throw faultOf('device_unknown', `no device has the id ${id}`);
    return device;
  }

  /** The devices with these ids, in no order; unknown ones are left out. */
  async byIds(ids: readonly string[]): Promise<readonly Device[]> {
    return (await this.session.prisma.device.findMany({ where: { id: { in: ids.map(storable) } } })).map(deviceOf);
  }

  /** By id. */
  async list(filter: DeviceFilter, page: PageRequest<string>): Promise<Page<Device, string>> {
    const rows = await this.session.prisma.device.findMany({
      where: { AND: [whereOf(filter), page.after === undefined ? {} : { id: { gt: storable(page.after) } }] },
      orderBy: { id: 'asc' },
      take: page.limit + 1,
    });
    return pageOf(rows.map(deviceOf), page.limit, ({ id }) => id);
  }

  count(filter: DeviceFilter): Promise<number> {
    return this.session.prisma.device.count({ where: whereOf(filter) });
  }

  /** Deactivates a device and cancels its open job; once more changes nothing. @throws Fault `device_unknown` */
  async deactivate(id: string, nowMs: number): Promise<Device> {
    await this.session.transaction(async (query) => {
      const changed = await query({ text: `UPDATE devices SET state = 'inactive' WHERE id = $1 AND state = 'active' RETURNING id` }, [storable(id)]);
      if (changed.length === 0) return;
      const [job] = await query<{ id: number; campaign_id: number }>({ text: CANCEL_OPEN_JOB }, [id, timeOf(nowMs)]);
      const cancelled = job && { atMs: nowMs, kind: 'job_cancelled', campaignId: job.campaign_id, jobId: job.id, deviceId: id, data: { reason: 'the device was deactivated' } };
      await appendEvents(query, [{ atMs: nowMs, kind: 'device_deactivated', deviceId: id, data: {} }, ...(cancelled ? [cancelled] : [])]);
      this.session.wrote(cancelled ? 4 : 2);
    });
    return this.get(id);
  }

  /**
   * Stores what devices said, in one statement, and numbers their tickets on from where they say they are, should that be
   * further than is known here, as after a database was restored; of several for one device the last counts, and one that was said less than
   * a minute before what another server has stored already changes nothing. Unknown devices are ignored.
   */
  async applyStatuses(updates: readonly StatusUpdate[]): Promise<void> {
    await this.applyBatch('devices_apply_statuses', APPLY_STATUSES, updates, ({ deviceId, status, seenAtMs }) => {
      const active = status.banks[status.active - 1];
      const { confirmed, counter } = status;
      const row = { id: deviceId, seen_at: timeOf(seenAtMs), version: active?.version, digest: active?.digest, bank: status.active };
      return { ...row, confirmed, counter, ticket_sequence: sequenceOf(status), status };
    });
  }

  /** Stores who is online, in one statement; of several for one device the last counts. Unknown devices are ignored. */
  async applyPresence(updates: readonly PresenceUpdate[]): Promise<void> {
    await this.applyBatch('devices_apply_presence', APPLY_PRESENCE, updates, ({ deviceId, online, seenAtMs }) => ({ id: deviceId, seen_at: timeOf(seenAtMs), online }));
  }

  /** Marks every device offline: for a server that starts with a broker inside it, where nobody can be connected yet. */
  async allOffline(): Promise<void> {
    const { count } = await this.session.prisma.device.updateMany({ where: { online: true }, data: { online: false } });
    this.session.wrote(count);
  }

  private async applyBatch<Update extends { deviceId: string }>(name: string, text: string, updates: readonly Update[], rowOf: (update: Update) => Readonly<Record<string, unknown>>): Promise<void> {
    const last = new Map(updates.map((update) => [update.deviceId, update]));
    if (last.size === 0) return;
    const written = await this.session.query({ name, text }, [rowsOf([...last.values()].map(rowOf))]);
    this.session.wrote(written.length);
  }
}

function whereOf({ product, hardware, state, version, online }: DeviceFilter): Prisma.DeviceWhereInput {
  return {
    ...(product !== undefined && { productName: storable(product) }),
    ...(hardware !== undefined && { hardware: storable(hardware) }),
    ...(state !== undefined && { state }),
    ...(version !== undefined && { runningVersion: storable(version) }),
    ...(online !== undefined && { online }),
  };
}
