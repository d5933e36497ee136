import { describe, expect, it } from '@jest/globals';

import { dividersOf, limitsOf, rateOfAll, rateOfItem } from './rates.js';

const NONE = {
  ...{ waiting: 0, held: 0, offered: 0, running: 0, backoff: 0, soaking: 0 },
  ...{ succeeded: 0, failed: 0, rejected: 0, cancelled: 0, timed_out: 0, excluded: 0 },
};
const CONFIG = {
  thresholds: { successPercent: 90, errorPercent: 10, errorMinimum: 20 },
  rules: [
    { name: 'a revision', per: 'hardware', percent: 5, minimum: 10, action: 'stop_slice' },
    { name: 'a site', per: 'attr.site', percent: 3, minimum: 10, action: 'notify' },
    { name: 'reverts', classes: ['reverted'], percent: 1, minimum: 5, action: 'stop' },
    { name: 'by test', test: { p0: 0.01, p1: 0.05, alpha: 0.05, beta: 0.1 }, minimum: 5, action: 'stop' },
  ],
  spread: { by: 'gateway', percent: 20 },
} as never;

describe('the rate of failures', () => {
  it('is of those that have ended and count', () => {
    expect(rateOfAll({ ...NONE, succeeded: 6, failed: 1, timed_out: 1, cancelled: 9, running: 3 })).toEqual({
      ...{ failed: 2, ended: 8, percent: 25 },
    });
    expect(rateOfAll(NONE).percent).toBe(0);
    expect(rateOfItem({ value: 'A', jobs: 9, failed: 3, states: { succeeded: 3, waiting: 3, failed: 3 } })).toEqual({
      ...{ failed: 3, ended: 6, percent: 50 },
    });
  });

  it('is held against the rules that are about all failures', () => {
    expect(limitsOf(CONFIG).map(({ name, percent }) => [name, percent])).toEqual([['error threshold', 10]]);
    expect(limitsOf(CONFIG, 'hardware')).toEqual([
      { name: 'a revision', percent: 5, minimum: 10, action: 'stop_slice' },
    ]);
    expect(limitsOf(CONFIG, 'version')).toEqual([]);
  });

  it('can be divided by what the campaign is about', () => {
    expect(dividersOf(CONFIG)).toEqual(['fault', 'hardware', 'version', 'wave', 'attr.site', 'attr.gateway']);
  });
});
