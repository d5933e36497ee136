import { describe, expect, it } from '@jest/globals';

import { seededRng } from '@twinbank/primitives';

import { BLIND_CONTROL, CONTROL_CASES, controlFindingOf } from './control-trials.js';
import { controlText } from './trials-text.js';

const rng = () => seededRng('control trials');

describe('trials of rules that compare with a control group', () => {
  it.each(CONTROL_CASES.map((one) => [one.name, one.liar ?? 'nobody', one] as const))(
    'keep their promise: %s, and of %s a device lies',
    (_name, _liar, one) => {
      const finding = controlFindingOf(one, 60, rng());
      expect(finding).toMatchObject({ isBroken: false, runs: 60 });
      if (one.isWorse) expect(finding.stops).toBeGreaterThan(50);
      else expect(finding.stops).toBeLessThan(10);
    },
  );

  it('notice a rule that errs more often than was promised', () => {
    expect(controlFindingOf(BLIND_CONTROL, 300, rng())).toMatchObject({ isBroken: true });
  });

  it('notice a rule that does not find what it is to find', () => {
    const alike = { ...CONTROL_CASES[0]!, isWorse: true };
    expect(controlFindingOf(alike, 100, rng())).toMatchObject({ isBroken: true });
  });

  it('are a table', () => {
    const finding = { ...{ name: 'a', liar: undefined, isWorse: false, runs: 200 }, stops: 3, promised: 0.05 };
    const worse = { ...finding, liar: 'treated' as const, isWorse: true, stops: 199, promised: 0.9 };
    const lines = controlText([
      { ...finding, isBroken: false },
      { ...worse, isBroken: false },
    ]).split('\n');
    expect(lines.slice(2)).toEqual([
      '| a |  | changes nothing | at most 5.00 % | 1.50 % |',
      '| a | of the updated | is worse | at least 90.00 % | 99.50 % |',
    ]);
  });
});
