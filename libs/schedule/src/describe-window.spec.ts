import { describe, expect, it } from '@jest/globals';

import { describeWindow } from './describe-window.js';
import type { MaintenanceWindow, Weekday } from './window.js';

const NOW_MS = Date.parse('2026-11-27T19:48:00Z');
const says = (window: MaintenanceWindow, zone?: string): string => describeWindow([window], zone, NOW_MS);
const workdays: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri'];

describe('a window in words', () => {
  it('names hours, zone, days, and when it opens or closes', () => {
    expect(says({ start: '02:00', durationMinutes: 120 }, 'Europe/Berlin')).toBe(
      '02:00–04:00 Europe/Berlin, daily; opens in 5 h 12 min',
    );
    expect(says({ start: '02:00', durationMinutes: 120, weekdays: workdays }, 'Europe/Berlin')).toBe(
      '02:00–04:00 Europe/Berlin, Mon–Fri; opens in 2 d 5 h',
    );
    expect(says({ start: '20:00', durationMinutes: 360, zone: 'Europe/Berlin' }, 'UTC')).toBe(
      '20:00–02:00 Europe/Berlin, daily; open for another 5 h 12 min',
    );
    expect(says({ start: '09:05', durationMinutes: 2880, weekdays: ['sat', 'sun'], zone: 'device' }, 'UTC')).toBe(
      '09:05 for 2 d UTC, Sat, Sun; opens in 13 h 17 min',
    );
    expect(says({ start: '09:05', durationMinutes: 1439 }, 'UTC')).toMatch(/^09:05–09:04 UTC/);
  });

  it('names runs of three days or more by their ends', () => {
    const daysOf = (...weekdays: Weekday[]): string =>
      /UTC, (.*);/.exec(says({ start: '02:00', durationMinutes: 60, weekdays }, 'UTC'))![1]!;
    expect(daysOf('sun', 'wed', 'tue', 'mon')).toBe('Mon–Wed, Sun');
    expect(daysOf('mon', 'tue')).toBe('Mon, Tue');
    expect(daysOf('thu')).toBe('Thu');
    expect(daysOf('mon', 'wed', 'thu', 'fri', 'sun')).toBe('Mon, Wed–Fri, Sun');
  });

  it('shows a cron expression as it was given', () => {
    expect(says({ cron: '0 2 * * 1-5', durationMinutes: 90 }, 'UTC')).toBe(
      'cron 0 2 * * 1-5 UTC, for 1 h 30 min; opens in 2 d 6 h',
    );
  });

  it('takes no field that is undefined for one that is there', () => {
    const window = { start: '02:00', durationMinutes: 60, cron: undefined } as unknown as MaintenanceWindow;
    expect(says(window, 'UTC')).toMatch(/^02:00–03:00 UTC, daily;/);
  });

  it('joins several, and says when the first one opens', () => {
    const windows: MaintenanceWindow[] = [
      { start: '02:00', durationMinutes: 60, zone: 'UTC' },
      { start: '21:00', durationMinutes: 60 },
    ];
    expect(describeWindow(windows, 'UTC', NOW_MS)).toBe(
      '02:00–03:00 UTC, daily or 21:00–22:00 UTC, daily; opens in 1 h 12 min',
    );
  });

  it('says why it does not open', () => {
    expect(says({ start: '02:00', durationMinutes: 120 })).toBe(
      '02:00–04:00 in the zone of the device, daily; does not open, because the zone of the device is not known',
    );
    // Of the days 29 February, 2060 has the next Sunday.
    const leapSundays = [{ cron: '0 2 29 2 */7', durationMinutes: 60 }];
    expect(describeWindow(leapSundays, 'UTC', Date.parse('2032-03-01T00:00Z'))).toBe(
      'cron 0 2 29 2 */7 UTC, for 1 h; does not open within 8 years',
    );
  });
});

describe('a span of time in words', () => {
  it('is rounded up to whole minutes', () => {
    expect(
      describeWindow(
        [{ start: '02:00', durationMinutes: 1, zone: 'UTC' }],
        undefined,
        Date.parse('2026-11-27T01:58:30Z'),
      ),
    ).toMatch(/opens in 2 min$/);
  });
});
