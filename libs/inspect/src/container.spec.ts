import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';

import { PART_NAMES } from '@twinbank/parts';
import { seededRng } from '@twinbank/primitives';
import { intelHexOf } from '@twinbank/testkit/intel-hex';

import { containerFault, containerOf, inspectImage } from './index.js';

const built = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../simulators/firmware/build/${path}`, import.meta.url)));
const bytes = (...parts: (string | readonly number[])[]): Uint8Array =>
  new Uint8Array(
    parts.flatMap((part) =>
      typeof part === 'string' ? Array.from(part, (character) => character.charCodeAt(0)) : [...part],
    ),
  );
const rest = Array.from(seededRng('rest').bytes(600));

const hexFile = (image: Uint8Array): Uint8Array => intelHexOf(image, 0x08000000);

describe('a file in a container', () => {
  it.each<[string, Uint8Array, RegExp]>([
    ['ELF', built('g4/twinbank-g4-1.1.0.elf'), /objcopy -O binary/],
    ['Intel HEX', hexFile(built('l0/twinbank-l0-1.0.0.bin')), /objcopy -I ihex -O binary/],
    ['Intel HEX', bytes([0xef, 0xbb, 0xbf], '\r\n:020000040800f2\n'), /objcopy/],
    ['S-record', bytes('S00F000068656C6C6F202020202000003C\r\nS31508000000'), /objcopy -I srec/],
    ['TI-TXT', bytes('@8000\n31 40 00 44'), /objcopy/],
    ['DfuSe', bytes('DfuSe', [1], rest), /dfuse-pack/],
    [
      'DFU suffix',
      bytes(Array.from(built('foreign/l0.bin')), [0, 0, 0x11, 0xdf, 0x83, 4, 0, 1], 'UFD', [16, 1, 2, 3, 4]),
      /16 bytes/,
    ],
    ['UF2', bytes('UF2\n', [0x57, 0x51, 0x5d, 0x9e], rest), /\.bin/],
    ['MCUboot', bytes([0x3d, 0xb8, 0xf3, 0x96, 0, 0, 0, 0], rest), /without the header/],
    ['SBSFU', bytes('SFU1', rest), /without the header/],
    ['STM32 header', bytes('STM2', rest), /without the header/],
    ['ZIP', bytes('PK', [3, 4], rest), /unpack/],
    ['gzip', bytes([0x1f, 0x8b, 8], rest), /unpack/],
    ['xz', bytes([0xfd], '7zXZ', [0], rest), /unpack/],
    ['tar', bytes('firmware.bin', new Array<number>(245).fill(0), 'ustar', rest), /unpack/],
    [
      'text',
      bytes('<!DOCTYPE html><html><head><title>Not found</title></head><body>The file has moved.</body></html>'),
      /objcopy/,
    ],
    ['encrypted or compressed', seededRng('cipher').bytes(20_000), /plain image/],
  ])('is refused as %s, with the way to convert it', (name, file, remedy) => {
    for (const part of PART_NAMES) {
      const { faults } = inspectImage(file, part);
      expect(faults.map(({ code }) => code)).toEqual(['image_wrong_format']);
      expect(faults[0]!.detail).toContain(name);
      expect(faults[0]!.detail).toMatch(remedy);
    }
  });

  it('is recognised by its first 512 bytes, for a caller that cannot hold all of it', () => {
    const container = containerOf(hexFile(built('l0/twinbank-l0-1.0.0.bin')).subarray(0, 512), false);
    expect(containerFault(container!)).toMatchObject({
      code: 'image_wrong_format',
      facts: { format: 'an Intel HEX file' },
    });
  });

  it('never includes an image that starts with a stack pointer in RAM, whatever follows', () => {
    const pointers = fc
      .oneof(fc.integer({ min: 0x20000000, max: 0x20020000 }), fc.integer({ min: 0x10000000, max: 0x10008000 }))
      .map((word) => word & ~7);
    fc.assert(
      fc.property(pointers, fc.uint8Array({ minLength: 16, maxLength: 600 }), (pointer, image) => {
        new DataView(image.buffer, image.byteOffset).setUint32(0, pointer, true);
        return containerOf(image, false) === undefined || image[257] === 0x75;
      }),
    );
  });
});
