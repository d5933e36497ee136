import { Inject, Injectable } from '@nestjs/common';

import type { Actor } from '@twinbank/access';
import { stepCampaign, type Campaign, type CampaignEvent } from '@twinbank/campaign';
import { Campaigns } from '@twinbank/database';
import { CampaignRunner, CLOCK, EventBus } from '@twinbank/ports';
import { isFault, type Clock } from '@twinbank/primitives';

import { Candidates } from './candidates.js';

/** The runner changes a campaign a few times a second at most. */
const TRIES = 5;

/** What an operator does to a campaign. */
export type CampaignOrder = 'start' | 'pause' | 'resume' | 'stop';

/**
 * Lets the campaign room decide what an order means, stores the decision, and wakes the runner, which does what follows from the
 * stored state: an order is done when it is written down, also where this server dies the moment after.
 */
@Injectable()
export class CampaignControl {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly candidates: Candidates,
    private readonly runner: CampaignRunner,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws Fault `campaign_unknown`, `campaign_transition`, `campaign_empty`, `release_withdrawn`, `image_unreadable`, `conflict` */
  async give(id: number, order: CampaignOrder, by: Actor): Promise<Campaign> {
    const campaign = order === 'start' ? await this.start(id, by) : await this.step(id, order, by);
    this.bus.recorded();
    this.runner.wake(id);
    return campaign;
  }

  /** Looked through before the decision only until somebody is found who could take the release: mostly that is the first. */
  private async start(id: number, by: Actor): Promise<Campaign> {
    const nowMs = this.clock.nowMs();
    const draft = await this.campaigns.get(id);
    if (draft.state === 'draft') await this.candidates.checkAny(draft);
    return this.campaigns.start(id, nowMs, (campaign) => stepCampaign(campaign, { type: 'start', by }, nowMs));
  }

  /** Decides anew where the runner changed the campaign in between: an order is not refused for that. */
  private async step(id: number, order: Exclude<CampaignOrder, 'start'>, by: Actor): Promise<Campaign> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.tryStep(id, order, by);
      } catch (error) {
        if (!isFault(error, 'conflict') || tries === TRIES) throw error;
      }
    }
  }

  private async tryStep(id: number, order: Exclude<CampaignOrder, 'start'>, by: Actor): Promise<Campaign> {
    const nowMs = this.clock.nowMs();
    const before = await this.campaigns.get(id);
    if (order === 'resume') await this.candidates.checkImage(before);
    const event: CampaignEvent =
      order === 'resume' ? { type: 'resume', by, waves: await this.campaigns.counts(id, nowMs) } : { type: order, by };
    return this.campaigns.save(before, stepCampaign(before, event, nowMs), nowMs);
  }
}
