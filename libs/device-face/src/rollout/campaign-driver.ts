import { Inject, Injectable } from '@nestjs/common';

import {
  isComparisonDue,
  stepCampaign,
  type Campaign,
  type CampaignEvent,
  type CampaignStep,
} from '@twinbank/campaign';
import { Campaigns } from '@twinbank/database';
import { CLOCK, EventBus } from '@twinbank/ports';
import { isFault, type Clock } from '@twinbank/primitives';

import { Planner } from './planner.js';
import { TicketRound } from './ticket-round.js';

const TRIES = 5;

/**
 * Advances one campaign: reads where it stands, lets the campaign room decide, writes the decision, and then
 * performs its effects. If it is interrupted at any point, the next run continues from what is written.
 */
@Injectable()
export class CampaignDriver {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly planner: Planner,
    private readonly round: TicketRound,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Campaigns that a server must look after. */
  underWay(): Promise<readonly number[]> {
    return this.campaigns.underWay();
  }

  /** Returns whether the campaign has to be handled again at once. */
  async bringForward(campaignId: number): Promise<boolean> {
    const starting = await this.campaigns.get(campaignId);
    const { event, more } = await this.prepare(starting);
    // Devices that have joined already are looked at meanwhile; a campaign that is not planned has nothing to look at.
    if (more && starting.state === 'starting') return true;
    const { campaign, effects } = await this.decide(campaignId, event);
    for (const effect of effects) {
      if (effect.type === 'offer') await this.round.offer(campaign, effect.wave, effect.count);
      if (effect.type === 'end-downloads') await this.round.endDownloads(campaignId, effect.reason);
      if (effect.type === 'cancel-jobs') await this.round.cancel(campaignId, effect.reach);
      if (effect.type === 'cancel-slice') await this.round.cancelSlice(campaignId, effect);
    }
    if (campaign.state !== 'stopping') this.round.forget(campaignId);
    return more;
  }

  /** Keeps the counting of a campaign's jobs cheap. Its decisions do not wait for this. */
  tidy(campaignId: number): Promise<void> {
    return this.campaigns.gatherCounts(campaignId);
  }

  /** Gives devices their jobs, some at a time. Returns whether there are more, and what came in the way if that has to be decided about. */
  private async prepare(campaign: Campaign): Promise<{ readonly more: boolean; readonly event?: CampaignEvent }> {
    try {
      if (campaign.state === 'starting' && !(await this.isOver(campaign)))
        return { more: await this.planner.goOn(campaign) };
      if (campaign.state !== 'running') return { more: false };
      await this.planner.callUp(campaign);
      return { more: campaign.config.dynamic === true && (await this.planner.takeIn(campaign)) };
    } catch (error) {
      if (isFault(error, 'selection_invalid'))
        return { more: false, event: { type: 'selection-lost', problem: error.detail } };
      if (isFault(error, 'devices_in_campaigns'))
        return { more: false, event: { type: 'devices-taken', problem: error.detail } };
      throw error;
    }
  }

  /**
   * Decides again if another server has written a decision first.
   *
   * @param event what happened; without it the campaign is looked at
   */
  private async decide(campaignId: number, event?: CampaignEvent): Promise<CampaignStep> {
    for (let attempt = 1; ; attempt++) {
      const before = await this.campaigns.get(campaignId);
      const nowMs = await this.nowMs(before);
      const step = stepCampaign(before, event ?? (await this.look(before, nowMs)), nowMs);
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

  /** Whether the end time of a campaign has come, which must not wait for its planning. */
  private async isOver(campaign: Campaign): Promise<boolean> {
    const { endAtMs } = campaign.config.schedule ?? {};
    return endAtMs !== undefined && (await this.nowMs(campaign)) >= endAtMs;
  }

  /** A campaign with a schedule, a rate, windows or a control group is judged by the database's clock, too. */
  private async nowMs({ config }: Campaign): Promise<number> {
    const nowMs = this.clock.nowMs();
    const { schedule, rate, windows, control } = config;
    const isTimed = [schedule, rate, windows, control].some((block) => block !== undefined);
    return isTimed ? this.campaigns.soberMs(nowMs) : nowMs;
  }

  /**
   * Jobs are counted only if that can change anything: a paused campaign waits for a person, or for its last open
   * job.
   */
  private async look(campaign: Campaign, nowMs: number): Promise<CampaignEvent> {
    const problem = await this.round.imageProblem(campaign);
    if (campaign.state === 'paused' && (await this.campaigns.hasOpenJobs(campaign))) return { type: 'glance', problem };
    const counts = await this.campaigns.counted(campaign.id, nowMs);
    if (problem !== undefined) return { type: 'image-lost', problem, waves: counts.waves };
    const { config, progress, state } = campaign;
    const refused = state === 'running' ? await this.round.ticketProblem(campaign) : undefined;
    if (refused !== undefined) return { type: 'tickets-refused', problem: refused };
    if (state !== 'running' || !isComparisonDue(config.control, progress?.control, { nowMs, waves: counts.waves }))
      return { type: 'observe', ...counts };
    return { type: 'observe', ...counts, compared: await this.campaigns.controls.compare(campaign) };
  }
}
