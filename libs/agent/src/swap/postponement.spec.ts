import { beforeAll, describe, expect, it } from '@jest/globals';

import type { Ticket } from '@twinbank/image';
import type { BenchDevice } from '@twinbank/testkit/bench-device';
import { MiniServer, testKeys, type TestKeys } from '@twinbank/testkit/mini-server';
import { sampleDevice, sampleOrder, SMALL } from '@twinbank/testkit/sample-device';

import { journalledJob } from '../device-status.js';

let keys: TestKeys;
beforeAll(async () => {
  keys = await testKeys();
});

const PART = 'STM32G484';
const NOW = 1_795_348_800_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Soft {
  readonly bench: BenchDevice;
  readonly nowMs: () => number;
  /** Until when the application puts the swap off, after {@link NOW}. */
  wish: (afterMs: number) => void;
  readonly asked: () => number;
}

/** A device whose application puts swaps off, with a clock that goes on without power. */
function softDevice({ clock = true, lostClock = false, fast = 0 } = {}): Soft {
  let [wishMs, asked] = [0, 0];
  const nowMs = (): number => NOW + Math.floor((bench.mcu.clock.nowUs * (1 - fast)) / 1000);
  const postponeUntilUs = (): number => (asked++, wishMs === Infinity ? Infinity : wishMs * 1000);
  const config = { postponeUntilUs, ...(clock && { unixMs: () => nowMs() - (lostClock ? NOW : 0) }) };
  const bench: BenchDevice = sampleDevice(keys, PART, { mcu: { part: PART, bankBytes: SMALL.bankBytes }, config });
  return { bench, nowMs, wish: (afterMs) => void (wishMs = afterMs), asked: () => asked };
}

async function ordered(bench: BenchDevice, terms: Partial<Ticket>): Promise<void> {
  const small = { image: SMALL.image, release: SMALL.release };
  const times = { issuedAtMs: NOW, expiresAtMs: NOW + 1e9 };
  bench.publish(new MiniServer(await sampleOrder(keys, PART, { policy: 'keep-previous', ...times, ...terms }, small)));
}
const runUntil = (bench: BenchDevice, stage: string): void =>
  bench.run({ until: () => (bench.stages as readonly string[]).includes(stage) || bench.result !== undefined });
const told = ({ reports }: BenchDevice): number[] =>
  reports.flatMap((report) =>
    report.type === 'stage' && report.postponedUntil !== undefined ? [report.postponedUntil - NOW] : [],
  );

describe('a swap that the application may put off', () => {
  it.each(['live', 'reset'] as const)(
    'is done when the application no longer does, before the limit: mode %s',
    async (mode) => {
      const { bench, nowMs, wish } = softDevice();
      wish(2 * HOUR);
      await ordered(bench, { mode, postponableUntil: NOW + 10 * HOUR });
      runUntil(bench, 'swapped');
      expect(nowMs()).toBeGreaterThanOrEqual(NOW + 2 * HOUR);
      expect(nowMs()).toBeLessThan(NOW + 2 * HOUR + MINUTE);
      bench.run();
      expect(bench.result).toMatchObject({ stage: 'done', status: { active: 2 } });
      expect(told(bench)).toEqual([2 * HOUR]);
    },
  );

  it.each(['live', 'reset'] as const)('is done at the limit, whatever the application says: mode %s', async (mode) => {
    const { bench, nowMs, wish } = softDevice();
    wish(Infinity);
    await ordered(bench, { mode, postponableUntil: NOW + 3 * HOUR });
    runUntil(bench, 'swapped');
    expect(nowMs()).toBeGreaterThanOrEqual(NOW + 3 * HOUR);
    expect(nowMs()).toBeLessThan(NOW + 3 * HOUR + MINUTE);
    bench.run();
    expect([bench.result?.stage, told(bench)]).toEqual(['done', [3 * HOUR]]);
  });

  it('is asked about at once, and done at once if nothing is against it', async () => {
    for (const wished of [0, -Infinity, Number.NaN]) {
      const { bench, nowMs, wish, asked } = softDevice();
      wish(wished);
      await ordered(bench, { postponableUntil: NOW + 3 * HOUR });
      bench.run();
      expect(bench.result).toMatchObject({ stage: 'done' });
      expect([nowMs() < NOW + MINUTE, asked() > 0, told(bench)]).toEqual([true, true, []]);
    }
  });

  it('is not asked about without a word in the ticket, nor after the limit', async () => {
    for (const terms of [{}, { postponableUntil: NOW }, { postponableUntil: NOW - HOUR }]) {
      const { bench, wish, asked } = softDevice();
      wish(Infinity);
      await ordered(bench, terms);
      bench.run();
      expect([bench.result?.stage, asked(), told(bench)]).toEqual(['done', 0, []]);
    }
  });

  it('does not use up the search for a slot', async () => {
    const { bench, wish } = softDevice();
    wish(2 * HOUR);
    await ordered(bench, { postponableUntil: NOW + 3 * HOUR, slotDeadlineMs: 1000 });
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'done' });
  });

  it('may be put off anew: the application is asked again within a minute, and the server told what changed', async () => {
    const { bench, wish, nowMs } = softDevice();
    wish(2 * HOUR);
    await ordered(bench, { postponableUntil: NOW + 10 * HOUR });
    bench.run({ until: () => nowMs() > NOW + HOUR });
    wish(5 * HOUR);
    bench.run({ until: () => nowMs() > NOW + HOUR + 2 * MINUTE });
    wish(0);
    runUntil(bench, 'swapped');
    expect(nowMs()).toBeLessThan(NOW + HOUR + 4 * MINUTE);
    // At last, that it is put off no more.
    expect(told(bench)).toEqual([2 * HOUR, 5 * HOUR, expect.any(Number)]);
    expect(told(bench)[2]).toBeLessThan(HOUR + 4 * MINUTE);
  });

  it('is told now and then where the application says the same again and again, counted from each moment', async () => {
    const { bench, nowMs, wish } = softDevice();
    await ordered(bench, { postponableUntil: NOW + 10 * HOUR });
    for (let minute = 0; minute < 5 * 60; minute++) {
      wish(nowMs() - NOW + HOUR);
      bench.run({ until: () => nowMs() >= NOW + (minute + 1) * MINUTE });
    }
    const ends = told(bench);
    expect(ends.length).toBeGreaterThanOrEqual(5 * 4);
    expect(ends.length).toBeLessThanOrEqual(5 * 4 + 2);
    expect([...ends].sort((a, b) => a - b)).toEqual(ends);
  });

  it('ends when its whole time is over, also by a clock that has lost its time', async () => {
    const { bench, wish, nowMs } = softDevice({ lostClock: true });
    wish(Infinity);
    await ordered(bench, { postponableUntil: NOW + 3 * HOUR });
    runUntil(bench, 'swapped');
    expect(nowMs()).toBeGreaterThanOrEqual(NOW + 3 * HOUR);
    // Two in a hundred of three hours, and a look at the clock.
    expect(nowMs()).toBeLessThan(NOW + 3 * HOUR + 6 * MINUTE);
  });

  it('has its whole time by a right clock, beside an oscillator that is fast', async () => {
    const { bench, wish, nowMs } = softDevice({ fast: 0.015 });
    wish(Infinity);
    await ordered(bench, { postponableUntil: NOW + 3 * HOUR });
    runUntil(bench, 'swapped');
    expect(nowMs()).toBeGreaterThanOrEqual(NOW + 3 * HOUR);
    expect(nowMs()).toBeLessThan(NOW + 3 * HOUR + 2 * MINUTE);
  });

  it('is not put off beyond its maintenance window: that is missed', async () => {
    const { bench, wish } = softDevice();
    wish(Infinity);
    await ordered(bench, { postponableUntil: NOW + 10 * HOUR, swapNotAfter: NOW + 2 * HOUR });
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'failed', fault: 'window_missed', status: { active: 1 } });
  });

  it('is asked about when its window opens, and not before', async () => {
    const { bench, wish, nowMs } = softDevice();
    wish(HOUR);
    await ordered(bench, { postponableUntil: NOW + 10 * HOUR, swapNotBefore: NOW + 2 * HOUR });
    runUntil(bench, 'swapped');
    expect(nowMs()).toBeLessThan(NOW + 2 * HOUR + MINUTE);
    expect(told(bench)).toEqual([]);
  });

  it('is put off over a reset, too: the wish is asked for again, and the limit is in the journal', async () => {
    for (const clock of [true, false]) {
      const { bench, wish, nowMs } = softDevice({ clock });
      wish(Infinity);
      await ordered(bench, { postponableUntil: NOW + 3 * HOUR });
      runUntil(bench, 'waiting');
      bench.run({ until: () => nowMs() > NOW + HOUR });
      expect(journalledJob(bench.mcu)).toMatchObject({ postponable: { untilMs: NOW + 3 * HOUR, forMs: 3 * HOUR } });
      bench.mcu.reset('pin');
      bench.boot();
      bench.run({ until: () => nowMs() > NOW + 2 * HOUR });
      expect(bench.agent.status().active).toBe(1);
      runUntil(bench, 'swapped');
      // Without a clock, the device does not know how much of the time is over.
      const limit = NOW + (clock ? 3 : 4) * HOUR;
      expect(nowMs()).toBeGreaterThanOrEqual(limit);
      expect(nowMs()).toBeLessThan(limit + MINUTE);
      expect(told(bench)).toEqual([3 * HOUR, 3 * HOUR]);
    }
  });

  it('can be stopped while it is put off', async () => {
    const { bench, wish } = softDevice();
    wish(Infinity);
    await ordered(bench, { postponableUntil: NOW + 3 * HOUR });
    runUntil(bench, 'waiting');
    bench.retain({ type: 'cancel', job: 1 });
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'cancelled', status: { active: 1 } });
  });
});
