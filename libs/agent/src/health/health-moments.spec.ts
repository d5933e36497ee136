import { describe, expect, it } from '@jest/globals';

import { toHex } from '@twinbank/primitives';
import type { DeviceHealth } from '@twinbank/protocol';

import type { JobStage } from '../stage-table.js';
import { PreparedDevice } from '../testing/prepared-device.js';
import type { HealthPort, RunningImage } from './health-port.js';
import { HealthTelling } from './health-telling.js';

const MIN_MS = 10_000;
const MAX_MS = 50_000;

/** What a prepared device tells of its health, with the luck of its first moment. */
function telling(
  stage?: JobStage,
  { unit = 0.5, pace = { minMs: MIN_MS, maxMs: MAX_MS } as Partial<HealthPort> } = {},
) {
  const prepared = new PreparedDevice({ ...(stage && { job: { stage } }) });
  const images: RunningImage[] = [];
  let missed = 0;
  const port: HealthPort = {
    counts: (image) => {
      images.push(image);
      return { boots: { 'power-on': 1 }, watchdogResets: 0, numbers: {}, missedDeadlines: missed };
    },
    ...pace,
  };
  const { mcu } = prepared;
  const { rng } = prepared.own.config;
  const config = { health: port, rng: Object.assign(Object.create(rng) as typeof rng, { unit: () => unit }) };
  const health = new HealthTelling({ ...prepared.own, config });
  /** Waits so long and wakes; what is told. */
  const after = (ms: number): DeviceHealth[] => {
    mcu.clock.advanceUs(ms * 1000);
    health.wake();
    return prepared.reports().flatMap((report) => (report.type === 'health' ? [report.health] : []));
  };
  return { prepared, health, images, after, change: () => missed++, sinceUs: mcu.clock.nowUs };
}

describe('the moment at which health is told', () => {
  it('is none before the device is connected, and none while it is not', () => {
    const { health, after, images } = telling();
    expect([health.dueUs, after(MAX_MS)]).toEqual([Infinity, []]);
    health.connected();
    health.disconnected();
    expect([health.dueUs, after(MAX_MS), images]).toEqual([Infinity, [], []]);
  });

  it('is a random one within the least time after the first connection', () => {
    for (const unit of [0, 0.25]) {
      const { health, after, sinceUs } = telling(undefined, { unit });
      health.connected();
      expect(health.dueUs).toBe(sinceUs + unit * MIN_MS * 1000);
      if (unit > 0) expect(after(unit * MIN_MS - 0.001)).toEqual([]);
      expect(after(0.001)).toHaveLength(1);
    }
  });

  it('is not within the least time after it was told, whatever the connection does', () => {
    const { health, after, change, prepared } = telling(undefined, { unit: 0 });
    health.connected();
    expect(after(0)).toHaveLength(1);
    change();
    const againUs = prepared.mcu.clock.nowUs;
    health.connected();
    expect(health.dueUs).toBeGreaterThan(againUs + (MIN_MS / 2) * 1000);
    expect(after(MIN_MS / 2)).toEqual([]);
    expect(after(MIN_MS / 2)).toHaveLength(1);
  });

  it('comes again after the longest time if nothing has changed, to the microsecond', () => {
    const { health, after, prepared } = telling(undefined, { unit: 0 });
    health.connected();
    const toldUs = prepared.mcu.clock.nowUs;
    expect(after(0)).toHaveLength(1);
    for (let ms = MIN_MS; ms < MAX_MS; ms += MIN_MS) expect(after(MIN_MS)).toEqual([]);
    expect(prepared.mcu.clock.nowUs).toBeGreaterThanOrEqual(toldUs + (MAX_MS - MIN_MS) * 1000);
    expect(after(MIN_MS)).toHaveLength(1);
  });

  it('is at most every ten seconds, and by default every minute', () => {
    for (const [pace, ms] of [[{ minMs: 1 }, 10_000] as const, [{}, 60_000] as const]) {
      const { health, sinceUs } = telling(undefined, { unit: 1, pace });
      health.connected();
      expect(health.dueUs).toBe(sinceUs + ms * 1000);
    }
  });

  it('is none for an application that counts nothing', () => {
    const prepared = new PreparedDevice();
    const health = new HealthTelling(prepared.own);
    health.connected();
    health.wake();
    expect([health.dueUs, prepared.told()]).toEqual([Infinity, []]);
  });
});

describe('health during a job', () => {
  it.each(['accepted', 'downloading', 'checked', 'swapped', 'confirmed', 'mirroring'] as const)(
    'is neither told nor asked for: %s',
    (stage) => {
      const { health, after, images } = telling(stage, { unit: 0 });
      health.connected();
      expect([after(0), images]).toEqual([[], []]);
    },
  );

  it.each(['waiting', 'done', 'failed'] as const)('is told when the device only waits, or has ended: %s', (stage) => {
    const { health, after } = telling(stage, { unit: 0 });
    health.connected();
    expect(after(0)).toHaveLength(1);
  });
});

describe('the image in health', () => {
  it('is the one that runs', () => {
    const { health, after, images, prepared } = telling(undefined, { unit: 0 });
    const running = { digest: toHex(prepared.journal.bank(1)!.digest), version: '1.0.0' };
    health.connected();
    expect(after(0)).toMatchObject([{ ...running, watchdogResets: 0, missedDeadlines: 0 }]);
    expect(images).toStrictEqual([running]);
  });

  it('has no name if its bytes are not those of its record', () => {
    const { health, after, images, prepared } = telling(undefined, { unit: 0 });
    prepared.mcu.flash.factoryLoad(1, new Uint8Array(64).fill(3));
    health.connected();
    const [told] = after(0);
    for (const field of ['digest', 'version']) expect(told).not.toHaveProperty(field);
    expect(images).toStrictEqual([{}]);
  });
});
