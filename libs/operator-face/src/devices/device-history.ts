import { Injectable } from '@nestjs/common';

import type { Job } from '@twinbank/campaign';
import type { Event, Page, PageRequest } from '@twinbank/database';

import { OperatorData } from '../auth/operator-data.js';

/** The history of a device: its jobs and its events, each in pages of their own. */
@Injectable()
export class DeviceHistory {
  constructor(private readonly data: OperatorData) {}

  /** A page of jobs, newest first. @throws Fault `device_unknown` */
  async jobsOf(id: string, page: PageRequest<number>): Promise<Page<Job, number>> {
    await this.data.devices.get(id);
    return this.data.jobs.ofDevice(id, page);
  }

  /** A page of events, oldest first. @throws Fault `device_unknown` */
  async eventsOf(id: string, page: PageRequest<number>): Promise<Page<Event, number>> {
    await this.data.devices.get(id);
    return this.data.events.list({ deviceId: id }, page);
  }
}
