import type { Session } from '../connection/session.js';

/** How many devices have a root key of one master key, and of which one another key waits for them. */
export interface DeviceKeyCount extends Record<string, unknown> {
  /** Epoch of the master key that the key in use comes from. */
  readonly epoch: number;
  /** Epoch of a new key that waits until the device signs in with it; null where none waits. */
  readonly nextEpoch: number | null;
  readonly devices: number;
}

/** Changes of counts that are read each time, before they are added up. */
const LOOSE_ROWS_MAX = 250;

/** The rows are the changes since they were last gathered, so this costs the same however many devices there are. */
const COUNT = `
  SELECT epoch, next_epoch AS "nextEpoch", sum(devices)::int AS devices FROM device_key_counts
  GROUP BY epoch, next_epoch HAVING sum(devices) <> 0 ORDER BY epoch, next_epoch`;
const IS_LOOSE = `SELECT count(*) > $1 + count(DISTINCT (epoch, next_epoch)) AS loose FROM device_key_counts`;
/** Who gathers at the same moment waits, and then finds little; who counts meanwhile sees the rows before, or those after. */
const GATHER = `
  WITH gone AS (
    DELETE FROM device_key_counts RETURNING epoch, next_epoch, devices
  )
  INSERT INTO device_key_counts (epoch, next_epoch, devices)
  SELECT epoch, next_epoch, sum(devices)::int FROM gone GROUP BY epoch, next_epoch HAVING sum(devices) <> 0`;

/** Counts of devices by the master keys that their root keys come from, of all projects, kept as keys change. */
export class DeviceKeyCounts {
  constructor(private readonly session: Session) {}

  /** How many devices there are by epoch, deactivated ones too; the lowest epoch first. */
  async all(): Promise<readonly DeviceKeyCount[]> {
    return this.session.query<DeviceKeyCount>({ name: 'device_key_counts', text: COUNT }, []);
  }

  /** Adds up what was counted since the last time, if that is much. */
  async gather(): Promise<void> {
    const [counted] = await this.session.query<{ loose: boolean }>({ text: IS_LOOSE }, [LOOSE_ROWS_MAX]);
    if (counted!.loose) await this.session.query({ text: GATHER }, []);
  }
}
