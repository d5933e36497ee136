import type { Campaign, WaveCounts } from './campaign.js';

/** What happens to a campaign. */
export type CampaignEvent =
  /** An operator starts it; its jobs have been planned. */
  | { readonly type: 'start'; readonly planned: number }
  | { readonly type: 'pause' }
  /** An operator resumes it and thereby accepts the failures so far. */
  | { readonly type: 'resume'; readonly waves: readonly WaveCounts[] }
  | { readonly type: 'stop' }
  /** Someone looked: after reports, and every so often. */
  | { readonly type: 'observe'; readonly waves: readonly WaveCounts[] };

/** What the shell is to do, in this order; each with the reason, in words. */
export type CampaignEffect =
  /** Hand out so many tickets of this wave. */
  | { readonly type: 'offer'; readonly wave: number; readonly count: number; readonly reason: string }
  /** End every job that no device works on, and ask the devices that do to stop. */
  | { readonly type: 'cancel-jobs'; readonly reason: string }
  /** Append to the event log. */
  | { readonly type: 'record'; readonly kind: CampaignRecord; readonly reason: string; readonly facts: Readonly<Record<string, number | string>> };

/** Kinds of event that a campaign's decisions leave in the log. */
export const CAMPAIGN_RECORDS = ['campaign_started', 'campaign_paused', 'campaign_resumed', 'wave_advanced', 'campaign_stopping', 'campaign_stopped', 'campaign_finished'] as const;
export type CampaignRecord = (typeof CAMPAIGN_RECORDS)[number];

/** The campaign after a step (the same object where nothing changed) and what is to be done. */
export interface CampaignStep {
  readonly campaign: Campaign;
  readonly effects: readonly CampaignEffect[];
}

/**
 * Decides what follows from an event. Pure: works on counts alone, so a campaign of a million jobs costs as much as one of ten.
 *
 * @throws Fault `campaign_transition` where the state does not allow the operator's action, `campaign_empty` for a start without jobs
 */
export function stepCampaign(campaign: Campaign, event: CampaignEvent, nowMs: number): CampaignStep {
  throw new Error(`to be written: ${campaign.id} ${event.type} ${nowMs}`);
}
