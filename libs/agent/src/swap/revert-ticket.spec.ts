import { beforeAll, describe, expect, it } from '@jest/globals';

import type { Ticket } from '@twinbank/image';
import { equalBytes } from '@twinbank/primitives';
import type { BenchDevice } from '@twinbank/testkit/bench-device';
import { MiniServer, testKeys, type TestKeys } from '@twinbank/testkit/mini-server';
import { SAMPLE_BYTES, sampleDevice, sampleOrder } from '@twinbank/testkit/sample-device';

const PART = 'STM32G484';
const BACK = { kind: 'revert', job: 2, transfer: 2, sequence: 2, policy: 'keep-previous' } as const;
const OLD = { version: '1.0.0', counter: 1, bytes: SAMPLE_BYTES.G4 - 1024 };

let keys: TestKeys;
beforeAll(async () => {
  keys = await testKeys();
});

/** A device that runs 1.1.0, with counter `counter`, and kept 1.0.0. */
async function updated(counter: number): Promise<BenchDevice> {
  const config = { unixMs: () => Math.floor(bench.mcu.clock.nowUs / 1000) };
  const bench: BenchDevice = sampleDevice(keys, PART, { config });
  bench.publish(new MiniServer(await sampleOrder(keys, PART, { policy: 'keep-previous' }, { image: { counter } })));
  bench.run();
  expect(bench.agent.status().active).toBe(2);
  return bench;
}

/** Publishes a ticket to go back; nobody answers wants, and each page that is written is noted. */
async function goBack(bench: BenchDevice, terms: Partial<Ticket> = {}, image: object = OLD) {
  const server = new MiniServer(await sampleOrder(keys, PART, { ...BACK, ...terms }, { image }));
  const seen = { wants: 0, pages: new Set<string>() };
  server.answer = () => (seen.wants++, []);
  bench.mcu.power.onOperation = ({ where }) => {
    // The journal lies in the last two pages.
    if (/page/.test(where) && !/page 12[67]/.test(where)) seen.pages.add(where);
  };
  bench.publish(server);
  return seen;
}
const untouched = { wants: 0, pages: new Set() };
const bank1Of = ({ mcu }: BenchDevice): Uint8Array =>
  mcu.flash.tryRead({ bank: 1, offset: 0 }, mcu.flash.bankBytes - 4096).bytes;

describe('a ticket to go back', () => {
  it.each(['live', 'reset'] as const)('is one swap, without a block or a write into a bank: mode %s', async (mode) => {
    const bench = await updated(1);
    const seen = await goBack(bench, { mode });
    bench.run();
    expect(bench.result).toMatchObject({ job: 2, stage: 'done', status: { active: 1, confirmed: true } });
    expect(bench.agent.status()).toMatchObject({ banks: [{ version: '1.0.0' }, { version: '1.1.0' }] });
    expect(seen).toEqual(untouched);
  });

  it('waits for its maintenance window like any other', async () => {
    const bench = await updated(1);
    const nowMs = Math.floor(bench.mcu.clock.nowUs / 1000);
    await goBack(bench, { issuedAtMs: nowMs, swapNotBefore: nowMs + 3_600_000, expiresAtMs: 1e12 });
    bench.run({ until: () => bench.stages.at(-1) === 'waiting' });
    expect(bench.agent.status().active).toBe(2);
    bench.run();
    expect(bench.result).toMatchObject({ job: 2, stage: 'done' });
    expect(bench.mcu.clock.nowUs / 1000).toBeGreaterThanOrEqual(nowMs + 3_600_000);
  });

  it('is refused below the security counter, before anything else', async () => {
    const bench = await updated(2);
    const seen = await goBack(bench);
    bench.run();
    expect(bench.result).toMatchObject({ job: 2, stage: 'rejected', fault: 'counter_too_low', status: { active: 2 } });
    expect(seen).toEqual(untouched);
  });

  it.each([
    ['another image', { ...OLD, version: '1.0.1' }],
    ['the image that runs', { counter: 1 }],
  ])('is refused for %s: what the other bank holds stays as it is', async (_name, image) => {
    const bench = await updated(1);
    const before = bank1Of(bench);
    const seen = await goBack(bench, {}, image);
    bench.run();
    expect(bench.result).toMatchObject({ job: 2, stage: 'rejected', fault: 'revert_image_missing' });
    expect(bench.agent.status()).toMatchObject({ active: 2, banks: [{ state: 'valid', version: '1.0.0' }, {}] });
    expect([equalBytes(bank1Of(bench), before), seen]).toEqual([true, untouched]);
    await goBack(bench, { job: 3, transfer: 3, sequence: 3 });
    bench.run();
    expect(bench.result).toMatchObject({ job: 3, stage: 'done' });
  });

  it('goes by the bytes of the other bank, and not by what the journal says of it', async () => {
    const bench = await updated(1);
    bench.mcu.flash.decay({ bank: 1, offset: 4096 });
    const seen = await goBack(bench);
    bench.run();
    expect(bench.result).toMatchObject({ job: 2, stage: 'rejected', fault: 'revert_image_missing' });
    expect(seen).toEqual(untouched);
  });

  it('fails if the image is lost after it was accepted, and asks for no block then either', async () => {
    const bench = await updated(1);
    // The option bytes have to be loaded first, so that the image is looked at once more after a reset.
    const seen = await goBack(bench, { mode: 'reset' });
    bench.run({ until: () => bench.stages.at(-1) === 'accepted' || bench.result?.job === 2 });
    bench.mcu.flash.decay({ bank: 1, offset: 4096 });
    bench.run();
    expect(['failed', 'reverted']).toContain(bench.result?.stage);
    expect(bench.agent.status().active).toBe(2);
    expect(seen.wants).toBe(0);
  });
});
