import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

import { buildRelease, imageWith, type PayloadInput, type Release } from '@twinbank/image';
import { DESCRIPTOR_OFFSET, isrPairOf, parseImageDescriptor } from '@twinbank/inspect';
import { cyclesToUs, type Mcu } from '@twinbank/mcu';
import { seededRng, utf8 } from '@twinbank/primitives';
import type { SwapMode } from '@twinbank/protocol';
import { BenchDevice } from '@twinbank/testkit/bench-device';
import { MiniServer, orderOf, testKeys, type TestKeys } from '@twinbank/testkit/mini-server';

import type { AgentConfig } from '../agent-config.js';
import { factoryInstall } from '../factory.js';
import { Journal } from '../journal/journal.js';
import { journalMedium } from '../journal/nvm-layout.js';
import { PreparedDevice } from '../testing/prepared-device.js';
import { sectionsInBank } from './bank-sections.js';
import { runningConfig } from './running-config.js';

let keys: TestKeys;
beforeAll(async () => {
  keys = await testKeys();
});

const PART = 'STM32G484';
const VALUE_AT = 0x20003001;
const codeOf = (version: string): Uint8Array =>
  new Uint8Array(
    readFileSync(new URL(`../../../../simulators/firmware/build/g4/twinbank-g4-${version}.bin`, import.meta.url)),
  );

/** The reference firmware with sections. Both versions have the swap section and the interrupt code at the same places. */
function release(version: string, extras: readonly PayloadInput[], code = codeOf(version)): Release {
  const descriptor = parseImageDescriptor(code)!;
  return buildRelease({
    ...{ product: 'motor', version, counter: descriptor.securityCounter!, parts: [PART], hardware: ['rev-a'] },
    ...{ code, extras, plaintextSalt: seededRng(version).bytes(64), createdMs: 0 },
    swapSection: { offset: descriptor.swapOffset, length: descriptor.swapLength },
    ramLayout: descriptor.ramLayoutVersion,
    ...(descriptor.runOnceEntry && { postUpdateEntry: descriptor.runOnceEntry }),
  });
}
const OLD: PayloadInput[] = [{ type: 'config', bytes: Uint8Array.of(10) }];
const NEW: PayloadInput[] = [
  { type: 'config', bytes: Uint8Array.of(20, 21) },
  { type: 'ram-init', bytes: Uint8Array.of(7, 8, 9), address: VALUE_AT },
];
const VALUES: PayloadInput[] = [{ type: 'ram-init', bytes: Uint8Array.of(5), address: VALUE_AT }];
/** The code of one version that says that it is another one. */
function sameAs(version: string, other: string): Uint8Array {
  const code = codeOf(version);
  code.set(utf8(other), DESCRIPTOR_OFFSET + 16);
  return code;
}
const byteAt = (mcu: Mcu, address: number): number => mcu.sram.read(address, 1)[0]!;
const configOf = (mcu: Mcu): number[] => [...(runningConfig(mcu)?.bytes ?? [])];

/** A device with 1.0.0 and its configuration, to which 1.1.0 is on its way. */
async function updating(
  terms: Parameters<typeof orderOf>[2],
  {
    config,
    extras = NEW,
    code,
  }: { config?: Partial<AgentConfig>; extras?: readonly PayloadInput[]; code?: Uint8Array } = {},
): Promise<BenchDevice> {
  const bench = new BenchDevice({ keys, mcu: { part: PART }, ...(config && { config }) });
  factoryInstall(bench.mcu, release('1.0.0', OLD));
  bench.boot();
  bench.mcu.sram.write(VALUE_AT - 1, new Uint8Array(5).fill(1));
  bench.publish(new MiniServer(await orderOf(keys, release('1.1.0', extras, code), terms)));
  return bench;
}

describe('the configuration of an image', () => {
  it('is that of the code that runs: after a swap the new one, where the CPU sees it', async () => {
    const bench = await updating({ policy: 'keep-previous' });
    expect(configOf(bench.mcu)).toEqual([10]);
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'done' });
    expect([bench.mcu.flash.activeBank, configOf(bench.mcu)]).toEqual([2, [20, 21]]);
    const { address } = runningConfig(bench.mcu)!;
    expect(address).toBe(0x08000000 + imageWith(codeOf('1.1.0'), []).length);
  });

  it('is copied with the image by a mirror', async () => {
    const bench = await updating({ policy: 'mirror' });
    bench.run();
    expect([bench.mcu.flash.activeBank, configOf(bench.mcu)]).toEqual([1, [20, 21]]);
  });

  it.each(['live', 'reset'] as const)('is the old one again after a revert: %s', async (mode) => {
    const seen: number[][] = [];
    const bench = await updating(
      { policy: 'keep-previous', mode },
      { config: { selfTest: () => (seen.push(configOf(bench.mcu)), false) } },
    );
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'reverted' });
    expect(seen[0]).toEqual([20, 21]);
    expect(configOf(bench.mcu)).toEqual([10]);
  });

  it('is none of an image without one', () => {
    expect(runningConfig(new PreparedDevice().mcu)).toBeUndefined();
  });
});

describe('start values', () => {
  const values = (mcu: Mcu): number[] => [...mcu.sram.read(VALUE_AT - 1, 5)];

  it('are copied by a live swap, exactly their bytes, before run-once code and before any interrupt', async () => {
    const seen: [string, number, boolean][] = [];
    const see = (what: string) => (mcu: Mcu) =>
      void seen.push([what, byteAt(mcu, VALUE_AT), mcu.core.interruptsMasked]);
    const program = { startUp: see('start'), beforeSwap: see('before'), afterSwap: see('run-once') };
    const bench = await updating({ policy: 'keep-previous' }, { config: { program } });
    const { core } = bench.mcu;
    const unmask = core.unmaskInterrupts.bind(core);
    core.unmaskInterrupts = () => (see('unmask')(bench.mcu), unmask());
    bench.run();
    expect(seen.slice(seen.findIndex(([what]) => what === 'before'))).toEqual([
      ['before', 1, false],
      ['unmask', 7, true],
      ['run-once', 7, false],
    ]);
    expect(values(bench.mcu)).toEqual([1, 7, 8, 9, 1]);
  });

  it('are not copied by a reset: start-up code initialises', async () => {
    const bench = await updating({ policy: 'keep-previous', mode: 'reset' });
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'done' });
    expect(values(bench.mcu)).not.toEqual([1, 7, 8, 9, 1]);
    expect(byteAt(bench.mcu, VALUE_AT)).not.toBe(7);
  });

  it('are not copied a second time by the swap back to bank 1, nor by a later start', async () => {
    const bench = await updating({ policy: 'mirror' });
    bench.run({ until: () => bench.stages.includes('confirmed') });
    bench.mcu.sram.write(VALUE_AT, Uint8Array.of(77));
    bench.run();
    expect([bench.result?.stage, bench.mcu.flash.activeBank, byteAt(bench.mcu, VALUE_AT)]).toEqual(['done', 1, 77]);
    bench.mcu.reset('pin');
    bench.mcu.sram.write(VALUE_AT, Uint8Array.of(78));
    bench.boot();
    expect(byteAt(bench.mcu, VALUE_AT)).toBe(78);
  });

  it('of the old image are not copied when a failed trial swaps back', async () => {
    const bench = new BenchDevice({ keys, mcu: { part: PART }, config: { selfTest: () => false } });
    factoryInstall(bench.mcu, release('1.0.0', VALUES));
    bench.boot();
    bench.mcu.sram.write(VALUE_AT, Uint8Array.of(1));
    bench.publish(new MiniServer(await orderOf(keys, release('1.0.0', [...OLD]), { policy: 'keep-previous' })));
    bench.run();
    expect([bench.result?.stage, bench.mcu.flash.activeBank]).toEqual(['reverted', 1]);
    expect(byteAt(bench.mcu, VALUE_AT)).toBe(1);
  });

  it.each<[string, SwapMode, PayloadInput[], object]>([
    ['refused live: the variables are in use', 'live', VALUES, { stage: 'rejected', fault: 'ram_layout_refused' }],
    ['done by a reset, in which start-up code initialises', 'reset', VALUES, { stage: 'done' }],
    ['done live without any', 'live', OLD, { stage: 'done' }],
  ])('are not copied by an order to swap back, which is %s', async (_, mode, extras, result) => {
    const bench = new BenchDevice({ keys, mcu: { part: PART } });
    const policy = 'keep-previous';
    factoryInstall(bench.mcu, release('1.0.0', extras));
    bench.boot();
    bench.publish(new MiniServer(await orderOf(keys, release('1.0.1', OLD, sameAs('1.0.0', '1.0.1')), { policy })));
    bench.run();
    expect([bench.result?.stage, bench.mcu.flash.activeBank]).toEqual(['done', 2]);
    bench.mcu.sram.write(VALUE_AT, Uint8Array.of(77));
    const back = { kind: 'revert', job: 2, transfer: 2, sequence: 2, policy, mode } as const;
    bench.publish(new MiniServer(await orderOf(keys, release('1.0.0', extras), back)));
    bench.run();
    expect(bench.result).toMatchObject({ job: 2, ...result });
    expect(bench.mcu.flash.activeBank).toBe('fault' in result ? 2 : 1);
    expect(byteAt(bench.mcu, VALUE_AT)).not.toBe(5);
    if ('fault' in result) expect(byteAt(bench.mcu, VALUE_AT)).toBe(77);
  });

  it('take their time while interrupts are off, and the slot has room for it', async () => {
    const swapOf = async (bytes: number) => {
      const extras: PayloadInput[] = [{ type: 'ram-init', bytes: new Uint8Array(bytes), address: 0x20003000 }];
      const bench = await updating({ policy: 'keep-previous' }, { extras });
      bench.run();
      return bench.result!.swap!;
    };
    const [short, long] = [await swapOf(4), await swapOf(512)];
    expect(long.swapUs - short.swapUs).toBeCloseTo(cyclesToUs(127 * 8, 170e6), 2);
    expect(long.slotLengthUs).toBeGreaterThan(long.swapUs);
    expect(long.deadlinesMissed).toBe(0);
  });

  it.each<[string, number, SwapMode, object]>([
    ['live', 0x20000bfd, 'live', { stage: 'failed', fault: 'section_misplaced' }],
    ['live, at its end', 0x20000fff, 'live', { stage: 'failed', fault: 'section_misplaced' }],
    ['live, just below it', 0x20000bfc, 'live', { stage: 'done' }],
    ['live, just above it', 0x20001000, 'live', { stage: 'done' }],
    ['by a reset, which gives that stack up', 0x20000bfd, 'reset', { stage: 'done' }],
  ])(
    'never overwrite the stack of the running image, which a live swap keeps: %s',
    async (_, address, mode, result) => {
      const bytes = new Uint8Array(4).fill(9);
      const extras: PayloadInput[] = [{ type: 'ram-init', bytes, address }];
      const code = codeOf('1.1.0');
      // The new image has its stack elsewhere.
      new DataView(code.buffer).setUint32(0, 0x20004000, true);
      const bench = await updating({ policy: 'keep-previous', mode }, { extras, code });
      bench.run();
      expect(bench.result).toMatchObject(result);
      if ('fault' in result) expect(bench.mcu.flash.activeBank).toBe(1);
    },
  );

  it('that take longer than any slot are no reason to miss a deadline: the job fails before the swap', async () => {
    const extras: PayloadInput[] = [{ type: 'ram-init', bytes: new Uint8Array(4096), address: 0x20003000 }];
    const bench = await updating({ policy: 'keep-previous' }, { extras });
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'failed', fault: 'slot_not_found' });
    expect([bench.mcu.flash.activeBank, byteAt(bench.mcu, VALUE_AT)]).toEqual([1, 1]);
  });
});

describe('interrupt code in a section', () => {
  it('is what the copy in RAM is filled from: by a live swap, and at each start', async () => {
    const pair = isrPairOf(codeOf('1.1.0'), 2)!;
    const bytes = codeOf('1.1.0').slice(pair.offset, pair.offset + pair.bytes);
    // A word behind the handlers' code that differs shows which of the two was copied.
    bytes[bytes.length - 1]! ^= 0xff;
    const bench = await updating(
      { policy: 'keep-previous' },
      { extras: [{ type: 'ram-code', bytes, address: pair.address }] },
    );
    const inRam = (): Uint8Array => bench.mcu.sram.read(pair.address, pair.bytes);
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'done' });
    expect([bench.mcu.scb.vtor, inRam()]).toEqual([pair.address, bytes]);
    bench.mcu.powerOff();
    bench.mcu.powerOn();
    expect(inRam()).not.toEqual(bytes);
    bench.boot();
    expect([bench.mcu.flash.activeBank, inRam()]).toEqual([2, bytes]);
  });
});

describe('interrupt code of an image without descriptor', () => {
  const COPY_B = 0x10000800;
  const COPY_BYTES = 0x400;
  /** The reference firmware with another last word in the interrupt code of each version, and no descriptor that is seen. */
  function bare(version: string, named: boolean): Release {
    const code = codeOf(version);
    const copies = ([1, 2] as const).map((bank): PayloadInput => {
      const { address, offset, bytes } = isrPairOf(code, bank)!;
      // As long in every version, as a linker script makes them.
      const copy = new Uint8Array(COPY_BYTES);
      copy.set(code.subarray(offset, offset + bytes));
      copy.set(utf8(version).subarray(0, 4), COPY_BYTES - 4);
      return { type: 'ram-code', address, bytes: copy };
    });
    const { swapOffset: offset, swapLength: length } = parseImageDescriptor(code)!;
    code.fill(0, DESCRIPTOR_OFFSET, DESCRIPTOR_OFFSET + 4);
    return buildRelease({
      ...{ product: 'motor', version, counter: 1, parts: [PART], hardware: ['rev-a'] },
      ...{ code, interruptCode: named ? copies : [], plaintextSalt: seededRng(version).bytes(64), createdMs: 0 },
      swapSection: { offset, length },
    });
  }
  async function between(from: Release, to: Release, mode: SwapMode): Promise<BenchDevice> {
    const bench = new BenchDevice({ keys, mcu: { part: PART }, config: { ownAgent: true } });
    factoryInstall(bench.mcu, from);
    bench.boot();
    bench.publish(new MiniServer(await orderOf(keys, to, { mode, policy: 'keep-previous' })));
    bench.run();
    return bench;
  }
  const lastWord = ({ mcu }: BenchDevice, address: number): string =>
    String.fromCharCode(...mcu.sram.read(address + COPY_BYTES - 4, 4));

  it('is filled before a live swap, whose vector table it then is: no interrupt waits for flash', async () => {
    const bench = await between(bare('1.0.0', true), bare('1.1.0', true), 'live');
    expect(bench.result).toMatchObject({ stage: 'done', status: { active: 2 } });
    expect([bench.mcu.scb.vtor, lastWord(bench, COPY_B), lastWord(bench, 0x10000000)]).toEqual([
      ...[COPY_B, '1.1.', '1.0.'],
    ]);
  });

  it('is filled again at each start', async () => {
    const bench = await between(bare('1.0.0', true), bare('1.1.0', true), 'live');
    bench.mcu.powerOff();
    bench.mcu.powerOn();
    bench.boot();
    expect([bench.mcu.scb.vtor, lastWord(bench, COPY_B), lastWord(bench, 0x10000000)]).toEqual([
      ...[COPY_B, '1.1.', '1.1.'],
    ]);
  });

  it('is not filled where the running image does not name it, whose variables may lie there', async () => {
    const bench = await between(bare('1.0.0', false), bare('1.1.0', true), 'live');
    expect(bench.result).toMatchObject({
      ...{ stage: 'failed', fault: 'ram_layout_refused' },
      detail: expect.stringContaining('interrupt code A at 0x10000000, 1024 bytes'),
    });
    expect(lastWord(bench, COPY_B)).not.toBe('1.1.');
    const reset = await between(bare('1.0.0', false), bare('1.1.0', true), 'reset');
    expect(reset.result).toMatchObject({ stage: 'done', status: { active: 2 } });
    expect([reset.mcu.scb.vtor, lastWord(reset, COPY_B)]).toEqual([COPY_B, '1.1.']);
  });

  it('is not filled by a live swap back, either', async () => {
    const bench = await between(bare('1.0.0', true), bare('1.1.0', false), 'live');
    expect(bench.result).toMatchObject({ stage: 'done', status: { active: 2 } });
    expect(bench.mcu.scb.vtor).toBe(0x08000000);
    const back = await orderOf(keys, bare('1.0.0', true), {
      ...{ mode: 'live', policy: 'keep-previous', kind: 'revert', job: 2, transfer: 2, sequence: 2 },
    });
    bench.publish(new MiniServer(back));
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'rejected', fault: 'ram_layout_refused' });
    expect(bench.mcu.flash.activeBank).toBe(2);
  });
});

describe('the table of a bank', () => {
  it('is found by the length in the journal alone, and not if the table was spoiled', async () => {
    const bench = await updating({ policy: 'keep-previous' });
    bench.run();
    const { mcu } = bench;
    const record = new Journal(journalMedium(mcu)).bank(2)!;
    expect(sectionsInBank(mcu, 2, record)?.payloads.map(({ type }) => type)).toEqual(['config', 'ram-init']);
    expect(sectionsInBank(mcu, 2, { length: record.length - 64 })).toBeUndefined();
    expect(sectionsInBank(mcu, 2, { length: mcu.flash.bankBytes + 64 })).toBeUndefined();
    expect(sectionsInBank(mcu, 2, undefined)).toBeUndefined();
    const image = mcu.flash.readBank({ bank: 2, offset: 0 }, record.length).slice();
    image[image.length - 70]! ^= 1;
    mcu.flash.factoryLoad(2, image);
    expect(sectionsInBank(mcu, 2, record)).toBeUndefined();
  });
});
