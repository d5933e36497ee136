import { seededRng } from '@twinbank/primitives';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { Verdict } from './counts.js';
import {
  boundariesOf,
  errorBoundsOf,
  forcedVerdict,
  logLikelihoodRatio,
  problemsOfSprt,
  rejectionNumber,
  sprt,
  sprtVerdict,
  type SprtRule,
} from './sprt.js';
import { stopDistribution } from './stop-distribution.js';

const RULE: SprtRule = { p0: 0.01, p1: 0.05, alpha: 0.05, beta: 0.1 };
const verdictOf = (failed: number, ended: number, rule = RULE): Verdict => sprtVerdict(rule, { failed, ended });
const ones = (count: number): number[] => Array.from({ length: count }, () => 1);

describe('a sequential probability ratio test', () => {
  it('decides at the boundaries that Wald gives', () => {
    // Wald 1947, (3:11), (3:12): A = (1 − β)/α = 18 and B = β/(1 − α) = 2/19; slope and intercepts by (5:10) to (5:12).
    expect(boundariesOf(RULE).rejectAt).toBeCloseTo(Math.log(18), 12);
    expect(boundariesOf(RULE).acceptAt).toBeCloseTo(Math.log(2 / 19), 12);
    const denominator = Math.log(5) - Math.log(0.95 / 0.99);
    const slope = Math.log(0.99 / 0.95) / denominator;
    for (const ended of [1, 10, 54, 55, 100, 500, 5000])
      expect(rejectionNumber(RULE, ended)).toBe(
        Math.ceil(slope * ended + Math.log(18) / denominator) <= ended
          ? Math.ceil(slope * ended + Math.log(18) / denominator)
          : undefined,
      );
    expect([verdictOf(0, 54), verdictOf(0, 55)]).toEqual(['undecided', 'accept']);
    expect([verdictOf(1, 2), verdictOf(2, 2)]).toEqual(['undecided', 'reject']);
    expect([verdictOf(0, 0), verdictOf(0, 1), verdictOf(1, 1)]).toEqual(['undecided', 'undecided', 'undecided']);
  });

  it('meets a boundary that is met exactly', () => {
    // ln(p1/p0) = ln 9 and (1 − β)/α = 9.
    const rule = { p0: 0.1, p1: 0.9, alpha: 0.1, beta: 0.1 };
    expect([verdictOf(1, 1, rule), verdictOf(0, 1, rule), verdictOf(5, 10, rule)]).toEqual([
      'reject',
      'accept',
      'undecided',
    ]);
    expect([verdictOf(6, 11, rule), verdictOf(5, 11, rule)]).toEqual(['reject', 'accept']);
  });

  it('is safe where a rate is 0 or 1', () => {
    const never = { ...RULE, p0: 0 };
    expect([verdictOf(1, 1, never), verdictOf(1, 1000, never)]).toEqual(['reject', 'reject']);
    expect([verdictOf(0, 43, never), verdictOf(0, 44, never)]).toEqual(['undecided', 'accept']);
    const always = { ...RULE, p1: 1 };
    expect([verdictOf(0, 1, always), verdictOf(9, 10, always), verdictOf(1, 1, always)]).toEqual([
      'accept',
      'accept',
      'reject',
    ]);
    const both = { ...RULE, p0: 0, p1: 1 };
    expect([verdictOf(0, 0, both), verdictOf(1, 1, both), verdictOf(0, 1, both)]).toEqual([
      'undecided',
      'reject',
      'accept',
    ]);
    expect(verdictOf(1, 2, both)).toBe('reject');
    expect(logLikelihoodRatio(both, { failed: 1, ended: 2 })).toBeNaN();
  });

  it('rejects with more failures, and never accepts again', () => {
    const rules = fc
      .record({
        p0: fc.double({ min: 0, max: 0.5, noNaN: true }),
        more: fc.double({ min: 1e-3, max: 0.5, noNaN: true }),
      })
      .map(({ p0, more }) => ({ ...RULE, p0, p1: p0 + more }));
    const rank = { accept: 0, undecided: 1, reject: 2 };
    fc.assert(
      fc.property(rules, fc.integer({ min: 1, max: 300 }), (rule, ended) => {
        const verdicts = Array.from({ length: ended + 1 }, (_, failed) => rank[verdictOf(failed, ended, rule)]);
        expect(verdicts.every((verdict, index) => index === 0 || verdict >= verdicts[index - 1]!)).toBe(true);
        const first = verdicts.indexOf(2);
        expect(rejectionNumber(rule, ended)).toBe(first < 0 ? undefined : first);
      }),
    );
  });

  it('refuses counts that cannot be', () => {
    expect(() => verdictOf(2, 1)).toThrow('2 of 1 cannot have failed');
    expect(() => verdictOf(NaN, 1)).toThrow(RangeError);
  });
});

describe('a decision that is forced', () => {
  it('is that of the test where it has decided, and otherwise for the rate that explains the counts better', () => {
    const forced = (failed: number, ended: number): string => forcedVerdict(RULE, { failed, ended });
    expect([forced(2, 2), forced(0, 55)]).toEqual(['reject', 'accept']);
    // Between 39 and 40 attempts with one failure the sign of the ratio changes: ln 5 = n·ln(0.99/0.95) at n = 39.0 − 1.
    expect([forced(1, 2), forced(0, 3), forced(0, 0)]).toEqual(['reject', 'accept', 'accept']);
    const turn = Array.from({ length: 100 }, (_, index) => forced(1, index + 2)).indexOf('accept') + 2;
    expect(logLikelihoodRatio(RULE, { failed: 1, ended: turn })).toBeLessThanOrEqual(0);
    expect(logLikelihoodRatio(RULE, { failed: 1, ended: turn - 1 })).toBeGreaterThan(0);
  });
});

describe('the error rates that were asked for', () => {
  it('hold in 20 000 simulated sequences of each kind', () => {
    const rng = seededRng('sprt');
    const runs = 10_000;
    const given = { p0: 0.05, p1: 0.2, alpha: 0.05, beta: 0.1 };
    const rule = sprt(given);
    const shareOf = (wanted: Verdict, failureRate: number): number => {
      let hits = 0;
      for (let run = 0; run < runs; run++) {
        let [failed, ended] = [0, 0];
        let verdict: Verdict = 'undecided';
        while (verdict === 'undecided') {
          ended++;
          if (rng.chance(failureRate)) failed++;
          verdict = rule({ failed, ended });
        }
        hits += Number(verdict === wanted);
      }
      return hits / runs;
    };
    const falseStop = shareOf('reject', given.p0);
    const missedStop = shareOf('accept', given.p1);
    // Three standard errors of 10 000 runs around what is promised, and around what is computed exactly.
    expect(falseStop).toBeLessThan(given.alpha + 3 * Math.sqrt((0.05 * 0.95) / runs));
    expect(missedStop).toBeLessThan(given.beta + 3 * Math.sqrt((0.1 * 0.9) / runs));
    const exact = {
      falseStop: stopDistribution(rule, given.p0, ones(5000)).rejected,
      missedStop: stopDistribution(rule, given.p1, ones(5000)).accepted,
    };
    expect(Math.abs(falseStop - exact.falseStop)).toBeLessThan(3 * Math.sqrt((0.05 * 0.95) / runs));
    expect(Math.abs(missedStop - exact.missedStop)).toBeLessThan(3 * Math.sqrt((0.1 * 0.9) / runs));
  });

  const RULES: SprtRule[] = [
    RULE,
    { p0: 0.02, p1: 0.1, alpha: 0.01, beta: 0.01 },
    { p0: 0.001, p1: 0.02, alpha: 0.1, beta: 0.05 },
    { p0: 0.2, p1: 0.5, alpha: 0.05, beta: 0.2 },
  ];
  it.each([1, 2, 7, 25, 100, 1000])(
    'hold exactly when somebody looks after every %i attempts, and more devices are used',
    (size) => {
      for (const rule of RULES) {
        const batches = Array.from({ length: Math.ceil(10_000 / size) }, () => size);
        const good = stopDistribution(sprt(rule), rule.p0, batches);
        const bad = stopDistribution(sprt(rule), rule.p1, batches);
        const { falseStop, missedStop } = errorBoundsOf(rule);
        expect(good.undecided + bad.undecided).toBeLessThan(1e-6);
        expect(good.rejected).toBeLessThanOrEqual(falseStop);
        expect(bad.accepted).toBeLessThanOrEqual(missedStop);
        expect(good.rejected + bad.accepted).toBeLessThanOrEqual(rule.alpha + rule.beta);
        const meanEnded = (looks: typeof bad.looks): number =>
          looks.reduce((sum, { ended, rejected, accepted }) => sum + ended * (rejected + accepted), 0);
        const onceEach = stopDistribution(sprt(rule), rule.p1, ones(10_000));
        expect(meanEnded(bad.looks)).toBeGreaterThanOrEqual(meanEnded(onceEach.looks) - 1e-6);
      }
    },
  );

  it('are bounded by Wald’s inequalities', () => {
    expect(errorBoundsOf(RULE).falseStop).toBeCloseTo(0.05 / 0.9, 12);
    expect(errorBoundsOf(RULE).missedStop).toBeCloseTo(0.1 / 0.95, 12);
  });

  it('do not hold where a decision is forced early', () => {
    const early = stopDistribution(
      ({ failed, ended }) =>
        ended < 20 ? sprtVerdict(RULE, { failed, ended }) : forcedVerdict(RULE, { failed, ended }),
      RULE.p0,
      ones(20),
    );
    expect(early.undecided).toBeLessThan(1e-12);
    expect(early.rejected).toBeGreaterThan(RULE.alpha);
  });
});

describe('a rule', () => {
  it('has no problem if its rates rise and its errors are small', () => {
    expect(problemsOfSprt(RULE)).toEqual([]);
    expect(problemsOfSprt({ p0: 0, p1: 1, alpha: 0.5, beta: 1e-9 })).toEqual([]);
  });

  it.each([
    [{ p0: -0.1 }, ['rule.p0 is a number from 0 to 1']],
    [{ p0: '0.1' }, ['rule.p0 is a number from 0 to 1']],
    [{ p1: 1.1 }, ['rule.p1 is a number from 0 to 1']],
    [{ p1: NaN }, ['rule.p1 is a number from 0 to 1']],
    [{ p1: 0.01 }, ['rule.p1 is greater than p0']],
    [{ p0: 0.06 }, ['rule.p1 is greater than p0']],
    [{ alpha: 0 }, ['rule.alpha is a number from 1e-9 to 0.5']],
    [
      { alpha: 0.51, beta: undefined },
      ['rule.alpha is a number from 1e-9 to 0.5', 'rule.beta is a number from 1e-9 to 0.5'],
    ],
  ])('with %p has problems', (changes, problems) => {
    expect(problemsOfSprt({ ...RULE, ...changes }, 'rule')).toEqual(problems);
  });

  it('is an object', () => {
    for (const rule of [null, undefined, 7, 'x']) expect(problemsOfSprt(rule)).toEqual(['sprt is an object']);
  });
});
