import { Inject, Injectable } from '@nestjs/common';

import type { Actor, Command } from '@twinbank/access';
import { outlineOf, type Campaign, type CampaignConfig } from '@twinbank/campaign';
import type { Release } from '@twinbank/database';
import { CLOCK, EventBus } from '@twinbank/ports';
import { Fault, isFault, type Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { OperatorData } from '../auth/operator-data.js';
import { opinionOf } from './approvals/draft-opinions.js';
import { campaignConfig, requestOf, type CampaignRules } from './campaign-config.js';
import { given } from './config/given.js';
import { Candidates, type TallyOfDraft } from './candidates.js';
import type { CampaignChangeRequest, CampaignRequest } from './campaign-request.dto.js';
import type { CountedCampaign, NamedCampaign } from './campaign.dto.js';
import type { PreviewedCampaign } from './preview/preview.dto.js';

/** A draft that others change at the same time is read again so often. */
const TRIES = 3;

/** A campaign that could be written down, its release, and how its selection divides. */
interface Drafting {
  readonly product: string;
  readonly releaseId: number;
  readonly config: CampaignConfig;
  readonly release: Release;
  readonly tally: TallyOfDraft;
}

/** Runs what looks at all devices of a selection. */
type Looking = <T>(work: (signal?: AbortSignal) => Promise<T>) => Promise<T>;

/** Creates campaigns and shows them. The orders that operators give them are in campaign-control.ts. */
@Injectable()
export class CampaignsService {
  constructor(
    private readonly data: OperatorData,
    private readonly candidates: Candidates,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Creates a campaign as a draft, and says which devices it would exclude.
   *
   * @throws Fault `product_unknown`, `release_unknown`, `release_withdrawn`, `device_unknown`, `selection_invalid`,
   * `request_invalid`, `cipher_unsupported`, `encryption_required`, `campaign_empty`
   */
  async create(request: CampaignRequest, by: Actor, signal?: AbortSignal): Promise<CountedCampaign> {
    const { release, tally, ...drafted } = await this.drafted(request, signal);
    const draft = { name: request.name, ...drafted };
    this.candidates.requireAny(draft.config, tally);
    const asked = (await this.needsApproval(draft.product, draft.config)) && opinionOf(draft, release, tally);
    const campaign = await this.data.campaigns.create(draft, { by, nowMs: this.clock.nowMs() }, asked || undefined);
    return this.planned(campaign, release, tally);
  }

  /**
   * What {@link create} would answer, without writing anything. That nobody would get the release is part of the answer.
   *
   * @throws Fault as {@link create}, but for `campaign_empty`
   */
  async preview(
    request: CampaignRules & Pick<CampaignRequest, 'product' | 'release'>,
    signal?: AbortSignal,
  ): Promise<PreviewedCampaign> {
    const { release, tally, product, config } = await this.drafted(request, signal);
    const refusal = this.refusalOf(config, tally);
    return {
      ...{ config, ...tally, fromMs: this.clock.nowMs(), ...(refusal && { refusal }) },
      plan: outlineOf(config, tally, release.codeLength, tally.at),
      needsApproval: await this.needsApproval(product, config),
    };
  }

  private refusalOf(config: CampaignConfig, tally: TallyOfDraft): Fault | undefined {
    try {
      this.candidates.requireAny(config, tally);
      return undefined;
    } catch (error) {
      if (error instanceof Fault && isFault(error, 'campaign_empty')) return error;
      throw error;
    }
  }

  /** What a request writes down, checked and counted. */
  private async drafted(
    request: CampaignRules & Pick<CampaignRequest, 'product' | 'release'>,
    signal?: AbortSignal,
  ): Promise<Drafting> {
    const product = await this.data.products.get(request.product);
    const release = await this.data.releases.get(product.name, request.release);
    if (release.state !== 'available') throw faultOf('release_withdrawn');
    const config = campaignConfig(request, product);
    await this.candidates.checkSelection(config, product);
    const draft = { product: product.name, releaseId: release.id, config };
    return { ...draft, release, tally: await this.candidates.tally(draft, signal) };
  }

  /**
   * Writes a draft anew: what the change names replaces what the draft has, and is completed as in a new campaign; the rest
   * stays. Says which devices it would exclude.
   *
   * @throws Fault as {@link create}, and `campaign_unknown`, `campaign_transition`, `precondition_failed`, `conflict`
   */
  async change(
    id: number,
    change: CampaignChangeRequest,
    order: Omit<Command, 'nowMs'>,
    signal?: AbortSignal,
  ): Promise<CountedCampaign> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.changeOnce(await this.data.campaigns.get(id), change, order, signal);
      } catch (error) {
        if (!isFault(error, 'conflict') || tries === TRIES) throw error;
      }
    }
  }

  private async changeOnce(
    before: Campaign,
    change: CampaignChangeRequest,
    order: Omit<Command, 'nowMs'>,
    signal?: AbortSignal,
  ): Promise<CountedCampaign> {
    // The database says so, too, under its lock; but whoever is late need not wait until the devices have been looked at.
    if (before.state !== 'draft')
      throw faultOf('campaign_transition', `it is ${before.state}: only a draft can be changed`);
    const product = await this.data.products.get(before.product);
    const version = change.release ?? (await this.versionOf(before.releaseId));
    const release = await this.data.releases.get(product.name, version);
    const config = campaignConfig({ ...requestOf(before), ...given(change) }, product);
    await this.candidates.checkSelection(config, product, before.config.selection);
    const draft = { name: change.name ?? before.name, product: product.name, releaseId: release.id, config };
    const tally = await this.candidates.tally(draft, signal);
    this.candidates.requireAny(config, tally);
    const campaign = await this.data.campaigns.changeDraft(before, draft, { ...order, nowMs: this.clock.nowMs() });
    this.bus.recorded();
    return this.planned(campaign, release, tally);
  }

  /** Deletes a draft. @throws Fault `campaign_unknown`, `campaign_transition`, `precondition_failed` */
  async deleteDraft(id: number, order: Omit<Command, 'nowMs'>): Promise<NamedCampaign> {
    const campaign = await this.data.campaigns.deleteDraft(id, { ...order, nowMs: this.clock.nowMs() });
    this.bus.recorded();
    return { campaign, release: await this.versionOf(campaign.releaseId) };
  }

  /**
   * @param looking runs what looks at all devices, which only one that was not begun needs
   * @throws Fault `campaign_unknown`, and what `looking` throws
   */
  async show(id: number, looking: Looking): Promise<CountedCampaign> {
    return this.counted(await this.data.campaigns.get(id), looking);
  }

  /** @throws Fault `campaign_unknown` */
  get(id: number): Promise<Campaign> {
    return this.data.campaigns.get(id);
  }

  /** The campaigns with the versions of their releases. */
  async named(campaigns: readonly Campaign[]): Promise<readonly NamedCampaign[]> {
    const versions = await this.data.releases.versionsOf(campaigns.map(({ releaseId }) => releaseId));
    return campaigns.map((campaign) => ({ campaign, release: versions.get(campaign.releaseId) ?? '' }));
  }

  /** The campaign with its counts and its exclusions; for a draft, those that would apply if it started now. */
  async counted(campaign: Campaign, looking: Looking = (work) => work()): Promise<CountedCampaign> {
    const found = await this.data.releases.byId(campaign.releaseId);
    const release = found?.version ?? '';
    if (campaign.state === 'draft' || campaign.state === 'scheduled')
      return this.planned(campaign, found, await looking((signal) => this.candidates.tally(campaign, signal)));
    if (campaign.closing) return { campaign, release, ...campaign.closing };
    const waves = await this.data.campaigns.counts(campaign.id, this.clock.nowMs());
    return { campaign, release, waves, ...(await this.candidates.excluded(campaign.id)) };
  }

  /** A campaign that was not begun, with what an approver wants to know of it. */
  private async planned(
    campaign: Campaign,
    release: Release | undefined,
    tally: TallyOfDraft,
  ): Promise<CountedCampaign> {
    const { config, product, state } = campaign;
    const needs = state === 'draft' && (await this.needsApproval(product, config));
    const groups = await this.data.campaigns.groupsDigest(campaign, this.clock.nowMs());
    return {
      campaign,
      release: release?.version ?? '',
      waves: [],
      ...{ ...tally, fromMs: this.clock.nowMs() },
      plan: {
        ...outlineOf(config, tally, release?.codeLength ?? 0, tally.at),
        ...(groups !== undefined && { groups }),
      },
      ...(state === 'draft' && { needsApproval: needs }),
    };
  }

  private async needsApproval(product: string, { approval }: CampaignConfig): Promise<boolean> {
    return approval?.needed === true || (await this.data.campaigns.needsApproval(product));
  }

  private async versionOf(releaseId: number): Promise<string> {
    return (await this.data.releases.byId(releaseId))?.version ?? '';
  }
}
