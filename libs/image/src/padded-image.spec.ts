import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { codeSection, paddedImage, paddedLength } from './index.js';
import { buildRelease } from './release.js';

describe('an image as it is written to flash', () => {
  it('is the file followed by at most 63 bytes FF', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (file) => {
        const image = paddedImage(file);
        expect(image.length).toBe(paddedLength(file.length));
        expect(image.length % 64).toBe(0);
        expect(image.subarray(0, file.length)).toEqual(file);
        expect(image.length - file.length).toBeLessThan(64);
        expect(image.subarray(file.length).every((byte) => byte === 0xff)).toBe(true);
      }),
    );
  });

  it('is what a release contains as its code', () => {
    const code = new Uint8Array(1000).fill(7);
    const { manifest, stream } = buildRelease({
      product: 'pump',
      version: '1.0.0',
      counter: 1,
      parts: ['STM32L083'],
      hardware: ['A'],
      code,
      plaintextSalt: new Uint8Array(64),
      createdMs: 0,
    });
    const { offset, length } = codeSection(manifest);
    expect(stream.subarray(offset, offset + length)).toEqual(paddedImage(code));
  });
});
