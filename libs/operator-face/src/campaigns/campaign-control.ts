import { Inject, Injectable } from '@nestjs/common';

import type { Command } from '@twinbank/access';
import { stepCampaign, type Campaign, type CampaignEvent } from '@twinbank/campaign';
import { requireRevision } from '@twinbank/database';
import { CampaignRunner, CLOCK, EventBus } from '@twinbank/ports';
import { isFault, type Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { OperatorData } from '../auth/operator-data.js';
import { Candidates } from './candidates.js';

/** Most tries for one order. The runner changes a campaign a few times a second at most, so conflicts are rare. */
const TRIES = 5;

/** What an operator can order a campaign to do. */
export type CampaignOrder = 'start' | 'pause' | 'resume' | 'stop' | 'roll-back' | { readonly openGate: number };

/** Who gives an order, and at which revisions of the campaign only. */
export type Ordered = Omit<Command, 'nowMs'>;

/**
 * Lets the campaign room decide what an order means, stores the decision, and wakes the runner, which acts on the
 * stored state. So an order counts as done once it is stored, even if this server dies the moment after.
 */
@Injectable()
export class CampaignControl {
  constructor(
    private readonly data: OperatorData,
    private readonly candidates: Candidates,
    private readonly runner: CampaignRunner,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Decides what an order changes, and stores it.
   *
   * @throws Fault `campaign_unknown`, `campaign_transition`, `campaign_empty`, `devices_in_campaigns`, `release_withdrawn`, `image_unreadable`,
   * `jobs_removed`, `precondition_failed`, `conflict`
   */
  async give(id: number, order: CampaignOrder, command: Ordered): Promise<Campaign> {
    const campaign = order === 'start' ? await this.start(id, command) : await this.step(id, order, command);
    this.bus.recorded();
    this.runner.wake(id);
    return campaign;
  }

  /**
   * Starts a campaign. Before the decision, devices are only searched until one is found that could take the release,
   * usually the first.
   */
  private async start(id: number, { by, onlyAt }: Ordered): Promise<Campaign> {
    const nowMs = this.clock.nowMs();
    const draft = await this.data.campaigns.get(id);
    if (draft.state === 'draft') await this.candidates.checkAny(draft);
    return this.data.campaigns.start(id, nowMs, (campaign) => {
      requireRevision({ onlyAt }, campaign);
      return stepCampaign(campaign, { type: 'start', by }, nowMs);
    });
  }

  /**
   * Decides again if the runner changed the campaign in the meantime: an order is not refused because of that, unless it
   * names the revision that the campaign had.
   */
  private async step(id: number, order: Exclude<CampaignOrder, 'start'>, command: Ordered): Promise<Campaign> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.tryStep(id, order, command);
      } catch (error) {
        if (!isFault(error, 'conflict') || tries === TRIES) throw error;
      }
    }
  }

  private async tryStep(
    id: number,
    order: Exclude<CampaignOrder, 'start'>,
    { by, onlyAt }: Ordered,
  ): Promise<Campaign> {
    const nowMs = this.clock.nowMs();
    const before = await this.data.campaigns.get(id);
    // What is stored is stored only if the campaign is still at this revision.
    requireRevision({ onlyAt }, before);
    if (order === 'resume') await this.candidates.checkImage(before);
    if (order === 'roll-back' && before.closing) throw faultOf('jobs_removed');
    const event = await this.eventOf(id, order, { by, nowMs });
    return this.data.campaigns.save(before, stepCampaign(before, event, nowMs), nowMs);
  }

  private async eventOf(
    id: number,
    order: Exclude<CampaignOrder, 'start'>,
    { by, nowMs }: Pick<Command, 'by' | 'nowMs'>,
  ): Promise<CampaignEvent> {
    if (typeof order === 'object') return { type: 'open-gate', by, wave: order.openGate };
    if (order !== 'resume') return { type: order, by };
    return { type: 'resume', by, ...(await this.data.campaigns.counted(id, nowMs)) };
  }
}
