import { describe, expect, it } from '@jest/globals';

import { sha256 } from '@twinbank/keys';
import { toHex, utf8 } from '@twinbank/primitives';

import { canonicalJson } from './canonical-json.js';
import { shortened, VALUE_BYTES_MAX } from './shortened.js';

describe('values of an entry', () => {
  it('are kept as they are where they are short', () => {
    const values = { state: 'paused', ids: ['a', 'b'], rules: { thresholds: { errorPercent: 5 } } };
    expect(shortened(values)).toEqual(values);
  });

  it('are told by length and digest where they have a hundred kilobytes', () => {
    const long = 'x'.repeat(100_000);
    const bytes = utf8(canonicalJson(long));
    expect(shortened({ long, short: 1 })).toEqual({
      long: { bytes: bytes.length, sha256: toHex(sha256(bytes)) },
      short: 1,
    });
    expect(shortened({ edge: 'x'.repeat(VALUE_BYTES_MAX - 2) })).toEqual({ edge: 'x'.repeat(VALUE_BYTES_MAX - 2) });
  });

  it('are told by digest where they are nested too deeply to be read again', () => {
    expect(shortened({ deep: [[[[[1]]]]] })).toEqual({ deep: { bytes: 11, sha256: expect.any(String) } });
    expect(shortened({ deep: [[[[1]]]] })).toEqual({ deep: [[[[1]]]] });
  });
});
