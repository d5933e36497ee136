import { beforeAll, describe, expect, it } from '@jest/globals';

import { sceneKeys, type SceneKeys } from '../scene/orders.js';
import { NO_FAULTS, USUAL_FAULTS, type FaultRates } from './fault-rates.js';
import { World } from './world.js';

let keys: SceneKeys;
beforeAll(async () => {
  keys = await sceneKeys();
});

async function simulated(seed: number, rates: Partial<FaultRates> = {}, updates = 24): Promise<World> {
  const world = new World({ updates, devices: 24, seed, rates: { ...USUAL_FAULTS, ...rates } }, keys);
  await world.run();
  return world;
}

describe('a simulation', () => {
  it('is the same for the same seed, and another for another', async () => {
    const [first, again, other] = [await simulated(1), await simulated(1), await simulated(2)];
    expect(again.trace.digest()).toBe(first.trace.digest());
    expect(again.tally).toEqual(first.tally);
    expect(other.trace.digest()).not.toBe(first.trace.digest());
  });

  it('ends every campaign and leaves every device with what was confirmed, whatever network, power and servers do', async () => {
    const { tally } = await simulated(
      3,
      { struck: 0.6, lost: 0.1, repeated: 0.1, corrupted: 0.05, disconnected: 0.03, killed: 0.5, frozen: 0.4 },
      96,
    );
    const { operators, servers } = tally;
    expect(operators.finished + operators.stopped).toBe(operators.campaigns);
    expect(tally.strikes).toBeGreaterThan(2);
    expect(servers.kills + servers.pauses).toBeGreaterThan(2);
    expect(servers.offers).toBeGreaterThan(0);
  });

  it('updates every device at the first try where nothing goes wrong, and leaves out those of another part', async () => {
    const { tally } = await simulated(4, NO_FAULTS);
    expect(tally).toMatchObject({ ended: 24, strikes: 0, ends: { succeeded: 24, excluded: 6 } });
    expect(tally.servers).toMatchObject({ offers: 24, kills: 0, timeouts: 0 });
    expect(tally.operators).toMatchObject({ campaigns: 6, finished: 6, pauses: 0, resumes: 0 });
  });

  it('brings devices over releases in between by one job each, in their order, and counts each once', async () => {
    const { tally } = await simulated(4, { ...NO_FAULTS, hops: 1 });
    expect(tally).toMatchObject({ ended: 24, ends: { succeeded: 24 }, operators: { campaigns: 6, finished: 6 } });
    expect(tally.hops).toBeGreaterThanOrEqual(24);
    expect(tally.servers.offers).toBe(24 + tally.hops);
  });

  it('has servers race for the same campaigns: who is late decides anew', async () => {
    const { tally } = await simulated(2, { paused: 1, frozen: 0.6 }, 96);
    expect(tally.servers.conflicts).toBeGreaterThan(0);
  });

  it('has devices that stay away until their offers end, and operators who give orders while campaigns are planned', async () => {
    const { tally } = await simulated(6, { away: 0.1, meddled: 0.8 }, 96);
    expect(tally.missed).toBeGreaterThan(5);
    expect(tally.operators.orders).toBeGreaterThan(2);
  });

  it('pauses a campaign whose image fails, at every device that tries it', async () => {
    const { tally } = await simulated(5, { ...NO_FAULTS, selfTest: 1 }, 48);
    expect(tally.ends.succeeded).toBeUndefined();
    expect(tally.operators.resumes + tally.operators.stops).toBeGreaterThan(0);
  });
});
