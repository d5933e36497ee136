import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import type { CountRule } from './counts.js';
import { errorBoundsOf, rejectionNumber, sprt, sprtVerdict } from './sprt.js';
import { stopDistribution, type StopDistribution } from './stop-distribution.js';
import { evenBatches, stopForecast } from './stop-forecast.js';

const page = readFileSync(new URL('../../../docs/statistics.md', import.meta.url), 'utf8');
const RULE = { p0: 0.01, p1: 0.05, alpha: 0.05, beta: 0.1 };
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
/** As libs/campaign does. */
const threshold =
  (share: number, minimum: number): CountRule =>
  ({ failed, ended }) =>
    failed > 0 && ended >= minimum && failed * 100 >= share * ended ? 'reject' : 'undecided';

/** The rows of the page without the spaces that make columns. */
const rows = new Set(page.split('\n').map((line) => line.replaceAll(/ *\| */g, '|').trim()));

describe('docs/statistics.md', () => {
  it.each([
    ['10 % of at least 10', threshold(10, 10)],
    ['10 % of at least 100', threshold(10, 100)],
    ['the test above', sprt(RULE)],
    ['the test, 2 % against 10 %, 1 % errors each', sprt({ p0: 0.02, p1: 0.1, alpha: 0.01, beta: 0.01 })],
  ])('says when it stops: %s', (name, rule) => {
    for (const looks of [1, 50])
      for (const { failureRate, stops, passes, atStop } of stopForecast(rule, evenBatches(10_000, looks))) {
        const numbers = atStop ? [atStop.endedMedian, atStop.ended95, atStop.failedMean.toFixed(1)] : ['', '', ''];
        const cells = [name, looks, `${failureRate * 100} %`, percent(stops), percent(passes), ...numbers];
        expect(rows).toContain(`|${cells.join('|')}|`);
      }
  });

  it('says what looks after many outcomes do', () => {
    const mean = ({ looks }: StopDistribution): string =>
      looks.reduce((sum, { ended, accepted, rejected }) => sum + ended * (accepted + rejected), 0).toFixed(0);
    for (const looks of [1, 10, 50, 250]) {
      const batches = evenBatches(20_000, looks);
      const good = stopDistribution(sprt(RULE), RULE.p0, batches);
      const bad = stopDistribution(sprt(RULE), RULE.p1, batches);
      const cells = [looks, percent(good.rejected), percent(bad.accepted), mean(good), mean(bad)];
      expect(rows).toContain(`|${cells.join('|')}|`);
    }
  });

  it('says where the test decides', () => {
    expect([2, 10, 50, 100, 200].map((ended) => rejectionNumber(RULE, ended))).toEqual([2, 3, 4, 5, 7]);
    expect(page.replaceAll(/\s+/g, ' ')).toContain(
      'it rejects at 2 failures of the first 2, 3 of 10, 4 of 50, 5 of 100, 7 of 200, and accepts after 55 successes without a failure',
    );
    expect(sprtVerdict(RULE, { failed: 0, ended: 55 })).toBe('accept');
    const { falseStop, missedStop } = errorBoundsOf(RULE);
    expect(page).toContain(`here ${percent(falseStop)} and ${percent(missedStop)}`);
  });
});
