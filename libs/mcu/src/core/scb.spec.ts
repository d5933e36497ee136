import { describe, expect, it } from '@jest/globals';
import { Mcu } from '../mcu.js';

describe('VTOR', () => {
  it.each([
    ['STM32L083', 256],
    ['STM32L486', 512],
    ['STM32G484', 512],
  ] as const)('takes addresses aligned to its table (%s: %d)', (part, align) => {
    const mcu = new Mcu({ part });
    mcu.powerOn();
    mcu.scb.writeVtor(0x2000_0000 + align);
    expect(mcu.scb.vtor).toBe(0x2000_0000 + align);
    expect(() => mcu.scb.writeVtor(0x2000_0000 + align / 2)).toThrow(/TBLOFF/);
  });

  it('decides where handlers are taken from, and is 0 after a reset', () => {
    const mcu = new Mcu({ part: 'STM32G484' });
    const image = new Uint8Array(1024);
    new DataView(image.buffer).setUint32(15 * 4, 0x0800_0123, true);
    mcu.flash.factoryLoad(1, image);
    mcu.powerOn();
    expect(mcu.vector(15)).toBe(0x0800_0123);
    mcu.sram.writeWord(0x2000_0400 + 15 * 4, 0x2000_0801);
    mcu.scb.writeVtor(0x2000_0400);
    expect(mcu.vector(15)).toBe(0x2000_0801);
    mcu.reset('software');
    expect(mcu.scb.vtor).toBe(0);
    expect(mcu.vector(15)).toBe(0x0800_0123);
  });
});
