import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isReservedName } from '@twinbank/protocol';

import { parseQuery, queryFault, readQuery } from './query-string.js';

describe('a query string', () => {
  it('is read as browsers and curl write it', () => {
    expect({ ...readQuery('product=motor&online=true&after=&note=a+b%26c=d&flag&') }).toEqual({
      product: 'motor',
      online: 'true',
      after: '',
      note: 'a b&c=d',
      flag: '',
    });
    expect({ ...readQuery('') }).toEqual({});
  });

  it('returns any names and values from which it was made', () => {
    const text = fc
      .string({ unit: 'grapheme', maxLength: 8 })
      .filter((value) => !value.includes('\0') && !isReservedName(value));
    fc.assert(
      fc.property(
        fc.dictionary(
          text.filter((name) => name !== ''),
          text,
          { maxKeys: 6, noNullPrototype: true },
        ),
        (query) => {
          expect({ ...readQuery(new URLSearchParams(query).toString()) }).toEqual(query);
        },
      ),
    );
  });

  it.each([
    ['product=a&product=b', /^product is given twice$/],
    ['a&%61=1', /^a is given twice$/],
    ['__proto__=1', /^the name __proto__ is not taken$/],
    ['constructor=1', /^the name constructor is not taken$/],
    ['product=%00', /holds NUL/],
    ['product=%ff', /no percent-encoded UTF-8/],
    ['product=%ED%A0%80', /no percent-encoded UTF-8/],
    ['product=%zz', /no percent-encoded UTF-8/],
    [Array.from({ length: 33 }, (_, index) => `f${index}=1`).join('&'), /at most 32 fields/],
  ])('is refused if it is %s', (text, refusal) => {
    expect(() => readQuery(text)).toThrow(
      expect.objectContaining({ code: 'request_invalid', detail: expect.stringMatching(refusal) }),
    );
    expect(queryFault(parseQuery(text))).toMatchObject({ code: 'request_invalid' });
  });

  it('that is valid leaves no fault behind', () => {
    expect(queryFault(parseQuery('a=1'))).toBeUndefined();
    expect(queryFault(undefined)).toBeUndefined();
  });
});
