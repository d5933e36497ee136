import { beforeAll, describe, expect, it } from '@jest/globals';

import { seededRng } from '@twinbank/primitives';
import type { BenchDevice } from '@twinbank/testkit/bench-device';
import { MiniServer, testKeys, type TestKeys } from '@twinbank/testkit/mini-server';
import { sampleDevice, sampleOrder } from '@twinbank/testkit/sample-device';

import { DEFAULT_TRANSFER } from '../agent-config.js';
import type { HealthCounts, RunningImage } from './health-port.js';

let keys: TestKeys;
beforeAll(async () => {
  keys = await testKeys();
});

const PART = 'STM32G484';
const MINUTE_US = 60e6;

/** A device whose application counts as told, and what the agent said that runs. */
function counting(counts: () => Partial<HealthCounts>, pace: { minMs?: number; maxMs?: number } = {}, seed = 'a') {
  const images: RunningImage[] = [];
  const health = {
    counts: (image: RunningImage): HealthCounts => {
      images.push(image);
      return { boots: { 'power-on': 1 }, watchdogResets: 0, numbers: {}, ...counts() };
    },
    ...pace,
  };
  const config = {
    rng: seededRng(seed),
    health,
    transfer: { ...DEFAULT_TRANSFER, rtt: { firstMs: 500, minMs: 50, maxMs: 1000 } },
  };
  return { bench: sampleDevice(keys, PART, { config }), images };
}
const runFor = (bench: BenchDevice, us: number): void => {
  const untilUs = bench.mcu.clock.nowUs + us;
  bench.run({ until: () => bench.mcu.clock.nowUs >= untilUs });
};
const misses = (bench: BenchDevice): (number | undefined)[] =>
  bench.healths.map(({ health }) => health.missedDeadlines);

describe('health', () => {
  it('is told within a minute of the first connection, with the image that runs', () => {
    const { bench } = counting(() => ({ missedDeadlines: 0 }));
    runFor(bench, MINUTE_US + 1e6);
    const [bank] = bench.agent.status().banks;
    expect(bench.healths).toMatchObject([
      { type: 'health', health: { digest: bank.digest, version: bank.version, watchdogResets: 0 } },
    ]);
  });

  it('is told again when it changes, but not more often than once a minute', () => {
    let missed = 0;
    const { bench } = counting(() => ({ missedDeadlines: missed++ }));
    runFor(bench, 5 * MINUTE_US);
    const told = misses(bench);
    expect(told).toEqual(told.map((_, index) => index));
    expect(told.length).toBeGreaterThanOrEqual(5);
    expect(told.length).toBeLessThanOrEqual(6);
  });

  it('is told every hour although nothing changes', () => {
    const { bench } = counting(() => ({}));
    runFor(bench, 50 * MINUTE_US);
    expect(bench.healths).toHaveLength(1);
    runFor(bench, 100 * MINUTE_US);
    expect(bench.healths).toHaveLength(3);
  });

  it('is looked at every ten seconds at most, whatever the application asks for', () => {
    let missed = 0;
    const { bench } = counting(() => ({ missedDeadlines: missed++ }), { minMs: 1 });
    runFor(bench, MINUTE_US);
    expect(bench.healths.length).toBeLessThanOrEqual(7);
  });

  it('takes its number in the order of all reports', () => {
    const { bench } = counting(() => ({}));
    runFor(bench, 2 * MINUTE_US);
    const seqs = [...bench.reports, ...bench.healths].map(({ seq }) => seq).sort((a, b) => a - b);
    expect(seqs).toEqual(seqs.map((_, index) => index));
  });

  it('is not told, nor asked for, while an update is under way, and names the new image after it', async () => {
    const { bench, images } = counting(() => ({}), { minMs: 10_000, maxMs: 10_000 });
    runFor(bench, 30e6);
    const before = bench.agent.status().banks[0].digest;
    const [told, asked] = [bench.healths.length, images.length];
    expect(told).toBeGreaterThan(0);
    const server = new MiniServer(await sampleOrder(keys, PART));
    const { answer } = server;
    server.answer = () => [];
    bench.publish(server);
    runFor(bench, 120e6);
    expect([bench.healths.length, images.length]).toEqual([told, asked]);
    server.answer = answer.bind(server);
    bench.run();
    runFor(bench, 30e6);
    expect(bench.result).toMatchObject({ stage: 'done' });
    const after = bench.agent.status().banks[0].digest;
    expect(after).not.toBe(before);
    expect(bench.healths.at(-1)).toMatchObject({ health: { digest: after, version: '1.1.0' } });
  });

  it('is not told while the connection is down, and nothing piles up', () => {
    let missed = 0;
    const { bench } = counting(() => ({ missedDeadlines: missed++ }));
    runFor(bench, 2 * MINUTE_US);
    const told = bench.healths.length;
    bench.agent.handle({ type: 'disconnected' });
    bench.mcu.clock.advanceUs(10 * MINUTE_US);
    expect(bench.agent.handle({ type: 'timer' }).filter(({ type }) => type === 'report')).toEqual([]);
    bench.agent.handle({ type: 'connected' });
    bench.mcu.clock.advanceUs(MINUTE_US);
    expect(bench.agent.handle({ type: 'timer' })).toContainEqual(
      expect.objectContaining({ type: 'report', report: expect.objectContaining({ type: 'health' }) }),
    );
    expect(bench.healths).toHaveLength(told);
  });

  it('is told at different moments by the devices of a fleet that comes back', () => {
    const moments = ['a', 'b', 'c', 'd'].map((seed) => {
      const { bench } = counting(() => ({}), {}, seed);
      bench.run({ until: () => bench.healths.length > 0 });
      return bench.mcu.clock.nowUs;
    });
    expect(moments.every((us) => us < MINUTE_US + 5e6)).toBe(true);
    expect(Math.max(...moments) - Math.min(...moments)).toBeGreaterThan(5e6);
  });
});

describe('a device without a port for its health', () => {
  it('tells none and asks for no timer because of it', () => {
    const bench = sampleDevice(keys, PART);
    expect(bench.agent.handle({ type: 'connected' }).map(({ type }) => type)).toEqual(['report']);
    expect(bench.healths).toEqual([]);
  });
});
