import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';

import type { DeviceHealths, HealthUpdate } from '@twinbank/database';
import { ManualClock } from '@twinbank/primitives';
import type { SiftedReports } from '@twinbank/rollout';

import { HealthKeeper } from './health-keeper.js';

/** What other modules leave for the next tick is no timer of the keeper. */
const TIMERS_ONLY: Parameters<typeof jest.useFakeTimers>[0] = {
  doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'],
};

const keepers: HealthKeeper[] = [];
afterEach(async () => {
  jest.useRealTimers();
  for (const keeper of keepers.splice(0)) await keeper.onModuleDestroy();
});

function keeper({ fails = 0 } = {}) {
  const stored: HealthUpdate[] = [];
  let left = fails;
  const healths = {
    apply: async (updates: readonly HealthUpdate[]) => {
      if (updates.length > 0 && left-- > 0) throw new Error('no luck');
      stored.push(...updates);
    },
  } as DeviceHealths;
  const clock = new ManualClock(0);
  const made = new HealthKeeper(healths, clock, pino({ level: 'silent' }));
  keepers.push(made);
  return { keeper: made, stored, clock, told: () => stored.map(({ deviceId, atMs }) => `${deviceId} ${atMs}`) };
}
const told = (deviceId: string, atMs: number, missedDeadlines = 0, start?: number): SiftedReports => ({
  news: [],
  late: [],
  outdated: 0,
  health: {
    deviceId,
    atMs,
    report: {
      ...{ type: 'health', seq: missedDeadlines, ...(start !== undefined && { start }) },
      health: { boots: {}, watchdogResets: 0, missedDeadlines, numbers: {} },
    },
  },
  ...(start !== undefined && { healthPlace: { start, seq: missedDeadlines, atMs } }),
});

describe('the health of devices', () => {
  it('is stored with the place at which it was told', async () => {
    const { keeper: keeps, stored } = keeper();
    await keeps.keep([told('d1', 1000, 3, 1), { news: [], late: [], outdated: 1 }]);
    expect(stored).toEqual([
      {
        deviceId: 'd1',
        atMs: 1000,
        place: { start: 1, seq: 3, atMs: 1000 },
        health: { boots: {}, watchdogResets: 0, missedDeadlines: 3, numbers: {} },
      },
    ]);
  });

  it('waits if it comes too soon after the last one of the same device, and the last of those is stored then', async () => {
    const { keeper: keeps, told: stored } = keeper();
    for (const atMs of [1000, 1001, 4000]) await keeps.keep([told('d1', atMs)]);
    await keeps.keep([told('d2', 1001)]);
    expect([stored(), keeps.waits, keeps.dropped]).toEqual([['d1 1000', 'd2 1001'], 1, 1]);
    await keeps.look(5999);
    expect(stored()).toHaveLength(2);
    await keeps.look(6000);
    expect([stored(), keeps.waits, keeps.dropped]).toEqual([['d1 1000', 'd2 1001', 'd1 4000'], 0, 1]);
  });

  it('that waits is looked for by itself, and again after a write that failed', async () => {
    jest.useFakeTimers(TIMERS_ONLY);
    const { keeper: keeps, told: stored, clock } = keeper({ fails: 1 });
    await expect(keeps.keep([told('d1', 0)])).rejects.toThrow('no luck');
    await keeps.keep([told('d1', 0)]);
    await keeps.keep([told('d1', 1000, 1)]);
    clock.advance(4999);
    await jest.advanceTimersByTimeAsync(5000);
    expect(stored()).toEqual(['d1 0']);
    clock.advance(1);
    await jest.advanceTimersByTimeAsync(5000);
    expect([stored(), jest.getTimerCount()]).toEqual([['d1 0', 'd1 1000'], 0]);
  });

  it('that waited is passed by what comes when the time is over', async () => {
    const { keeper: keeps, told: stored } = keeper();
    for (const atMs of [1000, 2000, 6000]) await keeps.keep([told('d1', atMs)]);
    expect([stored(), keeps.waits, keeps.dropped]).toEqual([['d1 1000', 'd1 6000'], 0, 1]);
  });

  it('that waits is the later one by the count of the device, and none that is older than the stored one', async () => {
    const { keeper: keeps, stored } = keeper();
    for (const [index, seq] of [5, 8, 7, 4].entries()) await keeps.keep([told('d1', 1000 + index, seq, 1)]);
    await keeps.keep([told('d1', 60_000, 3, 1)]);
    await keeps.look(60_000);
    expect(stored.map(({ health }) => health.missedDeadlines)).toEqual([5, 8]);
  });

  it('is stored once, however often its batch is judged', async () => {
    const { keeper: keeps, stored } = keeper();
    const [first, second] = [told('d1', 1000), told('d1', 1001, 1)];
    for (const one of [first, first, second, second]) await keeps.keep([one]);
    await keeps.look(9000);
    await keeps.keep([second]);
    await keeps.look(20_000);
    expect([stored.length, keeps.dropped]).toEqual([2, 0]);
  });

  it('waits for at most 10 000 devices, of which the longest waiting is dropped, and counted', async () => {
    const { keeper: keeps } = keeper();
    const all = (atMs: number) => Array.from({ length: 10_001 }, (_, number) => told(`d${number}`, atMs));
    await keeps.keep(all(1000));
    await keeps.keep(all(1001));
    expect([keeps.waits, keeps.dropped]).toEqual([10_000, 1]);
  });

  it('that waits is stored at the end of the server, and so is what comes during it; no timer is left', async () => {
    jest.useFakeTimers(TIMERS_ONLY);
    const { keeper: keeps, told: stored } = keeper();
    for (const atMs of [1000, 1001]) await keeps.keep([told('d1', atMs)]);
    await keeps.onModuleDestroy();
    expect([stored(), jest.getTimerCount()]).toEqual([['d1 1000', 'd1 1001'], 0]);
    await keeps.keep([told('d1', 1002)]);
    expect([stored().at(-1), jest.getTimerCount()]).toEqual(['d1 1002', 0]);
  });

  it('is stored after a clock was put back', async () => {
    const { keeper: keeps, stored } = keeper();
    await keeps.keep([told('d1', 1_000_000)]);
    await keeps.keep([told('d1', 10_000)]);
    expect(stored).toHaveLength(2);
  });

  it('is stored again when the first write failed', async () => {
    const { keeper: keeps, stored } = keeper({ fails: 1 });
    await expect(keeps.keep([told('d1', 1000)])).rejects.toThrow('no luck');
    await keeps.keep([told('d1', 1000)]);
    expect(stored).toHaveLength(1);
  });
});
