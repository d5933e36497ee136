import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import { Devices, type DeviceTrouble } from '@twinbank/database';
import { CLOCK, LOGGER } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { isDeviceId, type FaultCode } from '@twinbank/protocol';

/** Troubles are only read by people: they are written together, and of a flood of made-up names only so many. */
const FLUSH_MS = 2000;
const PENDING_MAX = 2000;

/**
 * Records at each device why connections in its name were refused, so that an operator who looks at a device that does not connect
 * sees the reason: its clock is wrong, its token expired, another device has the same identity.
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

  /** A connection that claimed to be this device was refused. */
  refused(deviceId: string, code: FaultCode, address?: string): void {
    this.note({ deviceId, refusal: { code, ...(address !== undefined && { address }), atMs: this.clock.nowMs() } });
  }

  /** Two devices seem to have this identity. */
  contested(deviceId: string): void {
    this.note({ deviceId, contestedAtMs: this.clock.nowMs() });
  }

  /** Writes what waits. */
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
      .catch((error: unknown) => this.logger.warn({ err: error }, 'refusals could not be written down'));
  }
}
