import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';

import { Disposals } from '@twinbank/database';
import { LOGGER } from '@twinbank/ports';

import { DeviceAdmission } from '../admission/device-admission.js';
import { DeviceDirectory } from '../admission/device-directory.js';
import { DisposalSender } from './disposal-sender.js';

/** Tells devices at once whose end was ordered at this server. */
@Injectable()
export class DisposalNotice implements OnApplicationBootstrap {
  constructor(
    private readonly disposals: Disposals,
    private readonly sender: DisposalSender,
    private readonly admission: DeviceAdmission,
    private readonly directory: DeviceDirectory,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.admission.tells((deviceId) => this.tellOrdered(deviceId));
  }

  /** The end of a device was ordered a moment ago. What cannot be sent now is sent at its next hello. */
  private async tellOrdered(deviceId: string): Promise<void> {
    try {
      const [device, disposal] = [await this.directory.find(deviceId), await this.disposals.find(deviceId)];
      this.sender.clear(deviceId);
      if (device && disposal) await this.sender.tell(device, disposal);
    } catch (error) {
      this.logger.warn(
        { err: error, device: deviceId },
        'a device could not be told of its end; it is at its next hello',
      );
    }
  }
}
