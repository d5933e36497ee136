import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { everyMinute, openMinutes, type EveryMinute } from './testing/every-minute.js';
import { WEEKDAYS, type WeeklyWindow } from './window.js';
import { AHEAD, windowAt, type WindowAnswer } from './window-at.js';

const MINUTE_MS = 60_000;
const at = (text: string): number => Date.parse(text);

describe('windows and the clock, minute by minute', () => {
  const DAYS = 366;
  const ZONES: [string, string][] = [
    ...['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'Africa/Casablanca'],
    ...['America/Santiago', 'Pacific/Chatham', 'America/St_Johns', 'Asia/Kathmandu', 'Africa/Cairo', 'Etc/GMT+5'],
  ].map((zone): [string, string] => [zone, '2026-01-01T00:00Z']);
  ZONES.push(['Pacific/Apia', '2011-04-01T00:00Z']);

  const clockTime = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
  /** Near to changes of clocks, and anywhere. */
  const start = fc.oneof(fc.constantFrom('00:00', '00:30', '01:59', '02:00', '02:15', '02:30', '03:00'), clockTime);
  const durationMinutes = fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 4 * 24 * 60 }));
  const window = fc.oneof(
    fc.record({ start, durationMinutes }),
    fc.record({ start, durationMinutes, weekdays: fc.uniqueArray(fc.constantFrom(...WEEKDAYS), { minLength: 1 }) }),
  );

  interface Stretch {
    readonly fromMs: number;
    readonly untilMs: number;
  }

  /** Checks the answer where something changes and in the minute before: all within three days of a change of clocks, and each seventh of the others. */
  function holds(clock: EveryMinute, windows: WeeklyWindow[]): void {
    const open = new Uint8Array(clock.minutes);
    for (const each of windows) openMinutes(clock, each).forEach((isOpen, minute) => (open[minute]! |= isOpen));
    const near = 3 * 24 * 60;
    const isNearChange = (minute: number): boolean =>
      clock.shown[minute + near]! - clock.shown[minute - near]! !== 2 * near;
    let edges = 0;
    // What began before the first minute, and what comes after the last one, is not in the table.
    const first = 5 * 24 * 60;
    const last = clock.minutes - 9 * 24 * 60;
    let wrong = 0;
    for (let minute = first; minute < last; minute++) {
      const isBeforeEdge = open[minute] !== open[minute + 1];
      const isEdge = open[minute] !== open[minute - 1];
      edges += Number(isEdge);
      if (!(isEdge || isBeforeEdge) || (edges % 7 > 0 && !isNearChange(minute))) continue;
      const isOpen = open[minute] === 1;
      const momentOf = (index: number): number => (index < 0 ? Infinity : clock.fromMs + index * MINUTE_MS);
      const stretch = {
        fromMs: momentOf(open.lastIndexOf(isOpen ? 0 : 1, minute) + 1),
        untilMs: momentOf(open.indexOf(isOpen ? 0 : 1, minute)),
      };
      const nowMs = momentOf(minute);
      wrong += Number(!isRight(windowAt(windows, clock.zone, nowMs), isOpen, stretch, nowMs));
    }
    expect(wrong).toBe(0);
  }

  /** Exact, unless what is open goes on for more than a week: then an answer names a moment on the way. */
  function isRight(answer: WindowAnswer, isOpen: boolean, stretch: Stretch, nowMs: number): boolean {
    if (!answer.open || !isOpen) return answer.open === isOpen && !answer.open && answer.opensAtMs === stretch.untilMs;
    if (stretch.untilMs - stretch.fromMs <= AHEAD.openMs) return answer.closesAtMs === stretch.untilMs;
    return answer.closesAtMs > nowMs && answer.closesAtMs <= Math.min(stretch.untilMs, nowMs + AHEAD.openMs);
  }

  it.each(ZONES)('agree in %s all the year', (zone, from) => {
    const clock = everyMinute(zone, at(from), DAYS);
    fc.assert(
      fc.property(fc.array(window, { minLength: 1, maxLength: 3 }), (windows) => holds(clock, windows)),
      { numRuns: 3 },
    );
    for (const odd of ['00:15', '01:45', '02:00', '02:30']) holds(clock, [{ start: odd, durationMinutes: 45 }]);
  });
});
