import { Inject, Injectable } from '@nestjs/common';

import type { Actor } from '@twinbank/access';
import { Devices, type Device, type DeviceFilter, type Page, type PageRequest } from '@twinbank/database';
import { Admission, CLOCK, EventBus } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';

@Injectable()
export class DevicesService {
  constructor(
    private readonly devices: Devices,
    private readonly admission: Admission,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  list(filter: DeviceFilter, page: PageRequest<string>): Promise<Page<Device, string>> {
    return this.devices.list(filter, page);
  }

  /** @throws Fault `device_unknown` */
  get(id: string): Promise<Device> {
    return this.devices.get(id);
  }

  /**
   * Deactivates a device for good, with immediate effect: closes its connection and cancels its open job. Deactivating
   * it again changes nothing.
   *
   * @throws Fault `device_unknown`
   */
  async deactivate(id: string, by: Actor): Promise<Device> {
    const device = await this.devices.deactivate(id, { by, nowMs: this.clock.nowMs() });
    await this.admission.evict([id]);
    this.bus.recorded();
    return device;
  }
}
