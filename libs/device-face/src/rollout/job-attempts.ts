import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { needsImage, stepJob, type Campaign, type Job, type OpenJob } from '@twinbank/campaign';
import { Jobs, type WithdrawnOffer } from '@twinbank/database';
import { CLOCK } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { settle, type Offer, type Published } from '@twinbank/rollout';
import { StoredImages } from '@twinbank/stored-releases';

import { TransferCache } from '../delivery/transfer-cache.js';
import { TicketPublisher } from './ticket-publisher.js';

const PAGE = 500;
/** A ticket of another server that was accepted or is well on its way by now needs no help. */
const ORPHAN_MS = 30_000;
/** More than campaigns have under way at once. */
const PUBLISHED_MAX = 200_000;

/** So long after something was published for a device it is held against the database: whoever was about to end the job has done so. */
const CHECK_AFTER_MS = 2000;
/** Devices in one check, which is one look of the runner. */
const CHECK_MAX = 1000;

/** What was published for a device and is to be checked, and since when. */
interface Unchecked {
  readonly published: Published;
  readonly sinceMs: number;
}

/** Begins and ends attempts at jobs towards their devices: publishes tickets and takes them back. The database is written before. */
@Injectable()
export class JobAttempts {
  /** Transfers whose tickets this server has published. */
  private readonly published = new LRUCache<number, true>({ max: PUBLISHED_MAX });
  /** By device, the longest waiting first. */
  private readonly unchecked = new LRUCache<string, Unchecked>({ max: PUBLISHED_MAX });

  constructor(
    private readonly tickets: TicketPublisher,
    private readonly transfers: TransferCache,
    private readonly jobs: Jobs,
    private readonly images: StoredImages,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** What keeps a campaign's image from being delivered; one that is not under way any more needs none. */
  async imageProblem(campaign: Campaign): Promise<string | undefined> {
    return needsImage(campaign) ? this.images.problemOf(campaign.releaseId) : undefined;
  }

  /** Ends the attempts among these that still need blocks. */
  async endDownloads(open: readonly OpenJob[], problem: string): Promise<void> {
    const nowMs = this.clock.nowMs();
    const steps = open.flatMap(
      ({ job, rules }) => stepJob(job, { type: 'image-lost', problem }, rules, { nowMs, random: Math.random() }) ?? [],
    );
    const written = new Set(await this.jobs.save(steps, nowMs));
    for (const { job } of steps) if (written.has(job.id)) this.end(job, true);
  }

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
    for (const { transfer, deviceId } of offers) {
      this.published.set(transfer, true);
      this.checkLater(deviceId, { kind: 'order', transfer });
    }
  }

  /** An attempt ended: its ticket is void, its blocks are not sent any more. A device that may still be at work is told to stop. */
  end(job: Job, stillAtWork: boolean): void {
    if (job.transfer !== undefined) this.transfers.forget(job.transfer);
    if (stillAtWork) this.cancel(job);
    else this.clear(job.deviceId);
  }

  /** No ticket is out for the device, whatever the broker retains. */
  clear(deviceId: string): void {
    this.tickets.clear(deviceId);
    this.checkLater(deviceId, { kind: 'none' });
  }

  /** An offer was taken back before the device began: its ticket is void, and so are its blocks. */
  withdraw({ deviceId, transfer }: WithdrawnOffer): void {
    this.transfers.forget(transfer);
    this.clear(deviceId);
  }

  /** The device is asked to stop working on that job. */
  cancel({ deviceId, id }: Pick<Job, 'deviceId' | 'id'>): void {
    this.tickets.cancel(deviceId, id);
    this.checkLater(deviceId, { kind: 'cancel', job: id });
  }

  /** A device works on a job that is over: it is asked to stop, unless that job has succeeded by its own word, which it will find out. */
  async recall(job: Pick<Job, 'deviceId' | 'id'>): Promise<void> {
    const state = (await this.jobs.statesOf([job.id])).get(job.id);
    if (state !== 'succeeded') this.tickets.cancel(job.deviceId, job.id);
  }

  /** Holds what was published a moment ago against the database, and publishes what is right where that has changed. */
  async check(): Promise<void> {
    if (!this.tickets.reachable) return;
    const due = this.dueForCheck();
    if (due.length === 0) return;
    const offers = new Map(
      (await this.jobs.openOffersOf(due.map(([deviceId]) => deviceId))).map((offer) => [offer.deviceId, offer]),
    );
    const states = await this.jobs.statesOf(
      due.flatMap(([, { published }]) => (published.kind === 'cancel' ? [published.job] : [])),
    );
    for (const [deviceId, one] of due) {
      // Published anew while this was read: it is checked in its turn.
      if (this.unchecked.peek(deviceId) !== one) continue;
      this.unchecked.delete(deviceId);
      const { published } = one;
      const offer = offers.get(deviceId);
      const cancelled = published.kind === 'cancel' ? states.get(published.job) : undefined;
      const settlement = settle(published, { openTransfer: offer?.transfer, cancelled });
      if (settlement === 'none') this.clear(deviceId);
      if (settlement === 'order') await this.begin([offer!]);
    }
  }

  private dueForCheck(): [string, Unchecked][] {
    const dueMs = performance.now() - CHECK_AFTER_MS;
    const due: [string, Unchecked][] = [];
    // From what was published first on.
    for (const deviceId of this.unchecked.rkeys()) {
      const one = this.unchecked.peek(deviceId)!;
      if (one.sinceMs > dueMs || due.length === CHECK_MAX) break;
      due.push([deviceId, one]);
    }
    return due;
  }

  private checkLater(deviceId: string, published: Published): void {
    this.unchecked.set(deviceId, { published, sinceMs: performance.now() });
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
