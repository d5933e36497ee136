import { describe, expect, it } from '@jest/globals';

import {
  LOOK_AGAIN_MS,
  problemsOfDeviceWindows,
  turnsAt,
  closedWindows,
  type DeviceWindows,
} from './device-windows.js';

const at = (text: string): number => Date.parse(text);
const HOUR = 3_600_000;
const NIGHT: DeviceWindows = { download: [{ start: '02:00', durationMinutes: 120 }] };
/** 02:30 in Berlin (summer), 01:30 in London. */
const NOW = at('2026-07-01T00:30:00Z');

describe('the turn of a device', () => {
  it('is always, without windows', () => {
    expect(turnsAt(undefined, NOW)(undefined)).toEqual({ may: true, swapTimes: {} });
    expect(turnsAt({ zone: 'Europe/Berlin' }, NOW)(undefined)).toEqual({ may: true, swapTimes: {} });
  });

  it('is in the night of its own zone', () => {
    const turn = turnsAt(NIGHT, NOW);
    expect(turn('Europe/Berlin')).toEqual({ may: true, closesAtMs: at('2026-07-01T02:00:00Z'), swapTimes: {} });
    expect(turn('Europe/London')).toEqual({ may: false, untilMs: at('2026-07-01T01:00:00Z') });
  });

  it('is right in the nights in which clocks change', () => {
    const swap: DeviceWindows = { swap: [{ start: '02:30', durationMinutes: 60 }] };
    // 25 October 2026: 02:30 comes twice in Berlin; 01:30 comes twice in London.
    const before = turnsAt(swap, at('2026-10-24T22:00:00Z'));
    expect(before('Europe/Berlin')).toEqual({
      may: true,
      swapTimes: { swapNotBefore: at('2026-10-25T00:30:00Z'), swapNotAfter: at('2026-10-25T01:30:00Z') },
    });
    expect(before('Europe/London')).toEqual({
      may: true,
      swapTimes: { swapNotBefore: at('2026-10-25T02:30:00Z'), swapNotAfter: at('2026-10-25T03:30:00Z') },
    });
    // 29 March 2026: 02:30 is left out in Berlin.
    expect(turnsAt(swap, at('2026-03-28T23:00:00Z'))('Europe/Berlin')).toEqual({
      may: true,
      swapTimes: { swapNotBefore: at('2026-03-29T01:00:00Z'), swapNotAfter: at('2026-03-29T02:00:00Z') },
    });
  });

  it('lets a device swap until its open window closes, or in the next one', () => {
    const swap: DeviceWindows = { swap: [{ start: '02:00', durationMinutes: 60, zone: 'Europe/Berlin' }] };
    expect(turnsAt(swap, NOW)(undefined)).toEqual({ may: true, swapTimes: { swapNotAfter: NOW + HOUR / 2 } });
    expect(turnsAt(swap, NOW + HOUR)(undefined)).toEqual({
      may: true,
      swapTimes: { swapNotBefore: at('2026-07-02T00:00:00Z'), swapNotAfter: at('2026-07-02T01:00:00Z') },
    });
  });

  it('takes the zone of the campaign where a device has none, and waits where there is none at all', () => {
    expect(turnsAt({ ...NIGHT, zone: 'Europe/Berlin' }, NOW)(undefined)).toMatchObject({ may: true });
    expect(turnsAt({ ...NIGHT, zone: 'Europe/Berlin' }, NOW)('Europe/London')).toMatchObject({ may: false });
    const again = { may: false, untilMs: NOW + LOOK_AGAIN_MS };
    for (const zone of [undefined, 'Nowhere/Atlantis']) {
      expect(turnsAt(NIGHT, NOW)(zone)).toEqual(again);
      expect(turnsAt({ swap: NIGHT.download! }, NOW)(zone)).toEqual(again);
    }
  });

  it('is never where windows cannot be read', () => {
    const broken = { download: [{ start: '99:99', durationMinutes: 1 }] } as DeviceWindows;
    expect(turnsAt(broken, NOW)('Europe/Berlin')).toMatchObject({ may: false });
  });

  it('is asked once for each zone', () => {
    const turn = turnsAt(NIGHT, NOW);
    expect(turn('Europe/Berlin')).toBe(turn('Europe/Berlin'));
  });
});

describe('windows in words', () => {
  it('say which window a device waits for, and when it opens', () => {
    expect(closedWindows(NIGHT, 'Europe/London', NOW)).toEqual({
      of: 'download',
      sentence: '02:00–04:00 Europe/London, daily; opens in 30 min',
      untilMs: at('2026-07-01T01:00:00Z'),
    });
    expect(closedWindows({ swap: NIGHT.download! }, undefined, NOW)).toEqual({
      of: 'swap',
      sentence:
        '02:00–04:00 in the zone of the device, daily; does not open, because the zone of the device is not known',
    });
  });

  it('say nothing of a device that need not wait', () => {
    expect(closedWindows(undefined, undefined, NOW)).toBeUndefined();
    expect(closedWindows(NIGHT, 'Europe/Berlin', NOW)).toBeUndefined();
    expect(closedWindows({ swap: NIGHT.download! }, 'Europe/London', NOW)).toBeUndefined();
  });
});

describe('problems of windows', () => {
  it.each<[unknown, readonly string[]]>([
    [undefined, []],
    [{}, []],
    [NIGHT, []],
    ['night', ['windows is an object']],
    [null, ['windows is an object']],
    [{ zone: '+02:00' }, ['windows.zone is a time zone such as Europe/Berlin (no offset)']],
    [{ zone: 5 }, ['windows.zone is a time zone such as Europe/Berlin (no offset)']],
    [{ download: [] }, ['windows.download has 1 to 16 entries']],
    [{ swap: [{ durationMinutes: 5 }] }, ['windows.swap[0] has either start or cron']],
  ])('%j', (windows, problems) => {
    expect(problemsOfDeviceWindows(windows)).toEqual(problems);
  });
});
