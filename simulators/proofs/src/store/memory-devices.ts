import type { DeviceStatus } from '@twinbank/protocol';
import type { ReportPlace } from '@twinbank/rollout';

import type { StoredDevice, Tables } from './tables.js';

/** The twin of the methods of `Devices` of libs/database that reports need. */
export class MemoryDevices {
  constructor(private readonly tables: Tables) {}

  provision({
    id,
    product,
    hardware,
    keyEpoch,
    site,
  }: Pick<StoredDevice, 'id' | 'product' | 'hardware' | 'keyEpoch' | 'site'>): void {
    this.tables.devices.set(id, { id, product, hardware, keyEpoch, site, sequence: 0, active: true });
  }

  get(id: string): StoredDevice {
    return this.tables.devices.get(id)!;
  }

  /** Also ends the open job of the device. */
  deactivate(id: string, nowMs: number): void {
    this.tables.devices.set(id, { ...this.get(id), active: false });
    const job = this.tables.openJobOf(id);
    const at = { nowMs, random: 0 };
    const step = job && this.tables.engine.stepJob(job, { type: 'deactivate' }, this.tables.rulesOf(job), at);
    if (step) this.tables.put(step.job, step.reason);
  }

  places(ids: readonly string[]): Map<string, ReportPlace> {
    return new Map(
      ids.flatMap((id) => {
        const { place } = this.get(id);
        return place ? [[id, place] as const] : [];
      }),
    );
  }

  /** Stores new places of reports, each only if the device still has the place that was seen. */
  advance(updates: readonly { deviceId: string; place: ReportPlace; before?: ReportPlace | undefined }[]): string[] {
    const fitting = updates.filter(({ deviceId, before }) => {
      const { place } = this.get(deviceId);
      return place?.start === before?.start && place?.seq === before?.seq;
    });
    for (const { deviceId, place, before } of fitting) {
      this.tables.devices.set(deviceId, { ...this.get(deviceId), place });
      this.tables.watch.place(deviceId, before, place);
    }
    return fitting.map(({ deviceId }) => deviceId);
  }

  /** Stores the statuses that devices reported, unless they have reported a newer one meanwhile. */
  applyStatuses(
    updates: readonly { deviceId: string; status: DeviceStatus; seenAtMs: number; place?: ReportPlace | undefined }[],
  ): void {
    for (const { deviceId, status, place } of updates) {
      const device = this.get(deviceId);
      const isCurrent = !place || (device.place?.start === place.start && device.place.seq === place.seq);
      const sequence = Math.max(device.sequence, status.ticketSequence ?? 0);
      if (isCurrent) this.tables.devices.set(deviceId, { ...device, status, sequence });
    }
  }
}
