import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';

import { buildRelease, type Release } from '@twinbank/image';
import { compareRamLayouts, isrPairOf, parseImageDescriptor, type RamVariable } from '@twinbank/inspect';
import { Mcu } from '@twinbank/mcu';
import type { PartName } from '@twinbank/parts';
import { seededRng } from '@twinbank/primitives';

import { factoryInstall } from '../factory.js';
import { applyRamChanges, LIVE_SWAP_MARK, markLiveSwap, runOnce } from './ram-program.js';
import { BenchDevice } from '@twinbank/testkit/bench-device';
import { elfVariables } from '../testing/elf-variables.js';
import { MiniServer, orderOf, testKeys, type TestKeys } from '@twinbank/testkit/mini-server';
import { MotorProgram } from '../testing/motor-program.js';
import { cipherOf } from '@twinbank/testkit/sample-device';

let keys: TestKeys;
beforeAll(async () => {
  keys = await testKeys();
});

const built = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../../simulators/firmware/build/${path}`, import.meta.url)));
const image = (family: string, version: string): Uint8Array => built(`${family}/twinbank-${family}-${version}.bin`);
const variables = (family: string, version: string): RamVariable[] =>
  elfVariables(built(`${family}/twinbank-${family}-${version}.elf`));
const fixture = (family: string, version: string): RamVariable[] =>
  elfVariables(built(`fixtures/${family}/twinbank-${family}-${version}.elf`));

const PARTS_BY_FAMILY: readonly [string, PartName][] = [
  ['l0', 'STM32L083'],
  ['l4', 'STM32L486'],
  ['g4', 'STM32G484'],
];

function release(family: string, part: PartName, version: string): Release {
  const code = image(family, version);
  const descriptor = parseImageDescriptor(code)!;
  return buildRelease({
    product: 'motor',
    version,
    counter: descriptor.securityCounter!,
    parts: [part],
    hardware: ['rev-a'],
    code,
    swapSection: { offset: descriptor.swapOffset, length: descriptor.swapLength },
    ramLayout: descriptor.ramLayoutVersion,
    ...(descriptor.runOnceEntry && { postUpdateEntry: descriptor.runOnceEntry }),
    plaintextSalt: seededRng(version).bytes(64),
    createdMs: 0,
  });
}

/** A device with the reference firmware 1.0.0, whose control loop runs between all events. */
async function runningMotor(
  family: string,
  part: PartName,
): Promise<{ bench: BenchDevice; program: MotorProgram; outputs: { active: number; output: number }[] }> {
  const program = new MotorProgram({
    '1.0.0': { layout: 1, variables: variables(family, '1.0.0') },
    '1.1.0': { layout: 2, variables: variables(family, '1.1.0') },
  });
  const bench = new BenchDevice({ keys, mcu: { part }, config: { program } });
  factoryInstall(bench.mcu, release(family, part, '1.0.0'));
  bench.boot();
  const setpoint = variables(family, '1.0.0').find(({ name }) => name === 'setpoint')!.address;
  const outputs: { active: number; output: number }[] = [];
  let speed = 0;
  const control = (): void => {
    bench.mcu.sram.write(setpoint + 2, Uint8Array.of(0, 32));
    for (let i = 0; i < 200; i++) {
      const output = program.control(bench.mcu, Math.round(speed));
      speed += (output - speed) / 40;
      outputs.push({ active: bench.mcu.flash.activeBank, output });
    }
  };
  bench.beforeEvent = control;
  bench.publish(
    new MiniServer(
      await orderOf(keys, release(family, part, '1.1.0'), { cipher: cipherOf(part), policy: 'keep-previous' }),
    ),
  );
  return { bench, program, outputs };
}

describe('a live update of the reference firmware', () => {
  it.each(PARTS_BY_FAMILY)(
    'keeps the state of the control loop, and its output has no step: %s',
    async (family, part) => {
      const { bench, program, outputs } = await runningMotor(family, part);
      bench.run();
      bench.beforeEvent();
      expect(bench.result).toMatchObject({ stage: 'done', swap: { deadlinesMissed: 0 } });
      expect(program.controlRuns(bench.mcu)).toBe(outputs.length);
      const swap = outputs.findIndex(({ active }) => active === 2);
      expect(swap).toBeGreaterThan(2000);
      const steps = outputs.map(({ output }, i) => Math.abs(output - (outputs[i - 1]?.output ?? output)));
      expect(outputs[swap - 1]!.output).toBeGreaterThan(7000);
      // 1.1.0 has other gains at this speed, so the output changes a little. A loop that starts from zero would fall to
      // 0.
      expect(Math.max(...steps.slice(swap, swap + 200))).toBeLessThan(32);
      expect(program.runsOfRunOnce).toBe(1);
    },
  );

  it('starts the loop afresh where the new image came by a reset', async () => {
    const { bench, program, outputs } = await runningMotor('g4', 'STM32G484');
    bench.run({ until: () => bench.stages.includes('swapped') });
    const runs = program.controlRuns(bench.mcu);
    bench.mcu.reset('pin');
    bench.boot();
    expect(program.controlRuns(bench.mcu)).toBe(0);
    expect(runs).toBeLessThanOrEqual(outputs.length);
  });

  it('uses interrupt code A in bank 1 and B in bank 2, filled from the image that uses it', async () => {
    const { bench } = await runningMotor('g4', 'STM32G484');
    const codeInRam = (version: string, bank: 1 | 2): Uint8Array => {
      const { address, bytes } = isrPairOf(image('g4', version), bank)!;
      return bench.mcu.sram.read(address, bytes);
    };
    const codeOf = (version: string, bank: 1 | 2): Uint8Array => {
      const { offset, bytes } = isrPairOf(image('g4', version), bank)!;
      return image('g4', version).subarray(offset, offset + bytes);
    };
    expect(bench.mcu.scb.vtor).toBe(0x10000000);
    expect(codeInRam('1.0.0', 1)).toEqual(codeOf('1.0.0', 1));
    const nmiBefore = bench.mcu.vector(2);
    expect(nmiBefore).toBeGreaterThan(0x10000000);
    bench.run();
    expect(bench.mcu.scb.vtor).toBe(0x10000800);
    expect(codeInRam('1.1.0', 2)).toEqual(codeOf('1.1.0', 2));
    expect(codeInRam('1.0.0', 1)).toEqual(codeOf('1.0.0', 1));
  });
});

describe('run-once code', () => {
  const words = { mark: 0x20001400, fromLayout: 0x20001408, layout: 0x20001420 };
  const fresh = (): Mcu => {
    const mcu = new Mcu({ part: 'STM32G484' });
    mcu.powerOn();
    for (const word of Object.values(words)) mcu.sram.writeWord(word, 0);
    return mcu;
  };

  it.each([
    [0, '1.0.0', variables('g4', '1.0.0'), variables('g4', '1.0.0')],
    [1, '1.0.1', variables('g4', '1.0.0'), fixture('g4', '1.0.1')],
    [2, '1.1.0', variables('g4', '1.0.0'), variables('g4', '1.1.0')],
    [3, '1.2.0-moved', variables('g4', '1.1.0'), fixture('g4', '1.2.0-moved')],
    [4, '2.0.0-converted', fixture('g4', '1.2.0-moved'), fixture('g4', '2.0.0-converted')],
  ])('of severity %i (%s) leaves every other variable as it was', (severity, _, running, next) => {
    const mcu = fresh();
    const difference = compareRamLayouts(running, next);
    expect(difference.severity).toBe(severity);
    running.forEach(({ address, bytes }, i) => mcu.sram.write(address, new Uint8Array(bytes).fill(i + 1)));
    const before = new Map(running.map((variable) => [variable.name, mcu.sram.read(variable.address, variable.bytes)]));
    const widen = (old: Uint8Array): Uint8Array => Uint8Array.from({ length: 16 }, (_byte, i) => old[i % old.length]!);
    applyRamChanges(mcu, difference.changes, { control_state: widen });
    for (const { name, address, bytes } of next) {
      const old = before.get(name);
      const expected = !old ? new Uint8Array(bytes) : name === 'control_state' && severity === 4 ? widen(old) : old;
      expect([name, mcu.sram.read(address, bytes)]).toEqual([name, expected]);
    }
  });

  it('moves variables that overlap in any way', () => {
    const anySize = fc.record({ bytes: fc.integer({ min: 1, max: 12 }), gap: fc.nat(3) });
    fc.assert(
      fc.property(
        fc.array(anySize, { minLength: 1, maxLength: 8 }),
        fc.integer(),
        fc.integer({ min: -20, max: 20 }),
        (sizes, seed, shift) => {
          const mcu = fresh();
          const lay = (order: readonly number[], base: number): RamVariable[] => {
            let address = base;
            return order.map((index) => {
              const variable = { name: `v${index}`, address, bytes: sizes[index]!.bytes, type: 't' };
              address += sizes[index]!.bytes + sizes[index]!.gap;
              return variable;
            });
          };
          const rng = seededRng(seed);
          const running = lay(
            sizes.map((_, i) => i),
            0x20002000,
          );
          const next = lay(
            sizes.map((_, i) => i).sort(() => rng.unit() - 0.5),
            0x20002000 + shift,
          );
          running.forEach(({ address, bytes }) => mcu.sram.write(address, rng.bytes(bytes)));
          const values = new Map(
            running.map(({ name, address, bytes }) => [name, mcu.sram.read(address, bytes).join()]),
          );
          applyRamChanges(mcu, compareRamLayouts(running, next).changes);
          return next.every(({ name, address, bytes }) => mcu.sram.read(address, bytes).join() === values.get(name));
        },
      ),
    );
  });

  it('runs once after a live swap, and not again after a reset or without a swap', () => {
    const mcu = fresh();
    const x = { name: 'x', address: 0x20001800, bytes: 4, type: 'u32', initial: Uint8Array.of(1, 2, 3, 4) };
    const code = { layout: 2, changesFrom: () => [{ kind: 'initialise' as const, variable: x }] };
    expect(runOnce(mcu, words, code)).toBe(false);
    mcu.sram.writeWord(words.layout, 1);
    markLiveSwap(mcu, words);
    expect(mcu.sram.readWord(words.mark)).toBe(LIVE_SWAP_MARK);
    expect(runOnce(mcu, words, code)).toBe(true);
    expect([mcu.sram.readWord(0x20001800), mcu.sram.readWord(words.layout), mcu.sram.readWord(words.mark)]).toEqual([
      0x04030201, 2, 0,
    ]);
    mcu.sram.writeWord(0x20001800, 99);
    expect(runOnce(mcu, words, code)).toBe(false);
    expect(mcu.sram.readWord(0x20001800)).toBe(99);
  });

  it('that does not know where it comes from is a bug', () => {
    const mcu = fresh();
    mcu.sram.writeWord(words.layout, 7);
    markLiveSwap(mcu, words);
    expect(() => runOnce(mcu, words, { layout: 9, changesFrom: () => undefined })).toThrow(
      'no run-once code leads from RAM layout 7 to 9',
    );
    const from = { name: 'a', address: 0x20001000, bytes: 4, type: 'int' };
    expect(() =>
      applyRamChanges(mcu, [{ kind: 'convert', variable: { ...from, bytes: 8, type: 'long' }, from }]),
    ).toThrow('no converter');
  });
});
