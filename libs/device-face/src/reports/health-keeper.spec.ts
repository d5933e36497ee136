import { describe, expect, it } from '@jest/globals';

import type { DeviceHealths, HealthUpdate } from '@twinbank/database';
import type { SiftedReports } from '@twinbank/rollout';

import { HealthKeeper } from './health-keeper.js';

function keeper({ fails = 0 } = {}) {
  const stored: HealthUpdate[] = [];
  let left = fails;
  const healths = {
    apply: async (updates: readonly HealthUpdate[]) => {
      if (left-- > 0) throw new Error('no luck');
      stored.push(...updates);
    },
  } as DeviceHealths;
  return { keeper: new HealthKeeper(healths), stored };
}
const told = (deviceId: string, atMs: number, missedDeadlines = 0): SiftedReports => ({
  news: [],
  late: [],
  outdated: 0,
  health: {
    deviceId,
    atMs,
    report: { type: 'health', seq: 0, health: { boots: {}, watchdogResets: 0, missedDeadlines, numbers: {} } },
  },
  place: { start: 1, seq: 0, atMs },
});

describe('the health of devices', () => {
  it('is stored with the place of its device', async () => {
    const { keeper: keeps, stored } = keeper();
    await keeps.keep([told('d1', 1000, 3), { news: [], late: [], outdated: 1 }]);
    expect(stored).toEqual([
      {
        deviceId: 'd1',
        atMs: 1000,
        place: { start: 1, seq: 0, atMs: 1000 },
        health: { boots: {}, watchdogResets: 0, missedDeadlines: 3, numbers: {} },
      },
    ]);
  });

  it('is dropped if it comes too soon after the last one of the same device, and counted', async () => {
    const { keeper: keeps, stored } = keeper();
    for (const atMs of [1000, 1001, 5999, 6000, 6001]) await keeps.keep([told('d1', atMs)]);
    await keeps.keep([told('d2', 1001)]);
    expect(stored.map(({ deviceId, atMs }) => `${deviceId} ${atMs}`)).toEqual(['d1 1000', 'd1 6000', 'd2 1001']);
    expect(keeps.dropped).toBe(3);
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
