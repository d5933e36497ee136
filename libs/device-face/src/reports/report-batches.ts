import { setTimeout as sleep } from 'node:timers/promises';

import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import { LOGGER } from '@twinbank/ports';
import type { DeviceReport } from '@twinbank/protocol';
import type { Taken } from '@twinbank/rollout';

import type { KnownDevice } from '../admission/device-directory.js';
import { DisposalKeeper } from '../disposal/disposal-keeper.js';
import { KeySetSender } from '../key-sets/key-set-sender.js';
import { ReceiptKeeper } from './receipt-keeper.js';
import { ReportWriter } from './report-writer.js';

/**
 * Waits before a batch that could not be written is tried again; after the last one, the devices have to send it
 * again.
 */
const RETRY_MS = [100, 500, 2000];

/** Writes a batch of reports: first the receipts, so that no job is seen to have ended without its receipt. */
@Injectable()
export class ReportBatches {
  constructor(
    private readonly receipts: ReceiptKeeper,
    private readonly writer: ReportWriter,
    private readonly keySets: KeySetSender,
    private readonly disposals: DisposalKeeper,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** A report of a device whose end was ordered is in no batch: there is one in its life. @throws if the device has to send it again */
  ending(device: KnownDevice, report: DeviceReport): Promise<void> {
    return this.disposals.take(device, report);
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
