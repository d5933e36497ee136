import { describe, expect, it } from '@jest/globals';

import { REASON_LENGTH_MAX, reasonOf } from './reason.js';

const reason = (header: string | undefined): string | undefined =>
  reasonOf(header === undefined ? {} : { 'twinbank-reason': header });
/** What Node makes of bytes in a header. */
const asNodeHasIt = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

describe('the reason of a request', () => {
  it('is nothing where nothing is said', () => {
    expect([reason(undefined), reason(''), reason('  ')]).toEqual([undefined, undefined, undefined]);
  });

  it('is the text of the header: bytes of UTF-8, or encoded', () => {
    expect(reason('TICKET-7: 100% sure')).toBe('TICKET-7: 100% sure');
    expect(reason(asNodeHasIt('Bänke zu heiß €'))).toBe('Bänke zu heiß €');
    expect(reason("UTF-8''B%C3%A4nke%20zu%20hei%C3%9F")).toBe('Bänke zu heiß');
  });

  it('has as many characters as a sentence or two', () => {
    expect(reason('x'.repeat(REASON_LENGTH_MAX))).toHaveLength(REASON_LENGTH_MAX);
    expect(reason(asNodeHasIt('ß'.repeat(REASON_LENGTH_MAX)))).toHaveLength(REASON_LENGTH_MAX);
    expect(() => reason('x'.repeat(REASON_LENGTH_MAX + 1))).toThrow(
      expect.objectContaining({ code: 'request_invalid' }),
    );
    expect(() => reason('x'.repeat(1_000_000))).toThrow(expect.objectContaining({ code: 'request_invalid' }));
  });

  it.each([
    'a\tb',
    'a\0b',
    '\x1b[31m',
    asNodeHasIt('\u202edcba'),
    asNodeHasIt('a\u2028b'),
    "UTF-8''a%0Ab",
    'B\xe4nke',
    "UTF-8''%E4",
  ])('is refused where it cannot be read as it stands: %j', (header) => {
    expect(() => reason(header)).toThrow(
      expect.objectContaining({ code: 'request_invalid', facts: { field: 'Twinbank-Reason' } }),
    );
  });
});
