import { describe, expect, it } from '@jest/globals';

import { fairnessText, isFair, percentile, ratioOf, RESOLUTION_MS, type Samples } from './fairness-figures.js';

const samplesOf = (connect: number, download = 30): Samples => ({
  connect: Array(50).fill(connect),
  download: Array(50).fill(download),
  report: [25],
  health: [2],
});
const phase = (samples: Samples) => ({ name: 'pings', samples, deeds: '3 connections' });

describe('fairness figures', () => {
  it('takes the value that 99 of 100 samples do not exceed', () => {
    const samples = Array.from({ length: 200 }, (_, index) => 200 - index);
    expect([percentile(samples, 0.99), percentile(samples, 0.5), percentile([7], 0.99)]).toEqual([198, 100, 7]);
    expect(() => percentile([], 0.5)).toThrow(RangeError);
  });

  it('treats times shorter than a turn of the scheduler as equal', () => {
    expect([ratioOf([RESOLUTION_MS - 1], [1]), ratioOf([60], [1]), ratioOf([60], [30])]).toEqual([
      1,
      60 / RESOLUTION_MS,
      2,
    ]);
  });

  it('is fair up to twice the time, for connections and downloads alike', () => {
    const quiet = samplesOf(40);
    expect(isFair(quiet, [phase(samplesOf(80)), phase(samplesOf(40, 60))])).toBe(true);
    expect(isFair(quiet, [phase(samplesOf(40)), phase(samplesOf(81))])).toBe(false);
    expect(isFair(quiet, [phase(samplesOf(40, 61))])).toBe(false);
  });

  it('shows a row for each attack', () => {
    const text = fairnessText(samplesOf(40), [phase(samplesOf(60))]);
    expect(text).toMatch(/quiet +40 ms/);
    expect(text).toMatch(/pings +60 ms +1\.50 +30 ms +1\.00 .*3 connections/);
  });
});
