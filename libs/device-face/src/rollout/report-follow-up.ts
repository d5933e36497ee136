import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import { LOGGER } from '@twinbank/ports';
import type { Consequences } from '@twinbank/rollout';

import { JobAttempts } from './job-attempts.js';
import { WakeList } from './wake-list.js';

/** Reports end many jobs at once; after this delay, their campaign is handled once for all of them. */
const WAKE_MS = 200;

/**
 * Performs the consequences of reports once they are written: ends attempts, wakes campaigns, repeats or withdraws
 * tickets.
 */
@Injectable()
export class ReportFollowUp {
  constructor(
    private readonly attempts: JobAttempts,
    private readonly wakeList: WakeList,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  follow({ ended, settled, unaware, stale, onEndedJobs }: Consequences): void {
    for (const job of ended) {
      this.attempts.end(job, false);
      this.wakeList.wake(job.campaignId, WAKE_MS);
    }
    for (const { campaignId } of settled) this.wakeList.wake(campaignId, WAKE_MS);
    for (const deviceId of stale) this.attempts.clear(deviceId);
    for (const job of onEndedJobs)
      this.attempts
        .recall(job)
        .catch((error: unknown) =>
          this.logger.error({ err: error, job: job.id }, 'a device could not be asked to stop'),
        );
    for (const deviceId of unaware) {
      this.attempts
        .republishFor(deviceId)
        .catch((error: unknown) =>
          this.logger.error({ err: error, device: deviceId }, 'a ticket could not be published again'),
        );
    }
  }
}
