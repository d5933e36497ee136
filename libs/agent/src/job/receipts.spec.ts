import { beforeAll, describe, expect, it } from '@jest/globals';

import { deriveReceiptKey, isReceiptMac, sha256 } from '@twinbank/keys';
import type { PartName } from '@twinbank/parts';
import { toHex, utf8 } from '@twinbank/primitives';
import { decodeReceipt, splitReceipt, type Receipt } from '@twinbank/protocol';
import {
  DEVICE_ID,
  DEVICE_ROOT,
  MiniServer,
  testKeys,
  type TestKeys,
  type TestOrder,
} from '@twinbank/testkit/mini-server';
import type { BenchDevice } from '@twinbank/testkit/bench-device';
import { sampleDevice, sampleOrder } from '@twinbank/testkit/sample-device';

import type { AgentConfig } from '../agent-config.js';
import { Journal, type JobRecord } from '../journal/journal.js';
import { journalMedium } from '../journal/nvm-layout.js';

let keys: TestKeys;
beforeAll(async () => {
  keys = await testKeys();
});

const KEY = deriveReceiptKey(DEVICE_ROOT);
/** A part whose journal lies in flash, and one whose journal lies in the data EEPROM. */
const JOURNALS: readonly PartName[] = ['STM32G484', 'STM32L083'];

async function updated(
  part: PartName,
  { config = {}, order }: { config?: Partial<AgentConfig>; order?: TestOrder } = {},
): Promise<{ bench: BenchDevice; order: TestOrder }> {
  const bench = sampleDevice(keys, part, { config });
  const given = order ?? (await sampleOrder(keys, part));
  bench.publish(new MiniServer(given));
  bench.run();
  return { bench, order: given };
}

/** What the receipt of the last result says, once its MAC was found right. */
function read({ result }: BenchDevice): Receipt {
  const { bytes, mac } = splitReceipt(result!.receipt!)!;
  expect(isReceiptMac(KEY, bytes, mac)).toBe(true);
  return decodeReceipt(bytes);
}

const releaseOf = ({ message }: TestOrder): string => toHex(sha256(utf8(message.manifest)));

describe.each(JOURNALS)('the receipt of a result: %s', (part) => {
  it('says what the device did, with which release, and what its banks hold', async () => {
    const { bench, order } = await updated(part, { config: { unixMs: () => 1_795_348_861_500 } });
    const [bank1, bank2] = bench.result!.status.banks;
    expect([bank1.digest, bank2.digest]).toEqual([expect.any(String), expect.any(String)]);
    expect(read(bench)).toEqual({
      ...{ device: DEVICE_ID, job: 1, transfer: order.message.transfer, stage: 'done', release: releaseOf(order) },
      ...{ banks: [bank1.digest, bank2.digest], active: bench.result!.status.active },
      ...{ counter: bench.result!.status.counter, time: { kind: 'clock', unixMs: 1_795_348_861_500 } },
    });
  });

  it('names the fault of an update that was given up', async () => {
    const { bench } = await updated(part, { config: { selfTest: () => false } });
    expect(read(bench)).toMatchObject({ stage: 'reverted', fault: 'self_test_failed', active: 1, counter: 1 });
  });

  it('tells the number of the start without a clock, and nothing without both', async () => {
    expect(read((await updated(part, { config: { start: 2 ** 40 + 3 } })).bench).time).toEqual({
      ...{ kind: 'start', start: 2 ** 40 + 3 },
    });
    expect(read((await updated(part)).bench).time).toEqual({ kind: 'none' });
  });

  it('is told again as it was, after a start and with the clock gone on', async () => {
    let nowMs = 1000;
    const { bench, order } = await updated(part, { config: { unixMs: () => nowMs++ } });
    const first = bench.result!.receipt;
    bench.mcu.powerOff();
    bench.mcu.powerOn();
    bench.boot();
    bench.publish(new MiniServer(order));
    const told = bench.reports.length;
    bench.run({ until: () => bench.reports.slice(told).some(({ type }) => type === 'result') });
    expect(bench.result!.receipt).toBe(first);
  });

  it('says what the banks held, not what they hold since', async () => {
    const { bench, order } = await updated(part, { order: await sampleOrder(keys, part, { policy: 'keep-previous' }) });
    const first = bench.result!.receipt;
    const { otherBank } = bench.mcu.flash;
    bench.mcu.flash.decay({ bank: otherBank, offset: 640 });
    bench.mcu.powerOff();
    bench.mcu.powerOn();
    bench.boot();
    bench.publish(new MiniServer(order));
    bench.run({ until: () => bench.result?.status.banks[otherBank - 1]!.state === 'invalid' });
    expect(bench.result!.receipt).toBe(first);
  });

  it('names no release if the ticket cannot be trusted', async () => {
    const order = await sampleOrder(keys, part);
    const broken = { ...order, message: { ...order.message, ticket: `${order.message.ticket.slice(0, -4)}AAAA` } };
    const { bench } = await updated(part, { order: broken });
    expect(bench.result).toMatchObject({ stage: 'rejected', fault: 'signature_invalid' });
    expect(read(bench)).toMatchObject({ stage: 'rejected', fault: 'signature_invalid', job: 1 });
    expect(read(bench).release).toBeUndefined();
  });

  it('names the release of a ticket that is refused for the device', async () => {
    const order = await sampleOrder(keys, part, {}, { release: { product: 'pump' } });
    const { bench } = await updated(part, { order });
    expect(read(bench)).toMatchObject({ stage: 'rejected', fault: 'product_mismatch', release: releaseOf(order) });
  });
});

/** Agents before this one keep neither the release nor how things were at the end. */
describe.each(JOURNALS)('a job of an agent that makes no receipts: %s', (part) => {
  /** A device whose journal such an agent changed after a job with a receipt. It is then given this order. */
  async function left(
    given: TestOrder | undefined,
    change: (journal: Journal, job: JobRecord) => void,
  ): Promise<BenchDevice> {
    const { bench, order } = await updated(part);
    expect(bench.result!.receipt).toBeDefined();
    bench.mcu.flash.unlock();
    const journal = new Journal(journalMedium(bench.mcu));
    change(journal, journal.job()!);
    bench.mcu.powerOff();
    bench.mcu.powerOn();
    bench.boot();
    bench.publish(new MiniServer(given ?? order));
    const told = bench.reports.length;
    bench.run({ until: () => bench.reports.slice(told).some(({ type }) => type === 'result') });
    return bench;
  }

  it('is told without a receipt if it ended under that agent', async () => {
    const bench = await left(undefined, (journal, { end: _, ...job }) => journal.enter(job, 'done'));
    expect(bench.result).toMatchObject({ stage: 'done' });
    expect(bench.result!.receipt).toBeUndefined();
  });

  it('is told without a receipt if it began under that agent: the release of an earlier job is not its own', async () => {
    const order = await sampleOrder(keys, part, { job: 2, transfer: 2, sequence: 2 });
    const bench = await left(order, (journal, { release: _, end: __, ...job }) => {
      const ticketDigest = sha256(utf8(order.message.ticket));
      const terms = { ...job, job: 2, transfer: 2, ticketDigest, target: 2, stage: 'accepted' } as const;
      journal.begin(terms, 2, journal.bank(1)!);
    });
    expect(bench.result).toMatchObject({ job: 2, stage: 'done' });
    expect(bench.result!.receipt).toBeUndefined();
  });
});
