import { setTimeout as sleep } from 'node:timers/promises';

import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import { DELIVERY_LIMITS } from '@twinbank/delivery';
import { LOGGER } from '@twinbank/ports';
import type { Taken } from '@twinbank/rollout';

import { Delivery } from '../delivery/delivery.service.js';
import { KeySetSender } from '../key-sets/key-set-sender.js';
import { Batcher } from './batcher.js';
import { ReceiptKeeper } from './receipt-keeper.js';
import { ReportWriter } from './report-writer.js';

/** Most reports in one batch, and how long the first one waits for others. */
const BATCH = { itemsMax: 1000, waitMs: 25 };
/**
 * Waits before a batch that could not be written is tried again; after the last one, the devices have to send it
 * again.
 */
const RETRY_MS = [100, 500, 2000];

/** Writes reports in batches: of each first the receipts, so that no job is seen to have ended without its receipt. */
@Injectable()
export class ReportBatches {
  private readonly batcher: Batcher<Taken>;

  constructor(
    private readonly receipts: ReceiptKeeper,
    private readonly writer: ReportWriter,
    private readonly keySets: KeySetSender,
    delivery: Delivery,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.batcher = new Batcher((batch) => this.write(batch), BATCH, {
      busy: () => delivery.crowded,
      waitMs: DELIVERY_LIMITS.crowdedReportsMs,
    });
  }

  /** Resolves once the report is written. @throws if its batch could not be written: the device has to send it again */
  add(report: Taken): Promise<void> {
    return this.batcher.add(report);
  }

  /** Since when a report waits to be written; undefined if none does. */
  get waitingSinceMs(): number | undefined {
    return this.batcher.sinceMs;
  }

  /** Writes everything that waits. */
  drain(): Promise<void> {
    return this.batcher.drain();
  }

  /** Writes a batch, with retries. @throws if it could not be written: the devices have to send it again */
  async write(batch: readonly Taken[]): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await this.receipts.keep(batch);
        await this.writer.write(batch);
        this.keySets.heard(batch);
        return;
      } catch (error) {
        const waitMs = RETRY_MS[attempt];
        this.logger.error(
          { err: error, reports: batch.length, again: waitMs !== undefined },
          'reports could not be written',
        );
        if (waitMs === undefined) throw error;
        await sleep(waitMs);
      }
    }
  }
}
