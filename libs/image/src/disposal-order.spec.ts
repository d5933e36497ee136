import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isFault } from '@twinbank/primitives';

import { decodeDisposalOrder, encodeDisposalOrder, type DisposalOrder } from './disposal-order.js';

const order: fc.Arbitrary<DisposalOrder> = fc.record({
  device: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/),
  sequence: fc.integer({ min: 1, max: 0x7fffffff }),
  issuedAtMs: fc.nat(4_000_000_000_000),
});
const SOUND = { device: 'dev-1', sequence: 2, issuedAtMs: 5 };
const codeOf = (payload: Record<string, unknown>): string | undefined => {
  try {
    decodeDisposalOrder(payload);
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
