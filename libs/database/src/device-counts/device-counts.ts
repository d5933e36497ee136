import type { Session } from '../connection/session.js';
import { gatherSums } from './gather-sums.js';

/** Counts of devices by product, kept as devices come and go. The list of devices adds them up where it is counted by nothing else. */
export class DeviceCounts {
  constructor(private readonly session: Session) {}

  /** Adds up what was counted since the last time, if that is much: what is left has a row for each product that has devices. */
  gather(): Promise<void> {
    return gatherSums(this.session, 'device_counts', ['product']);
  }
}
