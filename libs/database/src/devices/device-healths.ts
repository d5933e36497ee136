import type { DeviceHealth } from '@twinbank/protocol';
import type { ReportPlace } from '@twinbank/rollout';

import type { Session } from '../connection/session.js';
import type { DeviceHealth as HealthRow } from '../generated/client.js';
import { rowsOf, storable, timeOf } from '../sql.js';

/** What a device reported of its health. */
export interface HealthUpdate {
  readonly deviceId: string;
  readonly health: DeviceHealth;
  readonly atMs: number;
  /**
   * The place of this report in the device's count; that of its last report is stored by `Devices.advance`. Undefined if
   * it does not count its starts.
   */
  readonly place?: ReportPlace | undefined;
}

/** What is known of a device's health: its last report. */
export interface KnownHealth {
  readonly health: DeviceHealth;
  /** When the server got it. */
  readonly atMs: number;
}

/**
 * Of a device that tells its place, health is stored until it is known to have started anew: reports of other kinds do not
 * overtake it. One that is older than the stored one is dropped: another server was slow to write it; no server is slow by
 * a minute, so what seems older than that comes after a clock was put back.
 */
const APPLY = `
  WITH said AS (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS s(id text, at timestamptz, digest text, health jsonb, start bigint, seq bigint)
  )
  INSERT INTO device_health AS h (device_id, at, digest, health)
  SELECT d.id, s.at, s.digest, s.health FROM said s JOIN devices d USING (id)
  WHERE d.state IN ('active', 'inactive') AND (s.start IS NULL OR (d.report_start = s.start AND d.report_seq >= s.seq))
  ORDER BY d.id
  ON CONFLICT (device_id) DO UPDATE SET at = excluded.at, digest = excluded.digest, health = excluded.health
  WHERE h.at <= excluded.at OR h.at > excluded.at + interval '60 seconds'
  RETURNING h.device_id`;

/** The last health of each device that ever reported any. */
export class DeviceHealths {
  constructor(private readonly session: Session) {}

  /**
   * Stores what devices reported, in one statement; of several reports of one device the last counts. Unknown devices are
   * ignored.
   */
  async apply(updates: readonly HealthUpdate[]): Promise<void> {
    const last = new Map(updates.map((update) => [update.deviceId, update]));
    if (last.size === 0) return;
    const rows = [...last.values()].map(({ deviceId: id, health, atMs, place }) => {
      return { id, at: timeOf(atMs), digest: health.digest, health, start: place?.start, seq: place?.seq };
    });
    const written = await this.session.query({ name: 'device_healths_apply', text: APPLY }, [rowsOf(rows)]);
    this.session.wrote(written.length);
  }

  /** The last health of a device; undefined if it never reported any. */
  async find(deviceId: string): Promise<KnownHealth | undefined> {
    return (await this.byDevices([deviceId])).get(deviceId);
  }

  /** The last health of each of these devices, by their ids; those that never reported any are left out. */
  async byDevices(deviceIds: readonly string[]): Promise<ReadonlyMap<string, KnownHealth>> {
    const where = { deviceId: { in: deviceIds.map(storable) } };
    const rows = await this.session.prisma.deviceHealth.findMany({ where });
    return new Map(rows.map((row) => [row.deviceId, knownOf(row)]));
  }
}

const knownOf = ({ health, at }: HealthRow): KnownHealth => ({
  health: health as unknown as DeviceHealth,
  atMs: at.getTime(),
});
