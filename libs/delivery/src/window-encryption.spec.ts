import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { AesCtr } from '@twinbank/keys';
import { seededRng } from '@twinbank/primitives';

import { encryptBlocks } from './window-encryption.js';

const rng = seededRng('window');
const keys = { cipher: 'A256CTR', key: rng.bytes(32), nonce: rng.bytes(12) } as const;
const stream = rng.bytes(40 * 1024 + 64 + 20);
const blockSize = 1024;
const whole = new AesCtr(keys).apply(0, stream);
const wanted = fc.uniqueArray(fc.nat(40), { minLength: 1 }).map((blocks) => blocks.sort((a, b) => a - b));
const slice = (bytes: Uint8Array, block: number): Uint8Array =>
  Uint8Array.from(bytes.subarray(block * blockSize, (block + 1) * blockSize));

describe('encryptBlocks', () => {
  it('encrypts every wanted block exactly as in the encrypted whole, in any order of windows', () => {
    fc.assert(
      fc.property(fc.array(wanted, { minLength: 1, maxLength: 4 }), (windows) => {
        const cipher = new AesCtr(keys);
        for (const blocks of windows) {
          const sent = encryptBlocks({ stream, blockSize }, blocks, cipher);
          expect(sent.map(({ block }) => block)).toEqual(blocks);
          for (const { block, ciphertext } of sent) expect(Buffer.compare(ciphertext, slice(whole, block))).toBe(0);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('encrypts neighbouring blocks in one call, and starts the cipher anew only after a wide gap', () => {
    const calls: [number, number][] = [];
    const cipher = {
      apply: (offset: number, bytes: Uint8Array) => (calls.push([offset, bytes.length]), bytes),
    } as unknown as AesCtr;
    encryptBlocks({ stream, blockSize }, [0, 1, 2, 5, 30, 40], cipher);
    expect(calls).toEqual([
      [0, 6 * 1024],
      [30 * 1024, 1024],
      [40 * 1024, 84],
    ]);
  });

  it('still encrypts a gap of 8 KiB, and no wider one', () => {
    const calls: number[] = [];
    const cipher = { apply: (offset: number, bytes: Uint8Array) => (calls.push(offset), bytes) } as unknown as AesCtr;
    encryptBlocks({ stream, blockSize }, [0, 9], cipher);
    encryptBlocks({ stream, blockSize }, [20, 30], cipher);
    encryptBlocks({ stream, blockSize }, [20, 29], cipher);
    expect(calls).toEqual([0, 20 * 1024, 30 * 1024, 20 * 1024]);
  });

  it('sends plaintext if there is no cipher', () => {
    expect(encryptBlocks({ stream, blockSize }, [40], undefined)).toEqual([
      { block: 40, ciphertext: slice(stream, 40) },
    ]);
  });
});
