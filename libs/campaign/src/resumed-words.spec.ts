import { describe, expect, it } from '@jest/globals';

import { aCampaign, aWave, BUILD_SERVER as by } from '@twinbank/testkit/campaign-specimens';

import type { Campaign } from './campaign.js';
import type { WaveCounts } from './counts.js';
import { NEW_PLAN } from './plan.js';
import { step } from './testing/stepping.js';

const paused = (given: Partial<Campaign> = {}): Campaign =>
  aCampaign({ state: 'paused', pauseReason: 'operator', ...given });

/** What is recorded of whoever resumes a campaign with these counts. */
function wordsOf(campaign: Campaign, ...waves: readonly WaveCounts[]): unknown {
  const [told] = step(campaign, { type: 'resume', by, cells: [], waves }).effects;
  return told?.type === 'record' && told.reason;
}

describe('the record of a resume', () => {
  it('says nothing of what was accepted where the campaign is still planned, because nothing is', () => {
    const planned = paused({ plan: { ...NEW_PLAN, after: 'pump-7', chosen: 7 } });
    expect(wordsOf(planned, aWave(0, { cancelled: 1, failed: 2 }))).toBe('build-server resumed it');
  });

  it('says what was accepted that was not before, and no more', () => {
    const open = aWave(0, { running: 2, failed: 1 });
    const ended = aWave(0, { failed: 1 });
    const known = paused({ acknowledged: { failed: 1, ended: 1, wave: -1 } });
    expect(wordsOf(paused(), aWave(0, { running: 2, succeeded: 3 }))).toBe('build-server resumed it');
    expect(wordsOf(paused(), open)).toBe('build-server resumed it and accepted the failures so far');
    expect(wordsOf(known, open)).toBe('build-server resumed it');
    expect(wordsOf(known, ended)).toBe('build-server resumed it and accepted wave 1 as it is');
    expect(wordsOf(paused(), ended)).toBe(
      'build-server resumed it and accepted the failures so far and wave 1 as it is',
    );
  });
});
