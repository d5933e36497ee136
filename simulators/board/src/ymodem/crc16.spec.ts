import { describe, expect, it } from '@jest/globals';
import { utf8 } from '@twinbank/primitives';
import fc from 'fast-check';

import { crc16Xmodem } from './crc16.js';

describe('CRC-16/XMODEM', () => {
  it('has the check value of its catalogue entry', () => {
    expect(crc16Xmodem(utf8('123456789'))).toBe(0x31c3);
    expect(crc16Xmodem(new Uint8Array())).toBe(0);
  });

  it('is 0 over any bytes followed by their own CRC', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const crc = crc16Xmodem(bytes);
        expect(crc16Xmodem(Uint8Array.of(...bytes, crc >> 8, crc & 0xff))).toBe(0);
      }),
    );
  });
});
