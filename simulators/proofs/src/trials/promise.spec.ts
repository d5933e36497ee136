import { describe, expect, it } from '@jest/globals';

import { seededRng } from '@twinbank/primitives';

import { CONTROL, findingsOf, TRIAL_CASES, type TrialCase } from './promise.js';
import { runTrial } from './trial.js';
import { trialsText } from './trials-text.js';

const TEST = { p0: 0.01, p1: 0.2, alpha: 0.05, beta: 0.05 };
const aCase = (given: Partial<TrialCase> = {}): TrialCase => ({
  name: 'a rule',
  rule: { name: 'tried', minimum: 1, test: TEST, action: 'pause' },
  slices: [{ value: 'A', devices: 500, failureRate: 0.01 }],
  promise: TEST,
  atOnce: 5,
  ...given,
});
const BAD = [{ value: 'A', devices: 500, failureRate: TEST.p1 }];
const rng = () => seededRng('trials');

describe('a trial', () => {
  it('stops a release that always fails with the first devices, and lets one pass that never does', () => {
    const always = aCase({ slices: [{ value: 'A', devices: 500, failureRate: 1 }] });
    expect(runTrial(always, rng())).toEqual({ verdicts: ['stopped'], ended: [5] });
    const never = aCase({ slices: [{ value: 'A', devices: 500, failureRate: 0 }] });
    expect(runTrial(never, rng())).toEqual({ verdicts: ['passed'], ended: [15] });
  });

  it('is undecided where the devices are too few', () => {
    const few = aCase({ slices: [{ value: 'A', devices: 4, failureRate: 0 }] });
    expect(runTrial(few, rng()).verdicts).toEqual(['undecided']);
  });

  it('judges each slice by itself, and goes on without the one that is stopped', () => {
    const outcome = runTrial(
      aCase({
        rule: { ...aCase().rule, per: 'hardware', action: 'stop_slice' },
        slices: [
          { value: 'A', devices: 300, failureRate: 0 },
          { value: 'B', devices: 300, failureRate: 1 },
        ],
      }),
      rng(),
    );
    expect(outcome.verdicts).toEqual(['passed', 'stopped']);
    expect(outcome.ended[1]).toBeLessThan(10);
  });
});

describe('what a rule promises', () => {
  it('is kept at both rates', () => {
    for (const failureRate of [TEST.p0, TEST.p1]) {
      const [finding] = findingsOf(aCase({ slices: [{ value: 'A', devices: 500, failureRate }] }), 2000, rng());
      expect(finding).toMatchObject({ error: failureRate === TEST.p0 ? 'false stop' : 'missed stop', isBroken: false });
      expect(finding!.measured).toBeGreaterThan(0);
    }
  });

  it('is seen to be broken where a rule errs more often', () => {
    const [finding] = findingsOf(CONTROL, 500, rng());
    expect(finding).toMatchObject({ error: 'false stop', isBroken: true });
    const [missed] = findingsOf(aCase({ promise: { ...TEST, beta: 1e-6 }, slices: BAD }), 1000, rng());
    expect(missed).toMatchObject({ error: 'missed stop', isBroken: true });
  });

  it('is not made between both rates', () => {
    const [finding] = findingsOf(aCase({ slices: [{ value: 'A', devices: 500, failureRate: 0.1 }] }), 50, rng());
    expect(finding).toMatchObject({ error: undefined, promised: undefined, measured: undefined, isBroken: false });
  });

  it('is told in a table with a row for each slice', () => {
    const findings = TRIAL_CASES.flatMap((one) => findingsOf(one, 5, rng()));
    const lines = trialsText(findings).split('\n');
    expect(lines).toHaveLength(2 + 8 + 3);
    expect(new Set(lines.map((line) => line.split('|').length))).toEqual(new Set([14]));
    expect(lines.at(-2)).toContain('| each hardware by itself | B | 10.0 % | 20 |');
  });
});
