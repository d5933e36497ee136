import { describe, expect, it } from '@jest/globals';

import { shortMoment, zoneText } from './moment-text.js';

const textIn = (timeZone: string, at: string): string =>
  zoneText(new Date(at), timeZone, new Intl.DateTimeFormat('en-GB', { timeZone, timeZoneName: 'shortOffset' }));

describe('a point in time', () => {
  it('is a short text', () => {
    expect(shortMoment('2026-11-29T10:00:00.000Z')).toMatch(/^(?:28|29|30) Nov 2026, \d\d:\d\d:\d\d$/);
  });

  it('stands in a zone that is named with its offset, in summer and in winter', () => {
    expect(textIn('Europe/Berlin', '2026-11-29T10:00:00Z')).toBe('Europe/Berlin, UTC+1');
    expect(textIn('Europe/Berlin', '2026-07-29T10:00:00Z')).toBe('Europe/Berlin, UTC+2');
    expect(textIn('Asia/Kathmandu', '2026-11-29T10:00:00Z')).toBe('Asia/Kathmandu, UTC+5:45');
    expect(textIn('America/New_York', '2026-11-29T10:00:00Z')).toBe('America/New_York, UTC-5');
    expect(textIn('UTC', '2026-11-29T10:00:00Z')).toBe('UTC');
  });
});
