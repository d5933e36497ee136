import { describe, expect, it } from '@jest/globals';

import { aCampaign, aJob } from '@twinbank/testkit/campaign-specimens';

import { explain, type ExplanationFacts } from './explanation.js';

const about = (given: Partial<ExplanationFacts>, deadlineAtMs = 3_605_000) =>
  explain({
    ...{ campaign: aCampaign(), counts: { waves: [], cells: [] }, device: { online: true }, nowMs: 5000 },
    ...{ job: { ...aJob(), state: 'held', hold: 'keys', deadlineAtMs }, ...given },
  });

describe('the explanation of a device that waits for a key set', () => {
  it('says which key it lacks, whether it is there to take the set, and when it is left out', () => {
    expect(about({ keys: 'b signed the release, and its key set, 1, is without that key' })).toEqual({
      standing: 'waiting',
      code: 'keys_awaited',
      sentence:
        'it waits for a newer key set: b signed the release, and its key set, 1, is without that key; it is online; if it does not have it in 1 h, it is left out',
      untilMs: 3_605_000,
    });
  });

  it('says that its turn comes once it holds it, and promises nothing beyond its time', () => {
    const { sentence, untilMs } = about({}, 5000);
    expect(sentence).toMatch(
      /names the keys of the release by now, and its turn comes at the next look; it is online$/,
    );
    expect(untilMs).toBeUndefined();
    expect(about({ campaign: aCampaign({ state: 'paused', pauseReason: 'operator' }) }).code).toBe('paused');
  });
});
