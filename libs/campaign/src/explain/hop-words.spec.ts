import { describe, expect, it } from '@jest/globals';

import { aCampaign, aConfig, aJob, aWave } from '@twinbank/testkit/campaign-specimens';

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
    const counts = { waves: [aWave(0, { running: 2, held: 1 }, 1)], cells: [] };
    const narrow = aCampaign({ config: aConfig({ concurrency: 2 }) });
    expect(about(between, { campaign: narrow, counts })).toEqual({
      standing: 'waiting',
      code: 'no_room',
      sentence:
        'it runs a release in between, and goes on before devices that have not begun: 2 devices have a ticket, and 2 may at the same time',
    });
    const slow = aCampaign({ config: aConfig({ rate: { perMinute: 1 } }), pace: { tokens: 0, atMs: 5000 } });
    expect(about(between, { campaign: slow, counts })).toMatchObject({
      code: 'rate',
      sentence: expect.stringMatching(/before devices that have not begun: 1 devices a minute .* it is the next one/),
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
