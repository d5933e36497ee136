import { describe, expect, it } from '@jest/globals';
import { PowerCut, type Mcu } from '@twinbank/mcu';

import { newMcu } from '../testing/virtual-terminal.js';
import { forgetIntegrity, readIntegrity, storeIntegrity } from './integrity-record.js';

const running = (part: 'STM32L083' | 'STM32G484' = 'STM32L083'): Mcu => {
  const mcu = newMcu(part);
  mcu.powerOn();
  mcu.flash.unlock();
  return mcu;
};

describe('the CRC kept in data EEPROM', () => {
  it('belongs to a physical bank: it is found after the EEPROM halves were swapped', () => {
    const mcu = running();
    storeIntegrity(mcu, 2, { length: 640, crc: 0x12345678 });
    const addressBefore = mcu.eeprom!.addressOf({ half: 2, offset: 0 });
    mcu.core.maskInterrupts();
    mcu.flash.acr.disableCaches();
    mcu.syscfg.writeFbMode(1);
    expect(mcu.eeprom!.addressOf({ half: 2, offset: 0 })).not.toBe(addressBefore);
    expect(readIntegrity(mcu, 2)).toEqual({ length: 640, crc: 0x12345678 });
    expect(readIntegrity(mcu, 1)?.crc).not.toBe(0x12345678);
  });

  it('is absent before it was stored, and after it was deleted', () => {
    const mcu = running();
    expect(readIntegrity(mcu, 2)).toBeUndefined();
    expect(readIntegrity(mcu, 1)).toBeDefined();
    forgetIntegrity(mcu, 1);
    expect(readIntegrity(mcu, 1)).toBeUndefined();
    const { count } = mcu.power;
    forgetIntegrity(mcu, 2);
    expect(mcu.power.count).toBe(count);
  });

  it('is complete or absent whenever the power is cut while it is stored', () => {
    for (let at = 1; at <= 4; at++) {
      for (const seed of ['a', 'b', 'c', 'd', 'e']) {
        const mcu = running();
        mcu.power.cutAt(mcu.power.count + at, 'torn', seed);
        expect(() => storeIntegrity(mcu, 2, { length: 640, crc: 0xcafe0001 })).toThrow(PowerCut);
        mcu.powerOn();
        expect([undefined, 0xcafe0001]).toContain(readIntegrity(mcu, 2)?.crc);
      }
    }
  });

  it('does not exist on parts without data EEPROM', () => {
    const mcu = running('STM32G484');
    storeIntegrity(mcu, 2, { length: 640, crc: 1 });
    expect(readIntegrity(mcu, 2)).toBeUndefined();
  });
});
