import { describe, expect, it } from '@jest/globals';

import type { Receipt, Report } from '@twinbank/protocol';
import { aStatus } from '@twinbank/testkit/campaign-specimens';
import { NEW_IMAGE, OLD_IMAGE } from '@twinbank/testkit/rollout-specimens';

import { receiptFaultOf, type OrderedAttempt } from './receipt-check.js';

type Result = Extract<Report, { type: 'result' }>;

const ATTEMPT: OrderedAttempt = { transfer: 70, jobId: 7, deviceId: 'd1', release: 'e'.repeat(64) };
const STATUS = aStatus([NEW_IMAGE, OLD_IMAGE], {});
const RESULT: Result = { type: 'result', seq: 1, job: 7, transfer: 70, stage: 'done', status: STATUS };
const RECEIPT: Receipt = {
  ...{ device: 'd1', job: 7, transfer: 70, stage: 'done', release: ATTEMPT.release, active: STATUS.active },
  ...{ banks: [NEW_IMAGE.digest, OLD_IMAGE.digest] as const, counter: STATUS.counter, time: { kind: 'none' } },
};
const codeOf = (
  receipt: Partial<Receipt>,
  { result = RESULT, attempt = ATTEMPT, sender = 'd1' } = {},
): string | undefined => receiptFaultOf({ ...RECEIPT, ...receipt }, result, { sender, attempt })?.code;

describe('a receipt whose MAC is right', () => {
  it('proves the result that says the same of the attempt that was ordered', () => {
    expect(codeOf({})).toBeUndefined();
    const { transfer: _, ...unnamed } = RESULT;
    expect(codeOf({}, { result: unnamed })).toBeUndefined();
  });

  it.each<[string, Partial<Receipt>]>([
    ['another device', { device: 'd2' }],
    ['another job', { job: 8 }],
    ['another attempt', { transfer: 71 }],
    ['another end', { stage: 'failed' }],
    ['a fault that the result does not have', { fault: 'flash_error' }],
    ['another release', { release: 'f'.repeat(64) }],
    ['the banks the other way round', { banks: [OLD_IMAGE.digest, NEW_IMAGE.digest] }],
    ['an image in a bank less', { banks: [NEW_IMAGE.digest, undefined] }],
    ['that another bank runs', { active: STATUS.active === 1 ? 2 : 1 }],
    ['another counter', { counter: STATUS.counter + 1 }],
  ])('proves nothing if it names %s', (_, receipt) => expect(codeOf(receipt)).toBe('receipt_mismatch'));

  it('names no release only where the device refused a ticket', () => {
    const { release: _, ...nameless } = RECEIPT;
    const told = (receipt: Receipt, result: Result): string | undefined =>
      receiptFaultOf(receipt, result, { sender: 'd1', attempt: ATTEMPT })?.code;
    const fault = 'signature_invalid' as const;
    expect(told(nameless, RESULT)).toBe('receipt_mismatch');
    expect(told({ ...nameless, stage: 'rejected', fault }, { ...RESULT, stage: 'rejected', fault })).toBeUndefined();
  });

  it('says nothing about an attempt of another device, nor about one that does not exist', () => {
    expect(codeOf({}, { attempt: { ...ATTEMPT, deviceId: 'd2' } })).toBe('receipt_mismatch');
    expect(receiptFaultOf(RECEIPT, RESULT, { sender: 'd1', attempt: undefined })?.code).toBe('receipt_mismatch');
    expect(codeOf({}, { sender: 'd2' })).toBe('receipt_mismatch');
  });

  it('may name a fault that this server does not know, as the result does', () => {
    const unknown: Result = { ...RESULT, stage: 'failed', fault: 'outcome_unexpected' };
    expect(codeOf({ stage: 'failed', fault: 'fault_of_tomorrow' }, { result: unknown })).toBeUndefined();
  });

  it('holds for a bank that is not whole: neither says what it holds', () => {
    const banks = [STATUS.banks[0], { bank: 2, state: 'partial' }] as const;
    const status = { ...STATUS, banks };
    expect(codeOf({ banks: [NEW_IMAGE.digest, undefined] }, { result: { ...RESULT, status } })).toBeUndefined();
  });
});
