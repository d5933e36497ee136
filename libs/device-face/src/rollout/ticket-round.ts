import { Inject, Injectable } from '@nestjs/common';

import {
  awaitedKeys,
  exclusionOf,
  nextHop,
  type DeviceFacts,
  type Campaign,
  type EndBehaviour,
  type OpenJob,
} from '@twinbank/campaign';
import { Jobs, type CancelRequest } from '@twinbank/database';
import { CLOCK, EventBus } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { UpdateOrders } from '@twinbank/stored-releases';

import { JobAttempts } from './job-attempts.js';

/** Tickets claimed and signed before others have their turn. */
const CLAIM_MAX = 250;
/** Jobs of devices without an open window that are set aside before others have their turn; the next look goes on. */
const HELD_MAX = 5000;
/** Idle jobs cancelled by one statement, before others have their turn. */
const CANCEL_MAX = 500;
const PAGE = 500;
/** A device that was asked to stop is not asked again sooner than this. */
const CANCEL_AGAIN_MS = 15_000;

/**
 * Hands out a campaign's tickets and withdraws them, as its steps say; in portions, so that others have their turn.
 */
@Injectable()
export class TicketRound {
  /** When devices of a stopping campaign were last asked to stop, by campaign. */
  private readonly cancelledAtMs = new Map<number, number>();

  constructor(
    private readonly jobs: Jobs,
    private readonly attempts: JobAttempts,
    private readonly orders: UpdateOrders,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Why a campaign's image cannot be delivered; undefined if it can. */
  imageProblem(campaign: Campaign): Promise<string | undefined> {
    return this.attempts.imageProblem(campaign);
  }

  /** Why its devices would refuse every ticket of this server; undefined if they take them. */
  ticketProblem({ product }: Pick<Campaign, 'product'>): Promise<string | undefined> {
    return this.orders.ticketProblem(product);
  }

  /** Ends the attempts that still need blocks. */
  async endDownloads(campaignId: number, problem: string): Promise<void> {
    for (let after: number | undefined = 0; after !== undefined;) {
      const request = { after, limit: PAGE };
      const page: { items: readonly OpenJob[]; next?: number } = await this.jobs.runningOf(campaignId, request);
      await this.attempts.endDownloads(page.items, problem);
      after = page.next;
    }
    this.bus.recorded();
  }

  /** A device's facts may have changed since it was chosen, so it is judged again before it gets a ticket. */
  async offer(campaign: Campaign, wave: number, count: number): Promise<void> {
    const order = await this.orders.of(campaign);
    let heldSoFar = 0;
    for (let left = count; left > 0 && heldSoFar < HELD_MAX;) {
      const claimedAtMs = performance.now();
      const { offers, excluded, held } = await this.jobs.claimOffers({
        campaignId: campaign.id,
        wave,
        count: Math.min(left, CLAIM_MAX),
        nowMs: this.clock.nowMs(),
        exclusionOf: (device) => exclusionOf(device, order),
        hopOf: (device) => nextHop(device, order),
        ...(order.signed && { awaitedKeys: (device: DeviceFacts) => awaitedKeys(device, order) }),
      });
      if (excluded > 0) this.bus.recorded();
      if (offers.length + excluded + held === 0) return;
      heldSoFar += held;
      await this.attempts.begin(offers, claimedAtMs);
      left -= offers.length + excluded;
    }
  }

  /** Ends the jobs of a slice that no device works on. */
  async cancelSlice(campaignId: number, slice: { readonly key: number; readonly value: string }): Promise<void> {
    await this.cancelIdle(campaignId, { slice });
  }

  /**
   * Ends the jobs that no device works on, as far as `reach` says, and those whose devices are watched; also asks the devices
   * that are working to stop if it does.
   */
  async cancel(campaignId: number, reach: EndBehaviour): Promise<void> {
    const nowMs = await this.cancelIdle(campaignId, { reach });
    while (await this.jobs.soaks.cutShort(campaignId, { nowMs, limit: CANCEL_MAX }));
    if (reach !== 'cancel_running') return;
    if (nowMs - (this.cancelledAtMs.get(campaignId) ?? 0) < CANCEL_AGAIN_MS) return;
    this.cancelledAtMs.set(campaignId, nowMs);
    for (let after: number | undefined = 0; after !== undefined;) {
      const page: { items: readonly OpenJob[]; next?: number } = await this.jobs.runningOf(campaignId, {
        after,
        limit: PAGE,
      });
      for (const { job } of page.items) this.attempts.cancel(job);
      after = page.next;
    }
  }

  private async cancelIdle(campaignId: number, which: Pick<CancelRequest, 'reach' | 'slice'>): Promise<number> {
    const nowMs = this.clock.nowMs();
    for (let more = true; more;) {
      const idle = await this.jobs.cancelIdle(campaignId, { nowMs, limit: CANCEL_MAX, ...which });
      for (const offer of idle.withdrawn) this.attempts.withdraw(offer);
      more = idle.more;
    }
    this.bus.recorded();
    return nowMs;
  }

  /** The campaign is not stopping, or no longer. */
  forget(campaignId: number): void {
    this.cancelledAtMs.delete(campaignId);
  }
}
