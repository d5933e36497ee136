import { Injectable } from '@nestjs/common';

import { EventBus } from '@twinbank/ports';
import type { DeviceReport } from '@twinbank/protocol';

import { DeviceDirectory, type KnownDevice } from '../admission/device-directory.js';
import { DisposalHellos } from './disposal-hellos.js';
import { DisposalReceipts } from './disposal-receipts.js';

/** Brings devices to their end: answers their hellos, and takes what they say of their order. */
@Injectable()
export class DisposalKeeper {
  constructor(
    private readonly hellos: DisposalHellos,
    private readonly receipts: DisposalReceipts,
    private readonly directory: DeviceDirectory,
    private readonly bus: EventBus,
  ) {}

  /**
   * Takes a report of a device whose end was ordered. Whatever is not about that is dropped: nothing is written down of such a device any
   * more. Rejects if the device should send it again.
   */
  async take(device: KnownDevice, report: DeviceReport): Promise<void> {
    if (report.type === 'hello') return this.hellos.answer(device, report);
    if (report.type !== 'disposal') return;
    if (!(await this.receipts.take(device, report))) return;
    this.directory.forget(device.id);
    this.bus.recorded();
  }
}
