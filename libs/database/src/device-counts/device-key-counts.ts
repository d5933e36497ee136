import type { Session } from '../connection/session.js';
import { gatherSums } from './gather-sums.js';

/** How many devices have a root key of one master key, and of which one another key waits for them. */
export interface DeviceKeyCount extends Record<string, unknown> {
  /** Epoch of the master key that the key in use comes from. */
  readonly epoch: number;
  /** Epoch of a new key that waits until the device signs in with it; null where none waits. */
  readonly nextEpoch: number | null;
  readonly devices: number;
}

/** The rows are the changes since they were last gathered, so this costs the same however many devices there are. */
const COUNT = `
  SELECT epoch, next_epoch AS "nextEpoch", sum(devices)::int AS devices FROM device_key_counts
  GROUP BY epoch, next_epoch HAVING sum(devices) <> 0 ORDER BY epoch, next_epoch`;

/** Counts of devices by the master keys that their root keys come from, of all projects, kept as keys change. */
export class DeviceKeyCounts {
  constructor(private readonly session: Session) {}

  /** How many devices there are by epoch, deactivated ones too, but none whose end was ordered: they get no other key. The lowest epoch first. */
  async all(): Promise<readonly DeviceKeyCount[]> {
    return this.session.query<DeviceKeyCount>({ name: 'device_key_counts', text: COUNT }, []);
  }

  /** Adds up what was counted since the last time, if that is much. */
  gather(): Promise<void> {
    return gatherSums(this.session, 'device_key_counts', ['epoch', 'next_epoch']);
  }
}
