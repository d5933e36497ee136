import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import { Devices, type DeviceTrouble } from '@twinbank/database';
import { CLOCK, LOGGER } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { isDeviceId, type FaultCode } from '@twinbank/protocol';

/**
 * These records are only read by people, so they are written together, with an upper limit against a flood of
 * made-up ids.
 */
const FLUSH_MS = 2000;
const PENDING_MAX = 2000;

/**
 * Records for each device why connections in its name were refused. An operator who looks at a device that does not
 * connect then sees the reason: its clock is wrong, its token expired, or another device has the same identity.
 */
@Injectable()
export class DeviceTroubleLog {
  private pending = new Map<string, DeviceTrouble>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly devices: Devices,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Records that a connection that claimed to be this device was refused. */
  refused(deviceId: string, code: FaultCode, address?: string): void {
    this.note({ deviceId, refusal: { code, ...(address !== undefined && { address }), atMs: this.clock.nowMs() } });
  }

  /** Records that two devices seem to have this identity. */
  contested(deviceId: string): void {
    this.note({ deviceId, contestedAtMs: this.clock.nowMs() });
  }

  /** Writes everything that is waiting. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    this.flush();
    await this.writing;
  }

  private note(trouble: DeviceTrouble): void {
    const { deviceId } = trouble;
    if (!isDeviceId(deviceId) || (this.pending.size >= PENDING_MAX && !this.pending.has(deviceId))) return;
    this.pending.set(deviceId, { ...this.pending.get(deviceId), ...trouble });
    this.timer ??= setTimeout(() => this.flush(), FLUSH_MS).unref();
  }

  private flush(): void {
    this.timer = undefined;
    const troubles = [...this.pending.values()];
    this.pending = new Map();
    this.writing = this.writing
      .then(() => this.devices.noteTroubles(troubles))
      .catch((error: unknown) =>
        this.logger.warn({ err: error }, 'refused requests could not be recorded in the audit log'),
      );
  }
}
