import { describe, expect, it } from '@jest/globals';

import { adoptionOf, NOT_REPORTED, OTHERS, stacked } from './adoption.js';

const day = (date: number): string => new Date(Date.UTC(2026, 0, date)).toISOString();
const count = (date: number, version: string | undefined, devices: number): object => ({
  ...{ type: 'count', from: day(date), to: day(date + 1), product: 'drive', devices },
  ...(version !== undefined && { version }),
});
const unknown = (from: number, to: number): object => ({ type: 'unknown', from: day(from), to: day(to) });
const report = (...lines: object[]): string => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
const END = { type: 'end', rows: 9 };

describe('versions over time', () => {
  it('are counts by step, with nothing where nobody counted, from the first to the last count', () => {
    const adoption = adoptionOf(
      report(
        ...[unknown(1, 10), count(10, undefined, 1), count(10, '1.9.0', 3), unknown(11, 13)],
        ...[count(13, '1.9.0', 1), count(13, '1.10.0', 3), unknown(14, 15), END],
      ),
      8,
    );
    expect(adoption).toEqual({
      times: [10, 11, 13, 14].map((date) => Date.parse(day(date))),
      series: [
        { name: NOT_REPORTED, devices: [1, null, 0, 0] },
        { name: '1.9.0', devices: [3, null, 1, 1] },
        { name: '1.10.0', devices: [0, null, 3, 3] },
      ],
      isWhole: true,
    });
    expect(stacked(adoption)).toEqual([
      [1, null, 0, 0],
      [4, null, 1, 1],
      [4, null, 4, 4],
    ]);
  });

  it('have a place for those that most devices ran, and one for all others', () => {
    const { series } = adoptionOf(
      report(
        count(1, '1.0.0', 9),
        count(1, '2.0.0', 1),
        count(1, '3.0.0', 2),
        count(1, OTHERS, 4),
        count(2, '3.0.0', 7),
        END,
      ),
      3,
    );
    expect(series).toEqual([
      { name: '1.0.0', devices: [9, 0, 0] },
      { name: '3.0.0', devices: [2, 7, 7] },
      { name: OTHERS, devices: [5, 0, 0] },
    ]);
  });

  it('are none where nothing was counted yet, and not whole without the last line', () => {
    expect(adoptionOf(report(unknown(1, 30), END), 8)).toEqual({ times: [], series: [], isWhole: true });
    expect(adoptionOf(report(count(1, '1.0.0', 9)), 8).isWhole).toBe(false);
    expect(adoptionOf('', 8)).toEqual({ times: [], series: [], isWhole: false });
  });
});
