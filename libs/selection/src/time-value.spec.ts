import { describe, expect, it } from '@jest/globals';

import { timeValue } from './time-value.js';

const NOW_MS = Date.UTC(2026, 10, 26, 12);
const DAY_MS = 86_400_000;

describe('a time in a selection', () => {
  it.each([
    ['-P7D', NOW_MS - 7 * DAY_MS],
    ['P1D', NOW_MS + DAY_MS],
    ['-P2W', NOW_MS - 14 * DAY_MS],
    ['-P1DT2H3M4S', NOW_MS - DAY_MS - 7_384_000],
    ['-PT30M', NOW_MS - 1_800_000],
    ['PT0S', NOW_MS],
    ['2026-11-26', Date.UTC(2026, 10, 26)],
    ['2026-11-26T12:00Z', NOW_MS],
    ['2026-11-26T12:00:00.125Z', NOW_MS + 125],
    ['2026-11-26T14:00:00+02:00', NOW_MS],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['0001-01-01', Date.parse('0001-01-01T00:00:00Z')],
    ['9999-12-31T23:59:59.999Z', Date.parse('9999-12-31T23:59:59.999Z')],
  ])('%s is known', (text, atMs) => {
    expect(timeValue(text, NOW_MS)).toBe(atMs);
  });

  it.each(['', 'P', '-P', 'PT', 'P1DT', 'P1M', 'P1Y', '-P1.5D', '+P1D', 'P1H', 'PT1D', 'P9999999D', '26.11.2026'])(
    '%j is no duration and no time',
    (text) => expect(timeValue(text, NOW_MS)).toBeUndefined(),
  );

  it.each([
    '2026-02-30',
    '2026-04-31',
    '2026-13-01',
    '2025-02-29',
    '0000-01-01',
    '2026-11-26T12:00:00',
    '2026-11-26T25:00Z',
    '2026-11-26T12:00:00 02:00',
    'now',
    // A time of the years 1 to 9999 is one that the database takes.
    '0001-01-01T00:00:00+14:00',
    '9999-12-31T23:59:59-00:01',
    '-P999999W',
    'P999999W',
    '-P740000D',
  ])('%j is no time that there is', (text) => expect(timeValue(text, NOW_MS)).toBeUndefined());
});
