import { describe, expect, it } from '@jest/globals';

import { aCampaign, aConfig, aJob } from '@twinbank/testkit/campaign-specimens';

import type { Job } from '../job/job.js';
import { explain, type ExplanationFacts } from './explanation.js';

const NOW = 1_000_000_000;
const about = (given: Partial<ExplanationFacts> = {}) =>
  explain({ campaign: aCampaign(), counts: { waves: [], cells: [] }, device: { online: true }, nowMs: NOW, ...given });
const withJob = (job: Partial<Job>, given: Partial<ExplanationFacts> = {}) =>
  about({ job: { ...aJob(), ...job }, ...given });

describe('an explanation', () => {
  it('of a device that downloads says which byte budget it waits for', () => {
    const each = { by: 'site', bytesPerSecond: 5000, burstSeconds: 2 };
    const campaign = aCampaign({ config: aConfig({ budgets: { each } }) });
    const meter = { campaignId: 1, scope: 'each', place: 'lyon', budget: each } as const;
    const meters = [{ meter, state: { tokens: 0, atMs: NOW } }];
    const running = { state: 'running', stage: 'downloading', done: 3, total: 17 } as const;
    expect(withJob(running, { campaign, meters })).toMatchObject({
      code: 'running',
      sentence: expect.stringContaining(
        'it is at downloading, 3 of 17 blocks, in attempt 1; it waits for its byte budget: site lyon has 5000 bytes a second, and they are used up; it is online',
      ),
    });
    const silent = (given: Partial<Job>, facts: object) =>
      expect(withJob({ ...running, ...given }, { campaign, ...facts }).sentence).not.toContain('byte budget');
    silent({}, { meters: [{ meter, state: { tokens: 5000, atMs: NOW } }] });
    silent({}, {});
    silent({ stage: 'checked' }, { meters });
  });

  it('of a device whose place is full says which one that is, and how full', () => {
    const campaign = aCampaign({ config: aConfig({ spread: { by: 'site', percent: 20 } }) });
    const place = { place: 'hamburg', planned: 10, active: 2, soaking: 0, asleep: 3, called: 0 };
    const held = { state: 'held', hold: 'place', wave: 0, place: 'hamburg' } as const;
    const words = 'site hamburg: 2 of 2 devices under way (20 % of 10)';
    expect(withJob(held, { campaign, place })).toEqual({
      standing: 'waiting',
      code: 'place_full',
      sentence: `it waits for its place: ${words}`,
    });
    const waits = { state: 'waiting', wave: 0, place: 'hamburg' } as const;
    expect(withJob(waits, { campaign, place })).toMatchObject({ sentence: `its place is full: ${words}` });
    const room = { ...place, active: 1 };
    expect(withJob(held, { campaign, place: room }).sentence).toBe(
      'it waits for its place: there is room, and its turn comes',
    );
    expect(withJob(waits, { campaign, place: room }).code).toBe('turn_next');
    const paused = { ...campaign, state: 'paused' as const };
    expect(withJob(held, { campaign: paused, place }).code).toBe('paused');
  });
});
