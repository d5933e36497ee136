import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';

import { SERVER } from '@twinbank/access';
import type { EventDraft, Events } from '@twinbank/database';
import { EventBus } from '@twinbank/ports';

import { AttendanceWatch, type ClockStep } from './attendance-watch.js';

const DAY_MS = 86_400_000;

describe('AttendanceWatch', () => {
  let wallMs: number;
  let steadyMs: number;
  let watch: AttendanceWatch;
  let returns: number;
  let steps: ClockStep[];
  let failing: boolean;
  let events: EventDraft[];
  beforeEach(() => {
    [wallMs, steadyMs, returns, steps, failing] = [1_800_000_000_000, 1000, 0, [], false];
    jest.spyOn(performance, 'now').mockImplementation(() => steadyMs);
    events = [];
    const log = { append: async (drafts: readonly EventDraft[]) => void events.push(...drafts) } as unknown as Events;
    watch = new AttendanceWatch(log, new EventBus(), { nowMs: () => wallMs }, pino({ level: 'silent' }));
    watch.start({
      returned: () => void returns++,
      stepped: async (step) => {
        steps.push(step);
        if (failing) throw new Error('the database is away');
        return 33;
      },
    });
  });
  afterEach(() => {
    watch.stop();
    jest.restoreAllMocks();
  });

  const pass = (ms: number, stepMs = 0): void => {
    steadyMs += ms;
    wallMs += ms + stepMs;
  };
  const doubtful = (): boolean => watch.stamp().doubtful === true;
  const settled = (): boolean => watch.judgingMs() !== undefined;
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('is settled while the process runs', () => {
    pass(500);
    expect([settled(), doubtful(), watch.steppedMs, returns]).toEqual([true, false, undefined, 0]);
  });

  it('marks what arrives as doubtful for a while after the process stood still, from the first check on', () => {
    pass(5000);
    expect([doubtful(), settled(), returns]).toEqual([true, false, 1]);
    pass(2500);
    pass(0);
    expect(doubtful()).toBe(true);
    pass(2499);
    expect(doubtful()).toBe(true);
    pass(1);
    expect([doubtful(), settled()]).toEqual([false, true]);
  });

  it('lets no deadline be judged until a step of the clock was handled', async () => {
    pass(500, DAY_MS);
    expect([settled(), doubtful(), watch.steppedMs]).toEqual([false, false, DAY_MS]);
    await turn();
    expect(steps).toEqual([{ beforeMs: 1_800_000_000_000, nowMs: 1_800_000_000_500 + DAY_MS, stepMs: DAY_MS }]);
    expect(watch.judgingMs()).toBe(wallMs);
    expect(events).toEqual([
      { atMs: wallMs, kind: 'clock_stepped', actor: SERVER, data: { stepMs: DAY_MS, attempts: 33 } },
    ]);
    pass(2000);
    expect([settled(), steps.length]).toEqual([true, 1]);
  });

  it('tells what arrived before a step from what arrived after it', () => {
    pass(500);
    expect(watch.stamp()).toEqual({ atMs: wallMs, movedMs: 0 });
    pass(100, DAY_MS);
    expect([watch.movedMs, watch.stamp()]).toEqual([DAY_MS, { atMs: wallMs, movedMs: DAY_MS }]);
    pass(100, -2 * DAY_MS);
    expect(watch.movedMs).toBe(-DAY_MS);
  });

  it('handles a step again if that failed, combined with one that came meanwhile', async () => {
    failing = true;
    pass(500, DAY_MS);
    expect(settled()).toBe(false);
    await turn();
    failing = false;
    pass(500, -2 * DAY_MS);
    expect(settled()).toBe(false);
    await turn();
    expect(steps.map(({ stepMs }) => stepMs)).toEqual([DAY_MS, -DAY_MS]);
    expect([settled(), watch.steppedMs]).toEqual([true, -2 * DAY_MS]);
  });

  it('shows a step for an hour', () => {
    pass(500, DAY_MS);
    expect(watch.steppedMs).toBeUndefined();
    expect([settled(), watch.steppedMs]).toEqual([false, DAY_MS]);
    for (let minute = 0; minute < 60; minute++) pass(60_000);
    expect(watch.steppedMs).toBeUndefined();
  });
});
