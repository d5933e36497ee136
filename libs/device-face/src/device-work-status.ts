import { Injectable } from '@nestjs/common';

import { DeviceWork } from '@twinbank/ports';

import { AttendanceWatch } from './attendance/attendance-watch.js';
import { Delivery } from './delivery/delivery.service.js';
import { ReportSifter } from './reports/report-sifter.js';
import { Reports } from './reports/reports.service.js';
import { RolloutRunner } from './rollout/rollout-runner.js';

/** Tells readiness whether the work on devices is making progress. */
@Injectable()
export class DeviceWorkStatus extends DeviceWork {
  constructor(
    private readonly runner: RolloutRunner,
    private readonly reports: Reports,
    private readonly delivery: Delivery,
    private readonly watch: AttendanceWatch,
    private readonly sifter: ReportSifter,
  ) {
    super();
  }

  standing(): ReturnType<DeviceWork['standing']> {
    return {
      rollout: this.runner.forwardMs,
      reports: this.reports.waitingSinceMs,
      delivery: this.delivery.waitingSinceMs,
    };
  }

  clockSteppedMs(): number | undefined {
    return this.watch.steppedMs;
  }

  outdatedReports(): number {
    return this.sifter.outdated;
  }
}
