import { Injectable } from '@nestjs/common';

import type { BrokerFault, DeviceMessage } from '@twinbank/broker';

import { DeviceTroubleLog } from './admission/device-trouble-log.js';
import { DeviceFaultLog } from './admission/device-fault-log.js';
import { Delivery } from './delivery/delivery.service.js';
import { Presence } from './reports/presence.service.js';
import { Reports } from './reports/reports.service.js';

/** Faults of refused connections: the id that they claim proves nothing. */
const REFUSALS: readonly string[] = [
  'token_missing',
  'token_invalid',
  'token_expired',
  'token_foreign',
  'key_replaced',
  'device_unknown',
  'device_inactive',
];

/** Routes each message of a device to the service for its kind, and each fault of a connection to the logs. */
@Injectable()
export class MessageRouter {
  constructor(
    private readonly reports: Reports,
    private readonly delivery: Delivery,
    private readonly presence: Presence,
    private readonly faultLog: DeviceFaultLog,
    private readonly troubles: DeviceTroubleLog,
  ) {}

  /** @param brokerInside whether the broker is in this process, and therefore starts without connections */
  async start(brokerInside: boolean): Promise<void> {
    if (brokerInside) await this.presence.allOffline();
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

  /** Records a rule that a connection broke. */
  fault({ code, detail, deviceId, address }: BrokerFault): void {
    if (deviceId !== undefined && REFUSALS.includes(code)) this.troubles.refused(deviceId, code, address);
    if (deviceId !== undefined && code === 'identity_contested') this.troubles.contested(deviceId);
    this.faultLog.record({
      code,
      detail,
      deviceId,
      address,
      admitted: deviceId !== undefined && !REFUSALS.includes(code),
    });
  }

  /** Finishes what was accepted. */
  async stop(): Promise<void> {
    this.delivery.stop();
    await this.reports.stop();
    await this.presence.stop();
    await this.faultLog.stop();
    await this.troubles.stop();
  }
}
