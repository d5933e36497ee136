import { beforeAll, describe, expect, it } from '@jest/globals';

import type { Release } from '@twinbank/image';
import { stackArea } from '@twinbank/inspect';
import { PageStore, type Mcu } from '@twinbank/mcu';
import type { PartName } from '@twinbank/parts';
import { equalBytes, seededRng } from '@twinbank/primitives';
import type { FinishPolicy, SwapMode } from '@twinbank/protocol';

import { AGENT_DEFECTS, type AgentDefect } from './agent-config.js';
import { factoryInstall } from './factory.js';
import { BenchDevice } from '@twinbank/testkit/bench-device';
import { MiniServer, orderOf, testKeys, type TestKeys, type TestOrder } from '@twinbank/testkit/mini-server';
import { cipherOf } from '@twinbank/testkit/sample-device';
import { sampleRelease } from '@twinbank/testkit/sample-image';

let keys: TestKeys;
beforeAll(async () => {
  keys = await testKeys();
});

const part: PartName = 'STM32G484';
const releaseOf = (version: number): Release =>
  sampleRelease({ part, version: `1.${version}.0`, counter: version + 1, bytes: 12_288 + 192 }, { blockSize: 1024 });
const releases = [0, 1, 2].map(releaseOf);
const store = new PageStore();

/** A bank that the boot ROM would start holds one of the signed images, whole. */
function refusal(mcu: Mcu): string | undefined {
  for (const bank of [1, 2] as const) {
    const { bytes, doubleErrors } = mcu.flash.tryRead({ bank, offset: 0 }, releases[0]!.manifest.sections[0]!.length);
    const bootable =
      doubleErrors.every((at) => at >= 8) &&
      stackArea(part, new DataView(bytes.buffer).getUint32(0, true)) !== undefined;
    if (bootable && !releases.some(({ stream }) => equalBytes(bytes, stream.subarray(64))))
      return `bank ${bank} would boot half an image`;
  }
  return undefined;
}

/** Two updates in a row with strikes; the first thing that is wrong, or undefined. */
async function violation(
  defect: AgentDefect | undefined,
  seed: number,
  orders: (update: number, attempt: number) => Promise<TestOrder>,
): Promise<string | undefined> {
  const chances = seededRng(`self-test/${seed}`);
  const bench = new BenchDevice({
    keys,
    mcu: { part, pageStore: store, bankBytes: 32 * 1024 },
    seed,
    config: { selfTest: () => chances.chance(0.8), ...(defect && { defect }) },
  });
  const { rng, mcu } = bench;
  factoryInstall(mcu, releases[0]!);
  let found: string | undefined;
  bench.onBoot = () => {
    mcu.power.disarm();
    if (rng.chance(0.6))
      mcu.power.strikeAt({
        at: mcu.power.count + 1 + rng.below(rng.chance(0.5) ? 200 : 5000),
        moment: rng.chance(0.5) ? 'before' : 'after',
        seed,
        event: rng.chance(0.5) ? 'watchdog' : 'power-off',
      });
    found ??= refusal(mcu);
  };
  try {
    bench.boot();
    for (const update of [1, 2]) {
      for (let attempt = 0; attempt < 30; attempt++) {
        bench.publish(new MiniServer(await orders(update, attempt)));
        bench.run({ events: 20_000 });
        if (bench.result!.stage === 'done') break;
        const { active, banks, counter } = bench.agent.status();
        if (
          releases.find(({ manifest }) => manifest.version === banks[active - 1]!.version)!.manifest.counter < counter
        )
          return 'an image below the security counter runs';
      }
    }
  } catch (error) {
    return String(error);
  }
  return found;
}

describe('an agent that is wrong on purpose', () => {
  const cache = new Map<string, Promise<TestOrder>>();
  const ordersFor =
    (policy: FinishPolicy, mode: SwapMode) =>
    (update: number, attempt: number): Promise<TestOrder> => {
      const id = update * 100 + attempt;
      const key = `${policy}/${mode}/${id}`;
      const order =
        cache.get(key) ??
        orderOf(keys, releases[update]!, { cipher: cipherOf(part), policy, mode, job: id, transfer: id, sequence: id });
      cache.set(key, order);
      return order;
    };

  async function firstViolation(defect: AgentDefect | undefined, seeds: number): Promise<string | undefined> {
    for (let seed = 0; seed < seeds; seed++) {
      const found = await violation(
        defect,
        seed,
        ordersFor(seed % 4 < 2 ? 'mirror' : 'keep-previous', seed % 2 ? 'reset' : 'live'),
      );
      if (found) return found;
    }
    return undefined;
  }

  it.each(AGENT_DEFECTS.map((defect) => [defect]))('is caught: %s', async (defect) => {
    expect(await firstViolation(defect, 150)).toBeDefined();
  });

  it('is told from one that is right', async () => {
    expect(await firstViolation(undefined, 40)).toBeUndefined();
  });
});
