import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import type { DeviceMessage } from '@twinbank/broker';
import { Devices, type PresenceUpdate } from '@twinbank/database';
import { CLOCK, EventBus, LOGGER } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { LIMITS } from '@twinbank/protocol';

import { DeviceFaultLog } from '../admission/device-fault-log.js';
import { Batcher } from './batcher.js';

/** Presence is for looking at: a second's delay spares thousands of writes when a fleet comes back. */
const BATCH = { itemsMax: 5000, waitMs: 1000 };

/** Takes presence: written late, together, and lost where the database is away; the next word of the device corrects it. */
@Injectable()
export class Presence {
  private readonly batcher: Batcher<PresenceUpdate>;

  constructor(
    private readonly devices: Devices,
    private readonly faultLog: DeviceFaultLog,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.batcher = new Batcher((updates) => devices.applyPresence(updates), BATCH);
  }

  /** Nobody can be connected: for a server that starts with the broker inside it. */
  async allOffline(): Promise<void> {
    await this.devices.allOffline();
  }

  /** Takes a message from a `presence` topic. An empty one clears what an outside broker retains and means nothing. */
  take({ deviceId, payload }: DeviceMessage): void {
    if (payload.length === 0) return;
    const word = payload.length <= LIMITS.presenceBytes ? new TextDecoder().decode(payload) : '';
    if (word !== 'online' && word !== 'offline') {
      return this.faultLog.record({
        code: 'message_malformed',
        detail: 'presence is neither online nor offline',
        deviceId,
        admitted: true,
      });
    }
    const atMs = this.clock.nowMs();
    if (this.bus.watched) this.bus.publish({ atMs, kind: `device_${word}`, deviceId, data: {} });
    this.batcher
      .add({ deviceId, online: word === 'online', seenAtMs: atMs })
      .catch((error: unknown) => this.logger.warn({ err: error }, 'presence could not be written'));
  }

  /** Writes what waits. */
  stop(): Promise<void> {
    return this.batcher.drain();
  }
}
