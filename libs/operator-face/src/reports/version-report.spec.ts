import { describe, expect, it } from '@jest/globals';

import type { VersionCount } from '@twinbank/database';

import { gapsOf, rowsWithGaps, STEPS_MAX, windowOf } from './version-report.js';

const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.UTC(2026, 10, 27, 7, 30);
const iso = (ms: number): string => new Date(ms).toISOString();
const counted = (atMs: number, devices = 1): VersionCount => ({ atMs, project: 'default', product: 'p', devices });

describe('the steps of a report over time', () => {
  it('are whole days or hours of UTC, and the last one is not over yet', () => {
    const days = windowOf({ step: 'day' }, NOW);
    expect([iso(days.fromMs), iso(days.toMs)]).toEqual(['2026-10-29T00:00:00.000Z', '2026-11-28T00:00:00.000Z']);
    const hours = windowOf({ step: 'hour', from: '2026-11-26T23:59:59Z' }, NOW);
    expect([iso(hours.fromMs), iso(hours.toMs)]).toEqual(['2026-11-26T23:00:00.000Z', '2026-11-27T08:00:00.000Z']);
  });

  it('end before the future', () => {
    const { toMs } = windowOf({ step: 'day', from: '2026-11-01', to: '2999-01-01' }, NOW);
    expect(iso(toMs)).toBe('2026-11-28T00:00:00.000Z');
  });

  it.each([
    [{ from: '2026-11-02', to: '2026-11-01' }],
    [{ from: '2026-11-01', to: '2026-11-01' }],
    [{ from: '2026-12-01' }],
    [{ from: iso(NOW - (STEPS_MAX + 1) * DAY_MS) }],
    [{ from: '0001-01-01' }],
  ])('are neither none nor too many: %j', (asked) => {
    expect(() => windowOf({ step: 'day', ...asked }, NOW)).toThrow(
      expect.objectContaining({ code: 'request_invalid' }),
    );
  });
});

describe('what is not known', () => {
  const span = { fromMs: 0, toMs: 6 * HOUR_MS, stepMs: HOUR_MS };
  const counts = new Map([
    [2 * HOUR_MS, 2 * HOUR_MS],
    [3 * HOUR_MS, 2.5 * HOUR_MS],
    [5 * HOUR_MS, 5 * HOUR_MS],
  ]);
  const hours = (rows: readonly { fromMs: number; toMs: number; count?: unknown }[]): unknown[] =>
    rows.map(({ fromMs, toMs, count }) => [fromMs / HOUR_MS, toMs / HOUR_MS, count !== undefined]);

  it('is said once for each stretch of steps without a count', () => {
    expect(hours(gapsOf(span, counts))).toEqual([
      [0, 1, false],
      [3, 4, false],
      [5, 6, false],
    ]);
    expect(hours(gapsOf(span, new Map()))).toEqual([[0, 6, false]]);
  });

  const items = [counted(2 * HOUR_MS), counted(2 * HOUR_MS, 2), counted(2.5 * HOUR_MS), counted(5 * HOUR_MS)];
  const whole = [
    ...[
      [0, 1, false],
      [1, 2, true],
      [1, 2, true],
      [2, 3, true],
    ],
    ...[
      [3, 4, false],
      [4, 5, true],
      [5, 6, false],
    ],
  ];

  it('stands where it belongs between the counts', () => {
    expect(hours(rowsWithGaps(span, counts)(items, { after: undefined, isLast: true }))).toEqual(whole);
    expect(hours(rowsWithGaps(span, new Map())([], { after: undefined, isLast: true }))).toEqual([[0, 6, false]]);
  });

  it('is said neither twice nor not at all where the pages are cut', () => {
    for (let cut = 0; cut <= items.length; cut++) {
      const rows = rowsWithGaps(span, counts);
      const first = rows(items.slice(0, cut), { after: undefined, isLast: false });
      const after = cut === 0 ? undefined : [items[cut - 1]!.atMs, cut];
      const second = rows(items.slice(cut), { after, isLast: true });
      expect([cut, hours([...first, ...second])]).toEqual([cut, whole]);
    }
  });
});
