import { beforeAll, describe, expect, it } from '@jest/globals';

import { codeSection, type Ticket } from '@twinbank/image';
import { PART_NAMES, type PartName } from '@twinbank/parts';
import { type FinishPolicy, type SwapMode } from '@twinbank/protocol';
import { equalBytes, toHex } from '@twinbank/primitives';

import { bankImage } from './device-status.js';
import { type BenchDevice, type BenchOptions } from '@twinbank/testkit/bench-device';
import { MiniServer, testKeys, type TestKeys, type TestOrder } from '@twinbank/testkit/mini-server';
import { sampleDevice, sampleOrder, SMALL } from '@twinbank/testkit/sample-device';

let keys: TestKeys;
beforeAll(async () => {
  keys = await testKeys();
});

const device = (part: PartName, options: Partial<BenchOptions> = {}): BenchDevice => sampleDevice(keys, part, options);
const order = (part: PartName, terms: Partial<Ticket> = {}): Promise<TestOrder> => sampleOrder(keys, part, terms);
const small = (part: PartName, options: Partial<BenchOptions> = {}): BenchDevice =>
  sampleDevice(keys, part, { ...options, mcu: { part, bankBytes: SMALL.bankBytes } });
const smallOrder = (part: PartName, terms: Partial<Ticket> = {}): Promise<TestOrder> =>
  sampleOrder(keys, part, terms, SMALL);

/** What must be true of a device with the new release. */
function expectUpdated(bench: BenchDevice, { release, ticket }: TestOrder): void {
  const code = codeSection(release.manifest);
  const plain = release.stream.subarray(code.offset, code.offset + code.length);
  const status = bench.agent.status();
  expect(bench.result?.fault).toBeUndefined();
  expect(bench.result?.stage).toBe('done');
  expect(equalBytes(bankImage(bench.mcu, status.active, code.length), plain)).toBe(true);
  expect(status.banks[status.active - 1]).toMatchObject({
    state: 'valid',
    version: release.manifest.version,
    digest: toHex(code.sha256),
  });
  expect(status).toMatchObject({
    confirmed: true,
    counter: release.manifest.counter,
    bfb2: status.active === 2 ? 1 : 0,
  });
  expect(bench.mcu.flash.stallUs).toBeLessThan(200_000);
  if (ticket.policy === 'mirror') {
    expect(status.active).toBe(1);
    expect(equalBytes(bankImage(bench.mcu, 2, code.length), plain)).toBe(true);
  }
  expect(bench.mcu.powerOn()).toMatchObject({ booted: status.active });
}

describe('an update without faults', () => {
  const cases = PART_NAMES.flatMap((part) =>
    (['mirror', 'keep-previous'] as const).flatMap((policy) =>
      (['live', 'reset'] as const).map((mode): [PartName, FinishPolicy, SwapMode] => [part, policy, mode]),
    ),
  );

  it.each(cases)('ends done on %s with %s, %s', async (part, policy, mode) => {
    const bench = device(part);
    const ordered = await order(part, { policy, mode });
    bench.publish(new MiniServer(ordered));
    bench.run();
    expect(bench.stages).toEqual([
      'accepted',
      'downloading',
      'checked',
      'waiting',
      'swapped',
      'confirmed',
      ...(policy === 'mirror' ? ['mirroring'] : []),
      'done',
    ]);
    expectUpdated(bench, ordered);
    if (mode === 'live') expect(bench.result?.swap?.deadlinesMissed ?? 0).toBe(0);
  });
});

describe('an update through a bad network', () => {
  const faults = { lost: 0.1, repeated: 0.1, corrupted: 0.05, later: 0.1, disconnected: 0.01 };

  it.each(PART_NAMES.map((part, index) => [part, index] as const))(
    'ends done on %s with loss, repetition, reordering, corruption and disconnects',
    async (part, index) => {
      for (let seed = 0; seed < 4; seed++) {
        const bench = small(part, { faults, seed: `${index}/${seed}` });
        const ordered = await smallOrder(part, { policy: seed % 2 ? 'mirror' : 'keep-previous' });
        bench.publish(new MiniServer(ordered));
        bench.run();
        expectUpdated(bench, ordered);
      }
    },
  );

  it('writes no corrupted block to flash, ever', async () => {
    const part = 'STM32G484';
    const bench = device(part, { faults: { corrupted: 1 }, config: { stallMs: 20_000 } });
    const programmed: string[] = [];
    bench.mcu.power.onOperation = ({ kind, where }) => void (kind === 'program' && programmed.push(where));
    const ordered = await order(part);
    bench.publish(new MiniServer(ordered));
    bench.run();
    expect(bench.result).toMatchObject({
      stage: 'failed',
      fault: 'block_digest_mismatch',
      detail: expect.stringMatching(/^the last \d+ blocks that came/),
    });
    expect(
      programmed.filter((where) => Number.parseInt(where.split('+0x')[1]!, 16) < ordered.release.stream.length),
    ).toEqual([]);
    expect(bench.agent.status()).toMatchObject({
      active: 1,
      counter: 1,
      banks: [{ state: 'valid', version: '1.0.0' }, { state: 'partial' }],
    });
  });
});

describe('an update over a line that brings nothing', () => {
  it('ends when the device has waited long enough', async () => {
    const bench = device('STM32G484', { faults: { lost: 1 }, config: { stallMs: 20_000 } });
    bench.publish(new MiniServer(await order('STM32G484')));
    bench.run();
    expect(bench.result).toMatchObject({ stage: 'failed', fault: 'download_stalled' });
  });
});

describe('an update through power cuts and resets', () => {
  const cases = PART_NAMES.flatMap((part) =>
    (['mirror', 'keep-previous'] as const).flatMap((policy) =>
      (['live', 'reset'] as const).map((mode) => [part, policy, mode] as const),
    ),
  );

  it.each(cases)('always leaves %s with a whole image, and ends: %s, %s', async (part, policy, mode) => {
    for (let seed = 0; seed < 6; seed++) {
      const bench = small(part, { seed: `${part}/${policy}/${mode}/${seed}`, faults: { lost: 0.02 } });
      const floor = bench.agent.status().counter;
      for (let attempt = 1; attempt <= 12; attempt++) {
        const ordered = await smallOrder(part, { policy, mode, job: attempt, transfer: attempt, sequence: attempt });
        const { rng, mcu } = bench;
        const strike = (): void => {
          if (rng.chance(0.7))
            mcu.power.strikeAt({
              at: mcu.power.count + 1 + rng.below(rng.chance(0.5) ? 200 : 4000),
              moment: rng.chance(0.6) ? 'torn' : rng.chance(0.5) ? 'before' : 'after',
              seed: rng.below(1e9),
              event: rng.chance(0.3) ? 'watchdog' : 'power-off',
            });
        };
        bench.onBoot = strike;
        strike();
        bench.publish(new MiniServer(ordered));
        bench.run();
        mcu.power.disarm();
        const status = bench.agent.status();
        expect(status.banks[status.active - 1]?.state).toBe('valid');
        expect(status.counter).toBeGreaterThanOrEqual(floor);
        if (bench.result?.stage === 'done') {
          expectUpdated(bench, ordered);
          break;
        }
        expect(bench.result).toMatchObject({ stage: 'reverted', fault: 'reset_before_confirm' });
      }
      expect(bench.result?.stage).toBe('done');
    }
  });
});
