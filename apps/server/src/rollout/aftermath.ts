import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import type { Job } from '@twinbank/campaign';
import { LOGGER } from '@twinbank/ports';

import { AttemptDesk } from './attempt-desk.js';
import { WakeList } from './wake-list.js';

/** A job as its device names it; the server may have none of that number that is open. */
export type JobOfDevice = Pick<Job, 'deviceId' | 'id'>;

/** What follows from reports once they are written. */
export interface Consequences {
  /** Jobs whose attempt ended, well or not. */
  readonly ended: readonly Job[];
  /** Devices that came back and do not know of the job that is offered to them. */
  readonly unaware: readonly string[];
  /** Devices that told the end of a job that was not open any more. */
  readonly stale: readonly string[];
  /** Jobs that devices work on though they are over: the request to stop was lost with a broker that forgot it. */
  readonly astray: readonly JobOfDevice[];
}

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
