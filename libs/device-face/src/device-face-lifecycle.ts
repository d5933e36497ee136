import { setTimeout as sleep } from 'node:timers/promises';

import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';

import type { DeviceBroker } from '@twinbank/broker';
import { BrokerState, LOGGER } from '@twinbank/ports';

import { DeviceAdmission } from './admission/device-admission.js';
import { DEVICE_BROKER } from './device-broker.token.js';
import { MessageRouter } from './message-router.js';
import { RolloutRunner } from './rollout/rollout-runner.js';

/**
 * A start waits this long for an external broker. After that, operators are served, and devices as soon as it can
 * be reached.
 */
const BROKER_PATIENCE_MS = 5000;

/** Opens and closes the device face, in the right order. */
@Injectable()
export class DeviceFaceLifecycle extends BrokerState implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    @Inject(DEVICE_BROKER) private readonly broker: DeviceBroker,
    private readonly admission: DeviceAdmission,
    private readonly router: MessageRouter,
    private readonly runner: RolloutRunner,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    super();
  }

  connected(): boolean {
    return this.broker.ready();
  }

  url(): string {
    return this.broker.url();
  }

  async onApplicationBootstrap(): Promise<void> {
    const { broker } = this;
    this.admission.guards(broker);
    broker.onMessage((message) => this.router.take(message));
    broker.onFault((fault) => this.router.fault(fault));
    broker.onUp(() => this.runner.republish());
    await this.router.start(broker.kind === 'embedded');
    this.runner.start();
    await this.openBroker();
  }

  /** Takes no new work and no new messages, then finishes what was accepted. */
  async onModuleDestroy(): Promise<void> {
    await this.runner.stop();
    await this.broker.stop();
    await this.router.stop();
  }

  /** If the embedded broker cannot listen, the start fails; an external broker may come later. */
  private async openBroker(): Promise<void> {
    const patience = new AbortController();
    const started = this.broker.start().finally(() => patience.abort());
    if (this.broker.kind === 'embedded') return started;
    await Promise.race([
      started,
      sleep(BROKER_PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined),
    ]);
    if (!this.broker.ready()) this.logger.warn({ mqtt: this.broker.url() }, 'the broker does not answer yet');
  }
}
