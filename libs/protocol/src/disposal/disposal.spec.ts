import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isFault, utf8 } from '@twinbank/primitives';

import { decodeReceipt, encodeReceipt, type DeviceTime } from '../receipt.js';
import { decodeReport, encodeReport } from '../report.js';
import { decodeDisposalReceipt, encodeDisposalReceipt, type DisposalReceipt } from './disposal-receipt.js';

const u32 = fc.integer({ min: 0, max: 0xffffffff });
const time: fc.Arbitrary<DeviceTime> = fc.oneof(
  fc.constant({ kind: 'none' as const }),
  fc.record({ kind: fc.constant('clock' as const), unixMs: fc.nat(Number.MAX_SAFE_INTEGER) }),
  fc.record({ kind: fc.constant('start' as const), start: fc.nat(Number.MAX_SAFE_INTEGER) }),
);
const receipt: fc.Arbitrary<DisposalReceipt> = fc.record({
  device: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
  sequence: fc.integer({ min: 1, max: 0x7fffffff }),
  order: fc.stringMatching(/^[0-9a-f]{64}$/),
  active: fc.constantFrom(1 as const, 2 as const),
  counter: u32,
  time,
});
const SOUND: DisposalReceipt = {
  ...{ device: 'm-1', sequence: 9, order: 'ab'.repeat(32), active: 2, counter: 3 },
  time: { kind: 'start', start: 5 },
};
const codeOf = (read: () => unknown): string => {
  try {
    read();
    return 'taken';
  } catch (error) {
    if (isFault(error)) return error.code;
    throw error;
  }
};
const changed = (at: number, value: number): Uint8Array => {
  const bytes = encodeDisposalReceipt(SOUND);
  bytes[at] = value;
  return bytes;
};

describe('the receipt of a disposal', () => {
  it('comes back as it was, and there is no second way to write it', () =>
    fc.assert(
      fc.property(receipt, (one) => {
        const bytes = encodeDisposalReceipt(one);
        expect(decodeDisposalReceipt(bytes)).toEqual(one);
        expect(encodeDisposalReceipt(decodeDisposalReceipt(bytes))).toEqual(bytes);
      }),
    ));

  it('has its fields where the protocol says', () => {
    const bytes = encodeDisposalReceipt(SOUND);
    expect([...bytes.subarray(0, 20)]).toEqual([2, 2, 2, 0, 0, 0, 0, 9, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 5]);
    expect([...bytes.subarray(20, 52)]).toEqual(Array(32).fill(0xab));
    expect([...bytes.subarray(52)]).toEqual([3, ...utf8('m-1')]);
  });

  it('is no receipt of a job, and that is none of a disposal: their keys are the same', () => {
    expect(codeOf(() => decodeReceipt(encodeDisposalReceipt({ ...SOUND, device: 'm'.repeat(64) })))).toBe(
      'receipt_invalid',
    );
    const job = encodeReceipt({
      ...{ device: 'm-1', job: 7, transfer: 9, stage: 'done', banks: [undefined, undefined], active: 1, counter: 3 },
      time: { kind: 'none' },
    });
    expect(codeOf(() => decodeDisposalReceipt(job))).toBe('receipt_invalid');
    expect(codeOf(() => decodeDisposalReceipt(Uint8Array.of(1, ...job.subarray(1, 52), 3, ...utf8('m-1'))))).toBe(
      'receipt_invalid',
    );
  });

  it.each([
    ['of another layout', changed(0, 1)],
    ['of a kind of time that is not known', changed(1, 3)],
    ['without a time that has one', changed(1, 0)],
    ['of a bank that is none', changed(2, 3)],
    ['with something where nothing is', changed(3, 1)],
    ['of no order', changed(7, 0)],
    ['outside the row of orders', changed(4, 0x80)],
    ['of a device whose id is no name', changed(53, 0x2f)],
    ['with a byte too many', Uint8Array.of(...encodeDisposalReceipt(SOUND), 0)],
    ['cut short', encodeDisposalReceipt(SOUND).subarray(0, 55)],
    ['cut before the device', encodeDisposalReceipt(SOUND).subarray(0, 52)],
    ['without a device', changed(52, 0).subarray(0, 53)],
  ])('is refused %s', (_, bytes) => expect(codeOf(() => decodeDisposalReceipt(bytes))).toBe('receipt_invalid'));

  it('is refused for any other bytes, never by anything but a fault', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 130 }), (junk) =>
        expect(['taken', 'receipt_invalid']).toContain(codeOf(() => decodeDisposalReceipt(junk))),
      ),
    ));
});

describe('the report of a disposal', () => {
  const read = (fields: object): string =>
    codeOf(() => decodeReport(utf8(JSON.stringify({ v: 1, type: 'disposal', seq: 4, ...fields }))));

  it('comes back as it was', () => {
    const taken = { type: 'disposal', start: 2, seq: 4, sequence: 9, receipt: 'QUFB' } as const;
    const refused = { type: 'disposal', seq: 4, fault: 'ticket_foreign', detail: 'for m-2' } as const;
    expect(decodeReport(encodeReport(taken))).toEqual(taken);
    expect(decodeReport(encodeReport(refused))).toEqual(refused);
  });

  it('has a receipt or a fault, and never both', () => {
    expect(read({ sequence: 9, receipt: 'QUFB' })).toBe('taken');
    expect(read({ fault: 'ticket_foreign' })).toBe('taken');
    expect(read({ sequence: 9 })).toBe('message_malformed');
    expect(read({ receipt: 'QUFB', fault: 'ticket_foreign' })).toBe('message_malformed');
  });

  it.each([
    ['a sequence of no order', { sequence: 0 }],
    ['a receipt that is no base64url', { receipt: 'a+b' }],
    ['a receipt that is too long', { receipt: 'A'.repeat(400) }],
  ])('is refused with %s', (_, change) =>
    expect(read({ sequence: 9, receipt: 'QUFB', ...change })).toBe('message_malformed'),
  );

  it('is shortened to what a server takes', () => {
    const detail = `${'x'.repeat(300)}\u0000y`;
    expect(decodeReport(encodeReport({ type: 'disposal', seq: 1, fault: 'ticket_foreign', detail }))).toMatchObject({
      detail: 'x'.repeat(300),
    });
  });
});
