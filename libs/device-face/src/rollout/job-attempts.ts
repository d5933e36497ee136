import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { needsImage, stepJob, type Campaign, type Job, type OpenJob } from '@twinbank/campaign';
import { Jobs, type WithdrawnOffer } from '@twinbank/database';
import { CLOCK } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { settle, type Offer, type Published } from '@twinbank/rollout';
import { StoredImages } from '@twinbank/stored-releases';

import { TransferCache } from '../delivery/transfer-cache.js';
import { OfferKnowledge } from './offer-knowledge.js';
import { TicketPublisher } from './ticket-publisher.js';

const PAGE = 500;
/**
 * A ticket that this server did not publish is adopted only if its offer is older than this: a younger one is on
 * its way, or was accepted.
 */
const ORPHAN_MS = 30_000;
/** More tickets than campaigns have out at once. */
const PUBLISHED_MAX = 200_000;

/**
 * What was published for a device is checked against the database after this time: by then, anyone who was about to
 * end the job has done so.
 */
const CHECK_AFTER_MS = 2000;
/** Devices in one check; the runner makes one check in each round. */
const CHECK_MAX = 1000;

/** What was published for a device and has to be checked, and since when. */
interface Unchecked {
  readonly published: Published;
  readonly sinceMs: number;
}

/**
 * Begins and ends attempts on the device side: publishes tickets and withdraws them. The database is written first.
 */
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

  /**
   * Why a campaign's image cannot be delivered; undefined if it can. A campaign that is no longer active needs no
   * image.
   */
  async imageProblem(campaign: Campaign): Promise<string | undefined> {
    return needsImage(campaign) ? this.images.problemOf(campaign.releaseId) : undefined;
  }

  /** Ends those of these attempts that still need blocks. */
  async endDownloads(open: readonly OpenJob[], problem: string): Promise<void> {
    const nowMs = this.clock.nowMs();
    const steps = open.flatMap(
      ({ job, rules }) => stepJob(job, { type: 'image-lost', problem }, rules, { nowMs, random: Math.random() }) ?? [],
    );
    const written = new Set(await this.jobs.save(steps, nowMs));
    for (const { job } of steps) if (written.has(job.id)) this.end(job, true);
  }

  /**
   * Publishes tickets for offers that were claimed.
   *
   * @param readAtMs before when they were read or claimed, by the monotonic clock
   * @returns how many there were whose tickets were handed to the broker
   */
  async begin(offers: readonly Offer[], readAtMs: number): Promise<number> {
    for (const offer of offers) {
      const { transfer, jobId, deviceId, keyEpoch, keyGeneration, releaseId } = offer;
      const { product, terms, metered } = await this.tickets.orderOf(offer);
      // Its budgets depend on where its device is, which is looked up with its first want.
      if (metered) continue;
      this.transfers.opened({
        transfer,
        jobId,
        deviceId,
        keyEpoch,
        keyGeneration,
        product,
        releaseId,
        cipher: terms.cipher,
        open: true,
      });
    }
    const knowledge = new OfferKnowledge(readAtMs, (transfers) => this.jobs.stillOut(transfers));
    const late = new Set<Offer>();
    const out = await this.tickets.publish(offers, knowledge, (offer) => {
      late.add(offer);
      this.published.delete(offer.transfer);
      // Looked at again as a device from which its ticket was withdrawn.
      this.checkLater(offer.deviceId, { kind: 'none' });
    });
    for (const offer of out) {
      if (late.has(offer)) continue;
      this.published.set(offer.transfer, true);
      this.checkLater(offer.deviceId, { kind: 'order', transfer: offer.transfer });
    }
    // Whoever ended the others has told their devices.
    const isOut = new Set(out);
    for (const offer of offers) if (!isOut.has(offer)) this.transfers.forget(offer.transfer);
    return out.length;
  }

  /**
   * An attempt ended: its ticket is void and its blocks are no longer sent. A device that may still be working is
   * asked to stop.
   */
  end(job: Pick<Job, 'id' | 'deviceId' | 'transfer'>, stillAtWork: boolean): void {
    if (job.transfer !== undefined) this.transfers.forget(job.transfer);
    if (stillAtWork) this.cancel(job);
    else this.clear(job.deviceId);
  }

  /** Clears whatever ticket the broker retains for the device. */
  clear(deviceId: string): void {
    this.tickets.clear(deviceId);
    this.checkLater(deviceId, { kind: 'none' });
  }

  /** An offer was withdrawn before the device began: its ticket is void, and its blocks are no longer sent. */
  withdraw({ deviceId, transfer }: WithdrawnOffer): void {
    this.transfers.forget(transfer);
    this.clear(deviceId);
  }

  /** Asks the device to stop working on this job. */
  cancel({ deviceId, id }: Pick<Job, 'deviceId' | 'id'>): void {
    this.tickets.cancel(deviceId, id);
    this.checkLater(deviceId, { kind: 'cancel', job: id });
  }

  /**
   * Asks a device to stop working on a job that is over. Not if that job succeeded by the device's own report, or its device
   * is watched: the device will find that out itself.
   */
  async recall(job: Pick<Job, 'deviceId' | 'id'>): Promise<void> {
    const state = (await this.jobs.statesOf([job.id])).get(job.id);
    if (state !== 'succeeded' && state !== 'soaking') this.tickets.cancel(job.deviceId, job.id);
  }

  /**
   * Checks what was published a moment ago against the database, and publishes the right ticket if that has
   * changed.
   */
  async check(): Promise<void> {
    if (!this.tickets.reachable) return;
    const due = this.dueForCheck();
    if (due.length === 0) return;
    const readAtMs = performance.now();
    const offers = new Map(
      (await this.jobs.openOffersOf(due.map(([deviceId]) => deviceId))).map((offer) => [offer.deviceId, offer]),
    );
    const states = await this.jobs.statesOf(
      due.flatMap(([, { published }]) => (published.kind === 'cancel' ? [published.job] : [])),
    );
    for (const [deviceId, one] of due) {
      // Published again during this check, so it is checked later in its turn.
      if (this.unchecked.peek(deviceId) !== one) continue;
      this.unchecked.delete(deviceId);
      const { published } = one;
      const offer = offers.get(deviceId);
      const cancelled = published.kind === 'cancel' ? states.get(published.job) : undefined;
      try {
        const settlement = settle(published, { openTransfer: offer?.transfer, cancelled });
        if (settlement === 'none' && !(await this.tickets.isEnding(deviceId))) this.clear(deviceId);
        if (settlement === 'order') await this.begin([offer!], readAtMs);
      } catch (error) {
        // At the end of the line: it is tried again, and holds nobody else back.
        this.checkLater(deviceId, published);
        throw error;
      }
    }
  }

  private dueForCheck(): [string, Unchecked][] {
    const dueMs = performance.now() - CHECK_AFTER_MS;
    const due: [string, Unchecked][] = [];
    // Oldest first.
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

  /**
   * Publishes the tickets of all open offers again: needed after a start, because the embedded broker then holds
   * none.
   *
   * @returns how many were published
   */
  republish(): Promise<number> {
    return this.publishWhere(() => true);
  }

  /**
   * Publishes tickets that another server claimed but perhaps never published because it ended in between, once
   * each. Only offers: a device that accepted has the ticket, and may have been asked to stop since.
   */
  adopt(nowMs = this.clock.nowMs()): Promise<number> {
    return this.publishWhere(
      ({ transfer, offeredAtMs }) => nowMs - offeredAtMs > ORPHAN_MS && !this.published.get(transfer),
      'offered',
    );
  }

  /** Publishes the ticket of a device again, if one is out. */
  async republishFor(deviceId: string): Promise<void> {
    const readAtMs = performance.now();
    const offer = await this.jobs.openOffer(deviceId);
    if (offer) await this.begin([offer], readAtMs);
  }

  private async publishWhere(due: (offer: Offer) => boolean, state?: 'offered'): Promise<number> {
    let count = 0;
    for (let after: number | undefined = 0; after !== undefined;) {
      const request = { after, limit: PAGE };
      const readAtMs = performance.now();
      const page: { items: readonly Offer[]; next?: number } = await this.jobs.openOffers(request, state);
      const offers = page.items.filter(due);
      count += await this.begin(offers, readAtMs);
      after = page.next;
    }
    return count;
  }
}
