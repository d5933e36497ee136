import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { seededRng } from '@twinbank/primitives';

import { CAMPAIGN_TRANSITIONS, PAUSE_REASONS, type Campaign } from './campaign.js';
import { type WaveCounts } from './counts.js';
import { jobCounts, type JobState } from './job/job.js';
import { aCampaign, aConfig, aWave, BUILD_SERVER as by } from '@twinbank/testkit/campaign-specimens';
import type { CampaignEvent } from './step.js';
import type { CampaignEffect } from './steps/effects.js';
import { draft, observe, offers, step } from './testing/stepping.js';

describe('stepCampaign', () => {
  const counts = fc.record({
    waiting: fc.nat(50),
    held: fc.nat(50),
    offered: fc.nat(50),
    running: fc.nat(50),
    backoff: fc.nat(50),
    succeeded: fc.nat(50),
    failed: fc.nat(50),
    rejected: fc.nat(5),
    cancelled: fc.nat(5),
    excluded: fc.nat(5),
    timed_out: fc.nat(5),
  });
  const waves = fc
    .array(counts, { minLength: 3, maxLength: 3 })
    .map((list) => list.map((jobs, wave) => aWave(wave, jobs, jobs.waiting)));
  const campaigns = fc
    .record({ currentWave: fc.integer({ min: 0, max: 2 }), concurrency: fc.integer({ min: 1, max: 200 }) })
    .map(({ currentWave, concurrency }) => aCampaign({ currentWave, config: aConfig({ concurrency }) }));

  it('never offers more than concurrency or the due jobs allow, never ahead of the wave, and never goes back a wave', () => {
    fc.assert(
      fc.property(campaigns, waves, (campaign, so) => {
        const next = observe(campaign, ...so);
        const active = so.reduce((sum, { jobs }) => sum + jobs.offered + jobs.running, 0);
        const offered = offers(next).reduce((sum, [, count]) => sum + count, 0);
        expect(offered).toBeLessThanOrEqual(Math.max(0, campaign.config.concurrency - active));
        for (const [wave, count] of offers(next)) {
          expect(wave).toBeLessThanOrEqual(next.campaign.currentWave);
          expect(count).toBeLessThanOrEqual(so[wave]!.due);
        }
        expect(next.campaign.currentWave).toBeGreaterThanOrEqual(campaign.currentWave);
      }),
    );
  });

  it('gives no room to others while a device on a release in between is due, in whatever wave that has begun', () => {
    const wave = fc.record({ waiting: fc.nat(9), held: fc.nat(9), running: fc.nat(9), onward: fc.nat(9) });
    const begun = fc.tuple(wave, wave, wave);
    const concurrency = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(begun, concurrency, fc.nat(2), (so, most, currentWave) => {
        const campaign = aCampaign({ currentWave, config: aConfig({ concurrency: most }) });
        const seen = so.map(({ onward, ...jobs }, at): WaveCounts => {
          const count = Math.min(onward, jobs.held);
          return { ...aWave(at, jobs, jobs.waiting + count), ...(count > 0 && { onward: count }) };
        });
        const next = observe(campaign, ...seen);
        fc.pre(next.campaign.state === 'running');
        const given = offers(next);
        const open = seen.filter(({ wave }) => wave <= next.campaign.currentWave);
        const active = so.reduce((sum, { running }) => sum + running, 0);
        const room = Math.max(0, campaign.config.concurrency - active);
        // In each wave a claim picks those on their way first.
        const toThem = given.reduce((sum, [wave, count]) => sum + Math.min(count, seen[wave]!.onward ?? 0), 0);
        expect(toThem).toBe(
          Math.min(
            room,
            open.reduce((sum, wave) => sum + (wave.onward ?? 0), 0),
          ),
        );
        const offered = given.reduce((sum, [, count]) => sum + count, 0);
        expect(offered).toBe(
          Math.min(
            room,
            open.reduce((sum, { due }) => sum + due, 0),
          ),
        );
      }),
    );
  });

  it('does not pause again for failures that were accepted by resuming, nor for later successes', () => {
    const behind = (campaign: Campaign, so: readonly WaveCounts[]): WaveCounts[] =>
      so.map((wave) =>
        wave.wave <= campaign.currentWave ? wave : aWave(wave.wave, { waiting: wave.jobs.waiting + 1 }),
      );
    fc.assert(
      fc.property(campaigns, waves, fc.constantFrom(...PAUSE_REASONS), (running, so, pauseReason) => {
        const before: Campaign = { ...running, state: 'paused', pauseReason };
        const seen = behind(before, so);
        const resumed = step(before, { type: 'resume', by, cells: [], waves: seen }).campaign;
        expect(observe(resumed, ...seen).campaign.state).not.toBe('paused');
        const allWell = seen.map(
          ({ wave, jobs: { waiting, held, offered, running: atWork, backoff, succeeded, ...ended } }) =>
            wave <= before.currentWave
              ? aWave(wave, { ...ended, succeeded: succeeded + waiting + held + offered + atWork + backoff })
              : aWave(wave, { waiting }),
        );
        expect(observe(resumed, ...allWell).campaign.state).not.toBe('paused');
      }),
    );
  });

  it('gives a reason for each decision, and only takes steps that the table allows', () => {
    fc.assert(
      fc.property(
        campaigns,
        waves,
        fc.constantFrom<CampaignEvent['type']>('observe', 'pause', 'stop'),
        (campaign, so, type) => {
          const next = step(campaign, { type, by, waves: so, cells: [] } as CampaignEvent);
          if (next.campaign.state !== campaign.state)
            expect(CAMPAIGN_TRANSITIONS[campaign.state]).toContain(next.campaign.state);
          if (next.campaign !== campaign)
            expect(next.effects.some((effect: CampaignEffect) => effect.type === 'record')).toBe(true);
          for (const effect of next.effects) expect(effect.reason).not.toBe('');
        },
      ),
    );
  });

  it('brings every campaign to an end in a simulated fleet, whatever happens to its devices', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 0, max: 60 }),
        (seed, devices, failPercent) => {
          expect(runFleet(seed, devices, failPercent)).toMatchObject({ state: 'finished' });
        },
      ),
      { numRuns: 50 },
    );
  });
});

/** Runs a campaign over simulated jobs, with an operator who always resumes. Returns the campaign at its end. */
function runFleet(seed: number, devices: number, failPercent: number): Campaign {
  const rng = seededRng(seed);
  const sizes = [Math.ceil(devices * 0.05), Math.ceil(devices * 0.25), devices];
  const jobs: { wave: number; state: JobState }[] = Array.from({ length: devices }, (_, index) => ({
    wave: sizes.findIndex((size) => index < size),
    state: 'waiting',
  }));
  const look = (): WaveCounts[] =>
    sizes.map((_, wave) => {
      const of = (state: JobState): number => jobs.filter((job) => job.wave === wave && job.state === state).length;
      return {
        wave,
        jobs: jobCounts({
          waiting: of('waiting'),
          running: of('running'),
          succeeded: of('succeeded'),
          failed: of('failed'),
        }),
        due: of('waiting'),
      };
    });
  let campaign = step(step(draft(), { type: 'start', by }).campaign, {
    type: 'planned',
    jobs: devices,
    excluded: 0,
  }).campaign;
  for (let round = 0; round < 5000 && campaign.state !== 'finished'; round++) {
    if (campaign.state === 'paused')
      campaign = step(campaign, { type: 'resume', by, cells: [], waves: look() }).campaign;
    const looked = observe(campaign, ...look());
    campaign = looked.campaign;
    for (const [wave, count] of offers(looked)) {
      for (const job of jobs
        .filter((candidate) => candidate.wave === wave && candidate.state === 'waiting')
        .slice(0, count))
        job.state = 'running';
    }
    for (const job of jobs)
      if (job.state === 'running' && rng.chance(0.5)) job.state = rng.below(100) < failPercent ? 'failed' : 'succeeded';
  }
  return campaign;
}
