import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';

import { CLOCK, EventBus, LOGGER } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';

import { KeyTurnover } from './key-turnover.js';

/** Time between two looks: what is cached of a device lives as long. */
const LOOK_MS = 15_000;

/** Looks again and again for root keys whose time has come. */
@Injectable()
export class KeySweep implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly turnover: KeyTurnover,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
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

  private async look(): Promise<void> {
    const devices = await this.turnover.endKeys(this.clock.nowMs());
    if (devices === 0) return;
    this.bus.recorded();
    this.logger.info({ devices }, 'the time of replaced root keys has come');
  }

  private lookLater(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.looking = this.look()
        .catch((error: unknown) => this.logger.warn({ err: error }, 'replaced root keys could not be ended'))
        .finally(() => this.lookLater());
    }, LOOK_MS).unref();
  }
}
