import type { Campaign, CampaignConfig, CampaignState, CampaignStep, WaveCounts } from '@twinbank/campaign';
import type { EventDraft } from './events.js';
import type { Page, PageRequest } from './page.js';

export interface CampaignDraft {
  readonly name: string;
  readonly product: string;
  readonly releaseId: number;
  readonly config: CampaignConfig;
}

/** Campaigns. */
export abstract class Campaigns {
  /**
   * How many devices a selection matches now: active, of the product, of a hardware revision the release names, not running
   * it already, without an open job.
   */
  abstract eligible(draft: Pick<CampaignDraft, 'product' | 'releaseId' | 'config'>): Promise<number>;
  /** Writes down a draft. @throws Fault `release_unknown`, `release_withdrawn` */
  abstract create(draft: CampaignDraft, nowMs: number): Promise<Campaign>;
  abstract find(id: number): Promise<Campaign | undefined>;
  /** @throws Fault `campaign_unknown` */
  abstract get(id: number): Promise<Campaign>;
  /** Newest first. */
  abstract list(filter: { readonly product?: string | undefined; readonly state?: CampaignState | undefined }, page: PageRequest<number>): Promise<Page<Campaign, number>>;
  /** Those that a server must look after: running, paused and stopping. */
  abstract underWay(): Promise<readonly Campaign[]>;
  /**
   * Starts a campaign in one transaction: plans a job for every eligible device, lets `decide` judge the number (its fault
   * undoes everything), stores the campaign that it returns and the events it records.
   *
   * @throws Fault `campaign_unknown`, `release_withdrawn`, and whatever `decide` throws
   */
  abstract start(id: number, nowMs: number, decide: (campaign: Campaign, planned: number) => CampaignStep): Promise<CampaignStep>;
  /** Stores a step's campaign together with events, where the stored version is still that of `before`. @throws Fault `conflict` where it is not */
  abstract save(before: Campaign, after: Campaign, events: readonly EventDraft[]): Promise<Campaign>;
  /** Where each wave stands, by wave. */
  abstract counts(campaignId: number, nowMs: number): Promise<readonly WaveCounts[]>;
}
