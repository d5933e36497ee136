import { describe, expect, it } from '@jest/globals';

import { isSliceKey, problemsOfRules, sliceKeysOf, type StopRule } from './stop-rule.js';

const aRule = (given: Partial<StopRule> = {}): StopRule => ({
  name: 'no reverts',
  minimum: 10,
  percent: 5,
  action: 'pause',
  ...given,
});

describe('problemsOfRules', () => {
  it('finds none where there are no rules, nor in rules that make sense', () => {
    expect(problemsOfRules(undefined)).toEqual([]);
    expect(problemsOfRules([])).toEqual([]);
    expect(
      problemsOfRules([
        aRule(),
        aRule({ name: 'Flash of revision B', faults: ['flash_error'], per: 'hardware', action: 'stop_slice' }),
        aRule({
          name: 'site',
          classes: ['reverted', 'failed'],
          per: 'attr.site',
          percent: 0.5,
          minimum: 1,
          action: 'stop',
        }),
        aRule({ name: 'told', percent: 100, minimum: 1_000_000, action: 'notify' }),
      ]),
    ).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['no name', { name: '' }, 'name is'],
    ['a name of two lines', { name: 'a\nb' }, 'name is'],
    ['a name that is too long', { name: 'x'.repeat(65) }, 'name is'],
    ['an unknown class', { classes: ['sad'] }, 'classes names'],
    ['an empty list of classes', { classes: [] }, 'classes names'],
    ['an unknown fault', { faults: ['bad_mood'] }, 'faults names'],
    ['an unknown slice', { per: 'colour' }, 'per is'],
    ['an attribute without a name', { per: 'attr.' }, 'per is'],
    ['no minimum', { minimum: 0 }, 'minimum is'],
    ['half a minimum', { minimum: 1.5 }, 'minimum is'],
    ['no percentage', { percent: 0 }, 'percent is'],
    ['more than all', { percent: 101 }, 'percent is'],
    ['a percentage and a test', { test: { p0: 0.01, p1: 0.05, alpha: 0.05, beta: 0.1 } }, 'has either'],
    ['neither of both', { percent: undefined }, 'has either'],
    [
      'a test of rates that fall',
      { percent: undefined, test: { p0: 0.5, p1: 0.05, alpha: 0.05, beta: 0.1 } },
      'test.p1',
    ],
    ['an unknown action', { action: 'shout' }, 'action is'],
    ['a slice to stop where there is none', { action: 'stop_slice' }, 'per is needed'],
  ])('names %s', (_what, given, sentence) => {
    expect(problemsOfRules([aRule(given)])).toEqual([expect.stringContaining(`rules[0].${sentence}`)]);
  });

  it('names two rules of one name, too many rules, and too many ways to divide a fleet', () => {
    expect(problemsOfRules([aRule(), aRule()])).toEqual(['rules[].name is different in each']);
    const many = (count: number, per: (at: number) => StopRule['per']): StopRule[] =>
      Array.from({ length: count }, (_, at) => aRule({ name: `rule ${at}`, per: per(at)! }));
    expect(problemsOfRules(many(20, () => 'hardware'))).toEqual([]);
    expect(problemsOfRules(many(21, () => 'hardware'))).toEqual(['rules has at most 20 entries']);
    expect(problemsOfRules(many(4, (at) => `attr.a${at}`))).toEqual([]);
    expect(problemsOfRules(many(5, (at) => `attr.a${at}`))).toEqual(['rules[].per has at most 4 different values']);
  });
});

describe('slice keys', () => {
  it('are hardware, version and attributes', () => {
    expect(['hardware', 'version', 'attr.site', 'attr.a.b-c_1'].every(isSliceKey)).toBe(true);
    expect(['', 'site', 'attr.', 'attr.1', 'xhardware', 'hardwarex', 7, undefined].some(isSliceKey)).toBe(false);
  });

  it('are those of the rules, each once, in their order', () => {
    const rules = [aRule({ per: 'attr.site' }), aRule(), aRule({ per: 'hardware' }), aRule({ per: 'attr.site' })];
    expect(sliceKeysOf(rules)).toEqual(['attr.site', 'hardware']);
    expect(sliceKeysOf(undefined)).toEqual([]);
  });
});
