import { describe, expect, it } from '@jest/globals';

import type { MaintenanceWindow } from './window.js';
import { AHEAD, windowAt } from './window-at.js';

const MINUTE_MS = 60_000;
const at = (text: string): number => Date.parse(text);

/** An answer with moments as texts, for examples. */
function asked(windows: readonly MaintenanceWindow[], zone: string | undefined, now: string): string {
  const text = (ms: number | undefined): string =>
    ms === undefined ? 'never' : `${new Date(ms).toISOString().slice(0, 16)}Z`;
  const answer = windowAt(windows, zone, at(now));
  return answer.open ? `open until ${text(answer.closesAtMs)}` : `opens ${text(answer.opensAtMs)}`;
}

const weekly = (start: string, durationMinutes: number): MaintenanceWindow => ({ start, durationMinutes });

describe('a window where clocks go forward', () => {
  it('opens at the first moment after the change if its start is left out, for its whole duration', () => {
    // Europe/Berlin: 02:00 +01:00 is followed by 03:00 +02:00 at 01:00Z [tzdata, EU rules].
    const windows = [weekly('02:30', 60)];
    expect(asked(windows, 'Europe/Berlin', '2026-03-28T12:00Z')).toBe('opens 2026-03-29T01:00Z');
    expect(asked(windows, 'Europe/Berlin', '2026-03-29T00:59Z')).toBe('opens 2026-03-29T01:00Z');
    expect(asked(windows, 'Europe/Berlin', '2026-03-29T01:00Z')).toBe('open until 2026-03-29T02:00Z');
    expect(asked(windows, 'Europe/Berlin', '2026-03-29T02:00Z')).toBe('opens 2026-03-30T00:30Z');
  });

  it('lasts as long as on other days if the change comes while it is open', () => {
    expect(asked([weekly('01:30', 120)], 'Europe/Berlin', '2026-03-29T00:30Z')).toBe('open until 2026-03-29T02:30Z');
    expect(asked([weekly('01:30', 120)], 'America/New_York', '2026-03-08T06:30Z')).toBe('open until 2026-03-08T08:30Z');
  });

  it('is found although its start lies more days back on the calendar than it lasts', () => {
    const saturday: MaintenanceWindow[] = [{ start: '23:30', weekdays: ['sat'], durationMinutes: 24 * 60 }];
    expect(asked(saturday, 'Europe/Berlin', '2026-03-29T22:15Z')).toBe('open until 2026-03-29T22:30Z');
    expect(asked(saturday, 'Europe/Berlin', '2026-03-29T22:30Z')).toBe('opens 2026-04-04T21:30Z');
    const thursday: MaintenanceWindow[] = [{ start: '23:30', weekdays: ['thu'], durationMinutes: 25 * 60 }];
    expect(asked(thursday, 'Pacific/Apia', '2011-12-31T10:29Z')).toBe('open until 2011-12-31T10:30Z');
  });

  it('opens once, however many of its starts are left out', () => {
    const windows: MaintenanceWindow[] = [{ cron: '*/10 2 * * *', durationMinutes: 5 }];
    expect(asked(windows, 'America/New_York', '2026-03-08T06:00Z')).toBe('opens 2026-03-08T07:00Z');
    expect(asked(windows, 'America/New_York', '2026-03-08T07:00Z')).toBe('open until 2026-03-08T07:05Z');
    expect(asked(windows, 'America/New_York', '2026-03-08T07:05Z')).toBe('opens 2026-03-09T06:00Z');
  });

  it('opens after a change of half an hour as after one of an hour', () => {
    // Lord Howe: 02:00 +10:30 is followed by 02:30 +11:00.
    const windows = [weekly('02:15', 30)];
    expect(asked(windows, 'Australia/Lord_Howe', '2026-10-03T12:00Z')).toBe('opens 2026-10-03T15:30Z');
    expect(asked(windows, 'Australia/Lord_Howe', '2026-10-03T15:59Z')).toBe('open until 2026-10-03T16:00Z');
  });

  it('opens on the day after if its whole day is left out', () => {
    // Samoa went from 29 December 2011, 24:00 -10:00 to 31 December, 00:00 +14:00.
    const windows: MaintenanceWindow[] = [{ start: '02:00', weekdays: ['fri'], durationMinutes: 60 }];
    expect(asked(windows, 'Pacific/Apia', '2011-12-30T09:59Z')).toBe('opens 2011-12-30T10:00Z');
    expect(asked(windows, 'Pacific/Apia', '2011-12-30T10:59Z')).toBe('open until 2011-12-30T11:00Z');
    expect(asked(windows, 'Pacific/Apia', '2011-12-30T11:00Z')).toBe('opens 2012-01-05T12:00Z');
  });
});

describe('a window where clocks go back', () => {
  it('opens once, at the first coming of its start', () => {
    // Europe/Berlin: 03:00 +02:00 is followed by 02:00 +01:00 at 01:00Z.
    const windows = [weekly('02:30', 30)];
    expect(asked(windows, 'Europe/Berlin', '2026-10-24T12:00Z')).toBe('opens 2026-10-25T00:30Z');
    expect(asked(windows, 'Europe/Berlin', '2026-10-25T00:30Z')).toBe('open until 2026-10-25T01:00Z');
    expect(asked(windows, 'Europe/Berlin', '2026-10-25T01:00Z')).toBe('opens 2026-10-26T01:30Z');
    expect(asked(windows, 'Europe/Berlin', '2026-10-25T01:30Z')).toBe('opens 2026-10-26T01:30Z');
  });

  it('lasts as long as on other days if the change comes while it is open', () => {
    expect(asked([weekly('01:30', 120)], 'Europe/Berlin', '2026-10-24T23:30Z')).toBe('open until 2026-10-25T01:30Z');
  });

  it('opens at the first of the two also after a change of half an hour, and of a day', () => {
    expect(asked([weekly('01:45', 10)], 'Australia/Lord_Howe', '2026-04-04T12:00Z')).toBe('opens 2026-04-04T14:45Z');
    expect(asked([weekly('01:45', 10)], 'Australia/Lord_Howe', '2026-04-04T14:56Z')).toBe('opens 2026-04-05T15:15Z');
    // Kwajalein was the other way round: it left out 21 August 1993. Manila had 31 December 1844 left out. None had a day twice after 1867 (Alaska).
    expect(asked([weekly('12:00', 10)], 'Pacific/Kwajalein', '1993-08-21T11:00Z')).toBe('opens 1993-08-21T12:00Z');
  });
});

describe('an answer', () => {
  const windows: MaintenanceWindow[] = [
    { start: '22:00', weekdays: ['mon', 'tue', 'wed', 'thu', 'fri'], durationMinutes: 240 },
    { zone: 'Asia/Kolkata', start: '01:00', weekdays: ['sun'], durationMinutes: 60 },
  ];

  it('takes windows of the device in its zone, and others in their own', () => {
    expect(asked(windows, 'America/New_York', '2026-11-27T12:00Z')).toBe('opens 2026-11-28T03:00Z');
    expect(asked(windows, 'America/New_York', '2026-11-28T06:59Z')).toBe('open until 2026-11-28T07:00Z');
    expect(asked(windows, 'America/New_York', '2026-11-28T07:00Z')).toBe('opens 2026-11-28T19:30Z');
    expect(asked(windows, 'America/New_York', '2026-11-28T20:00Z')).toBe('open until 2026-11-28T20:30Z');
    expect(asked([{ ...windows[0]!, zone: 'device' }], 'Asia/Tokyo', '2026-11-27T12:00Z')).toBe(
      'opens 2026-11-27T13:00Z',
    );
  });

  it('leaves out windows of the device if its zone is not known, and says so', () => {
    for (const zone of [undefined, '', '+02:00', 'Mars/Olympus'])
      expect(windowAt(windows, zone, at('2026-11-27T12:00Z'))).toEqual({
        open: false,
        opensAtMs: at('2026-11-28T19:30Z'),
        zoneUnknown: true,
      });
    expect(windowAt([windows[0]!], undefined, 0)).toEqual({ open: false, opensAtMs: undefined, zoneUnknown: true });
    expect(windowAt([windows[1]!], undefined, 0)).toEqual({
      open: false,
      opensAtMs: at('1970-01-03T19:30Z'),
      zoneUnknown: false,
    });
  });

  it('is never open for a list with a problem', () => {
    const closed = { open: false, opensAtMs: undefined, zoneUnknown: false };
    expect(windowAt([], 'UTC', 0)).toEqual(closed);
    expect(windowAt([weekly('24:00', 60), weekly('00:00', 60)], 'UTC', 0)).toEqual(closed);
  });

  it('takes windows that meet or overlap as one', () => {
    const three = [weekly('01:00', 60), weekly('02:00', 60), { cron: '30 2 * * *', durationMinutes: 60 }];
    expect(asked(three, 'UTC', '2026-11-27T01:00Z')).toBe('open until 2026-11-27T03:30Z');
    expect(asked([weekly('01:00', 60), weekly('02:01', 60)], 'UTC', '2026-11-27T01:00Z')).toBe(
      'open until 2026-11-27T02:00Z',
    );
    expect(asked([weekly('01:00', 300), weekly('02:00', 60)], 'UTC', '2026-11-27T02:30Z')).toBe(
      'open until 2026-11-27T06:00Z',
    );
  });

  it('looks a week ahead where windows meet without end, and as far as 64 of them reach', () => {
    const whole = [weekly('00:00', 24 * 60)];
    expect(asked(whole, 'UTC', '2026-11-27T01:00Z')).toBe('open until 2026-12-04T01:00Z');
    expect(asked([{ cron: '* * * * *', durationMinutes: 1 }], 'UTC', '2026-11-27T01:00Z')).toBe(
      'open until 2026-11-27T02:04Z',
    );
    expect(
      asked([{ start: '00:00', weekdays: ['mon'], durationMinutes: 7 * 24 * 60 }], 'UTC', '2026-11-29T23:00Z'),
    ).toBe('open until 2026-12-06T23:00Z');
  });

  it('looks eight years ahead for the next opening', () => {
    const leap: MaintenanceWindow[] = [{ cron: '0 0 29 2 *', durationMinutes: 60 }];
    expect(asked(leap, 'UTC', '2096-02-29T01:00Z')).toBe('opens 2104-02-29T00:00Z');
    expect(asked([{ cron: '0 0 29 2 */7', durationMinutes: 60 }], 'UTC', '2032-03-01T00:00Z')).toBe('opens never');
    expect(AHEAD.days).toBeGreaterThan((at('2104-02-29') - at('2096-02-29')) / (24 * 60 * MINUTE_MS));
  });

  it('is the same whatever was asked before', () => {
    const list = [weekly('02:30', 60)];
    const moments = [
      '2026-03-29T01:30Z',
      '2026-03-28T01:29Z',
      '2026-03-29T02:00Z',
      '2026-03-29T01:59Z',
      '2026-03-28T01:30Z',
    ];
    const answers = moments.map((moment) => windowAt(list, 'Europe/Berlin', at(moment)));
    const alone = moments.map((moment) => windowAt([...list], 'Europe/Berlin', at(moment)));
    expect(answers).toEqual(alone);
    expect(windowAt(list, 'UTC', at('2026-03-29T02:30Z')).open).toBe(true);
    expect(windowAt(list, 'Europe/Berlin', at('2026-03-29T02:30Z')).open).toBe(false);
  });

  it('is kept for as long as it holds, for many devices in few zones', () => {
    const list = [weekly('02:30', 60)];
    const first = windowAt(list, 'Europe/Berlin', at('2026-11-27T12:00Z'));
    expect(windowAt(list, 'Europe/Berlin', at('2026-11-28T01:29Z'))).toBe(first);
    for (let index = 0; index < 1100; index++) windowAt(list, `Nowhere/${index}`, at('2026-11-27T12:00Z'));
    expect(windowAt(list, 'Europe/Berlin', at('2026-11-27T12:00Z'))).toEqual(first);
  });
});
