import { LRUCache } from 'lru-cache';

import type { Reach } from '@twinbank/access';
import type { BoundedDatabase } from '@twinbank/database';
import type { LiveEvent } from '@twinbank/ports';

/** For how long it is believed whose a device is: its product may be moved to another project. */
const BELIEVED_MS = 10_000;
/** Devices of which a stream remembers whether it may show them. */
const REMEMBERED_MAX = 10_000;
/** Look-ups of one stream at the same time; further passing events are dropped. */
const LOOKUPS_MAX = 16;

/**
 * Decides which events a reader may see. Stored events name their project. Passing events do not, so the device that
 * they name is looked up within the reader's bounds; passing events that come before the answer are dropped, because
 * they are brief and will be followed by others.
 */
export class EventSight {
  private readonly devices = new LRUCache<string, 'seen' | 'unseen'>({ max: REMEMBERED_MAX, ttl: BELIEVED_MS });
  private readonly asked = new Set<string>();

  constructor(
    private readonly reach: Reach,
    private readonly data: Pick<BoundedDatabase, 'devices'>,
  ) {}

  /** Whether the reader may see this event. */
  shows({ id, project, deviceId }: LiveEvent): boolean {
    if (this.reach === 'everywhere') return true;
    if (id !== undefined) return project !== undefined && this.reach.includes(project);
    if (deviceId === undefined) return false;
    const known = this.devices.get(deviceId);
    if (known === undefined) this.ask(deviceId);
    return known === 'seen';
  }

  private ask(deviceId: string): void {
    if (this.asked.has(deviceId) || this.asked.size >= LOOKUPS_MAX) return;
    this.asked.add(deviceId);
    this.data.devices
      .find(deviceId)
      .then(
        (found) => this.devices.set(deviceId, found === undefined ? 'unseen' : 'seen'),
        // Nobody knows, so nothing is shown; the next passing event asks again.
        () => undefined,
      )
      .finally(() => this.asked.delete(deviceId));
  }
}
