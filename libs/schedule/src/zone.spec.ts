import { isTimeZone } from '@twinbank/protocol';
import { describe, expect, it } from '@jest/globals';

import { firstShowingMs, latestShownMs } from './zone.js';

const HOUR_MS = 3_600_000;
const at = (text: string): number => Date.parse(text);
const shown = (zone: string, moment: string): string =>
  new Date(latestShownMs(zone, at(moment))).toISOString().slice(0, 19);
const first = (zone: string, local: string): string =>
  new Date(firstShowingMs(zone, at(`${local}Z`))).toISOString().slice(0, 19);

describe('the clock of a zone', () => {
  it('is its distance from UTC ahead or behind', () => {
    expect(latestShownMs('Asia/Kathmandu', 0)).toBe(5.5 * HOUR_MS);
    expect(shown('America/New_York', '2026-01-01T00:00Z')).toBe('2025-12-31T19:00:00');
    expect(first('America/New_York', '2025-12-31T19:00')).toBe('2026-01-01T00:00:00');
    expect(first('Pacific/Kiritimati', '2026-01-01T00:00')).toBe('2025-12-31T10:00:00');
    expect(shown('UTC', '2026-06-01T12:34:56Z')).toBe('2026-06-01T12:34:56');
  });

  it('keeps what it has shown where it is put back, until it passes it', () => {
    expect(shown('Europe/Berlin', '2026-10-25T00:59:59Z')).toBe('2026-10-25T02:59:59');
    expect(shown('Europe/Berlin', '2026-10-25T01:00Z')).toBe('2026-10-25T02:59:59');
    expect(shown('Europe/Berlin', '2026-10-25T01:59:59Z')).toBe('2026-10-25T02:59:59');
    expect(shown('Europe/Berlin', '2026-10-25T02:00Z')).toBe('2026-10-25T03:00:00');
    expect(first('Europe/Berlin', '2026-10-25T02:59:59')).toBe('2026-10-25T00:59:59');
    expect(first('Europe/Berlin', '2026-10-25T03:00')).toBe('2026-10-25T02:00:00');
  });

  it('passes all that it leaves out in one moment', () => {
    for (const local of ['2026-03-29T02:00', '2026-03-29T02:59:59', '2026-03-29T03:00'])
      expect(first('Europe/Berlin', local)).toBe('2026-03-29T01:00:00');
    expect(first('Europe/Berlin', '2026-03-29T01:59:59')).toBe('2026-03-29T00:59:59');
    expect(first('Pacific/Apia', '2011-12-30T23:59')).toBe('2011-12-30T10:00:00');
    expect(first('Pacific/Apia', '2011-12-31T00:00')).toBe('2011-12-30T10:00:00');
  });

  it('is read for every zone that a device may have, at the turn of a year, too', () => {
    const names = [...Intl.supportedValuesOf('timeZone'), 'UTC', 'US/Eastern', 'Etc/GMT+5', 'CET', 'Asia/Calcutta'];
    const known = names.filter(isTimeZone);
    expect(known.length).toBeGreaterThan(400);
    for (const zone of known.filter((_, index) => index % 10 === 0)) {
      const newYear = at('2026-01-01T00:00Z');
      expect(firstShowingMs(zone, latestShownMs(zone, newYear))).toBe(newYear);
      expect(Math.abs(latestShownMs(zone, newYear) - newYear)).toBeLessThanOrEqual(14 * HOUR_MS);
    }
  });
});
