import { createDecipheriv, hkdfSync } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { concatBytes, seededRng } from '@twinbank/primitives';

import { ChunkSealer, SEALED_CHUNK_BYTES, unsealChunks } from './sealed-chunks.js';

const KEY = Uint8Array.from({ length: 32 }, (_, index) => index);
const SALT = Uint8Array.from({ length: 16 }, (_, index) => 0xa0 + index);
const FULL_SEALED = SEALED_CHUNK_BYTES + 16;
const HEADER = 24;

function seal(content: Uint8Array, key = KEY, salt = SALT): Uint8Array {
  const sealer = new ChunkSealer({ key, salt });
  const parts = [sealer.header];
  let at = 0;
  for (; content.length - at > SEALED_CHUNK_BYTES; at += SEALED_CHUNK_BYTES)
    parts.push(sealer.seal(content.subarray(at, at + SEALED_CHUNK_BYTES), false));
  return concatBytes(...parts, sealer.seal(content.subarray(at), true));
}

describe('sealed chunks', () => {
  it.each([0, 1, SEALED_CHUNK_BYTES - 1, SEALED_CHUNK_BYTES, SEALED_CHUNK_BYTES + 1, 3 * SEALED_CHUNK_BYTES])(
    'decrypt to a content of %d bytes',
    (length) => {
      const content = seededRng(length).bytes(length);
      expect(unsealChunks({ key: KEY, sealed: seal(content) })).toEqual(content);
    },
  );

  it('follow the format: HKDF of key and salt, and a first nonce that is zero except for the mark of the last chunk', () => {
    const sealed = seal(Uint8Array.of(1, 2, 3));
    const fileKey = new Uint8Array(hkdfSync('sha256', KEY, SALT, 'twinbank/1 sealed', 32));
    const decipher = createDecipheriv('aes-256-gcm', fileKey, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
    decipher.setAuthTag(sealed.subarray(-16));
    expect([...decipher.update(sealed.subarray(HEADER, -16)), ...decipher.final()]).toEqual([1, 2, 3]);
  });

  it('are refused if any byte was changed', () => {
    const sealed = seal(Uint8Array.of(1, 2, 3, 4));
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = sealed.slice();
        changed[at]! ^= flip;
        expect(unsealChunks({ key: KEY, sealed: changed })).toBeUndefined();
      }),
    );
  });

  it('are refused if they were cut off, also at a chunk boundary', () => {
    const sealed = seal(new Uint8Array(2 * SEALED_CHUNK_BYTES + 5));
    for (const length of [
      0,
      7,
      HEADER,
      HEADER + 15,
      HEADER + FULL_SEALED,
      HEADER + 2 * FULL_SEALED,
      sealed.length - 1,
    ]) {
      expect(unsealChunks({ key: KEY, sealed: sealed.subarray(0, length) })).toBeUndefined();
    }
  });

  it('are refused if so little is left of the last one that it has no whole tag', () => {
    const sealed = seal(seededRng(2).bytes(SEALED_CHUNK_BYTES + 20));
    for (let left = 1; left < 16; left++)
      expect(unsealChunks({ key: KEY, sealed: sealed.subarray(0, HEADER + FULL_SEALED + left) })).toBeUndefined();
  });

  it('are refused if their order was changed, or data was added', () => {
    const sealed = seal(seededRng(1).bytes(3 * SEALED_CHUNK_BYTES));
    const chunk = (number: number): Uint8Array =>
      sealed.subarray(HEADER + number * FULL_SEALED, HEADER + (number + 1) * FULL_SEALED);
    expect(
      unsealChunks({ key: KEY, sealed: concatBytes(sealed.subarray(0, HEADER), chunk(1), chunk(0), chunk(2)) }),
    ).toBeUndefined();
    expect(unsealChunks({ key: KEY, sealed: concatBytes(sealed, chunk(2)) })).toBeUndefined();
  });

  it('are refused with another key, and differ with another salt', () => {
    const content = new Uint8Array(100);
    expect(unsealChunks({ key: KEY.map((byte) => byte ^ 1), sealed: seal(content) })).toBeUndefined();
    expect(seal(content).subarray(HEADER)).not.toEqual(
      seal(
        content,
        KEY,
        SALT.map((byte) => byte ^ 1),
      ).subarray(HEADER),
    );
  });

  it('must all be full except the last', () => {
    expect(() => new ChunkSealer({ key: KEY, salt: SALT }).seal(new Uint8Array(5), false)).toThrow(RangeError);
    expect(() => new ChunkSealer({ key: KEY, salt: SALT }).seal(new Uint8Array(SEALED_CHUNK_BYTES + 1), true)).toThrow(
      RangeError,
    );
  });

  it('need a key of 32 bytes and a salt of 16', () => {
    expect(() => new ChunkSealer({ key: new Uint8Array(16), salt: SALT })).toThrow(RangeError);
    expect(() => new ChunkSealer({ key: KEY, salt: new Uint8Array(8) })).toThrow(RangeError);
  });
});
