import { describe, expect, it } from '@jest/globals';

import { addressText, bytesText } from './bytes.js';

describe('sizes and addresses', () => {
  it.each([
    [0, '0 bytes'],
    [1023, '1,023 bytes'],
    [65_536, '64 KiB (65,536 bytes)'],
    [66_240, '64.7 KiB (66,240 bytes)'],
    [2 * 1024 * 1024, '2 MiB (2,097,152 bytes)'],
  ])('%d bytes are %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));

  it('has eight digits in an address', () => expect(addressText(0x0800_0200)).toBe('0x08000200'));
});
