import { Injectable } from '@nestjs/common';

import { stepJob, type JobStep } from '@twinbank/campaign';
import { Jobs } from '@twinbank/database';
import { EventBus } from '@twinbank/ports';
import { sameClock } from '@twinbank/rollout';

import { AttendanceWatch } from '../attendance/attendance-watch.js';
import { JobAttempts } from './job-attempts.js';
import { WakeList } from './wake-list.js';

const PAGE = 500;

/**
 * Ends attempts whose deadline has passed. Not while unread reports may be waiting because the server was away, and
 * not before a step of its clock was handled. A device that got further in time goes on.
 */
@Injectable()
export class OverdueSweep {
  constructor(
    private readonly jobs: Jobs,
    private readonly attempts: JobAttempts,
    private readonly wakeList: WakeList,
    private readonly bus: EventBus,
    private readonly watch: AttendanceWatch,
  ) {}

  async sweep(): Promise<void> {
    const nowMs = this.watch.judgingMs();
    if (nowMs === undefined) return;
    const { movedMs } = this.watch;
    for (let more = true; more;) {
      const overdue = await this.jobs.overdue(nowMs, PAGE);
      if (overdue.length === 0) return;
      // A deadline may be when its job is looked at: whether a limit is reached must not be judged by this clock alone either.
      const soberMs = await this.jobs.soberMs(nowMs);
      const steps = overdue.flatMap(
        ({ job, rules }) => stepJob(job, { type: 'timeout' }, rules, { nowMs: soberMs, random: Math.random() }) ?? [],
      );
      // A look at a stage sets the time of the next one: by a clock that was moved meanwhile, that is none.
      if (!sameClock(movedMs, this.watch.movedMs)) return;
      const written = new Set(await this.jobs.save(steps, nowMs));
      if (written.size > 0) this.bus.recorded();
      this.follow(steps.filter(({ job }) => written.has(job.id) && job.state !== 'running'));
      // A page without any change would come again for ever.
      more = overdue.length === PAGE && written.size > 0;
    }
  }

  /** A device that accepted may still be working and is asked to stop; one that did not must no longer begin. */
  private follow(steps: readonly JobStep[]): void {
    for (const { from, job } of steps) {
      this.attempts.end(job, from === 'running');
      this.wakeList.wake(job.campaignId, 0);
    }
  }
}
