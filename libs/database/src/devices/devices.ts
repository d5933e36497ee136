import type { Command } from '@twinbank/access';
import type { DeviceKey } from '@twinbank/keys';
import type { Fault } from '@twinbank/primitives';
import { faultOf, type Attributes, type DeviceStatus } from '@twinbank/protocol';
import { believedSequence, type ReportPlace, type SaidAttributes } from '@twinbank/rollout';

import type { Device, DeviceState, HeldRefusal } from './device.js';
import { moveDevice, type DeviceMove } from '../device-keys/device-moves.js';
import { endKeys, rekeyDevice, takeKey, type GivenKey, type Rekeying } from '../device-keys/device-keys.js';
import { deviceOf } from './device-row.js';
import { applyTroubles, type DeviceTrouble } from './device-troubles.js';
import { changeDevice, deactivateDevice, reactivateDevice, type DeviceChange } from './device-changes.js';
import { advancePlaces, applyAttributes, placesOf, type PlaceUpdate } from './report-places.js';
import { provisionedBefore } from './provisioned-before.js';
import { shownOf } from '../device-keys/shown-keys.js';
import { appendEvents } from '../events.js';
import type { Prisma } from '../generated/client.js';
import type { Page, PageRequest } from '../page.js';
import { endedAmong } from '../disposal/ended-devices.js';
import { ofUnknownHardware } from './devices-of-unknown-hardware.js';
import { beyondQuotas } from './devices-beyond-quotas.js';
import { holdProducts } from '../projects/holds.js';
import type { Session } from '../connection/session.js';
import { pageOf, rowsOf, storable, timeOf } from '../sql.js';

export interface DeviceDraft {
  readonly id: string;
  readonly product: string;
  readonly hardware: string;
  readonly keyEpoch: number;
}

/** The result for the drafts. */
export interface Provisioned {
  readonly created: readonly string[];
  readonly existing: readonly string[];
  /** Existing devices that the same request added before, with their epochs. */
  readonly again: ReadonlyMap<string, number>;
  /** Not added because their project has no room, or their product no such hardware, with the fault that says so. */
  readonly beyond: ReadonlyMap<string, Fault>;
}

/** All given conditions hold at once. */
export interface DeviceFilter {
  readonly product?: string | undefined;
  readonly hardware?: string | undefined;
  readonly state?: DeviceState | undefined;
  readonly version?: string | undefined;
  readonly online?: boolean | undefined;
}

/** The status reported by a device. */
export interface StatusUpdate {
  readonly deviceId: string;
  readonly status: DeviceStatus;
  /** What it said of itself; undefined where it said nothing, and then what it said before stays. */
  readonly attributes?: Attributes | undefined;
  /** The key set that it refused last; undefined where it said nothing of one, and then what it said before stays. */
  readonly keySetRefused?: HeldRefusal | undefined;
  readonly seenAtMs: number;
  /**
   * The device's place at its last report, which was stored by {@link Devices.advance}; undefined if it does not
   * count its starts.
   */
  readonly place?: ReportPlace | undefined;
}

export interface PresenceUpdate {
  readonly deviceId: string;
  readonly online: boolean;
  readonly seenAtMs: number;
}

const PROVISION = `
  INSERT INTO devices (id, product, hardware, key_epoch, provision_key)
  SELECT id, product, hardware, key_epoch, $2 FROM jsonb_to_recordset($1::jsonb) AS d(id text, product text, hardware text, key_epoch int)
  ON CONFLICT (id) DO NOTHING RETURNING id`;

/**
 * If the device tells its place, its status is stored as long as nothing newer is known. If it does not, a status
 * older than the stored one is dropped: another server was slow to write it. No server is slow by a minute; a
 * status that seems older than that comes after a clock was put back, and is stored. A stored time in the future,
 * from before that, is replaced.
 */
const APPLY_STATUSES = `
  WITH said AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb)
      AS s(id text, seen_at timestamptz, version text, digest text, bank smallint, confirmed boolean, counter bigint, ticket_sequence int, status jsonb, attributes jsonb,
           key_set int, key_set_refused jsonb, start bigint, seq bigint)
  ), locked AS (
    SELECT said.* FROM said JOIN devices d USING (id) ORDER BY d.id FOR NO KEY UPDATE OF d
  )
  UPDATE devices d
  SET running_version = s.version, running_digest = s.digest, running_bank = s.bank, confirmed = s.confirmed, counter = s.counter,
      status = s.status, reported = coalesce(s.attributes, d.reported), status_at = s.seen_at,
      last_seen_at = CASE WHEN d.last_seen_at > s.seen_at + interval '60 seconds' THEN s.seen_at ELSE greatest(d.last_seen_at, s.seen_at) END,
      ticket_sequence = greatest(d.ticket_sequence, s.ticket_sequence),
      key_set = s.key_set, key_set_refused = coalesce(s.key_set_refused, d.key_set_refused)
  FROM locked s
  WHERE d.id = s.id AND CASE WHEN s.start IS NOT NULL THEN d.report_start = s.start AND d.report_seq = s.seq
                             ELSE d.status_at IS NULL OR d.status_at <= s.seen_at OR d.status_at > s.seen_at + interval '60 seconds' END
  RETURNING d.id`;

const APPLY_PRESENCE = `
  WITH said AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS s(id text, seen_at timestamptz, online boolean)
  ), locked AS (
    SELECT said.* FROM said JOIN devices d USING (id) ORDER BY d.id FOR NO KEY UPDATE OF d
  )
  UPDATE devices d
  SET online = s.online AND d.state = 'active',
      last_seen_at = CASE WHEN d.last_seen_at > s.seen_at + interval '60 seconds' THEN s.seen_at ELSE greatest(d.last_seen_at, s.seen_at) END
  FROM locked s WHERE d.id = s.id RETURNING d.id`;

const CORRECT_PRESENCE = `
  WITH locked AS (
    SELECT s.* FROM jsonb_to_recordset($1::jsonb) AS s(id text, online boolean) JOIN devices d USING (id) ORDER BY d.id FOR NO KEY UPDATE OF d
  )
  UPDATE devices d SET online = s.online FROM locked s WHERE d.id = s.id AND d.online <> s.online AND (d.state = 'active' OR NOT s.online) RETURNING d.id`;

/** Devices. */
export class Devices {
  constructor(private readonly session: Session) {}

  /**
   * Adds devices, thousands in one statement, and records how many root keys are shown for it. Devices whose id
   * exists already are not changed and are named in `existing`; those of them that the same request added before
   * are in `again`, with their epoch.
   *
   * @param key digest of the request's idempotency key; without it no request equals another
   * @throws Fault `product_unknown` if any names an unknown product, or one out of reach; then none is added
   */
  async provision(drafts: readonly DeviceDraft[], { by, nowMs }: Command, key?: string): Promise<Provisioned> {
    const all = drafts.map(({ id, product, hardware, keyEpoch }) => ({ id, product, hardware, key_epoch: keyEpoch }));
    const provisioned = await this.session.transaction(async (query): Promise<Provisioned> => {
      const held = await holdProducts(
        query,
        this.session.reach,
        all.map(({ product }) => product),
      );
      const strange = await ofUnknownHardware(query, all);
      const possible = all.filter(({ id }) => !strange.has(id));
      const beyond = new Map<string, Fault>([...strange, ...(await beyondQuotas(query, possible, held))]);
      const rows = all.filter(({ id }) => !beyond.has(id));
      const inserted = await query<{ id: string }>({ name: 'devices_provision', text: PROVISION }, [rowsOf(rows), key]);
      const created = new Set(inserted.map(({ id }) => id));
      const others = rows.filter(({ id }) => !created.has(id));
      const again = await provisionedBefore(query, others, key);
      for (const [id, fault] of await endedAmong(query, this.session.reach, others)) beyond.set(id, fault);
      await appendEvents(
        query,
        shownOf(rows, created, again).map(({ data, ids }) => ({
          atMs: nowMs,
          kind: 'devices_provisioned',
          actor: by,
          data,
          change: { object: 'devices', after: { ...data, ...ids } },
        })),
      );
      return {
        created: [...created],
        existing: others.map(({ id }) => id).filter((id) => !beyond.has(id)),
        again,
        beyond,
      };
    });
    this.session.wrote(provisioned.created.length);
    return provisioned;
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

  /**
   * Changes what is written down about a device, or its hardware revision.
   *
   * @throws Fault `device_unknown`, `attributes_full`, `hardware_unknown`, `device_in_campaign`, `precondition_failed`
   */
  async change(id: string, change: DeviceChange, command: Command): Promise<Device> {
    await changeDevice(this.session, await this.get(id), change, command);
    return this.get(id);
  }

  /**
   * Deactivates a device and cancels its open job; repeating it changes nothing.
   *
   * @throws Fault `device_unknown`, `precondition_failed`
   */
  async deactivate(id: string, command: Command): Promise<Device> {
    const { id: device } = await this.get(id);
    await deactivateDevice(this.session, device, command);
    return this.get(id);
  }

  /**
   * Lets a deactivated device connect again; repeating it changes nothing.
   *
   * @throws Fault `device_unknown`, `quota_exceeded`, `hardware_unknown`, `precondition_failed`
   */
  async reactivate(id: string, command: Command): Promise<Device> {
    await reactivateDevice(this.session, await this.get(id), command);
    return this.get(id);
  }

  /**
   * Gives a device another root key; the one in use stays good for a while.
   *
   * @throws Fault `device_unknown`, `precondition_failed`, `forbidden` if the device is active
   */
  async rekey(id: string, rekeying: Rekeying, command: Command): Promise<GivenKey> {
    return rekeyDevice(this.session, await this.get(id), rekeying, command);
  }

  /**
   * Makes a deactivated device one of another product, with another root key; returns the key's generation.
   *
   * @throws Fault `device_unknown`, `device_active`, `product_unknown`, `product_foreign`, `hardware_unknown`,
   * `conflict`, `precondition_failed`
   */
  async move(id: string, to: DeviceMove, command: Command): Promise<number> {
    return moveDevice(this.session, await this.get(id), to, command);
  }

  /** A device signed in with the key that waits for it; false if that key waits no longer. */
  takeKey(id: string, key: DeviceKey, nowMs: number): Promise<boolean> {
    return takeKey(this.session, id, key, nowMs);
  }

  /** Ends some of the keys whose time has come; returns their devices, none once there is nothing to do. */
  endKeys(nowMs: number): Promise<readonly string[]> {
    return endKeys(this.session, nowMs);
  }

  /** The places of these devices in their own counts; devices that never reported one are left out. */
  places(ids: readonly string[]): Promise<ReadonlyMap<string, ReportPlace>> {
    return placesOf(this.session, ids);
  }

  /**
   * Stores new places, each only if the device is still at the place that was read; returns the devices for which
   * that was so.
   */
  advance(updates: readonly PlaceUpdate[]): Promise<readonly string[]> {
    return advancePlaces(this.session, updates);
  }

  /**
   * Stores reported statuses in one statement. A device's ticket numbers continue from the number that it reports
   * if that is higher than known here, as after a database was restored. Of several statuses for one device the
   * last one counts; one that is less than a minute older than what another server has stored changes nothing.
   * Unknown devices are ignored. Attributes of a status that another server's report overtook are stored all the same.
   */
  async applyStatuses(updates: readonly StatusUpdate[]): Promise<void> {
    const written = await this.applyBatch(
      'devices_apply_statuses',
      APPLY_STATUSES,
      updates,
      ({ deviceId, status, attributes, keySetRefused, seenAtMs, place }) => {
        const active = status.banks[status.active - 1];
        const { confirmed, counter } = status;
        const row = {
          id: deviceId,
          seen_at: timeOf(seenAtMs),
          version: active?.version,
          digest: active?.digest,
          bank: status.active,
        };
        return {
          ...row,
          confirmed,
          counter,
          ticket_sequence: believedSequence(status.ticketSequence),
          status,
          attributes,
          key_set: status.keySet,
          key_set_refused: keySetRefused,
          start: place?.start,
          seq: place?.seq,
        };
      },
    );
    await this.applyAttributes(
      updates.flatMap(({ deviceId, attributes, place }) =>
        attributes && place && !written.has(deviceId) ? [{ deviceId, attributes, place }] : [],
      ),
    );
  }

  /**
   * Stores what devices said of themselves in hellos that other reports of the same start overtook, in one statement. It
   * changes nothing once a device is known to have started anew.
   */
  applyAttributes(said: readonly SaidAttributes[]): Promise<void> {
    return applyAttributes(this.session, said);
  }

  /** Stores which devices are online; of several entries for one device the last counts. Unknown ones are ignored. */
  async applyPresence(updates: readonly PresenceUpdate[]): Promise<void> {
    await this.applyBatch('devices_apply_presence', APPLY_PRESENCE, updates, ({ deviceId, online, seenAtMs }) => ({
      id: deviceId,
      seen_at: timeOf(seenAtMs),
      online,
    }));
  }

  /** The devices shown online. */
  async onlineIds(): Promise<readonly string[]> {
    return (await this.session.query<{ id: string }>({ text: 'SELECT id FROM devices WHERE online' })).map(
      ({ id }) => id,
    );
  }

  /** Corrects which devices are shown online, without counting as a message of theirs; returns how many. */
  async correctPresence(updates: readonly { readonly deviceId: string; readonly online: boolean }[]): Promise<number> {
    const rows = updates.map(({ deviceId: id, online }) => ({ id, online }));
    const corrected = await this.session.query({ text: CORRECT_PRESENCE }, [rowsOf(rows)]);
    this.session.wrote(corrected.length);
    return corrected.length;
  }

  /** Stores refused connections and contested identities, one entry for each device; unknown ones are ignored. */
  noteTroubles(troubles: readonly DeviceTrouble[]): Promise<void> {
    return applyTroubles(this.session, troubles);
  }

  /** Marks every device offline: no device can be connected yet to an embedded broker that starts. */
  async allOffline(): Promise<void> {
    const { count } = await this.session.prisma.device.updateMany({ where: { online: true }, data: { online: false } });
    this.session.wrote(count);
  }

  private async applyBatch<Update extends { deviceId: string }>(
    name: string,
    text: string,
    updates: readonly Update[],
    rowOf: (update: Update) => Readonly<Record<string, unknown>>,
  ): Promise<ReadonlySet<string>> {
    const last = new Map(updates.map((update) => [update.deviceId, update]));
    if (last.size === 0) return new Set();
    const rows = rowsOf([...last.values()].map(rowOf));
    const written = await this.session.query<{ id: string }>({ name, text }, [rows]);
    this.session.wrote(written.length, written.length);
    return new Set(written.map(({ id }) => id));
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
