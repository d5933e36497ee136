import { Inject, Injectable } from '@nestjs/common';

import type { Command } from '@twinbank/access';
import { stepCampaign, type Campaign, type CampaignEvent } from '@twinbank/campaign';
import { requireRevision } from '@twinbank/database';
import { CampaignRunner, CLOCK, EventBus } from '@twinbank/ports';
import { isFault, type Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { OperatorData } from '../auth/operator-data.js';
import { NOTHING, OrderChecks } from './orders/order-checks.js';

/** Most tries for one order. The runner changes a campaign a few times a second at most, so conflicts are rare. */
const TRIES = 5;

/** What an operator can order a campaign to do. */
export type CampaignOrder =
  | 'start'
  | 'pause'
  | 'resume'
  | 'stop'
  | 'roll-back'
  | { readonly openGate: number }
  /** What the plan was that the approver saw, as far as they say. */
  | { readonly approve: SeenPlan }
  /** Why it is rejected. */
  | { readonly reject: string };

/** What an approver has seen of a plan. */
export interface SeenPlan {
  /** For how many devices it was. */
  readonly devices?: number | undefined;
  /** The digest of whom its groups selected. */
  readonly groups?: string | undefined;
}

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
    private readonly checks: OrderChecks,
    private readonly runner: CampaignRunner,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Decides what an order changes, and stores it.
   *
   * @throws Fault `campaign_unknown`, `campaign_transition`, `campaign_empty`, `devices_in_campaigns`, `release_withdrawn`, `image_unreadable`,
   * `jobs_removed`, `plan_changed`, `precondition_failed`, `conflict`
   */
  async give(id: number, order: CampaignOrder, command: Ordered): Promise<Campaign> {
    const campaign = order === 'start' ? await this.start(id, command) : await this.step(id, order, command);
    this.bus.recorded();
    this.runner.wake(id);
    return campaign;
  }

  /** Starts a campaign, after a look at what it depends on. */
  private async start(id: number, { by, onlyAt }: Ordered): Promise<Campaign> {
    const nowMs = this.clock.nowMs();
    const draft = await this.data.campaigns.get(id);
    const devices = await this.checks.beforeStart(draft);
    return this.data.campaigns.start(id, nowMs, (campaign, needed, groups) => {
      requireRevision({ onlyAt }, campaign);
      return stepCampaign(campaign, { type: 'start', by, needed, devices, groups }, nowMs);
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
    if (isOpinion(order) && onlyAt === undefined) throw faultOf('precondition_required');
    // What is stored is stored only if the campaign is still at this revision.
    requireRevision({ onlyAt }, before);
    if (order === 'resume') await this.checks.beforeResume(before);
    if (order === 'roll-back' && before.closing) throw faultOf('jobs_removed');
    if (typeof order === 'object' && 'approve' in order) return this.approve(before, order.approve, { by, nowMs });
    const event = await this.eventOf(before, order, { by, nowMs });
    if (event.type === 'reject')
      return this.data.campaigns.reject(before, stepCampaign(before, event, nowMs), {
        ...{ nowMs, of: await this.checks.rejectable(before) },
      });
    return this.data.campaigns.save(before, stepCampaign(before, event, nowMs), nowMs);
  }

  /** The groups are looked at in the transaction that stores the approval: whom they select then is approved. */
  private async approve(
    before: Campaign,
    seen: SeenPlan,
    { by, nowMs }: Pick<Command, 'by' | 'nowMs'>,
  ): Promise<Campaign> {
    const { devices, of } = (await this.checks.approvable(before, seen.devices, by)) ?? { devices: 0, of: NOTHING };
    return this.data.campaigns.approve(before, { nowMs, of }, (groups) => {
      if (seen.groups !== undefined && seen.groups !== groups) throw faultOf('plan_changed');
      return stepCampaign(before, { type: 'approve', by, devices, groups }, nowMs);
    });
  }

  private async eventOf(
    before: Campaign,
    order: Exclude<CampaignOrder, 'start' | { readonly approve: SeenPlan }>,
    { by, nowMs }: Pick<Command, 'by' | 'nowMs'>,
  ): Promise<CampaignEvent> {
    if (typeof order === 'object') {
      if ('openGate' in order) return { type: 'open-gate', by, wave: order.openGate };
      return { type: 'reject', by, why: order.reject };
    }
    if (order !== 'resume') return { type: order, by };
    return { type: 'resume', by, ...(await this.data.campaigns.counted(before.id, nowMs)) };
  }
}

/** Whether an order says what somebody thinks of the campaign as they saw it: then it names the revision that they saw. */
const isOpinion = (order: CampaignOrder): boolean =>
  typeof order === 'object' && ('approve' in order || 'reject' in order);
