import { Inject, Injectable } from '@nestjs/common';

import { stepCampaign, type Campaign, type CampaignEffect, type CampaignStep } from '@twinbank/campaign';
import { Campaigns, Jobs, type OpenJob } from '@twinbank/database';
import { isFault, type Clock } from '@twinbank/primitives';

import { EventBus } from '../composition/event-bus.js';
import { CLOCK } from '../composition/tokens.js';
import { AttemptDesk } from './attempt-desk.js';

/** Tickets claimed and signed before others have their turn. */
const CLAIM_MAX = 250;
const PAGE = 500;
const TRIES = 5;
/** A device that was asked to stop is asked again no sooner. */
const CANCEL_AGAIN_MS = 15_000;

/**
 * Brings one campaign forward: looks where it stands, lets the campaign room decide, writes the decision down, and then does
 * what it says. Stopped in the middle at any point, the next look goes on from what is written.
 */
@Injectable()
export class CampaignDriver {
  /** When devices of a stopping campaign were last asked to stop, by campaign. */
  private readonly cancelledAtMs = new Map<number, number>();

  constructor(
    private readonly campaigns: Campaigns,
    private readonly jobs: Jobs,
    private readonly desk: AttemptDesk,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Campaigns that a server must look after. */
  async underWay(): Promise<number[]> {
    return (await this.campaigns.underWay()).map(({ id }) => id);
  }

  async bringForward(campaignId: number): Promise<void> {
    const { campaign, effects } = await this.decide(campaignId);
    for (const effect of effects) await this.perform(campaign, effect);
    if (campaign.state !== 'stopping') this.cancelledAtMs.delete(campaignId);
  }

  /** A decision that another server was quicker with is taken anew. */
  private async decide(campaignId: number): Promise<CampaignStep> {
    for (let attempt = 1; ; attempt++) {
      const before = await this.campaigns.get(campaignId);
      const nowMs = this.clock.nowMs();
      const step = stepCampaign(
        before,
        { type: 'observe', waves: await this.campaigns.counts(campaignId, nowMs) },
        nowMs,
      );
      if (step.campaign === before) return step;
      try {
        const campaign = await this.campaigns.save(before, step, nowMs);
        this.bus.recorded();
        return { ...step, campaign };
      } catch (error) {
        if (!isFault(error, 'conflict') || attempt === TRIES) throw error;
      }
    }
  }

  private async perform(campaign: Campaign, effect: CampaignEffect): Promise<void> {
    if (effect.type === 'offer') await this.offer(campaign.id, effect.wave, effect.count);
    if (effect.type === 'cancel-jobs') await this.cancelJobs(campaign.id);
  }

  private async offer(campaignId: number, wave: number, count: number): Promise<void> {
    for (let left = count; left > 0;) {
      const offers = await this.jobs.claimOffers({
        campaignId,
        wave,
        count: Math.min(left, CLAIM_MAX),
        nowMs: this.clock.nowMs(),
      });
      if (offers.length === 0) return;
      await this.desk.begin(offers);
      left -= offers.length;
    }
  }

  private async cancelJobs(campaignId: number): Promise<void> {
    const nowMs = this.clock.nowMs();
    for (const offer of await this.jobs.cancelIdle(campaignId, nowMs)) this.desk.withdraw(offer);
    this.bus.recorded();
    if (nowMs - (this.cancelledAtMs.get(campaignId) ?? 0) < CANCEL_AGAIN_MS) return;
    this.cancelledAtMs.set(campaignId, nowMs);
    for (let after: number | undefined = 0; after !== undefined;) {
      const page: { items: readonly OpenJob[]; next?: number } = await this.jobs.runningOf(campaignId, {
        after,
        limit: PAGE,
      });
      for (const { job } of page.items) this.desk.cancel(job);
      after = page.next;
    }
  }
}
