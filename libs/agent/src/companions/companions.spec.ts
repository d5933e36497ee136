import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

import { buildRelease, type PayloadInput, type Release } from '@twinbank/image';
import { parseImageDescriptor } from '@twinbank/inspect';
import { sha256 } from '@twinbank/keys';
import type { CompanionChip } from '@twinbank/mcu';
import { equalBytes, seededRng } from '@twinbank/primitives';
import { BenchDevice } from '@twinbank/testkit/bench-device';
import { MiniServer, orderOf, testKeys, type TestKeys } from '@twinbank/testkit/mini-server';

import type { AgentConfig } from '../agent-config.js';
import { factoryInstall } from '../factory.js';

let keys: TestKeys;
beforeAll(async () => {
  keys = await testKeys();
});

const PART = 'STM32G484';
/** Until nothing is left to happen. */
const TO_REST = { until: () => false };
const [A, B] = ['A', 'B'].map((seed) => seededRng(seed).bytes(1000)) as [Uint8Array, Uint8Array];

function release(version: '1.0.0' | '1.1.0', payloads: Readonly<Record<string, Uint8Array>>): Release {
  const file = new URL(`../../../../simulators/firmware/build/g4/twinbank-g4-${version}.bin`, import.meta.url);
  const code = new Uint8Array(readFileSync(file));
  const descriptor = parseImageDescriptor(code)!;
  const extras = Object.entries(payloads).map(([target, bytes]): PayloadInput => ({
    type: 'companion',
    target,
    bytes,
  }));
  return buildRelease({
    ...{ product: 'motor', version, counter: descriptor.securityCounter!, parts: [PART], hardware: ['rev-a'] },
    ...{ code, extras, plaintextSalt: seededRng(version).bytes(64), createdMs: 0 },
    swapSection: { offset: descriptor.swapOffset, length: descriptor.swapLength },
    ramLayout: descriptor.ramLayoutVersion,
    ...(descriptor.runOnceEntry && { postUpdateEntry: descriptor.runOnceEntry }),
  });
}

interface Case {
  readonly terms?: Parameters<typeof orderOf>[2];
  readonly config?: Partial<AgentConfig>;
  readonly from?: Readonly<Record<string, Uint8Array>>;
  readonly to?: Readonly<Record<string, Uint8Array>>;
  readonly chips?: readonly string[];
}

/** A device with 1.0.0 and A in its radio, to which 1.1.0 with B is on its way. */
async function updating({ terms, config, from = { radio: A }, to = { radio: B }, chips = ['radio'] }: Case = {}) {
  const companions = chips.map((target) => ({ target, slotBytes: 4096, eraseUs: 50_000, bytesPerSecond: 1e6 }));
  const bench = new BenchDevice({ keys, mcu: { part: PART, companions }, ...(config && { config }) });
  factoryInstall(bench.mcu, release('1.0.0', from));
  const radio = bench.mcu.companions[0];
  radio?.install(A);
  bench.boot();
  bench.publish(new MiniServer(await orderOf(keys, release('1.1.0', to), { policy: 'keep-previous', ...terms })));
  return { bench, radio: radio! };
}

const runs = (chip: CompanionChip): string => {
  const { active } = chip.look() ?? {};
  return [A, B].map((bytes) => (active && equalBytes(active, sha256(bytes)) ? (bytes === A ? 'A' : 'B') : '')).join('');
};
const standing = (bench: BenchDevice): (string | undefined)[] =>
  bench.agent.status().companions?.map(({ target, state }) => `${target} ${state}`) ?? [];

describe('a chip beside the microcontroller', () => {
  it.each(['live', 'reset'] as const)('runs what the new image brings before the self-test: %s', async (mode) => {
    const seen: string[] = [];
    const { bench, radio } = await updating({
      terms: { mode },
      config: { selfTest: () => (seen.push(runs(bench.mcu.companions[0]!)), true) },
    });
    bench.run();
    expect([bench.result?.stage, seen, runs(radio), standing(bench)]).toEqual(['done', ['B'], 'B', ['radio current']]);
  });

  it.each(['live', 'reset'] as const)(
    'runs again what it ran if the new image fails its self-test: %s',
    async (mode) => {
      const { bench, radio } = await updating({ terms: { mode }, config: { selfTest: () => false } });
      bench.run();
      expect([bench.result?.stage, runs(radio), standing(bench)]).toEqual(['reverted', 'A', ['radio current']]);
    },
  );

  it('goes back although the old image says nothing of it, as that ran with what the chip ran', async () => {
    const { bench, radio } = await updating({ from: {}, config: { selfTest: () => false } });
    bench.run();
    expect([bench.result?.stage, runs(radio), standing(bench)]).toEqual(['reverted', 'A', ['radio unnamed']]);
  });

  it('stays as it is with an image that says nothing of it', async () => {
    const { bench, radio } = await updating({ to: {} });
    bench.run();
    expect([bench.result?.stage, runs(radio), standing(bench)]).toEqual(['done', 'A', ['radio unnamed']]);
  });

  it.each(['silent', 'refuses-writes', 'loses-a-bit'] as const)(
    'that is %s ends the update before the swap, and everything is as it was; a later try passes',
    async (flaw) => {
      const { bench, radio } = await updating();
      radio.flaw = flaw;
      bench.run();
      const tried = 'the chip radio was tried 4 times';
      expect(bench.result).toMatchObject({ stage: 'failed', fault: 'companion_failed', detail: tried });
      radio.flaw = undefined;
      expect([bench.mcu.flash.activeBank, runs(radio)]).toEqual([1, 'A']);
      const again = { policy: 'keep-previous', job: 2, sequence: 9 } as const;
      bench.publish(new MiniServer(await orderOf(keys, release('1.1.0', { radio: B }), again)));
      bench.run();
      expect([bench.result?.stage, runs(radio)]).toEqual(['done', 'B']);
    },
  );

  it('that does not start what it was brought brings the old image back', async () => {
    const { bench, radio } = await updating();
    radio.flaw = 'refuses-activation';
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'reverted', fault: 'companion_failed' });
    expect([bench.mcu.flash.activeBank, runs(radio)]).toEqual([1, 'A']);
  });

  it.each([
    ['keeps nothing of what it said that it had checked', 'seal', 'failed'],
    ['says that it started what it did not start', 'activate', 'reverted'],
  ] as const)('that %s is tried a few times, not for ever', async (_, call, stage) => {
    const { bench, radio } = await updating({ terms: { confirmTimeoutMs: 60_000 } });
    let calls = 0;
    const seal = radio.seal.bind(radio);
    const lost = (): void => void [seal(B.length, sha256(B)), radio.erase()];
    radio[call] = () => {
      calls++;
      if (call === 'seal') lost();
      return 'done';
    };
    bench.run();
    expect([bench.result?.stage, calls]).toEqual([stage, 4]);
    expect(bench.result).toMatchObject({ fault: 'companion_failed' });
    expect([bench.mcu.flash.activeBank, runs(radio)]).toEqual([1, 'A']);
  });

  it('that lost once what it had said to keep is brought it again, and the update goes on', async () => {
    const { bench, radio } = await updating();
    const seal = radio.seal.bind(radio);
    radio.seal = (...args) => {
      const answer = seal(...args);
      radio.erase();
      radio.seal = seal;
      return answer;
    };
    bench.run();
    expect([bench.result?.stage, runs(radio)]).toEqual(['done', 'B']);
  });

  it('that was changed at a bench is brought to the running image at the next start', async () => {
    const { bench, radio } = await updating();
    bench.run();
    radio.install(A);
    bench.mcu.powerOff();
    bench.mcu.powerOn();
    bench.boot();
    expect(standing(bench)).toEqual(['radio pending']);
    bench.run(TO_REST);
    expect([runs(radio), standing(bench)]).toEqual(['B', ['radio current']]);
  });

  describe('that does not go back after a failed trial, and of which the old image says nothing', () => {
    const STUCK = 'the chip radio still runs what an image brought that was not kept';
    let sequence = 1;
    /** The device runs 1.0.0 again, and its radio what 1.1.0 brought. */
    async function stuck() {
      let passes = false;
      const { bench, radio } = await updating({
        from: {},
        config: {
          selfTest: () => {
            if (!passes) bench.mcu.companions[0]!.flaw = 'refuses-activation';
            return passes;
          },
        },
      });
      bench.run();
      bench.run(TO_REST);
      expect([bench.result?.stage, runs(radio), standing(bench)]).toEqual(['reverted', 'B', ['radio failed']]);
      passes = true;
      return { bench, radio };
    }
    /** What becomes of an order for a release that brings this. */
    async function ordered(bench: BenchDevice, to: Record<string, Uint8Array>, terms: object = {}) {
      const job = { policy: 'keep-previous', job: ++sequence, sequence: 10 + sequence } as const;
      bench.publish(new MiniServer(await orderOf(keys, release('1.1.0', to), { ...job, ...terms })));
      bench.run();
      return bench.result;
    }

    it('is not forgotten by an order that says nothing of it either: that is refused until the chip went back', async () => {
      const { bench, radio } = await stuck();
      for (const restart of [false, true]) {
        if (restart) bench.boot();
        expect(await ordered(bench, {})).toMatchObject({ stage: 'rejected', fault: 'companion_failed', detail: STUCK });
        bench.run(TO_REST);
        expect(runs(radio)).toBe('B');
      }
      radio.flaw = undefined;
      expect(await ordered(bench, {})).toMatchObject({ stage: 'rejected', fault: 'companion_failed' });
      bench.run(TO_REST);
      expect([runs(radio), standing(bench)]).toEqual(['A', ['radio unnamed']]);
      expect([(await ordered(bench, {}))?.stage, runs(radio)]).toEqual(['done', 'A']);
    });

    it('is taken over by a release that brings it something, which may be what mends it', async () => {
      const { bench, radio } = await stuck();
      expect([(await ordered(bench, { radio: B }))?.stage, runs(radio)]).toEqual(['done', 'B']);
    });

    it('holds back that release, too, as long as it was not given up', async () => {
      const { bench, radio } = await stuck();
      bench.boot();
      expect(await ordered(bench, { radio: B })).toMatchObject({ stage: 'rejected', detail: STUCK });
      bench.run(TO_REST);
      expect([(await ordered(bench, { radio: B }))?.stage, runs(radio)]).toEqual(['done', 'B']);
    });

    it('is not forgotten by an order that is refused for another reason', async () => {
      const { bench, radio } = await stuck();
      const chips = { radio: B, sensor: A };
      expect(await ordered(bench, chips)).toMatchObject({ stage: 'rejected', fault: 'companion_unknown' });
      radio.flaw = undefined;
      bench.boot();
      bench.run(TO_REST);
      expect([runs(radio), standing(bench)]).toEqual(['A', ['radio unnamed']]);
    });

    it('keeps no update from the device if it does not answer any more', async () => {
      const { bench, radio } = await stuck();
      radio.flaw = 'silent';
      expect((await ordered(bench, {}))?.stage).toBe('done');
    });
  });

  it('that cannot be brought back is told as failed, not asked for ever, and tried once more after a connect', async () => {
    const { bench, radio } = await updating();
    bench.run();
    radio.install(A);
    radio.flaw = 'refuses-writes';
    bench.boot();
    bench.run(TO_REST);
    expect(standing(bench)).toEqual(['radio failed']);
    expect(bench.reports.at(-1)).toMatchObject({ type: 'hello', status: { companions: [{ state: 'failed' }] } });
    radio.flaw = undefined;
    bench.boot();
    bench.run(TO_REST);
    expect([runs(radio), standing(bench)]).toEqual(['B', ['radio current']]);
  });

  it.each([
    ['that the device does not have', { chips: [] }, 'companion_unknown', 'the device has no chip radio'],
    ['with less room', { to: { radio: new Uint8Array(5000) } }, 'no_room', /^the chip radio has room for 4096 bytes/],
  ] as const)('%s is refused before the download', async (_, more, fault, detail) => {
    const { bench } = await updating(more);
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'rejected', fault });
    expect(bench.result?.type === 'result' && bench.result.detail).toMatch(detail);
  });

  it('is brought its part in the order of the table', async () => {
    const order: string[] = [];
    const { bench } = await updating({ from: {}, to: { radio: B, charger: B }, chips: ['charger', 'radio'] });
    for (const chip of bench.mcu.companions) {
      const activate = chip.activate.bind(chip);
      chip.activate = () => (order.push(chip.target), activate());
    }
    bench.run();
    expect([bench.result?.stage, order]).toEqual(['done', ['radio', 'charger']]);
  });
});
