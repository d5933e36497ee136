import type { Campaign } from '../campaign.js';
import type { WaveCounts } from '../counts.js';
import { aCampaign } from '@twinbank/testkit/campaign-specimens';
import { stepCampaign, type CampaignEvent } from '../step.js';
import type { CampaignStep } from '../steps/effects.js';

/** The time at which every step is taken. */
export const NOW = 5000;

export const step = (campaign: Campaign, event: CampaignEvent): CampaignStep => stepCampaign(campaign, event, NOW);

export const observe = (campaign: Campaign, ...waves: WaveCounts[]): CampaignStep =>
  step(campaign, { type: 'observe', waves, cells: [] });

/** What a step does: the kinds of its records, and the types of its other effects. */
export const kinds = ({ effects }: CampaignStep): string[] =>
  effects.map((effect) => (effect.type === 'record' ? effect.kind : effect.type));

/** What a step offers, as [wave, count]. */
export const offers = ({ effects }: CampaignStep): [number, number][] =>
  effects.flatMap((effect) => (effect.type === 'offer' ? [[effect.wave, effect.count] as [number, number]] : []));

export const draft = (): Campaign => aCampaign({ state: 'draft' });
