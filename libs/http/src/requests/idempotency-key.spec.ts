import { describe, expect, it } from '@jest/globals';

import { IDEMPOTENCY_KEY_LENGTH, idempotencyKeyOf } from './idempotency-key.js';

const { min, max } = IDEMPOTENCY_KEY_LENGTH;
const keyIn = (header: string | string[] | undefined): string | undefined =>
  idempotencyKeyOf(header === undefined ? {} : { 'idempotency-key': header });

describe('the key of a request', () => {
  it('is what the header has, in quotes or without, or none', () => {
    expect(keyIn(undefined)).toBeUndefined();
    for (const key of ['d8f6c1e2-0b7a-4a53-9d1b-0a5d3e6f7a8b', 'a'.repeat(min), 'a'.repeat(max), 'order:2026/11_~+=.'])
      expect([keyIn(key), keyIn(`"${key}"`)]).toEqual([key, key]);
  });

  it.each([
    '',
    'a'.repeat(min - 1),
    'a'.repeat(max + 1),
    '0123456789 abcdef',
    'key-of-sixteen-\u00fc',
    '0123456789"abcdef',
    '0123456789abcdef, 0123456789abcdef',
  ])('is refused where it is none: %j', (key) => {
    expect(() => keyIn(key)).toThrow(expect.objectContaining({ code: 'request_invalid' }));
  });

  it('is refused where there are two', () => {
    const two = ['a'.repeat(min), 'b'.repeat(min)];
    expect(() => keyIn(two)).toThrow(expect.objectContaining({ code: 'request_invalid' }));
  });
});
