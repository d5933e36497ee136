import { describe, expect, it } from '@jest/globals';

import { problemsOfWindows, startsOf, WINDOW_LIMITS, type MaintenanceWindow } from './window.js';

const good = { start: '02:00', durationMinutes: 120 };
const problemsOf = (window: unknown): string[] => problemsOfWindows([window]);

describe('a list of windows', () => {
  it('has no problem if each says when it opens and how long it stays open', () => {
    expect(
      problemsOfWindows([
        good,
        { ...good, zone: 'device', weekdays: ['mon', 'sun'] },
        { ...good, zone: 'America/Argentina/Buenos_Aires', start: '23:59', durationMinutes: 1 },
        { cron: '0 2 * * 1-5', durationMinutes: WINDOW_LIMITS.durationMaxMinutes, zone: 'Etc/GMT+5' },
      ]),
    ).toEqual([]);
    expect(problemsOfWindows(Array.from({ length: 16 }, () => good))).toEqual([]);
  });

  it.each([[undefined], [null], [{}], ['x'], [[]], [Array.from({ length: 17 }, () => good)]])(
    'is a list of 1 to 16 (case %#)',
    (windows) => {
      expect(problemsOfWindows(windows, 'rules.windows')).toEqual(['rules.windows has 1 to 16 entries']);
    },
  );

  it('names the entry and the field of each problem', () => {
    expect(problemsOfWindows([good, { ...good, zone: '+02:00', start: '2:00', durationMinutes: 0 }])).toEqual([
      'windows[1].zone is device or a time zone such as Europe/Berlin (no offset)',
      'windows[1].durationMinutes is a whole number from 1 to 10080',
      'windows[1].start is a time from 00:00 to 23:59',
    ]);
    expect(problemsOfWindows([null, 'x', 7])).toEqual([
      'windows[0] is an object',
      'windows[1] is an object',
      'windows[2] is an object',
    ]);
  });
});

describe('a window', () => {
  it.each([
    '+02:00',
    '-0500',
    'UTC+2',
    'Mars/Olympus',
    '',
    'Europe//Berlin',
    '/Europe',
    'Europe/Berlin ',
    7,
    null,
    'Z',
    'a'.repeat(65),
  ])('has no zone %p', (zone) => {
    expect(problemsOf({ ...good, zone })).toEqual([
      'windows[0].zone is device or a time zone such as Europe/Berlin (no offset)',
    ]);
  });

  it.each([0, -1, 1.5, WINDOW_LIMITS.durationMaxMinutes + 1, '60', undefined, NaN, Infinity])(
    'lasts no %p minutes',
    (durationMinutes) => {
      expect(problemsOf({ ...good, durationMinutes })).toEqual([
        'windows[0].durationMinutes is a whole number from 1 to 10080',
      ]);
    },
  );

  it.each(['24:00', '12:60', '2:00', '02:00:00', '', '02.00', 'x02:00', '02:00x', '29:00', 200, null])(
    'does not start at %p',
    (start) => {
      expect(problemsOf({ ...good, start })).toEqual(['windows[0].start is a time from 00:00 to 23:59']);
    },
  );

  it.each([[[]], [['mon', 'mon']], [['Mon']], [['monday']], ['mon'], [null], [[1]], [{}]])(
    'has no weekdays %p',
    (weekdays) => {
      expect(problemsOf({ ...good, weekdays })).toEqual([
        'windows[0].weekdays names days, each once: mon, tue, wed, thu, fri, sat, sun',
      ]);
    },
  );

  it('has either a start or a cron expression, and weekdays only with a start', () => {
    expect(problemsOf({ durationMinutes: 60 })).toEqual(['windows[0] has either start or cron']);
    expect(problemsOf({ ...good, cron: '0 2 * * *' })).toEqual(['windows[0] has either start or cron']);
    expect(problemsOf({ cron: '0 2 * * *', weekdays: ['mon'], durationMinutes: 60 })).toEqual([
      'windows[0].weekdays belongs to start, not to cron',
    ]);
  });

  it('says what is wrong with its cron expression', () => {
    expect(problemsOf({ cron: '0 0 30 2 *', durationMinutes: 60 })).toEqual([
      'windows[0].cron names a day that none of its months has',
    ]);
    expect(() => startsOf({ cron: '@daily', durationMinutes: 60 })).toThrow('cron has five fields');
  });

  it('may have fields that are there and undefined', () => {
    const byTime = { ...good, cron: undefined, weekdays: undefined, zone: undefined } as unknown as MaintenanceWindow;
    expect(problemsOf(byTime)).toEqual([]);
    expect(startsOf(byTime)).toEqual(startsOf(good));
    const byCron = { cron: '0 2 * * *', start: undefined, durationMinutes: 1 } as unknown as MaintenanceWindow;
    expect(problemsOf(byCron)).toEqual([]);
    expect(startsOf(byCron)).toEqual(startsOf(good));
  });

  it('starts as the cron expression that says the same', () => {
    expect(startsOf({ ...good, start: '13:07', weekdays: ['sun', 'mon', 'sat'] })).toEqual(
      startsOf({ cron: '7 13 * * 0,1,6', durationMinutes: 120 }),
    );
    expect(startsOf(good)).toEqual(startsOf({ cron: '0 2 * * *', durationMinutes: 120 }));
  });

  it('starts at its minute of the named days of every month', () => {
    const starts = startsOf({ ...good, start: '13:07', weekdays: ['sun', 'mon', 'sat'] });
    expect(starts.minutes).toEqual([13 * 60 + 7]);
    expect([...starts.weekdays].sort()).toEqual([0, 1, 6]);
    expect([starts.months.size, starts.days.size, Math.max(...starts.months), Math.max(...starts.days)]).toEqual([
      12, 31, 12, 31,
    ]);
    expect([Math.min(...starts.months), Math.min(...starts.days), starts.eitherDay]).toEqual([1, 1, false]);
    expect(startsOf(good).weekdays.size).toBe(7);
  });
});
