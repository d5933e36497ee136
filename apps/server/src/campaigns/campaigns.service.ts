import { Inject, Injectable } from '@nestjs/common';

import type { Campaign, CampaignState } from '@twinbank/campaign';
import { Campaigns, Devices, Products, Releases, type Page, type PageRequest } from '@twinbank/database';
import type { Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { CLOCK } from '../composition/tokens.js';
import { campaignConfig } from './campaign-config.js';
import type { CampaignRequest } from './campaign-request.dto.js';
import type { CountedCampaign, NamedCampaign } from './campaign.dto.js';

/** Unknown ids named in a complaint; the rest is only counted. */
const NAMED_MAX = 5;

/** Writes campaigns down and shows them; what operators do with them is in campaign-control.ts. */
@Injectable()
export class CampaignsService {
  constructor(
    private readonly campaigns: Campaigns,
    private readonly releases: Releases,
    private readonly products: Products,
    private readonly devices: Devices,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Writes a draft down.
   *
   * @throws Fault `product_unknown`, `release_unknown`, `release_withdrawn`, `device_unknown`, `request_invalid`, `cipher_unsupported`, `encryption_required`
   */
  async create(request: CampaignRequest): Promise<CountedCampaign> {
    const product = await this.products.get(request.product);
    const release = await this.releases.get(product.name, request.release);
    const config = campaignConfig(request, product);
    await this.checkIds(config.selection.deviceIds ?? [], product.name);
    const campaign = await this.campaigns.create({ name: request.name, product: product.name, releaseId: release.id, config }, this.clock.nowMs());
    return this.counted(campaign);
  }

  /** @throws Fault `campaign_unknown` */
  async show(id: number): Promise<CountedCampaign> {
    return this.counted(await this.campaigns.get(id));
  }

  async list(filter: { product?: string | undefined; state?: CampaignState | undefined }, page: PageRequest<number>): Promise<Page<NamedCampaign, number>> {
    const { items, ...rest } = await this.campaigns.list(filter, page);
    const versions = new Map<number, string>();
    for (const id of new Set(items.map((campaign) => campaign.releaseId))) versions.set(id, await this.versionOf(id));
    return { ...rest, items: items.map((campaign) => ({ campaign, release: versions.get(campaign.releaseId) ?? '' })) };
  }

  /** The campaign with its counts; for a draft, how many devices it would reach. */
  async counted(campaign: Campaign): Promise<CountedCampaign> {
    const release = await this.versionOf(campaign.releaseId);
    const waves = await this.campaigns.counts(campaign.id, this.clock.nowMs());
    if (campaign.state !== 'draft') return { campaign, release, waves };
    return { campaign, release, waves, eligible: await this.campaigns.eligible({ ...campaign, selection: campaign.config.selection }) };
  }

  private async versionOf(releaseId: number): Promise<string> {
    return (await this.releases.byId(releaseId))?.version ?? '';
  }

  private async checkIds(ids: readonly string[], product: string): Promise<void> {
    const known = new Set((await this.devices.byIds(ids)).filter((device) => device.product === product).map((device) => device.id));
    const unknown = ids.filter((id) => !known.has(id));
    if (unknown.length === 0) return;
    throw faultOf('device_unknown', `${unknown.length} of the selected ids are no devices of ${product}, such as ${unknown.slice(0, NAMED_MAX).join(', ')}`, { field: 'selection.deviceIds' });
  }
}
