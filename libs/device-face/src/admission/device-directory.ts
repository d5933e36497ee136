import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { Devices } from '@twinbank/database';
import type { DeviceKeyRecord } from '@twinbank/keys';
import { CLOCK } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { isEnding } from '@twinbank/rollout';

import { BatchedLookup } from './batched-lookup.js';

/** What the device face must know about a device: the facts of its provisioning, and its keys. */
export interface KnownDevice extends DeviceKeyRecord {
  readonly id: string;
  readonly product: string;
  readonly active: boolean;
  /** Its end was ordered: it may come to hear of it and to say its receipt, and for nothing else. */
  readonly ending: boolean;
}

interface Entry {
  readonly device: KnownDevice;
  readonly readAtMs: number;
}

/** Rows kept in memory: more than a server has connections. */
const ENTRIES_MAX = 50_000;
/**
 * How long a row is used without reading it again. Another server may have deactivated the device; only that server
 * disconnects it at once.
 */
const FRESH_MS = 15_000;

/** Device rows, cached for a short time and read many at once. */
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
        rows.map(({ id, product, keyEpoch, keyGeneration, otherKey, oldKeyUntilMs, state }): [string, KnownDevice] => [
          id,
          {
            id,
            product,
            keyEpoch,
            keyGeneration,
            otherKey,
            oldKeyUntilMs,
            active: state === 'active',
            ending: isEnding(state),
          },
        ]),
      );
    });
  }

  /** The device; undefined if there is none with that id. */
  async find(id: string): Promise<KnownDevice | undefined> {
    return this.remembered(id) ?? this.read(id);
  }

  /** The device if it is cached; does not query. */
  remembered(id: string): KnownDevice | undefined {
    const entry = this.entries.get(id);
    return entry && this.clock.nowMs() - entry.readAtMs < FRESH_MS ? entry.device : undefined;
  }

  /** Reads the row again at the next use, because it has changed. */
  forget(id: string): void {
    this.entries.delete(id);
    this.lookup.forget(id);
  }

  /** Reads all rows again at their next use. */
  distrust(): void {
    this.entries.clear();
  }

  private async read(id: string): Promise<KnownDevice | undefined> {
    const readAtMs = this.clock.nowMs();
    const device = await this.lookup.find(id);
    // Unknown ids are not cached: such a device may be provisioned at any moment.
    if (device) this.entries.set(id, { device, readAtMs });
    return device;
  }
}
