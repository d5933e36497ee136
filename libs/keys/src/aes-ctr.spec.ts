import { execFileSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { concatBytes, fromHex, toHex } from '@twinbank/primitives';

import { AesCtr, ctrKeyStream } from './aes-ctr.js';
import { KEY_BYTES } from './derivation.js';

const hex = (text: string): Uint8Array => fromHex(text.replaceAll(' ', ''))!;
const CIPHERS = ['A128CTR', 'A256CTR'] as const;
const keyOf = (cipher: (typeof CIPHERS)[number], filler = 7): Uint8Array =>
  Uint8Array.from({ length: KEY_BYTES[cipher] }, (_, index) => (index * 11 + filler) & 0xff);
const NONCE = hex('000102030405060708090a0b');

/** [NIST SP 800-38A F.5] */
const PLAINTEXT = hex(
  '6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51 30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710',
);
const COUNTER = hex('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff');
const NIST = [
  {
    name: 'F.5.1, AES-128',
    key: hex('2b7e151628aed2a6abf7158809cf4f3c'),
    ciphertext: hex(
      '874d6191b620e3261bef6864990db6ce 9806f66b7970fdff8617187bb9fffdff 5ae4df3edbd5d35e5b4f09020db03eab 1e031dda2fbe03d1792170a0f3009cee',
    ),
  },
  {
    name: 'F.5.5, AES-256',
    key: hex('603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4'),
    ciphertext: hex(
      '601ec313775789a5b7a7f504bbf3d228 f443e3ca4d62b59aca84e990cacaf5c5 2b0930daa23de94ce87017ba2d84988d dfc9c58db67aada613c2dd08457941a6',
    ),
  },
];

describe('ctrKeyStream', () => {
  it.each(NIST)('gives the known answer of NIST SP 800-38A $name, both ways', ({ key, ciphertext }) => {
    expect(toHex(ctrKeyStream(key, COUNTER)(PLAINTEXT))).toBe(toHex(ciphertext));
    expect(toHex(ctrKeyStream(key, COUNTER)(ciphertext))).toBe(toHex(PLAINTEXT));
  });

  it.each(NIST)('gives the same in pieces of any size: $name', ({ key, ciphertext }) => {
    const stream = ctrKeyStream(key, COUNTER);
    expect(
      toHex(
        concatBytes(
          stream(PLAINTEXT.subarray(0, 5)),
          stream(PLAINTEXT.subarray(5, 40)),
          stream(PLAINTEXT.subarray(40)),
        ),
      ),
    ).toBe(toHex(ciphertext));
  });

  it('returns bytes with their own memory: slicing copies', () => {
    const combined = ctrKeyStream(keyOf('A128CTR'), COUNTER)(new Uint8Array(32));
    expect(Buffer.isBuffer(combined)).toBe(false);
    expect(combined.slice(0, 4).buffer).not.toBe(combined.buffer);
  });
});

describe('AesCtr', () => {
  /** The key stream as ST's hardware makes it: AES of the nonce and a 32-bit count. */
  const hardwareStream = (key: Uint8Array, offset: number, length: number): Uint8Array => {
    const blocks = Array.from({ length: Math.ceil(length / 16) }, (_, index) => {
      const count = new Uint8Array(4);
      new DataView(count.buffer).setUint32(0, offset / 16 + index);
      return createCipheriv(`aes-${key.length * 8}-ecb`, key, null).update(concatBytes(NONCE, count));
    });
    return concatBytes(...blocks).slice(0, length);
  };

  it.each(CIPHERS)('combines with AES of nonce and count, as the hardware does: %s', (cipher) => {
    const key = keyOf(cipher);
    fc.assert(
      fc.property(fc.nat(2 ** 17), fc.uint8Array({ maxLength: 100 }), (blocks, bytes) => {
        const stream = hardwareStream(key, blocks * 16, bytes.length);
        expect(new AesCtr({ cipher, key, nonce: NONCE }).apply(blocks * 16, bytes)).toEqual(
          bytes.map((byte, index) => byte ^ stream[index]!),
        );
      }),
    );
  });

  it.each([
    ['A128CTR', 'aes-128-ctr'],
    ['A256CTR', 'aes-256-ctr'],
  ] as const)('makes blocks that openssl enc decrypts: %s', (cipher, name) => {
    const key = keyOf(cipher);
    const ctr = new AesCtr({ cipher, key, nonce: NONCE });
    for (const [block, length] of [
      [0, 4096],
      [1, 4096],
      [17, 1000],
    ] as const) {
      const plaintext = Uint8Array.from({ length }, (_, index) => (index * 31 + block) & 0xff);
      const iv = `${toHex(NONCE)}${((block * 4096) / 16).toString(16).padStart(8, '0')}`;
      const decrypted = execFileSync('openssl', ['enc', '-d', `-${name}`, '-K', toHex(key), '-iv', iv, '-nopad'], {
        input: ctr.apply(block * 4096, plaintext),
      });
      expect(toHex(decrypted)).toBe(toHex(plaintext));
    }
  });

  it('can start anywhere: blocks in any order give the same bytes as the whole stream', () => {
    const stream = Uint8Array.from({ length: 5000 }, (_, index) => index & 0xff);
    const whole = new AesCtr({ cipher: 'A128CTR', key: keyOf('A128CTR'), nonce: NONCE }).apply(0, stream);
    const size = 1024;
    fc.assert(
      fc.property(fc.array(fc.nat(4), { minLength: 1, maxLength: 12 }), (order) => {
        const ctr = new AesCtr({ cipher: 'A128CTR', key: keyOf('A128CTR'), nonce: NONCE });
        for (const block of order) {
          const [from, to] = [block * size, (block + 1) * size];
          expect(ctr.apply(from, stream.subarray(from, to))).toEqual(whole.slice(from, to));
        }
      }),
    );
  });

  it('decrypts what it encrypted', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CIPHERS),
        fc.nat(1000),
        fc.uint8Array({ maxLength: 200 }),
        (cipher, block, bytes) => {
          const make = (): AesCtr => new AesCtr({ cipher, key: keyOf(cipher), nonce: NONCE });
          expect(make().apply(block * 16, make().apply(block * 16, bytes))).toEqual(bytes);
        },
      ),
    );
  });

  it('reaches to the end of its 32-bit count and not beyond', () => {
    const ctr = new AesCtr({ cipher: 'A128CTR', key: keyOf('A128CTR'), nonce: NONCE });
    const last = 2 ** 36 - 16;
    expect(ctr.apply(last, new Uint8Array(16))).toEqual(hardwareStream(keyOf('A128CTR'), last, 16));
    expect(() => ctr.apply(last, new Uint8Array(17))).toThrow(RangeError);
    expect(() => ctr.apply(2 ** 36, new Uint8Array(1))).toThrow(RangeError);
  });

  it.each([1, 15, -16, 0.5, NaN])('cannot start at %d', (offset) => {
    expect(() =>
      new AesCtr({ cipher: 'A128CTR', key: keyOf('A128CTR'), nonce: NONCE }).apply(offset, new Uint8Array(1)),
    ).toThrow(RangeError);
  });

  it('accepts only keys and nonces of the right length', () => {
    expect(() => new AesCtr({ cipher: 'A256CTR', key: keyOf('A128CTR'), nonce: NONCE })).toThrow(
      'the key has 32 bytes',
    );
    expect(() => new AesCtr({ cipher: 'A128CTR', key: keyOf('A256CTR'), nonce: NONCE })).toThrow(
      'the key has 16 bytes',
    );
    expect(() => new AesCtr({ cipher: 'A128CTR', key: keyOf('A128CTR'), nonce: new Uint8Array(16) })).toThrow(
      'the nonce has 12 bytes',
    );
  });
});
