import { Injectable } from '@nestjs/common';

import type { Job } from '@twinbank/campaign';
import { Devices, Events, Jobs, type Event, type Page, type PageRequest } from '@twinbank/database';

/** The history of a device: its jobs and its events, each in pages of their own. */
@Injectable()
export class DeviceHistory {
  constructor(
    private readonly devices: Devices,
    private readonly jobs: Jobs,
    private readonly events: Events,
  ) {}

  /** A page of jobs, newest first. @throws Fault `device_unknown` */
  async jobsOf(id: string, page: PageRequest<number>): Promise<Page<Job, number>> {
    await this.devices.get(id);
    return this.jobs.ofDevice(id, page);
  }

  /** A page of events, oldest first. @throws Fault `device_unknown` */
  async eventsOf(id: string, page: PageRequest<number>): Promise<Page<Event, number>> {
    await this.devices.get(id);
    return this.events.list({ deviceId: id }, page);
  }
}
