import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { toHex, utf8 } from '@twinbank/primitives';

import { Sha256, sha256 } from './digest.js';

describe('sha256', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('of %j is the known answer [FIPS 180-4]', (text, digest) => expect(toHex(sha256(utf8(text)))).toBe(digest));

  it('can be computed in pieces', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, cut) => {
        expect(new Sha256().update(bytes.subarray(0, cut)).update(bytes.subarray(cut)).digest()).toEqual(sha256(bytes));
      }),
    );
  });
});
