import { Inject, Injectable } from '@nestjs/common';

import type { Job } from '@twinbank/campaign';
import { Jobs, type Offer, type WithdrawnOffer } from '@twinbank/database';
import { LruMap, type Clock } from '@twinbank/primitives';

import { CLOCK } from '../composition/tokens.js';
import { TransferCache } from '../delivery/transfer-cache.js';
import { TicketOffice } from './ticket-office.js';

const PAGE = 500;
/** A ticket of another server that was accepted or is well on its way by now needs no help. */
const ORPHAN_MS = 30_000;
/** More than campaigns have under way at once. */
const PUBLISHED_MAX = 200_000;

/** Begins and ends attempts towards their devices: tickets out, tickets back. The database knows already in either case. */
@Injectable()
export class AttemptDesk {
  /** Transfers whose tickets this server has published. */
  private readonly published = new LruMap<number, true>(PUBLISHED_MAX);

  constructor(
    private readonly tickets: TicketOffice,
    private readonly transfers: TransferCache,
    private readonly jobs: Jobs,
    @Inject(CLOCK) private readonly clock: Clock,
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
    for (const { transfer } of offers) this.published.set(transfer, true);
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

  /** An offer was taken back before the device began: its ticket is void, and so are its blocks. */
  withdraw({ deviceId, transfer }: WithdrawnOffer): void {
    this.transfers.forget(transfer);
    this.tickets.clear(deviceId);
  }

  /** The device is asked to stop working on that job. */
  cancel({ deviceId, id }: Pick<Job, 'deviceId' | 'id'>): void {
    this.tickets.cancel(deviceId, id);
  }

  /** Publishes the tickets of all open offers again: after a start, when the broker inside remembers none. */
  republish(): Promise<number> {
    return this.publishWhere(() => true);
  }

  /**
   * Publishes tickets that another server has claimed and perhaps never published, because it ended in between: once each. Only
   * offers: whoever accepted has the ticket, and may have been asked to stop since.
   */
  adopt(nowMs = this.clock.nowMs()): Promise<number> {
    return this.publishWhere(
      ({ transfer, offeredAtMs }) => nowMs - offeredAtMs > ORPHAN_MS && !this.published.get(transfer),
      'offered',
    );
  }

  /** Publishes the ticket of a device again, where one is out. */
  async republishFor(deviceId: string): Promise<void> {
    const offer = await this.jobs.openOffer(deviceId);
    if (offer) await this.begin([offer]);
  }

  private async publishWhere(due: (offer: Offer) => boolean, state?: 'offered'): Promise<number> {
    let count = 0;
    for (let after: number | undefined = 0; after !== undefined;) {
      const request = { after, limit: PAGE };
      const page: { items: readonly Offer[]; next?: number } = await this.jobs.openOffers(request, state);
      const offers = page.items.filter(due);
      await this.begin(offers);
      count += offers.length;
      after = page.next;
    }
    return count;
  }
}
