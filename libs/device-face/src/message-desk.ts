import { Injectable } from '@nestjs/common';

import type { BrokerFault, DeviceMessage } from '@twinbank/broker';

import { DoorBook } from './admission/door-book.js';
import { FaultJournal } from './admission/fault-journal.js';
import { Delivery } from './delivery/delivery.service.js';
import { Presence } from './reports/presence.service.js';
import { Reports } from './reports/reports.service.js';

/** Faults of connections that were refused: the id that came with them proves nothing. */
const REFUSALS: readonly string[] = [
  'token_missing',
  'token_invalid',
  'token_expired',
  'token_foreign',
  'device_unknown',
  'device_inactive',
];

/** Where everything that devices send arrives. */
@Injectable()
export class MessageDesk {
  constructor(
    private readonly reports: Reports,
    private readonly delivery: Delivery,
    private readonly presence: Presence,
    private readonly journal: FaultJournal,
    private readonly doorBook: DoorBook,
  ) {}

  /** @param brokerInside whether the broker is in this process, and so just started without a connection */
  async start(brokerInside: boolean): Promise<void> {
    if (brokerInside) await this.presence.nobody();
  }

  take(message: DeviceMessage): Promise<void> | void {
    switch (message.kind) {
      case 'report':
        return this.reports.take(message);
      case 'want':
        return this.delivery.take(message);
      case 'presence':
        return this.presence.take(message);
    }
  }

  /** A connection broke a rule. */
  fault({ code, detail, deviceId, address }: BrokerFault): void {
    if (deviceId !== undefined && REFUSALS.includes(code)) this.doorBook.refused(deviceId, code, address);
    if (deviceId !== undefined && code === 'identity_contested') this.doorBook.contested(deviceId);
    this.journal.record({
      code,
      detail,
      deviceId,
      address,
      admitted: deviceId !== undefined && !REFUSALS.includes(code),
    });
  }

  /** Finishes what was taken. */
  async stop(): Promise<void> {
    this.delivery.stop();
    await this.reports.stop();
    await this.presence.stop();
    await this.journal.stop();
    await this.doorBook.stop();
  }
}
