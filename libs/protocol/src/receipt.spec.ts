import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isFault, toBase64Url } from '@twinbank/primitives';

import { FAULT_CODES } from './faults.js';
import {
  decodeReceipt,
  encodeReceipt,
  joinReceipt,
  RECEIPT_BYTES_MAX,
  RECEIPT_MAC_BYTES,
  RECEIPT_TEXT_MAX,
  splitReceipt,
  type DeviceTime,
  type Receipt,
} from './receipt.js';
import { FINAL_STAGES } from './stages.js';

const uint32 = fc.nat(0xffffffff);
const moment = fc.nat(Number.MAX_SAFE_INTEGER);
const digest = fc.stringMatching(/^[0-9a-f]{63}[1-9a-f]$/);
const maybe = fc.option(digest, { nil: undefined });
const time: fc.Arbitrary<DeviceTime> = fc.oneof(
  fc.constant({ kind: 'none' as const }),
  moment.map((unixMs) => ({ kind: 'clock' as const, unixMs })),
  moment.map((start) => ({ kind: 'start' as const, start })),
);
const receipt: fc.Arbitrary<Receipt> = fc.record(
  {
    device: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
    job: uint32,
    transfer: uint32,
    stage: fc.constantFrom(...FINAL_STAGES),
    fault: fc.constantFrom(...FAULT_CODES),
    release: digest,
    banks: fc.tuple(maybe, maybe),
    active: fc.constantFrom(1 as const, 2 as const),
    counter: uint32,
    time,
  },
  { requiredKeys: ['device', 'job', 'transfer', 'stage', 'banks', 'active', 'counter', 'time'] },
);
const WHOLE: Receipt = {
  ...{ device: 'pump-0001', job: 7, transfer: 40961, stage: 'reverted', fault: 'self_test_failed' },
  ...{ release: 'a1'.repeat(32), banks: ['b2'.repeat(32), 'c3'.repeat(32)] as const, active: 1, counter: 3 },
  time: { kind: 'clock', unixMs: 1795348800000 },
};
const codeOf = (act: () => unknown): string => {
  try {
    act();
    return 'taken';
  } catch (error) {
    return isFault(error) ? error.code : 'a bug';
  }
};
const changed = (at: number, value: number): Uint8Array => {
  const bytes = encodeReceipt(WHOLE);
  bytes[at] = value;
  return bytes;
};

describe('a receipt', () => {
  it('is read as it was written', () =>
    fc.assert(fc.property(receipt, (one) => expect(decodeReceipt(encodeReceipt(one))).toEqual(one))));

  it('has one way to be written: whatever can be read is written as the same bytes', () =>
    fc.assert(
      fc.property(receipt, fc.nat(127), fc.nat(255), (one, at, value) => {
        const bytes = encodeReceipt(one);
        bytes[at % bytes.length] = value;
        if (codeOf(() => decodeReceipt(bytes)) === 'taken') expect(encodeReceipt(decodeReceipt(bytes))).toEqual(bytes);
      }),
      { numRuns: 500 },
    ));

  it('says different things in different bytes', () =>
    fc.assert(
      fc.property(receipt, receipt, (one, other) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(other));
        expect(toBase64Url(encodeReceipt(one))).not.toBe(toBase64Url(encodeReceipt(other)));
      }),
    ));

  it('fits with its MAC into what a report may carry', () => {
    const longest = encodeReceipt({ ...WHOLE, fault: 'f'.repeat(64), device: 'd'.repeat(64) });
    const text = joinReceipt(longest, new Uint8Array(RECEIPT_MAC_BYTES));
    expect([longest.length + RECEIPT_MAC_BYTES, text.length]).toEqual([RECEIPT_BYTES_MAX, RECEIPT_TEXT_MAX]);
  });

  it('is refused if it is junk, and never with another fault', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) =>
        expect(['taken', 'receipt_invalid']).toContain(codeOf(() => decodeReceipt(bytes))),
      ),
    ));

  it.each([
    ['another layout', changed(0, 2)],
    ['no stage', changed(1, 0)],
    ['a stage that does not exist', changed(1, 6)],
    ['bank 3', changed(2, 3)],
    ['a kind of time that does not exist', changed(3, 3)],
    ['a time without a kind', changed(3, 0)],
    ['a time beyond what JSON can say', changed(16, 0xff)],
    ['a fault longer than the rest', changed(120, 0xff)],
    ['no texts', encodeReceipt(WHOLE).subarray(0, 120)],
    ['a byte too many', Uint8Array.of(...encodeReceipt(WHOLE), 1)],
    ['a third text', Uint8Array.of(...encodeReceipt(WHOLE), 1, 65)],
    ['a fault that is no code', encodeReceipt({ ...WHOLE, fault: 'Not A Code' })],
    ['no device', encodeReceipt({ ...WHOLE, device: '' })],
    ['a device with a slash', encodeReceipt({ ...WHOLE, device: 'a/b' })],
  ])('is refused with %s', (_, bytes) => expect(codeOf(() => decodeReceipt(bytes))).toBe('receipt_invalid'));

  it('is taken apart from its MAC, and from nothing that is too short, too long or not base64url', () => {
    const [bytes, mac] = [encodeReceipt(WHOLE), new Uint8Array(32).fill(9)];
    expect(splitReceipt(joinReceipt(bytes, mac))).toEqual({ bytes, mac });
    for (const text of ['', 'A', toBase64Url(mac), 'A'.repeat(RECEIPT_TEXT_MAX + 4), '!'.repeat(60)])
      expect(splitReceipt(text)).toBeUndefined();
  });
});
