import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { BOOT_ROM_VERSION, bootRomVersion, compareBootRoms } from './boot-rom-version.js';
import { PART_NAMES } from './part-name.js';
import { PART_SPECS } from './part-specs.js';

const byte = fc.integer({ min: 0, max: 255 });

describe('the version of a boot ROM', () => {
  it('is what AN2606 calls the byte in system memory, of every version of every part', () => {
    const roms = PART_NAMES.flatMap((part) => PART_SPECS[part].bootRoms);
    expect(roms.length).toBeGreaterThan(6);
    for (const { id, version } of roms) expect([id, bootRomVersion(id)]).toEqual([id, version]);
  });

  it('is ordered as the byte is, and not as text', () => {
    fc.assert(
      fc.property(byte, byte, (one, other) => {
        const order = compareBootRoms(bootRomVersion(one), bootRomVersion(other));
        expect(Math.sign(order)).toBe(Math.sign(one - other));
      }),
    );
    expect(compareBootRoms('9.2', '10.2')).toBeLessThan(0);
    expect(compareBootRoms('13.10', '13.9')).toBeGreaterThan(0);
  });

  it('is written in one way only: what a byte can say, without zeros before it', () => {
    fc.assert(fc.property(byte, (id) => expect(bootRomVersion(id)).toMatch(BOOT_ROM_VERSION)));
    for (const strange of ['', '13', '13.', '.4', '13.4.1', '16.0', '13.16', '013.4', '13.04', 'V13.4', '13,4', '-1.0'])
      expect(strange).not.toMatch(BOOT_ROM_VERSION);
  });
});
