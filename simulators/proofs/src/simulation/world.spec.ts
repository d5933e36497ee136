import { beforeAll, describe, expect, it } from '@jest/globals';

import { sceneKeys, type SceneKeys } from '../scene/orders.js';
import { USUAL_FAULTS, type FaultRates } from './fault-rates.js';
import { World } from './world.js';

let keys: SceneKeys;
beforeAll(async () => {
  keys = await sceneKeys();
});

async function simulated(seed: number, rates: Partial<FaultRates> = {}): Promise<World> {
  const world = new World({ updates: 24, devices: 6, seed, rates: { ...USUAL_FAULTS, ...rates } }, keys);
  await world.run();
  return world;
}

const NONE: FaultRates = {
  lost: 0,
  repeated: 0,
  corrupted: 0,
  later: 0,
  disconnected: 0,
  struck: 0,
  selfTest: 0,
  cancelled: 0,
};

describe('a simulation', () => {
  it('is the same for the same seed, and another for another', async () => {
    const [first, again, other] = [await simulated(1), await simulated(1), await simulated(2)];
    expect(again.trace.digest()).toBe(first.trace.digest());
    expect(again.tally).toEqual(first.tally);
    expect(other.trace.digest()).not.toBe(first.trace.digest());
  });

  it('ends every job and leaves every device with what was confirmed, whatever the network and the power do', async () => {
    const { tally } = await simulated(3, {
      struck: 0.6,
      lost: 0.1,
      repeated: 0.1,
      corrupted: 0.05,
      disconnected: 0.03,
    });
    expect(tally.ended).toBe(24);
    expect(tally.strikes).toBeGreaterThan(2);
    expect(tally.orders).toBeGreaterThanOrEqual(24);
  });

  it('updates every device at the first try where nothing goes wrong', async () => {
    const { tally } = await simulated(4, NONE);
    expect(tally).toMatchObject({
      ended: 24,
      orders: 24,
      strikes: 0,
      ends: { done: 24, 'self-test-failed': 0, cancelled: 0 },
    });
  });

  it('leaves the old image running where self-tests fail, and stops such a campaign', async () => {
    const { tally } = await simulated(5, { ...NONE, selfTest: 1 });
    expect(tally.ends.done).toBe(0);
    expect(tally.ended).toBe(tally.jobs);
  });
});
