import { describe, expect, it } from '@jest/globals';

import { aConfig } from '@twinbank/testkit/campaign-specimens';

import { problemsOf } from '../config.js';
import { budgetWords, leaseFrom, leaseTermsOf, meterKey, metersOf, type Budgets } from './budgets.js';

const TOTAL = { bytesPerSecond: 100_000, burstSeconds: 5 };
const EACH = { by: 'gateway', bytesPerSecond: 5000, burstSeconds: 1 };

describe('byte budgets of a campaign', () => {
  it.each<[string, unknown, string]>([
    ['are no object', 5, 'budgets is an object'],
    ['are null', null, 'budgets is an object'],
    ['are none', {}, 'budgets has total or each'],
    ['have a total that is none', { total: 5 }, 'budgets.total is an object'],
    ['have a total that moves nothing', { total: { ...TOTAL, bytesPerSecond: 5 } }, 'budgets.total.bytesPerSecond'],
    ['have places that are none', { each: null }, 'budgets.each is an object'],
    ['have places by nothing', { each: TOTAL }, 'budgets.each.by is the name of an attribute'],
    ['have places by a blank', { each: { ...EACH, by: 'a b' } }, 'budgets.each.by is the name of an attribute'],
    [
      'have places of a second kind by a blank',
      { each: EACH, andEach: { ...EACH, by: 'a b' } },
      'budgets.andEach.by is',
    ],
    ['have places of a second kind alone', { total: TOTAL, andEach: EACH }, 'budgets.andEach is for places beside'],
    ['have places of one kind twice', { each: EACH, andEach: EACH }, 'by another attribute'],
    ['have places of a second kind that are none', { each: EACH, andEach: null }, 'budgets.andEach is an object'],
    ['have places without a burst', { each: { ...EACH, burstSeconds: 0 } }, 'budgets.each.burstSeconds'],
  ])('that %s are a problem', (_what, budgets, problem) => {
    expect(problemsOf(aConfig({ budgets: budgets as Budgets })).join('; ')).toContain(problem);
  });

  it('are fine for all together, for each place, for places of two kinds, or all of them', () => {
    const andEach = { ...EACH, by: 'site' };
    for (const budgets of [{ total: TOTAL }, { each: EACH }, { total: TOTAL, each: EACH }, { each: EACH, andEach }])
      expect(problemsOf(aConfig({ budgets }))).toEqual([]);
  });

  it('are meters with names of their own', () => {
    const meters = metersOf(7, { total: TOTAL, each: EACH }, 'g-1');
    expect(meters.map(meterKey)).toEqual(['7 total ', '7 each g-1']);
    expect(metersOf(7, { each: EACH }, '').map(meterKey)).toEqual(['7 each ']);
    const both = metersOf(7, { each: EACH, andEach: { ...EACH, by: 'site' } }, 'g-1', 'lyon');
    expect(both.map(meterKey)).toEqual(['7 each g-1', '7 andEach lyon']);
    expect(leaseTermsOf(meters[1]!)).toEqual({
      bytesPerSecond: 5000,
      burstBytes: 5000,
      leaseBytes: 2500,
      leaseMs: 500,
    });
    expect(leaseFrom(meters[1]!, undefined, 99_999, 0)).toMatchObject({ bytes: 2500 });
  });

  it('say in words which of them is used up', () => {
    const [total, each] = metersOf(7, { total: TOTAL, each: EACH }, 'g-1');
    const full = { tokens: 5000, atMs: 0 };
    const empty = { tokens: 0, atMs: 0 };
    const words = (...states: (typeof full | undefined)[]) =>
      budgetWords(
        [
          { meter: total!, state: states[0] },
          { meter: each!, state: states[1] },
        ],
        { total: TOTAL, each: EACH },
        50,
      );
    expect(words(undefined, undefined)).toBeUndefined();
    expect(words({ tokens: 50_000, atMs: 0 }, full)).toBeUndefined();
    expect(words(empty, full)).toBe(
      'waits for its byte budget: the campaign has 100000 bytes a second, and they are used up',
    );
    expect(words(empty, empty)).toBe(
      'waits for its byte budget: gateway g-1 has 5000 bytes a second, and they are used up',
    );
    const nowhere = metersOf(7, { each: EACH }, '').map((meter) => ({ meter, state: empty }));
    expect(budgetWords(nowhere, { each: EACH }, 50)).toContain('all devices without gateway have 5000');
    const budgets = { each: EACH, andEach: { ...EACH, by: 'site', bytesPerSecond: 6000 } };
    const [one, other] = metersOf(7, budgets, 'g-1', 'lyon');
    const both = [
      { meter: one!, state: full },
      { meter: other!, state: empty },
    ];
    expect(budgetWords(both, budgets, 50)).toBe(
      'waits for its byte budget: site lyon has 6000 bytes a second, and they are used up',
    );
  });

  it('are used up also while they hold something, but less than is given at once', () => {
    const slow = { bytesPerSecond: 10_000, burstSeconds: 5 };
    const words = (tokens: number): string | undefined =>
      budgetWords(
        metersOf(7, { total: slow }, '').map((meter) => ({ meter, state: { tokens, atMs: 0 } })),
        undefined,
        0,
      );
    expect(words(5000)).toContain('waits for its byte budget: the campaign has 10000 bytes a second');
    expect([words(8191), words(8192)]).toEqual([expect.stringContaining('used up'), undefined]);
  });
});
