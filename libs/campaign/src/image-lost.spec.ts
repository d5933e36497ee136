import { describe, expect, it } from '@jest/globals';

import type { Campaign, WaveCounts } from './campaign.js';
import { aCampaign, aWave } from './specimens.js';
import { stepCampaign, type CampaignStep } from './step.js';

const kinds = ({ effects }: CampaignStep): string[] =>
  effects.map((effect) => (effect.type === 'record' ? effect.kind : effect.type));

describe('a stored image that cannot be read', () => {
  const lost = (campaign: Campaign, ...waves: WaveCounts[]): CampaignStep =>
    stepCampaign(campaign, { type: 'image-lost', problem: 'the image is missing', waves }, 5000);
  const open = aWave(0, { running: 1, waiting: 1 });

  it('pauses a running campaign with that reason, hands out nothing, and ends downloads', () => {
    const stopped = lost(aCampaign(), open);
    expect(stopped.campaign).toMatchObject({ state: 'paused', pauseReason: 'image_unreadable' });
    expect(kinds(stopped)).toEqual(['campaign_paused', 'end-downloads']);
  });

  it('ends downloads at every further look, leaves the reason of the pause alone, and finishes where nothing is open', () => {
    const before = aCampaign({ state: 'paused', pauseReason: 'image_unreadable' });
    const again = lost(before, open);
    expect(again.campaign).toBe(before);
    expect(kinds(again)).toEqual(['end-downloads']);
    expect(lost(before, aWave(0, { failed: 2 })).campaign).toMatchObject({ state: 'finished' });
  });

  it.each(['draft', 'stopping', 'stopped', 'finished'] as const)(
    'changes nothing for a campaign that is %s',
    (state) => {
      const before = aCampaign({ state });
      expect(lost(before, open)).toEqual({ campaign: before, effects: [] });
    },
  );
});
