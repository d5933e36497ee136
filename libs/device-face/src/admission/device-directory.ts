import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { Devices } from '@twinbank/database';
import { CLOCK } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';

import { BatchedLookup } from './batched-lookup.js';

/** What the device face must know of a device: what it was provisioned with. */
export interface KnownDevice {
  readonly id: string;
  readonly product: string;
  readonly keyEpoch: number;
  readonly active: boolean;
}

interface Entry {
  readonly device: KnownDevice;
  readonly readAtMs: number;
}

/** Rows kept: more than a server has connections. */
const ENTRIES_MAX = 50_000;
/** How long a row is believed: another server may have deactivated the device, and only that one throws it out at once. */
const FRESH_MS = 15_000;

/** Device rows, remembered for a short while and read many at a time. */
@Injectable()
export class DeviceDirectory {
  private readonly entries = new LRUCache<string, Entry>({ max: ENTRIES_MAX });
  private readonly lookup: BatchedLookup<string, KnownDevice>;

  constructor(
    devices: Devices,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.lookup = new BatchedLookup(async (ids) => {
      const rows = await devices.byIds(ids);
      return new Map(
        rows.map(({ id, product, keyEpoch, state }) => [id, { id, product, keyEpoch, active: state === 'active' }]),
      );
    });
  }

  /** The device; undefined where there is none of that id. */
  async find(id: string): Promise<KnownDevice | undefined> {
    return this.remembered(id) ?? this.read(id);
  }

  /** The device where it is known without waiting. */
  remembered(id: string): KnownDevice | undefined {
    const entry = this.entries.get(id);
    return entry && this.clock.nowMs() - entry.readAtMs < FRESH_MS ? entry.device : undefined;
  }

  /** The row is to be read again: it has changed. */
  forget(id: string): void {
    this.entries.delete(id);
    this.lookup.forget(id);
  }

  /** All rows are to be read again. */
  distrust(): void {
    this.entries.clear();
  }

  private async read(id: string): Promise<KnownDevice | undefined> {
    const readAtMs = this.clock.nowMs();
    const device = await this.lookup.find(id);
    // Unknown ids are not remembered: a device may be provisioned the next moment.
    if (device) this.entries.set(id, { device, readAtMs });
    return device;
  }
}
