import { Inject, Injectable } from '@nestjs/common';

import type { Actor } from '@twinbank/access';
import type { Job, JobOrder } from '@twinbank/campaign';
import { CampaignRunner, CLOCK, EventBus } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';

import { OperatorData } from '../auth/operator-data.js';

/** Carries out what operators order about one job. The order counts once it is stored; its device is told afterwards. */
@Injectable()
export class JobControl {
  constructor(
    private readonly data: OperatorData,
    private readonly runner: CampaignRunner,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @returns the job after the order; undefined if there is none. @throws Fault `job_transition` */
  async order(id: number, order: JobOrder, by: Actor): Promise<Job | undefined> {
    const ordered = await this.data.jobs.order(id, order, { by, nowMs: this.clock.nowMs() });
    if (ordered === undefined) return undefined;
    const { job, tell } = ordered;
    this.bus.recorded();
    if (tell) this.runner.tell(job, tell);
    this.runner.wake(job.campaignId);
    return job;
  }
}
