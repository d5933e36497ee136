import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isFault } from '@twinbank/primitives';

import {
  decodeDisposalAcknowledgement,
  decodeDisposalOrder,
  encodeDisposalAcknowledgement,
  encodeDisposalOrder,
  type DisposalOrder,
} from './disposal-order.js';

const order: fc.Arbitrary<DisposalOrder> = fc.record({
  device: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/),
  sequence: fc.integer({ min: 1, max: 0x7fffffff }),
  issuedAtMs: fc.nat(4_000_000_000_000),
});
const SOUND = { device: 'dev-1', sequence: 2, issuedAtMs: 5 };
const codeOf = (payload: Record<string, unknown>, decode: (read: typeof payload) => object = decodeDisposalOrder) => {
  try {
    decode(payload);
    return undefined;
  } catch (error) {
    return isFault(error) ? error.code : String(error);
  }
};

describe('an order of disposal', () => {
  it('comes back as it was', () =>
    fc.assert(fc.property(order, (one) => expect(decodeDisposalOrder(encodeDisposalOrder(one))).toEqual(one))));

  it.each<[string, Record<string, unknown>]>([
    ['without a device', { sequence: 2, issuedAtMs: 5 }],
    ['for a device whose id is no name', { ...SOUND, device: '../all' }],
    ['outside the row of tickets', { ...SOUND, sequence: 0 }],
    ['with half a number', { ...SOUND, sequence: 1.5 }],
    ['from before all time', { ...SOUND, issuedAtMs: -1 }],
    ['with a field that is not known: it may be what makes it another order', { ...SOUND, until: 7 }],
  ])('is refused %s', (_, payload) => expect(codeOf(payload)).toBe('ticket_malformed'));

  it('is refused for any other value, never by anything but a fault', () =>
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('device', 'sequence', 'issuedAtMs', 'x'), fc.jsonValue()), (junk) => {
        expect([undefined, 'ticket_malformed']).toContain(codeOf(junk));
      }),
    ));
});

describe('what acknowledges a disposal', () => {
  const receipt = fc.stringMatching(/^[0-9a-f]{64}$/);
  const said = { ...SOUND, receipt: 'a'.repeat(64) };
  const codeOfSaid = (payload: Record<string, unknown>): string | undefined =>
    codeOf(payload, decodeDisposalAcknowledgement);

  it('comes back as it was', () =>
    fc.assert(
      fc.property(order, receipt, (one, digest) => {
        const whole = { ...one, receipt: digest };
        expect(decodeDisposalAcknowledgement(encodeDisposalAcknowledgement(whole))).toEqual(whole);
      }),
    ));

  it.each<[string, Record<string, unknown>]>([
    ['without a receipt: it would be an order', SOUND],
    ['of half a receipt', { ...said, receipt: 'a'.repeat(63) }],
    ['without a device', { ...said, device: undefined }],
    ['with a field that is not known', { ...said, keys: 'keep' }],
  ])('is refused %s', (_, payload) => {
    expect(codeOfSaid(said)).toBeUndefined();
    expect(codeOfSaid(payload)).toBe('ticket_malformed');
  });

  it('is no order, and an order is none', () => expect(codeOf(said)).toBe('ticket_malformed'));
});
