import { describe, expect, it } from '@jest/globals';

import { needsImage, NOTHING_ACKNOWLEDGED, type Campaign } from './campaign.js';
import { type WaveCounts } from './counts.js';
import type { Plan } from './plan.js';
import { aCampaign, aConfig, aWave, BUILD_SERVER as by } from '@twinbank/testkit/campaign-specimens';
import { observe, step } from './testing/stepping.js';
import type { CampaignStep } from './steps/effects.js';

/** The numbers of the last decision: what a person, or a program, reads beside its reason. */
const factsOf = ({ effects }: CampaignStep): unknown =>
  effects.flatMap((effect) => (effect.type === 'record' ? [effect.facts] : [])).at(-1);
const paused = (given: Partial<Campaign> = {}): Campaign =>
  aCampaign({ state: 'paused', pauseReason: 'error_threshold', ...given });

describe('what is recorded of a decision', () => {
  it('is, of resuming, what the campaign was paused for and how many failures are accepted', () => {
    const waves = [aWave(0, { failed: 2, succeeded: 3, waiting: 1 })];
    expect(factsOf(step(paused(), { type: 'resume', by, cells: [], waves }))).toEqual({
      pausedFor: 'error_threshold',
      failed: 2,
      ended: 5,
    });
  });

  it('is, of a wave that missed its successes, the rule and the wave', () => {
    const waves = [aWave(0, { failed: 1 }), aWave(1, { waiting: 9 })];
    const config = aConfig({ thresholds: { ...aConfig().thresholds, errorMinimum: 1_000_000 } });
    expect(factsOf(observe(aCampaign({ config }), ...waves))).toEqual({ rule: 'success_threshold', wave: 0 });
  });
});

describe('a campaign whose filter is lost', () => {
  const plan: Plan = { phase: 'choosing', after: 'm-0500', chosen: 400, excluded: 100, placed: 0 };
  const lost = { type: 'selection-lost', problem: 'there is no group canaries' } as const;

  it('pauses while its devices are determined, and goes on from there when it is resumed', () => {
    const stopped = step(aCampaign({ state: 'starting', plan }), lost);
    expect(stopped.campaign).toMatchObject({ state: 'paused', pauseReason: 'selection_unreadable', plan });
    expect(stopped.effects).toMatchObject([{ kind: 'campaign_paused', reason: expect.stringContaining('canaries') }]);
    expect(factsOf(stopped)).toEqual({ rule: 'selection_unreadable' });
    expect(observe(stopped.campaign)).toEqual({ campaign: stopped.campaign, effects: [] });
    const resumed = step(stopped.campaign, { type: 'resume', by, cells: [], waves: [] }).campaign;
    expect(resumed).toMatchObject({ state: 'starting', plan });
  });

  it.each(['paused', 'stopping', 'running'] as const)('stays as it is if it is %s by then', (state) => {
    const campaign = aCampaign({ state });
    expect(step(campaign, lost)).toEqual({ campaign, effects: [] });
  });
});

describe('a wave that an operator accepts by resuming', () => {
  const resumed = (...waves: WaveCounts[]): number =>
    step(paused(), { type: 'resume', by, cells: [], waves }).campaign.acknowledged.wave;

  it('is the present one, if none of its jobs is open', () => {
    expect(resumed(aWave(0, { failed: 4 }))).toBe(0);
    expect(resumed(aWave(0, { failed: 4, running: 1 }))).toBe(NOTHING_ACKNOWLEDGED.wave);
  });

  it('is none before the first has begun', () => {
    expect(resumed()).toBe(NOTHING_ACKNOWLEDGED.wave);
    expect(resumed(aWave(1, { waiting: 3 }))).toBe(NOTHING_ACKNOWLEDGED.wave);
  });
});

describe('a wave without any success', () => {
  const runsOn = (first: WaveCounts, ...more: WaveCounts[]): boolean =>
    observe(aCampaign(), first, ...more, aWave(2, { waiting: 9 })).campaign.state === 'running';

  it('stops the campaign if its jobs were cancelled or excluded, whichever of both', () => {
    expect(runsOn(aWave(0, { cancelled: 1 }))).toBe(false);
    expect(runsOn(aWave(0, { excluded: 1 }))).toBe(false);
    expect(runsOn(aWave(0, { cancelled: 1, excluded: 1 }))).toBe(false);
  });

  it('stops nothing if it never had a job', () => expect(runsOn(aWave(0, {}))).toBe(true));
});

describe('the image of a campaign', () => {
  it('is needed while it runs, or waits for the image, and at no other time', () => {
    expect(needsImage({ state: 'running' })).toBe(true);
    expect(needsImage({ state: 'paused', pauseReason: 'image_unreadable' })).toBe(true);
    expect(needsImage({ state: 'paused', pauseReason: 'operator' })).toBe(false);
    expect(needsImage({ state: 'finished' })).toBe(false);
  });
});
