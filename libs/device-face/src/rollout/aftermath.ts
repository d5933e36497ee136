import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import { LOGGER } from '@twinbank/ports';
import type { Consequences } from '@twinbank/rollout';

import { AttemptDesk } from './attempt-desk.js';
import { WakeList } from './wake-list.js';

/** Reports end jobs by the hundred; one look at their campaign for all of them. */
const WAKE_MS = 200;

/** Does what follows from reports. */
@Injectable()
export class Aftermath {
  constructor(
    private readonly desk: AttemptDesk,
    private readonly wakeList: WakeList,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  follow({ ended, unaware, stale, astray }: Consequences): void {
    for (const job of ended) {
      this.desk.end(job, false);
      this.wakeList.wake(job.campaignId, WAKE_MS);
    }
    for (const deviceId of stale) this.desk.clear(deviceId);
    for (const job of astray)
      this.desk
        .recall(job)
        .catch((error: unknown) =>
          this.logger.error({ err: error, job: job.id }, 'a device could not be asked to stop'),
        );
    for (const deviceId of unaware) {
      this.desk
        .republishFor(deviceId)
        .catch((error: unknown) =>
          this.logger.error({ err: error, device: deviceId }, 'a ticket could not be published again'),
        );
    }
  }
}
