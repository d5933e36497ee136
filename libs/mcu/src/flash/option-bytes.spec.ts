import { describe, expect, it } from '@jest/globals';
import { Mcu } from '../mcu.js';
import { PowerCut } from '../power.js';

const aMcu = (part: 'STM32L083' | 'STM32L486' | 'STM32G484' = 'STM32G484'): Mcu => {
  const mcu = new Mcu({ part });
  const image = new Uint8Array(64);
  const view = new DataView(image.buffer);
  view.setUint32(0, 0x2000_1000, true);
  view.setUint32(4, 0x0800_0201, true);
  mcu.flash.factoryLoad(1, image);
  mcu.flash.factoryLoad(2, image);
  mcu.powerOn();
  mcu.flash.unlock();
  mcu.optionBytes.unlock(mcu.flash.locked);
  return mcu;
};

describe('OptionBytes', () => {
  it('act after OBL_LAUNCH, which resets, or after a power-on, and not before', () => {
    const mcu = aMcu();
    mcu.optionBytes.program({ bfb2: 1 });
    expect(mcu.optionBytes.bfb2).toBe(0);
    expect(mcu.reset('software')).toMatchObject({ booted: 1 });
    expect(mcu.reset('option-bytes')).toMatchObject({ booted: 2, by: 'boot-rom' });
    expect(mcu.optionBytes.bfb2).toBe(1);
    const other = aMcu();
    other.optionBytes.program({ bfb2: 1 });
    other.powerOff();
    expect(other.powerOn()).toMatchObject({ booted: 2 });
  });

  it('need both unlock sequences, and lock again with flash', () => {
    const mcu = new Mcu({ part: 'STM32G484' });
    mcu.powerOn();
    expect(() => mcu.optionBytes.program({ bfb2: 1 })).toThrow(/LOCK/);
    expect(() => mcu.optionBytes.unlock(mcu.flash.locked)).toThrow(/LOCK/);
    mcu.flash.unlock();
    mcu.optionBytes.unlock(mcu.flash.locked);
    mcu.flash.lock();
    expect(() => mcu.optionBytes.program({ bfb2: 1 })).toThrow(/LOCK/);
  });

  it('are erased, then programmed: two operations, during which both banks are busy', () => {
    const mcu = aMcu();
    mcu.optionBytes.program({ bfb2: 1 });
    expect(mcu.power.count).toBe(2);
    expect(mcu.flash.stallUs).toBeCloseTo(22_020 + 1470, 3);
  });

  it.each(['STM32L486', 'STM32G484'] as const)(
    'take the forced values when a cut falls between erase and program (%s)',
    (part) => {
      const mcu = aMcu(part);
      mcu.power.cutAt(1, 'after');
      expect(() => mcu.optionBytes.program({ bfb2: 0 })).toThrow(PowerCut);
      expect(mcu.powerOn()).toMatchObject({ booted: 2, by: 'boot-rom' });
      expect(mcu.optionBytes.optverr).toBe(true);
      expect(mcu.optionBytes.stored).toBeUndefined();
      expect(mcu.optionBytes.values).toMatchObject({ rdp: 1, bfb2: 1, dualBank: 1, nBoot1: 1, pcropAll: true });
      mcu.flash.unlock();
      expect(() => mcu.flash.erasePages({ bank: 1, page: 0 })).toThrow(/WRPERR/);
    },
  );

  it('are mended by programming them again', () => {
    const mcu = aMcu();
    mcu.power.cutAt(2, 'before');
    expect(() => mcu.optionBytes.program({ bfb2: 1 })).toThrow(PowerCut);
    mcu.powerOn();
    mcu.flash.unlock();
    mcu.optionBytes.unlock(mcu.flash.locked);
    mcu.optionBytes.program({ bfb2: 0, pcropAll: false });
    expect(mcu.reset('option-bytes')).toMatchObject({ booted: 1, by: 'hardware' });
    expect(mcu.optionBytes.optverr).toBe(false);
    expect(mcu.optionBytes.values.rdp).toBe(1);
  });

  it('torn in either phase hold the old values, the new ones, or none', () => {
    const outcomes = new Set<string>();
    for (let seed = 0; seed < 40; seed++) {
      for (const at of [1, 2]) {
        const mcu = aMcu();
        mcu.power.cutAt(at, 'torn', seed);
        expect(() => mcu.optionBytes.program({ bfb2: 1 })).toThrow(PowerCut);
        outcomes.add(`${at}:${mcu.optionBytes.stored?.bfb2 ?? 'none'}`);
      }
    }
    expect([...outcomes].sort()).toEqual(['1:0', '1:none', '2:1', '2:none']);
  });

  it('erase both banks when protection goes from level 1 to 0, and cannot be changed at level 2', () => {
    const mcu = aMcu();
    mcu.optionBytes.factoryProgram({ rdp: 1 });
    mcu.optionBytes.program({ rdp: 0 });
    expect(mcu.flash.readBank({ bank: 1, offset: 0 }, 4)).toEqual(Uint8Array.of(255, 255, 255, 255));
    mcu.optionBytes.factoryProgram({ rdp: 2 });
    expect(() => mcu.optionBytes.program({ bfb2: 1 })).toThrow(/RDP/);
  });
});
