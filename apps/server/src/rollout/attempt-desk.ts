import { Injectable } from '@nestjs/common';

import type { Job } from '@twinbank/campaign';
import { Jobs, type Offer } from '@twinbank/database';

import { TransferCache } from '../delivery/transfer-cache.js';
import { TicketOffice } from './ticket-office.js';

const PAGE = 500;

/** Begins and ends attempts towards their devices: tickets out, tickets back. The database knows already in either case. */
@Injectable()
export class AttemptDesk {
  constructor(
    private readonly tickets: TicketOffice,
    private readonly transfers: TransferCache,
    private readonly jobs: Jobs,
  ) {}

  /** Offers were claimed: their devices get tickets. */
  async begin(offers: readonly Offer[]): Promise<void> {
    for (const offer of offers) {
      const { transfer, jobId, deviceId, keyEpoch, releaseId, campaignId } = offer;
      const { product, terms } = await this.tickets.orderOf(campaignId);
      this.transfers.opened({
        transfer,
        jobId,
        deviceId,
        keyEpoch,
        product,
        releaseId,
        cipher: terms.cipher,
        open: true,
      });
    }
    await this.tickets.publish(offers);
  }

  /** An attempt ended: its ticket is void, its blocks are not sent any more. A device that may still be at work is told to stop. */
  end(job: Job, stillAtWork: boolean): void {
    if (job.transfer !== undefined) this.transfers.forget(job.transfer);
    if (stillAtWork) this.tickets.cancel(job.deviceId, job.id);
    else this.tickets.clear(job.deviceId);
  }

  /** No ticket is out for the device, whatever the broker retains. */
  clear(deviceId: string): void {
    this.tickets.clear(deviceId);
  }

  /** The device of a running job is asked to stop. */
  cancel({ deviceId, id }: Job): void {
    this.tickets.cancel(deviceId, id);
  }

  /** Publishes the tickets of all open offers again: after a start, when the broker inside remembers none. */
  async republish(): Promise<number> {
    let count = 0;
    for (let after: number | undefined = 0; after !== undefined;) {
      const page: { items: readonly Offer[]; next?: number } = await this.jobs.openOffers({ after, limit: PAGE });
      await this.begin(page.items);
      count += page.items.length;
      after = page.next;
    }
    return count;
  }

  /** Publishes the ticket of a device again, where one is out. */
  async republishFor(deviceId: string): Promise<void> {
    const offer = await this.jobs.openOffer(deviceId);
    if (offer) await this.begin([offer]);
  }
}
