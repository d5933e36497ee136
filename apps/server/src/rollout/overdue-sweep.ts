import { Inject, Injectable } from '@nestjs/common';

import { stepJob, type JobStep } from '@twinbank/campaign';
import { Jobs } from '@twinbank/database';
import type { Clock } from '@twinbank/primitives';

import { EventBus } from '../composition/event-bus.js';
import { CLOCK } from '../composition/tokens.js';
import { AttemptDesk } from './attempt-desk.js';
import { WakeList } from './wake-list.js';

const PAGE = 500;

/** Ends attempts whose deadline has passed. */
@Injectable()
export class OverdueSweep {
  constructor(
    private readonly jobs: Jobs,
    private readonly desk: AttemptDesk,
    private readonly wakeList: WakeList,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async sweep(): Promise<void> {
    const nowMs = this.clock.nowMs();
    for (let more = true; more;) {
      const overdue = await this.jobs.overdue(nowMs, PAGE);
      const steps = overdue.flatMap(
        ({ job, rules }) => stepJob(job, { type: 'timeout' }, rules, { nowMs, random: Math.random() }) ?? [],
      );
      const written = new Set(await this.jobs.save(steps, nowMs));
      if (written.size > 0) this.bus.recorded();
      this.follow(steps.filter(({ job }) => written.has(job.id)));
      // A page that changed nothing would come again.
      more = overdue.length === PAGE && written.size > 0;
    }
  }

  /** A device that accepted may still be at work; one that did not must not begin any more. */
  private follow(steps: readonly JobStep[]): void {
    for (const { from, job } of steps) {
      this.desk.end(job, from === 'running');
      this.wakeList.wake(job.campaignId, 0);
    }
  }
}
