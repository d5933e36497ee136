import { describe, expect, it } from '@jest/globals';

import type { DisposalReceipt } from '@twinbank/protocol';

import { disposalReceiptFault, isOvercome, nextOrderOf, ORDER_AGAIN_MS } from './disposal-check.js';

const [FIRST, SECOND] = ['a'.repeat(64), 'b'.repeat(64)] as const;
const SENT = [
  { sequence: 4, digest: FIRST },
  { sequence: 7, digest: SECOND },
];
const RECEIPT: DisposalReceipt = {
  device: 'm-1',
  sequence: 7,
  order: SECOND,
  active: 1,
  counter: 3,
  time: { kind: 'none' },
};

describe('the receipt of a disposal', () => {
  it('holds for the order that was sent, and for one before that the device had taken already', () => {
    expect(disposalReceiptFault(RECEIPT, 'm-1', SENT)).toBeUndefined();
    expect(disposalReceiptFault({ ...RECEIPT, sequence: 4, order: FIRST }, 'm-1', SENT)).toBeUndefined();
  });

  it.each<[string, Partial<DisposalReceipt>]>([
    ['of another device', { device: 'm-2' }],
    ['of an order that nobody sent', { sequence: 5 }],
    ['of another order of the same number', { order: FIRST }],
  ])('does not hold %s', (_, wrong) =>
    expect(disposalReceiptFault({ ...RECEIPT, ...wrong }, 'm-1', SENT)).toMatchObject({ code: 'receipt_mismatch' }),
  );
});

describe('another order', () => {
  const open = { sequence: 7, issuedAtMs: 0 };

  it('is not given where the one sent stands, also once the device says that it has taken it', () => {
    expect(nextOrderOf(open, undefined, ORDER_AGAIN_MS)).toBeUndefined();
    expect(nextOrderOf(open, 7, ORDER_AGAIN_MS)).toBeUndefined();
    expect(nextOrderOf({ ...open, fault: 'single_bank_mode' }, 7, ORDER_AGAIN_MS)).toBeUndefined();
  });

  it('is above every number that the device has taken, and comes once in a minute at most', () => {
    expect(nextOrderOf(open, 12, ORDER_AGAIN_MS)).toBe(13);
    expect(nextOrderOf({ ...open, fault: 'ticket_replayed' }, 3, ORDER_AGAIN_MS)).toBe(8);
    expect(nextOrderOf({ ...open, fault: 'key_revoked' }, undefined, ORDER_AGAIN_MS)).toBe(8);
    expect(nextOrderOf(open, 12, ORDER_AGAIN_MS - 1)).toBeUndefined();
  });

  it('does not believe a number that would exhaust the range', () => {
    expect(nextOrderOf(open, 0x7fff_ffff, ORDER_AGAIN_MS)).toBeUndefined();
    expect(nextOrderOf({ ...open, fault: 'ticket_replayed' }, 0x7fff_ffff, ORDER_AGAIN_MS)).toBe(8);
  });

  it('helps against a signature that is refused, and not against a device that cannot forget', () =>
    expect([isOvercome('signature_invalid'), isOvercome('disposal_unsupported'), isOvercome(undefined)]).toEqual([
      true,
      false,
      false,
    ]));
});
