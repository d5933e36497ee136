import { describe, expect, it } from '@jest/globals';

import { PART_SPECS } from '@twinbank/parts';
import { Sram } from './sram.js';

const aRam = (seed = 'a'): Sram => new Sram(PART_SPECS.STM32G474.ram, seed);

describe('Sram', () => {
  it('keeps what is written, across its internal pages', () => {
    const ram = aRam();
    const bytes = Uint8Array.from({ length: 700 }, (_, i) => i);
    ram.write(0x2000_00f0, bytes);
    expect(ram.read(0x2000_00f0, 700)).toEqual(bytes);
    ram.writeWord(0x2001_3ffc, 0xdeadbeef);
    expect(ram.readWord(0x2001_3ffc)).toBe(0xdeadbeef);
  });

  it('holds junk at power-on that depends on the seed alone', () => {
    expect(aRam('a').read(0x2000_0000, 64)).toEqual(aRam('a').read(0x2000_0000, 64));
    expect(aRam('a').read(0x2000_0000, 64)).not.toEqual(aRam('b').read(0x2000_0000, 64));
    const ram = aRam();
    ram.writeWord(0x2000_0000, 1);
    ram.lose('c');
    expect(ram.read(0x2000_0000, 64)).toEqual(aRam('c').read(0x2000_0000, 64));
  });

  it('reaches the CCM of G4 by both its addresses', () => {
    const ram = aRam();
    ram.writeWord(0x1000_0010, 42);
    expect(ram.readWord(0x2001_8010)).toBe(42);
  });

  it('refuses addresses where there is no RAM', () => {
    expect(() => aRam().read(0x2002_0000, 4)).toThrow(/HARDFAULT/);
    expect(() => aRam().writeWord(0x1fff_fffe, 1)).toThrow(/HARDFAULT/);
  });

  it('loses only the range that something else overwrites', () => {
    const ram = aRam();
    ram.writeWord(0x2000_0ffc, 1);
    ram.writeWord(0x2000_1000, 2);
    ram.overwrite(0x2000_0000, 4096);
    expect(ram.readWord(0x2000_0ffc)).not.toBe(1);
    expect(ram.readWord(0x2000_1000)).toBe(2);
  });

  it('shares memory with a snapshot and still keeps the two apart', () => {
    const ram = aRam();
    ram.writeWord(0x2000_0000, 1);
    const state = ram.save();
    ram.writeWord(0x2000_0000, 2);
    const copy = aRam('other');
    copy.restore(state);
    expect(copy.readWord(0x2000_0000)).toBe(1);
    copy.writeWord(0x2000_0000, 3);
    const again = aRam('third');
    again.restore(state);
    expect([ram.readWord(0x2000_0000), again.readWord(0x2000_0000)]).toEqual([2, 1]);
    expect(again.readWord(0x2000_4000)).toBe(ram.readWord(0x2000_4000));
  });
});
