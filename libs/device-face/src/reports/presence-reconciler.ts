import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';

import type { DeviceBroker } from '@twinbank/broker';
import { Devices } from '@twinbank/database';
import { LOGGER } from '@twinbank/ports';

import { DEVICE_BROKER } from '../device-broker.token.js';
import { comparePresence } from './presence-check.js';

/** Time between two checks; varied, so that servers of a group do not check at the same moment. */
const LOOK_MS = 15_000;
const LOOK_SPREAD_MS = 5000;

/**
 * Compares which devices are shown online with which are connected, because presence messages may be lost with a
 * server, a broker or a database.
 */
@Injectable()
export class PresenceReconciler implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private wrong: ReadonlyMap<string, boolean> = new Map();
  private looking: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    @Inject(DEVICE_BROKER) private readonly broker: DeviceBroker,
    private readonly devices: Devices,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.lookLater();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  /** Compares once. If the broker is away, nobody knows who is connected, and nothing is changed. */
  async look(): Promise<void> {
    const shown = new Set(await this.devices.onlineIds());
    const connected = this.broker.online();
    if (!connected) return void (this.wrong = new Map());
    const { wrong, corrections } = comparePresence(shown, connected, this.wrong);
    this.wrong = wrong;
    if (corrections.length === 0) return;
    const devices = await this.devices.correctPresence(corrections);
    if (devices > 0) this.logger.info({ devices }, 'corrected the online state of devices');
  }

  private lookLater(): void {
    if (this.stopped) return;
    this.timer = setTimeout(
      () => {
        this.looking = this.look()
          .catch((error: unknown) =>
            this.logger.warn({ err: error }, 'the online state of devices could not be checked'),
          )
          .finally(() => this.lookLater());
      },
      LOOK_MS + Math.random() * LOOK_SPREAD_MS,
    ).unref();
  }
}
