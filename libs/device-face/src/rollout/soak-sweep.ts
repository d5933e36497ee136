import { Injectable } from '@nestjs/common';

import { stepJob } from '@twinbank/campaign';
import { Jobs } from '@twinbank/database';
import { EventBus } from '@twinbank/ports';

import { AttendanceWatch } from '../attendance/attendance-watch.js';
import { TicketPublisher } from './ticket-publisher.js';
import { WakeList } from './wake-list.js';

const PAGE = 500;
/** After a start of the server, or a time without its broker, devices have this long to come back before one counts as gone. */
const COME_BACK_MS = 120_000;

/** Judges devices whose soak is over. Not while unread reports may be waiting, as the sweep of deadlines. */
@Injectable()
export class SoakSweep {
  private awaySinceMs = performance.now();

  constructor(
    private readonly jobs: Jobs,
    private readonly tickets: TicketPublisher,
    private readonly wakeList: WakeList,
    private readonly bus: EventBus,
    private readonly watch: AttendanceWatch,
  ) {}

  async sweep(): Promise<void> {
    const nowMs = this.watch.judgingMs();
    if (nowMs === undefined || !this.tickets.reachable) this.awaySinceMs = performance.now();
    if (nowMs === undefined) return;
    const sure = performance.now() - this.awaySinceMs >= COME_BACK_MS;
    for (let more = true; more;) {
      const over = await this.jobs.soaks.over(nowMs, PAGE);
      const steps = over.flatMap(
        ({ job, rules, device }) =>
          stepJob(job, { type: 'soak-over', device, sure }, rules, { nowMs, random: 0 }) ?? [],
      );
      const written = new Set(await this.jobs.save(steps, nowMs));
      if (written.size > 0) this.bus.recorded();
      for (const { job } of steps) if (written.has(job.id)) this.wakeList.wake(job.campaignId, 0);
      more = over.length === PAGE && written.size > 0;
    }
  }
}
