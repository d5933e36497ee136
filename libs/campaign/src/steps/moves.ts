import { CAMPAIGN_ENGINE, type Actor } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import { CAMPAIGN_TRANSITIONS, type Campaign, type CampaignState, type PauseReason } from '../campaign.js';
import { without } from '../fields.js';
import type { EndBehaviour } from '../progress.js';
import type { Standing } from '../standing.js';
import { mayFollow } from '../state-machine.js';
import type { CampaignEffect, CampaignRecord, CampaignStep, RecordFacts } from './effects.js';

/**
 * `starting` is reached in two ways that must not be confused: a started draft has no plan yet, a resumed campaign
 * has one.
 */
export function requireState(campaign: Campaign, state: CampaignState, action: string): void {
  if (campaign.state !== state)
    throw faultOf('campaign_transition', `a campaign that is ${campaign.state} cannot be ${action}`);
}

/** The campaign in another state, with the given fields set. @throws Fault `campaign_transition` */
export function moved(campaign: Campaign, to: CampaignState, by: Actor, fields: Partial<Campaign> = {}): Campaign {
  if (!mayFollow(CAMPAIGN_TRANSITIONS, campaign.state, to)) {
    throw faultOf('campaign_transition', `a campaign that is ${campaign.state} cannot become ${to}`);
  }
  return { ...campaign, ...fields, state: to, movedBy: by };
}

/** Why a campaign pauses, in words, and who pauses it: the engine, unless another actor is named. */
interface Pause {
  readonly reason: string;
  readonly by?: Actor;
  readonly facts?: RecordFacts;
}

/** Pauses a campaign, and records it. */
export function pause(
  campaign: Campaign,
  pauseReason: PauseReason,
  { reason, by = CAMPAIGN_ENGINE, facts }: Pause,
): CampaignStep {
  return {
    campaign: moved(campaign, 'paused', by, { pauseReason }),
    effects: [record('campaign_paused', by, reason, { rule: pauseReason, ...facts })],
  };
}

/** Begins to stop a campaign that was started. */
export function beginStopping(campaign: Campaign, by: Actor, reason: string, ending?: EndBehaviour): CampaignStep {
  const stopping = without(moved(campaign, 'stopping', by), 'pauseReason', 'plan');
  return {
    campaign: ending === undefined ? stopping : { ...stopping, progress: { ...campaign.progress, ending } },
    effects: [
      record('campaign_stopping', by, reason, {}),
      { type: 'cancel-jobs', reach: ending ?? 'cancel_running', reason },
    ],
  };
}

/** No job is open, so no rule can apply and no person has to decide: this finishes a paused campaign as well. */
export function finish(campaign: Campaign, all: Standing, nowMs: number): CampaignStep {
  const finished = without(moved(campaign, 'finished', CAMPAIGN_ENGINE, { endedAtMs: nowMs }), 'pauseReason');
  return { campaign: finished, effects: [decided('campaign_finished', 'every job has ended', factsOf(all))] };
}

/** The numbers of a standing that records have. */
export const factsOf = ({ counted, succeeded, failed }: Standing): RecordFacts => ({
  jobs: counted,
  succeeded,
  failed,
});

export const record = (kind: CampaignRecord, by: Actor, reason: string, facts: RecordFacts): CampaignEffect => ({
  type: 'record',
  kind,
  by,
  reason,
  facts,
});

/** A record of a decision by the engine itself. */
export const decided = (kind: CampaignRecord, reason: string, facts: RecordFacts): CampaignEffect =>
  record(kind, CAMPAIGN_ENGINE, reason, facts);
