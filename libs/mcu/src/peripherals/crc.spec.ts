import { describe, expect, it } from '@jest/globals';
import { Mcu } from '../mcu.js';

describe('Crc', () => {
  it('sums little-endian words as the unit does', () => {
    const { crc } = new Mcu({ part: 'STM32L083' });
    const text = new TextEncoder().encode('0123456789abcdef');
    expect(crc.sum(text)).toBe(0x50b663c0);
    expect(crc.sum(text.subarray(8), crc.sum(text.subarray(0, 8)))).toBe(0x50b663c0);
  });

  it('takes CPU time for each word', () => {
    const mcu = new Mcu({ part: 'STM32G484' });
    mcu.crc.sum(new Uint8Array(4096));
    expect(mcu.clock.nowUs).toBeCloseTo((1024 * 6) / 16, 3);
  });
});
