import { Inject, Injectable } from '@nestjs/common';

import type { Actor } from '@twinbank/access';
import type { Device, DeviceFilter, Page, PageRequest } from '@twinbank/database';
import { Admission, CLOCK, EventBus } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';

import { OperatorData } from '../auth/operator-data.js';

@Injectable()
export class DevicesService {
  constructor(
    private readonly data: OperatorData,
    private readonly admission: Admission,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  list(filter: DeviceFilter, page: PageRequest<string>): Promise<Page<Device, string>> {
    return this.data.devices.list(filter, page);
  }

  /** @throws Fault `device_unknown` */
  get(id: string): Promise<Device> {
    return this.data.devices.get(id);
  }

  /**
   * Deactivates a device for good, with immediate effect: closes its connection and cancels its open job. Deactivating
   * it again changes nothing.
   *
   * @throws Fault `device_unknown`
   */
  async deactivate(id: string, by: Actor): Promise<Device> {
    const device = await this.data.devices.deactivate(id, { by, nowMs: this.clock.nowMs() });
    await this.admission.evict([id]);
    this.bus.recorded();
    return device;
  }
}
