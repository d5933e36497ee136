import type { Actor } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import { CAMPAIGN_TRANSITIONS, type Campaign } from '../campaign.js';
import type { CampaignEffect, CampaignStep } from './effects.js';
import { beginStopping, record } from './moves.js';

/**
 * Rolls a campaign back: it stops, and once no job is open any more its devices go back to what they ran before. One that is
 * over goes back at once. What is decided already is not decided again.
 *
 * @throws Fault `campaign_transition` for one that has not begun
 */
export function rollBack(campaign: Campaign, by: Actor, why: string): CampaignStep {
  if (campaign.progress?.rollBack) return { campaign, effects: [] };
  if (campaign.state === 'draft' || campaign.state === 'scheduled')
    throw faultOf('campaign_transition', `a campaign that is ${campaign.state} cannot be rolled back`);
  const told = record('campaign_rolling_back', by, why, {});
  const noted = { ...campaign, progress: { ...campaign.progress, rollBack: { why, by, done: false } } };
  if (CAMPAIGN_TRANSITIONS[campaign.state].length === 0) return withEffects(goingBack(noted), [told]);
  if (campaign.state === 'stopping') return { campaign: noted, effects: [told] };
  return withEffects(beginStopping(noted, by, why), [told]);
}

/** A campaign without open jobs: lets its devices go back, if that was decided and is not done. */
export function goingBack(campaign: Campaign): CampaignStep {
  const { rollBack: decided } = campaign.progress ?? {};
  if (decided === undefined || decided.done) return { campaign, effects: [] };
  const { by, why } = decided;
  return {
    campaign: { ...campaign, progress: { ...campaign.progress, rollBack: { ...decided, done: true } } },
    effects: [{ type: 'roll-back', by, reason: why }],
  };
}

const withEffects = (step: CampaignStep, before: readonly CampaignEffect[]): CampaignStep => ({
  campaign: step.campaign,
  effects: [...before, ...step.effects],
});
