import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import type { DeviceMessage } from '@twinbank/broker';
import { Devices, type PresenceUpdate } from '@twinbank/database';
import { CLOCK, EventBus, LOGGER } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { LIMITS } from '@twinbank/protocol';

import { DeviceFaultLog } from '../admission/device-fault-log.js';
import { Batcher } from './batcher.js';

/** Presence is only for display: a second's delay saves thousands of writes when a fleet reconnects. */
const BATCH = { itemsMax: 5000, waitMs: 1000 };

/**
 * Handles presence messages. They are written late and together, and lost if the database is away; the next
 * presence message of the device corrects that.
 */
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

  /**
   * Marks all devices offline: for a server that starts with the embedded broker, to which no device can be
   * connected yet.
   */
  async allOffline(): Promise<void> {
    await this.devices.allOffline();
  }

  /**
   * Handles a message from a `presence` topic. An empty one clears what an external broker retains, and means
   * nothing.
   */
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
      .catch((error: unknown) => this.logger.warn({ err: error }, 'the online state of devices could not be stored'));
  }

  /** Writes everything that waits. */
  stop(): Promise<void> {
    return this.batcher.drain();
  }
}
