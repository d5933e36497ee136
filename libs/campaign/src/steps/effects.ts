import type { Actor } from '@twinbank/access';

import type { Campaign } from '../campaign.js';
import type { EndBehaviour } from '../progress.js';

/** What the caller has to do, in this order; each effect has its reason, in words. */
export type CampaignEffect =
  /** Hand out up to `count` tickets of this wave. */
  | { readonly type: 'offer'; readonly wave: number; readonly count: number; readonly reason: string }
  /** End the open jobs that `reach` names; with `cancel_running`, ask the devices that are working to stop. */
  | { readonly type: 'cancel-jobs'; readonly reach: EndBehaviour; readonly reason: string }
  /** End every job of a slice that no device works on. `key`: which of the campaign's slices. */
  | { readonly type: 'cancel-slice'; readonly key: number; readonly value: string; readonly reason: string }
  /** Make and start the campaigns that bring its devices back to what they ran before. */
  | { readonly type: 'roll-back'; readonly by: Actor; readonly reason: string }
  /** End attempts that still need blocks, because no blocks can be sent. */
  | { readonly type: 'end-downloads'; readonly reason: string }
  /** Append to the event log. */
  | {
      readonly type: 'record';
      readonly kind: CampaignRecord;
      /** Who decided it: the actor who gave the command, else the campaign engine. */
      readonly by: Actor;
      readonly reason: string;
      readonly facts: RecordFacts;
    };

/** The numbers and words behind a decision. */
export type RecordFacts = Readonly<Record<string, number | string>>;

/** Kinds of event that decisions on a campaign add to the event log. */
export const CAMPAIGN_RECORDS = [
  'campaign_approved',
  'campaign_rejected',
  'campaign_scheduled',
  'campaign_starting',
  'campaign_started',
  'campaign_paused',
  'campaign_resumed',
  'campaign_stopping',
  'campaign_stopped',
  'campaign_rolling_back',
  'campaign_finished',
  'wave_advanced',
  'gate_reached',
  'gate_opened',
  'rule_broken',
  'control_worse',
  'rule_passed',
] as const;
export type CampaignRecord = (typeof CAMPAIGN_RECORDS)[number];

/** The campaign after a step (the same object if nothing changed), and the effects to perform. */
export interface CampaignStep {
  readonly campaign: Campaign;
  readonly effects: readonly CampaignEffect[];
}
