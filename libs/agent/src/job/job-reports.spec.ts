import { describe, expect, it } from '@jest/globals';

import { deriveReceiptKey, isReceiptMac } from '@twinbank/keys';
import { decodeReceipt, splitReceipt, type Receipt } from '@twinbank/protocol';
import { DEVICE_ID, DEVICE_ROOT } from '@twinbank/testkit/mini-server';
import { toHex } from '@twinbank/primitives';

import type { JobRecord } from '../journal/journal.js';
import { PreparedDevice, type Prepared } from '../testing/prepared-device.js';
import { Receipts } from './receipts.js';

const SWAP = { slotStartUs: 1, slotLengthUs: 2, swapUs: 3, addedLatencyUs: 4, deadlinesMissed: 5 };
const RELEASE = new Uint8Array(32).fill(8);
const END = { active: 1, held: [true, true], time: { kind: 'none' } } as const;

/** What a device tells of the job in its journal, and the job. */
function tellerOf(job: Prepared['job'], options: Prepared = {}) {
  const prepared = new PreparedDevice({ ...options, job: job! });
  return { prepared, reports: prepared.own.reports, job: prepared.own.job.record! };
}

/** What a receipt says, once its MAC was found right. */
function read(receipt: string | undefined): Receipt {
  const { bytes, mac } = splitReceipt(receipt!)!;
  expect(isReceiptMac(deriveReceiptKey(DEVICE_ROOT), bytes, mac)).toBe(true);
  return decodeReceipt(bytes);
}

describe('hello', () => {
  it('tells the state of the device, and of no job where there is none', () => {
    const prepared = new PreparedDevice();
    prepared.own.reports.hello(undefined);
    const [hello] = prepared.reports();
    expect(hello).toMatchObject({ type: 'hello', status: { product: 'motor', active: 1 } });
    for (const field of ['attributes', 'job', 'transfer', 'stage']) expect(hello).not.toHaveProperty(field);
  });

  it('tells what the device says of itself', () => {
    const attributes = { site: 'hall-3' };
    const prepared = new PreparedDevice({ config: { attributes } });
    prepared.own.reports.hello(undefined);
    expect(prepared.reports()).toMatchObject([{ attributes }]);
  });

  it.each([
    ['downloading', 'downloading'],
    ['done', 'done'],
    ['swapping', 'waiting'],
    ['reverting', 'swapped'],
  ] as const)('tells the stage that reports name: of %s it says %s', (stage, told) => {
    const { prepared, reports, job } = tellerOf({ stage });
    reports.hello(job);
    expect(prepared.reports()).toMatchObject([{ job: 1, transfer: 100, stage: told }]);
  });

  it.each(['dropped', 'offered'] as const)('tells nothing of a job that the server does not know: %s', (stage) => {
    const { prepared, reports } = tellerOf({ stage: 'accepted' });
    reports.hello({ job: 1, transfer: 100, stage } as JobRecord);
    const [hello] = prepared.reports();
    for (const field of ['job', 'transfer', 'stage']) expect(hello).not.toHaveProperty(field);
  });
});

describe('the report of a stage', () => {
  it('names the job, the transfer and the progress', () => {
    const { prepared, reports, job } = tellerOf({ stage: 'downloading' });
    reports.stage(job, 'downloading', { done: 1, total: 4 });
    reports.stage(job, 'waiting', { postponedUntil: 5000 });
    const common = { type: 'stage', job: 1, transfer: 100 };
    expect(prepared.reports()).toEqual([
      { ...common, stage: 'downloading', done: 1, total: 4, seq: 0 },
      { ...common, stage: 'waiting', postponedUntil: 5000, seq: 1 },
    ]);
  });

  it('tells what the swap cost only of a swap', () => {
    const { prepared, reports, job } = tellerOf({ stage: 'swapped' });
    reports.stage(job, 'swapped');
    prepared.own.figures.swapped(SWAP);
    reports.stage(job, 'swapped');
    reports.stage(job, 'confirmed');
    const [without, withCost, later] = prepared.reports();
    expect(withCost).toMatchObject({ stage: 'swapped', swap: SWAP });
    for (const report of [without, later]) expect(report).not.toHaveProperty('swap');
  });
});

describe('the report of a result', () => {
  it('tells what the swap cost, the fault and the receipt', () => {
    const { prepared, reports, job } = tellerOf({
      ...{ stage: 'failed', fault: 'slot_not_found', release: RELEASE, end: END },
    });
    prepared.own.figures.swapped(SWAP);
    reports.result(job, 'no slot');
    const [report] = prepared.reports();
    expect(report).toMatchObject({ type: 'result', job: 1, transfer: 100, fault: 'slot_not_found', swap: SWAP });
    expect(report).toMatchObject({ detail: 'no slot', status: { active: 1 }, timings: { eraseMs: 0 } });
    expect(read((report as { receipt?: string }).receipt)).toMatchObject({ stage: 'failed', fault: 'slot_not_found' });
  });

  it('leaves out what is not there', () => {
    const { prepared, reports, job } = tellerOf({ stage: 'done' });
    reports.result(job, undefined);
    const [report] = prepared.reports();
    for (const field of ['fault', 'detail', 'swap', 'receipt']) expect(report).not.toHaveProperty(field);
    expect(report).toMatchObject({ stage: 'done', timings: { eraseMs: 0 } });
  });

  it.each(['swapping', 'reverting', 'dropped', 'offered'] as const)(
    'is none for a stage of the device: %s',
    (stage) => {
      const { prepared, reports, job } = tellerOf({ stage: 'swapping' });
      reports.result({ ...job, stage }, undefined);
      expect(prepared.told()).toEqual([]);
    },
  );

  it('has at most 300 characters of words', () => {
    const { prepared, reports, job } = tellerOf({ stage: 'failed' });
    reports.result(job, 'a'.repeat(301));
    reports.refused({ job: 2, transfer: 3 }, { code: 'ticket_expired', detail: 'b'.repeat(301) });
    expect(prepared.reports()).toMatchObject([{ detail: 'a'.repeat(300) }, { detail: 'b'.repeat(300) }]);
  });
});

describe('the refusal of an order that is not recorded', () => {
  it('names the order, the fault, and how things are now', () => {
    const config = { unixMs: () => 9_000_000 };
    const { prepared, reports } = tellerOf({ stage: 'done', release: RELEASE }, { config });
    reports.refused({ job: 5, transfer: 50 }, { code: 'ticket_foreign', detail: 'for another' });
    const [report] = prepared.reports();
    expect(report).toMatchObject({ type: 'result', job: 5, transfer: 50, stage: 'rejected', fault: 'ticket_foreign' });
    expect(report).toMatchObject({ detail: 'for another', status: { active: 1, counter: 1 } });
    expect(read((report as { receipt?: string }).receipt)).toEqual({
      ...{ device: DEVICE_ID, job: 5, transfer: 50, stage: 'rejected', fault: 'ticket_foreign', active: 1 },
      banks: ([1, 2] as const).map((bank) => toHex(prepared.journal.bank(bank)!.digest)),
      ...{ counter: 1, time: { kind: 'clock', unixMs: 9_000_000 } },
    });
    expect(prepared.journal.job()?.job).toBe(1);
  });
});

describe('the receipt of a job', () => {
  it('says what the journal says, and only of banks that held their image', () => {
    const end = { active: 2, held: [false, true], time: { kind: 'start', start: 12 } } as const;
    const { prepared } = tellerOf({ stage: 'done', release: RELEASE, end });
    prepared.own.reports.result(prepared.own.job.record!, undefined);
    const [report] = prepared.reports();
    expect(read((report as { receipt?: string }).receipt)).toEqual({
      ...{ device: DEVICE_ID, job: 1, transfer: 100, stage: 'done', release: toHex(RELEASE), active: 2, counter: 1 },
      ...{ banks: [undefined, toHex(prepared.journal.bank(2)!.digest)], time: { kind: 'start', start: 12 } },
    });
  });

  it('is none where there never was a job', () => {
    const { journal } = new PreparedDevice();
    expect(new Receipts(journal, { deviceId: DEVICE_ID, deviceRoot: DEVICE_ROOT }).ofJob()).toBeUndefined();
  });

  it('is none without the release, and none without the end', () => {
    for (const known of [{ release: RELEASE }, { end: END }]) {
      const { prepared, reports, job } = tellerOf({ stage: 'done', ...known });
      reports.result(job, undefined);
      expect(prepared.reports()[0]).not.toHaveProperty('receipt');
    }
  });
});
