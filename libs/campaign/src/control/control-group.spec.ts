import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { aConfig } from '@twinbank/testkit/campaign-specimens';

import { outlineOf } from '../approval/plan-outline.js';
import { problemsOf, type CampaignConfig } from '../config.js';
import { durationOf } from '../pace/duration.js';
import { NEW_PLAN, place, type Plan } from '../plan.js';
import { PLACE_KEYS, placeOf } from '../waves.js';
import {
  CONTROL_MOST,
  controlSize,
  holdsJoinerBack,
  treatedSize,
  type ControlGroup,
  type ControlRule,
} from './control-group.js';

const RULE: ControlRule = { name: 'watchdogs', measure: 'watchdogResets', minimum: 5, alpha: 0.01, action: 'pause' };

describe('the size of a control group', () => {
  it('is the share of the devices, rounded up, and not more than it may be', () => {
    expect(controlSize(100, { percent: 5 })).toBe(5);
    expect(controlSize(101, { percent: 5 })).toBe(6);
    expect(controlSize(1000, { percent: 5, most: 20 })).toBe(20);
    expect(controlSize(1_000_000, { percent: 50 })).toBe(CONTROL_MOST);
    expect(controlSize(100, undefined)).toBe(0);
  });

  it('leaves at least one device for the release', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.double({ min: 0.001, max: 50, noNaN: true }), (devices, percent) => {
        const held = controlSize(devices, { percent });
        expect(held).toBeGreaterThanOrEqual(0);
        expect(held).toBeLessThanOrEqual(CONTROL_MOST);
        if (devices > 0) expect(held).toBeLessThan(devices);
        expect(held + treatedSize(devices, { percent })).toBe(devices);
      }),
    );
  });
});

describe('a device that joins a campaign with a control group', () => {
  const control = { percent: 25, most: 3 };
  const joins = (key: number, held = 0, treated = 1): boolean =>
    holdsJoinerBack(control, key * PLACE_KEYS, { held, treated });

  it('is held back by its hash alone, as the first ones of the order are at the start', () => {
    expect([0, 0.2499, 0.25, 0.99].map((key) => joins(key))).toEqual([true, true, false, false]);
    expect(holdsJoinerBack(undefined, 0, { held: 0, treated: 1 })).toBe(false);
    const share = Array.from({ length: 4000 }, (_, at) => placeOf('7', `pump-${at}`)).filter((key) =>
      holdsJoinerBack({ percent: 5 }, key, { held: 0, treated: 1 }),
    );
    expect(Math.abs(share.length - 200)).toBeLessThan(50);
  });

  it('is not held back once the group is full, nor before anybody has the release', () => {
    expect([joins(0, 2), joins(0, 3)]).toEqual([true, false]);
    expect(joins(0, 0, 0)).toBe(false);
  });
});

describe('a plan with a control group', () => {
  const plan: Plan = { ...NEW_PLAN, phase: 'placing', chosen: 40, excluded: 3, placed: 0 } as Plan;
  const ids = Array.from({ length: 40 }, (_, at) => ({ jobId: at, key: at }));
  const waves = [{ percent: 50 }, { percent: 100 }];

  it('holds the first of the order back, and the waves are shares of the others', () => {
    const { places } = place(plan, ids, { waves, control: { percent: 10 } });
    const held = places.filter(({ exclusion }) => exclusion?.reason === 'control_group');
    expect(held.map(({ jobId }) => jobId)).toEqual([0, 1, 2, 3]);
    expect(places.filter(({ wave }) => wave === 0).map(({ jobId }) => jobId)).toEqual(
      ids.slice(4, 22).map(({ jobId }) => jobId),
    );
    expect(new Set(places.map(({ ordinal }) => ordinal)).size).toBe(40);
  });

  it('holds as many back where jobs end before they are placed: the last wave has fewer', () => {
    const { places } = place(
      plan,
      ids.filter(({ jobId }) => jobId % 4 > 0),
      { waves, control: { percent: 10 } },
    );
    expect(places.filter(({ exclusion }) => exclusion?.reason === 'control_group')).toHaveLength(4);
    expect([0, 1].map((at) => places.filter(({ wave }) => wave === at).length)).toEqual([18, 8]);
  });

  it('holds the last of the order back in a plan that an earlier server began', () => {
    const { controlFirst: _first, ...earlier } = plan;
    const { places } = place(earlier, ids, { waves, control: { percent: 10 } });
    const held = places.filter(({ exclusion }) => exclusion?.reason === 'control_group');
    expect(held.map(({ jobId }) => jobId)).toEqual([36, 37, 38, 39]);
    expect(held[0]!.exclusion!.detail).toBe('it is held back as control');
    expect(places.filter(({ wave }) => wave === 0)).toHaveLength(18);
    expect(places.filter(({ wave }) => wave === 1)).toHaveLength(18);
  });

  it('holds the same ones back, however it is sliced', () => {
    const whole = place(plan, ids, { waves, control: { percent: 10 } }).places;
    const sliced = [...Array(8).keys()].flatMap((part) => [
      ...place({ ...plan, placed: 5 * part }, ids.slice(5 * part, 5 * part + 5), { waves, control: { percent: 10 } })
        .places,
    ]);
    expect(sliced).toEqual(whole);
  });

  it('tells those that no wave reaches from those that are held back', () => {
    const places = place(plan, ids, { waves: [{ percent: 50 }], control: { percent: 10 } }).places;
    const reasons = places.map(({ exclusion }) => exclusion?.reason);
    expect(reasons.filter((reason) => reason === 'beyond_last_wave')).toHaveLength(18);
    expect(reasons.filter((reason) => reason === 'control_group')).toHaveLength(4);
  });

  it('is outlined, and takes as long as its treated devices', () => {
    const config = aConfig({ waves, control: { percent: 10 }, concurrency: 1 });
    expect(outlineOf(config, { eligible: 40, excluded: [] }, 10)).toMatchObject({ waves: [18, 18], bytes: 360 });
    expect(durationOf(config, 40, { attemptMs: 1000 }).concurrencyMs).toBe(36_000);
  });
});

describe('a control group of a campaign', () => {
  const problems = (control: unknown, given: Partial<CampaignConfig> = {}): string =>
    problemsOf(aConfig({ ...given, control: control as ControlGroup })).join();

  it('has a share, and rules that can be judged', () => {
    expect(problems({ percent: 5 })).toBe('');
    expect(problems({ percent: 50, most: 100, rules: [RULE, { ...RULE, name: 'b', measure: 'numbers.heat' }] })).toBe(
      '',
    );
    expect(problems({ percent: 5, rules: [{ ...RULE, measure: 'numbers.memory', worse: 'lower' }] })).toBe('');
  });

  it.each<[unknown, string]>([
    [{}, 'control.percent'],
    [{ percent: 0 }, 'control.percent'],
    [{ percent: 51 }, 'control.percent'],
    [{ percent: 5, most: 1 }, 'control.most'],
    [{ percent: 5, most: CONTROL_MOST + 1 }, 'control.most'],
    [{ percent: 5, rules: 5 }, 'control.rules'],
    [{ percent: 5, rules: [null] }, 'control.rules[0].name'],
    [{ percent: 5, rules: Array(11).fill(RULE) }, 'at most 10'],
    [{ percent: 5, rules: [RULE, RULE] }, 'different'],
    [{ percent: 5, rules: [{ ...RULE, measure: 'heat' }] }, 'measure'],
    [{ percent: 5, rules: [{ ...RULE, measure: 'numbers.' }] }, 'measure'],
    [{ percent: 5, rules: [{ ...RULE, worse: 'lower' }] }, 'worse'],
    [{ percent: 5, rules: [{ ...RULE, minimum: 4 }] }, 'minimum'],
    [{ percent: 5, most: 10, rules: [{ ...RULE, minimum: 11 }] }, 'at most control.most'],
    [{ percent: 5, rules: [{ ...RULE, alpha: 0 }] }, 'alpha'],
    [{ percent: 5, rules: [{ ...RULE, action: 'stop_slice' }] }, 'action'],
    ['none', 'is an object'],
  ])('is refused as %j', (control, problem) => expect(problems(control)).toContain(problem));

  it('has rules of other names than the campaign has, and a release that runs', () => {
    const rule = { name: 'watchdogs', minimum: 5, percent: 5, action: 'pause' } as const;
    expect(problems({ percent: 5, rules: [RULE] }, { rules: [rule] })).toContain('different');
    const terms = { ...aConfig().terms, kind: 'download-only' } as const;
    expect(problems({ percent: 5 }, { terms })).toContain('no control');
  });
});
