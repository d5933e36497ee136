import { describe, expect, it } from '@jest/globals';

import { PACE_HOURS_KEPT, paceSpan, paceSteps } from './pace-steps.js';

const MINUTE_MS = 60_000;
const START = 28_000_020;
const row = (minute: number, some: object) => ({ minute, offered: 0, succeeded: 0, failed: 0, bytes: 0, ...some });

describe('what a campaign got done', () => {
  const span = { startMs: START * MINUTE_MS + 500, endMs: (START + 3) * MINUTE_MS + 15_000 };

  it('is told for each minute since its start, also for those in which nothing was done', () => {
    const rows = [
      row(START, { offered: 3 }),
      row(START + 2, { succeeded: 2, bytes: 6000 }),
      row(START + 2, { failed: 1 }),
    ];
    expect(paceSteps('minute', rows, span)).toEqual([
      { atMs: START * MINUTE_MS, seconds: 60, offered: 3, succeeded: 0, failed: 0, bytes: 0 },
      { atMs: (START + 1) * MINUTE_MS, seconds: 60, offered: 0, succeeded: 0, failed: 0, bytes: 0 },
      { atMs: (START + 2) * MINUTE_MS, seconds: 60, offered: 0, succeeded: 2, failed: 1, bytes: 6000 },
      { atMs: (START + 3) * MINUTE_MS, seconds: 15, offered: 0, succeeded: 0, failed: 0, bytes: 0 },
    ]);
  });

  it('is told by the hour, with what was kept by the minute and by the hour in one', () => {
    const hour = START - (START % 60);
    const rows = [row(hour, { offered: 3 }), row(hour + 59, { offered: 4 }), row(hour + 60, { offered: 5 })];
    const steps = paceSteps('hour', rows, { startMs: span.startMs, endMs: (hour + 61) * MINUTE_MS });
    expect(steps.map(({ atMs, seconds, offered }) => [atMs / MINUTE_MS - hour, seconds, offered])).toEqual([
      [0, 3600, 7],
      [60, 60, 5],
    ]);
  });

  it('has no more steps than the last three hours by the minute, and than the hours that are kept', () => {
    const long = { startMs: 0, endMs: span.endMs };
    expect(paceSteps('minute', [], long)).toHaveLength(180);
    expect(paceSteps('hour', [], long)).toHaveLength(PACE_HOURS_KEPT);
    expect(paceSpan('minute', 0, span.endMs)).toEqual({ first: START + 3 - 179, last: START + 3 });
  });

  it('has one step where a clock says that it ended before it began', () => {
    expect(paceSteps('minute', [], { startMs: span.endMs, endMs: span.startMs })).toHaveLength(1);
  });

  it('takes a device that says it has less than before as no bytes', () => {
    expect(paceSteps('minute', [row(START, { bytes: -5000 })], span)[0]).toMatchObject({ bytes: 0 });
  });
});
