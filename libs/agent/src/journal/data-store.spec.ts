import { beforeAll, describe, expect, it } from '@jest/globals';

import { DATA_STORE_BYTES, DataStore } from './data-store.js';
import { factoryInstall } from '../factory.js';
import { type PartName, PARTS } from '@twinbank/parts';
import { BenchDevice } from '@twinbank/testkit/bench-device';
import { MiniServer, orderOf, testKeys, type TestKeys } from '@twinbank/testkit/mini-server';
import { cipherOf } from '@twinbank/testkit/sample-device';
import { sampleRelease } from '@twinbank/testkit/sample-image';

let keys: TestKeys;
beforeAll(async () => {
  keys = await testKeys();
});

/** A device whose application counts in its data store, between all events of an update. */
class CountingDevice {
  readonly bench: BenchDevice;
  acknowledged = 0;
  private store: DataStore;

  constructor(
    readonly part: PartName,
    readonly bytes: number,
    seed: string,
  ) {
    this.bench = new BenchDevice({
      keys,
      mcu: { part, bankBytes: 32 * 1024 },
      config: { dataBytes: DATA_STORE_BYTES },
      seed,
    });
    factoryInstall(
      this.bench.mcu,
      sampleRelease({ part, version: '1.0.0', counter: 1, bytes: bytes - 1024 }, { blockSize: 1024 }),
    );
    this.bench.boot();
    this.store = new DataStore(this.bench.mcu);
    this.bench.afterBoot = () => {
      this.store = new DataStore(this.bench.mcu);
      this.check();
    };
    this.bench.beforeEvent = () => {
      for (let i = 0; i < 10; i++) this.count();
    };
  }

  /** The two variables change together, and a number that was acknowledged is never lost. */
  check(): void {
    const count = this.store.get(1);
    expect(this.store.get(2)).toBe(count * 3);
    expect(count).toBeGreaterThanOrEqual(this.acknowledged);
    expect(count).toBeLessThanOrEqual(this.acknowledged + 1);
    this.acknowledged = count;
  }

  private count(): void {
    const next = this.acknowledged + 1;
    this.store.put([
      [1, next],
      [2, next * 3],
    ]);
    this.acknowledged = next;
  }
}

describe('data of the application in the other bank', () => {
  it.each(['STM32L073', 'STM32L486', 'STM32G484'] as const)(
    'loses no record while images are updated around it, at any cut: %s',
    async (part) => {
      const bytes = 32 * 1024 - DATA_STORE_BYTES - (PARTS[part].family === 'L0' ? 0 : 4096) - 1024;
      for (let seed = 0; seed < 8; seed++) {
        const device = new CountingDevice(part, bytes, `${part}/${seed}`);
        const { bench } = device;
        const { rng, mcu } = bench;
        const strike = (): void => {
          mcu.power.disarm();
          const at = mcu.power.count + 1 + rng.below(rng.chance(0.5) ? 100 : 5000);
          if (rng.chance(0.8))
            mcu.power.strikeAt({
              at,
              moment: rng.chance(0.6) ? 'torn' : 'before',
              seed: rng.below(1e9),
              event: rng.chance(0.3) ? 'watchdog' : 'power-off',
            });
        };
        bench.onBoot = strike;
        strike();
        for (let attempt = 1; bench.result?.stage !== 'done'; attempt++) {
          const release = sampleRelease({ part, version: '1.1.0', counter: 2, bytes }, { blockSize: 1024 });
          const terms = {
            cipher: cipherOf(part),
            policy: seed % 2 ? 'mirror' : 'keep-previous',
            job: attempt,
            transfer: attempt,
            sequence: attempt,
          } as const;
          bench.publish(new MiniServer(await orderOf(keys, release, terms)));
          bench.run();
          expect(attempt).toBeLessThan(30);
        }
        device.check();
        expect(device.acknowledged).toBeGreaterThan(150);
      }
    },
  );

  it('leaves less room for images', async () => {
    const device = new CountingDevice('STM32G484', 32 * 1024 - DATA_STORE_BYTES - 4096, 'room');
    const release = sampleRelease(
      { part: 'STM32G484', version: '1.1.0', counter: 2, bytes: 32 * 1024 - 4096 - DATA_STORE_BYTES + 64 },
      { blockSize: 1024 },
    );
    device.bench.publish(new MiniServer(await orderOf(keys, release)));
    device.bench.run();
    expect(device.bench.result).toMatchObject({ stage: 'rejected', fault: 'no_room' });
  });
});
