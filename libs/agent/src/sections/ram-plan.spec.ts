import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';

import {
  buildRelease,
  codeSection,
  encodePlans,
  type PayloadInput,
  type Release,
  type SwapStep,
} from '@twinbank/image';
import { DESCRIPTOR_OFFSET, parseImageDescriptor } from '@twinbank/inspect';
import { cyclesToUs, type Mcu } from '@twinbank/mcu';
import { seededRng, utf8 } from '@twinbank/primitives';
import { BenchDevice } from '@twinbank/testkit/bench-device';
import { MiniServer, orderOf, testKeys, type TestKeys } from '@twinbank/testkit/mini-server';

import type { AgentConfig } from '../agent-config.js';
import { factoryInstall } from '../factory.js';

let keys: TestKeys;
beforeAll(async () => {
  keys = await testKeys();
});

const PART = 'STM32G484';
const AT = 0x20003000;
const RUN_ONCE = DESCRIPTOR_OFFSET + 0x28;
const LAYOUT = DESCRIPTOR_OFFSET + 0x2c;
/** The reference firmware without its run-once code, and with a RAM layout of its own. */
function codeOf(version: string, { layout, stack }: { layout?: number; stack?: number } = {}): Uint8Array {
  const path = `../../../../simulators/firmware/build/g4/twinbank-g4-${version}.bin`;
  const code = new Uint8Array(readFileSync(new URL(path, import.meta.url)));
  const view = new DataView(code.buffer);
  view.setUint32(RUN_ONCE, 0, true);
  if (layout !== undefined) view.setUint32(LAYOUT, layout, true);
  if (stack !== undefined) view.setUint32(0, stack, true);
  return code;
}

function release(version: string, extras: readonly PayloadInput[] = [], code = codeOf(version)): Release {
  const descriptor = parseImageDescriptor(code)!;
  return buildRelease({
    ...{ product: 'motor', version, counter: descriptor.securityCounter!, parts: [PART], hardware: ['rev-a'] },
    ...{ code, extras, plaintextSalt: seededRng(version).bytes(64), createdMs: 0 },
    swapSection: { offset: descriptor.swapOffset, length: descriptor.swapLength },
    ramLayout: descriptor.ramLayoutVersion,
  });
}

const planFor = ({ manifest }: Release, steps: readonly SwapStep[]): PayloadInput => ({
  ...{ type: 'plan', bytes: encodePlans([{ from: [codeSection(manifest).sha256], steps }]) },
});
const OLD = release('1.0.0');
/** Two values go round the corner, the second one within itself; behind them a new one. */
const STEPS: SwapStep[] = [
  { do: 'move', from: AT + 4, to: AT + 6, length: 4 },
  { do: 'move', from: AT, to: AT + 2, length: 4 },
  { do: 'initialise', to: AT + 12, length: 4, bytes: Uint8Array.of(9, 8) },
];
const BEFORE = [1, 2, 3, 4, 5, 6, 7, 8, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee, 0xee];
const AFTER = [1, 2, 1, 2, 3, 4, 5, 6, 7, 8, 0xee, 0xee, 9, 8, 0, 0, 0xee];

const ram = (mcu: Mcu): number[] => [...mcu.sram.read(AT, BEFORE.length)];
const fill = ({ sram }: Mcu): void => sram.write(AT, Uint8Array.from(BEFORE));

interface Options {
  readonly config?: Partial<AgentConfig>;
  readonly runs?: Release;
  readonly next?: Release;
}
const next = (steps = STEPS, extras: readonly PayloadInput[] = []): Release =>
  release('1.1.0', [planFor(OLD, steps), ...extras]);

/** A device that runs 1.0.0, to which 1.1.0 is on its way, with a plan for exactly that image. */
async function updating(terms: Parameters<typeof orderOf>[2], options: Options = {}): Promise<BenchDevice> {
  const { config, runs = OLD } = options;
  const bench = new BenchDevice({ keys, mcu: { part: PART }, ...(config && { config }) });
  factoryInstall(bench.mcu, runs);
  bench.boot();
  fill(bench.mcu);
  bench.publish(new MiniServer(await orderOf(keys, options.next ?? next(), terms)));
  return bench;
}
const KEEP = { policy: 'keep-previous' } as const;

describe('a plan for the image that runs', () => {
  it('is carried out by a live swap: once, before start values, before any interrupt and before run-once code', async () => {
    const seen: [string, number[], boolean][] = [];
    const see = (what: string) => (mcu: Mcu) => void seen.push([what, ram(mcu), mcu.core.interruptsMasked]);
    const program = { startUp: () => undefined, beforeSwap: see('before'), afterSwap: see('after') };
    const value: PayloadInput = { type: 'ram-init', bytes: Uint8Array.of(77), address: AT };
    const bench = await updating(KEEP, { config: { program }, next: next(STEPS, [value]) });
    const { core } = bench.mcu;
    const unmask = core.unmaskInterrupts.bind(core);
    core.unmaskInterrupts = () => (see('unmask')(bench.mcu), unmask());
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'done' });
    const after = [77, ...AFTER.slice(1)];
    expect(seen.slice(seen.findIndex(([what]) => what === 'before'))).toEqual([
      ['before', BEFORE, false],
      ['unmask', after, true],
      ['after', after, false],
    ]);
  });

  it('makes RAM layouts with different numbers fit without run-once code; for another image it does not', async () => {
    const bench = await updating(KEEP);
    bench.run();
    expect([bench.result?.stage, bench.mcu.flash.activeBank, ram(bench.mcu)]).toEqual(['done', 2, AFTER]);
    const code = codeOf('1.0.0');
    code.set(utf8('1.0.1'), DESCRIPTOR_OFFSET + 16);
    const other = await updating(KEEP, { runs: release('1.0.1', [], code) });
    other.run();
    expect(other.result).toMatchObject({
      ...{ stage: 'rejected', fault: 'ram_layout_refused', detail: expect.stringContaining('no plan for') },
    });
    expect(ram(other.mcu)).toEqual(BEFORE);
  });

  it('carries values that change places through memory of its own', async () => {
    const steps: SwapStep[] = [
      { do: 'carry', from: AT, to: AT + 8, length: 4 },
      { do: 'move', from: AT + 4, to: AT, length: 4 },
      { do: 'carry', from: AT + 8, to: AT + 4, length: 2 },
    ];
    const bench = await updating(KEEP, { next: next(steps) });
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'done' });
    expect(ram(bench.mcu).slice(0, 12)).toEqual([5, 6, 7, 8, 0xee, 0xee, 7, 8, 1, 2, 3, 4]);
  });

  it('is not carried out by a reset', async () => {
    const bench = await updating({ ...KEEP, mode: 'reset' });
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'done' });
    expect(ram(bench.mcu).slice(12, 14)).not.toEqual([9, 8]);
  });

  it('is not carried out again by the swap back to bank 1, nor by a later start', async () => {
    const bench = await updating({ policy: 'mirror' });
    bench.run({ until: () => bench.stages.includes('confirmed') });
    fill(bench.mcu);
    bench.run();
    expect([bench.result?.stage, bench.mcu.flash.activeBank, ram(bench.mcu)]).toEqual(['done', 1, BEFORE]);
    bench.mcu.reset('pin');
    fill(bench.mcu);
    bench.boot();
    expect(ram(bench.mcu)).toEqual(BEFORE);
  });

  it('is not undone after a failed trial: the old image comes back by a reset, which initialises RAM', async () => {
    const starts: number[][] = [];
    const program = {
      startUp: (mcu: Mcu) => (fill(mcu), void starts.push(ram(mcu))),
      beforeSwap: () => undefined,
      afterSwap: () => undefined,
    };
    const tried: number[][] = [];
    const bench = await updating(KEEP, { config: { program, selfTest: () => (tried.push(ram(bench.mcu)), false) } });
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'reverted', fault: 'self_test_failed' });
    expect([tried, bench.mcu.flash.activeBank, ram(bench.mcu)]).toEqual([[AFTER], 1, BEFORE]);
    expect(starts).toHaveLength(2);
  });

  it('is found after a cut by what lies in the bank alone, without the ticket', async () => {
    let notBeforeUs = Infinity;
    const bench = await updating(KEEP, { config: { swapNotBeforeUs: () => notBeforeUs } });
    bench.run({ until: () => bench.stages.includes('waiting') });
    bench.mcu.powerOff();
    bench.mcu.powerOn();
    fill(bench.mcu);
    bench.retain({ type: 'none' });
    notBeforeUs = 0;
    bench.boot();
    bench.run();
    expect([bench.result?.stage, ram(bench.mcu)]).toEqual(['done', AFTER]);
  });

  it('takes its time while interrupts are off, and the slot has room for it', async () => {
    const swapOf = async (length: number, kind: 'move' | 'carry' = 'move') => {
      const bench = await updating(KEEP, { next: next([{ do: kind, from: AT, to: AT + 2048, length }]) });
      bench.run();
      return bench.result!.swap!;
    };
    const [short, long] = [await swapOf(4), await swapOf(512)];
    expect(long.swapUs - short.swapUs).toBeCloseTo(cyclesToUs(127 * 8, 170e6), 2);
    expect(long.slotLengthUs).toBeGreaterThan(long.swapUs);
    const carried = await swapOf(512, 'carry');
    expect(carried.swapUs - short.swapUs).toBeCloseTo(cyclesToUs(255 * 8, 170e6), 2);
    expect(carried.slotLengthUs).toBeGreaterThan(carried.swapUs);
    expect(long.deadlinesMissed).toBe(0);
  });

  it('that takes longer than any slot is no reason to miss a deadline: the job fails before the swap', async () => {
    const zeros: SwapStep = { do: 'initialise', to: AT, length: 4096, bytes: new Uint8Array(0) };
    const bench = await updating(KEEP, { next: next([zeros]) });
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'failed', fault: 'slot_not_found' });
    expect([bench.mcu.flash.activeBank, ram(bench.mcu)]).toEqual([1, BEFORE]);
  });
});

describe('a plan is refused', () => {
  const to = (address: number): SwapStep => ({ do: 'move', from: AT, to: address, length: 4 });

  it.each<[string, string, string, SwapStep, Partial<AgentConfig>]>([
    ['where the part has no RAM', 'rejected', 'plan_misplaced', to(0x40000000), {}],
    ['at the end of the RAM', 'rejected', 'plan_misplaced', to(0x20020000 - 2), {}],
    [
      'upon the memory of the agent',
      'rejected',
      'plan_misplaced',
      to(0x20005000),
      { agentRam: [{ address: 0x20005002, bytes: 2 }] },
    ],
    [
      'from the memory of the agent',
      'rejected',
      'plan_misplaced',
      { do: 'move', from: 0x20005000, to: AT, length: 4 },
      { agentRam: [{ address: 0x20005002, bytes: 2 }] },
    ],
    [
      'from the memory of the agent, also what is carried',
      'rejected',
      'plan_misplaced',
      { do: 'carry', from: 0x20005000, to: AT, length: 4 },
      { agentRam: [{ address: 0x20005002, bytes: 2 }] },
    ],
    ['upon interrupt code', 'failed', 'plan_misplaced', to(0x10000010), {}],
    ['upon interrupt code, by its other address', 'failed', 'plan_misplaced', to(0x20018010), {}],
    ['upon the stack', 'failed', 'plan_misplaced', to(0x20000ffe), {}],
  ])('%s', async (_, stage, fault, step, config) => {
    const bench = await updating(KEEP, { config, next: next([step]) });
    bench.run();
    expect(bench.result).toMatchObject({ stage, fault });
    expect([bench.mcu.flash.activeBank, ram(bench.mcu)]).toEqual([1, BEFORE]);
  });

  it.each([
    ['live', 'failed'],
    ['reset', 'done'],
  ] as const)('upon the stack of the running image, which a live swap keeps: %s', async (mode, stage) => {
    const code = codeOf('1.1.0', { stack: 0x20004000 });
    const steps = [to(0x20000ffc)];
    const bench = await updating({ ...KEEP, mode }, { next: release('1.1.0', [planFor(OLD, steps)], code) });
    bench.run();
    expect(bench.result).toMatchObject(stage === 'done' ? { stage } : { stage, fault: 'plan_misplaced' });
  });

  it('if the number of the RAM layout is that of the running image: others would be swapped without it', async () => {
    const { ramLayoutVersion: layout } = parseImageDescriptor(codeOf('1.0.0'))!;
    const code = codeOf('1.1.0', { layout });
    const bench = await updating(KEEP, { next: release('1.1.0', [planFor(OLD, STEPS)], code) });
    bench.run();
    expect(bench.result).toMatchObject({
      ...{ stage: 'rejected', fault: 'ram_layout_refused', detail: expect.stringContaining('raise the number') },
    });
  });

  it.each([
    ['live', { stage: 'rejected', fault: 'ram_layout_refused' }],
    ['reset', { stage: 'done' }],
  ] as const)('for a live swap back, which carries out none: %s', async (mode, result) => {
    const bench = await updating(KEEP);
    bench.run();
    const { mcu } = bench;
    expect(mcu.flash.activeBank).toBe(2);
    // The other bank gets an image with a plan for the one that runs, as if it had run before.
    const code = codeOf('1.0.0');
    new DataView(code.buffer).setUint32(DESCRIPTOR_OFFSET + 0x4c, 2, true);
    const back = release('1.0.0', [planFor(next(), STEPS)], code);
    bench.publish(
      new MiniServer(await orderOf(keys, back, { ...KEEP, kind: 'download-only', job: 2, transfer: 2, sequence: 2 })),
    );
    bench.run();
    expect(bench.result).toMatchObject({ job: 2, stage: 'done' });
    fill(mcu);
    bench.publish(
      new MiniServer(await orderOf(keys, back, { ...KEEP, kind: 'revert', mode, job: 3, transfer: 3, sequence: 3 })),
    );
    bench.run();
    expect(bench.result).toMatchObject({ job: 3, ...result });
    if ('fault' in result) expect([mcu.flash.activeBank, ram(mcu)]).toEqual([2, BEFORE]);
  });
});
