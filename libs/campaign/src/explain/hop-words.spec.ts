import { describe, expect, it } from '@jest/globals';

import { aCampaign, aJob } from '@twinbank/testkit/campaign-specimens';

import type { Job } from '../job/job.js';
import { explain, type ExplanationFacts } from './explanation.js';

const about = (job: Partial<Job>, given: Partial<ExplanationFacts> = {}) =>
  explain({
    ...{ campaign: aCampaign(), counts: { waves: [], cells: [] }, device: { online: true }, nowMs: 5000 },
    ...{ job: { ...aJob(), ...job }, ...given },
  });

describe('the explanation of a device on its way over releases in between', () => {
  it('says which update it is, of how many, and what follows', () => {
    const first = about({ state: 'running' }, { hops: ['1.2.0', '2.0.0', '3.0.0'] });
    expect(first.sentence).toMatch(/; hop 1 of 3: 1\.2\.0, then 2\.0\.0 and 3\.0\.0$/);
    const last = about({ state: 'offered', hopsDone: 2, hopTransfer: 7 }, { hops: ['3.0.0'] });
    expect(last).toMatchObject({ code: 'offered', sentence: expect.stringMatching(/; hop 3 of 3: 3\.0\.0$/) });
  });

  it('says between two of them that the next one follows, and of a paused campaign that', () => {
    const between = { state: 'held', hold: 'hop', hopsDone: 1, hopTransfer: 7 } as const;
    expect(about(between, { hops: ['2.0.0'] })).toEqual({
      standing: 'waiting',
      code: 'hop_next',
      sentence: 'it runs a release in between, and its next update follows at the next look; hop 2 of 2: 2.0.0',
    });
    const paused = aCampaign({ state: 'paused', pauseReason: 'operator' });
    expect(about(between, { campaign: paused })).toMatchObject({ code: 'paused' });
  });

  it('says nothing of it where the job goes there at once, or has ended', () => {
    expect(about({ state: 'running' }).sentence).not.toContain('hop');
    expect(about({ state: 'succeeded', hopsDone: 1, hopTransfer: 7 }, { hops: ['2.0.0'] }).sentence).not.toContain(
      'hop',
    );
  });
});
