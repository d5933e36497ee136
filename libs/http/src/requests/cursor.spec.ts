import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { decodeCursor, encodeCursor } from './cursor.js';

describe('a cursor', () => {
  it('returns its key', () => {
    fc.assert(fc.property(fc.nat(), (key) => expect(decodeCursor(encodeCursor(key), /^\d+$/)).toBe(String(key))));
    expect(decodeCursor(encodeCursor('motor-0001'), /^[\w-]+$/)).toBe('motor-0001');
  });

  it.each(['', '!', 'A', 'x'.repeat(1000), encodeCursor('letters')])(
    'is refused if it was not issued: %s',
    (cursor) => {
      expect(() => decodeCursor(cursor, /^\d+$/)).toThrow(
        expect.objectContaining({ code: 'request_invalid', facts: { field: 'after' } }),
      );
    },
  );
});
