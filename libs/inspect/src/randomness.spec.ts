import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';

import { seededRng } from '@twinbank/primitives';

import { entropyOf, looksRandom } from './randomness.js';

const firmware = new Uint8Array(
  readFileSync(new URL('../../../simulators/firmware/build/l0/twinbank-l0-1.0.0.bin', import.meta.url)),
);

describe('bytes that look random', () => {
  it('are those of a cipher or a compressor, of any length from 1 KiB on', () => {
    for (const length of [1024, 4096, 65_536])
      expect(looksRandom(seededRng(`cipher ${length}`).bytes(length))).toBe(true);
    expect(looksRandom(new Uint8Array(deflateRawSync(firmware)))).toBe(true);
  });

  it('are not those of machine code, of a table, of zeros, or of almost nothing', () => {
    expect(entropyOf(firmware)).toBeLessThan(7.85);
    expect(looksRandom(firmware)).toBe(false);
    expect(looksRandom(firmware.subarray(0, 4096))).toBe(false);
    expect(looksRandom(new Uint8Array(4096))).toBe(false);
    expect(looksRandom(seededRng('short').bytes(1023))).toBe(false);
  });
});
