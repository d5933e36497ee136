import { describe, expect, it } from '@jest/globals';
import { Mcu } from '../mcu.js';
import { FlashMisuse } from '../misuse.js';

const aMcu = (): Mcu => {
  const mcu = new Mcu({ part: 'STM32L083' });
  mcu.powerOn();
  mcu.flash.unlock();
  return mcu;
};
const word = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);

describe('Eeprom', () => {
  it('exists on L0 only', () => {
    expect(new Mcu({ part: 'STM32L486' }).eeprom).toBeUndefined();
    expect(new Mcu({ part: 'STM32G484' }).eeprom).toBeUndefined();
  });

  it('rewrites words without an erase before', () => {
    const { eeprom } = aMcu();
    eeprom!.write(0x0808_0004, word(1, 2, 3, 4, 5, 6, 7, 8));
    eeprom!.write(0x0808_0004, word(9, 9, 9, 9));
    expect([...eeprom!.read(0x0808_0000, 12)]).toEqual([0, 0, 0, 0, 9, 9, 9, 9, 5, 6, 7, 8]);
  });

  it('swaps its halves with the flash banks: the same address is another cell', () => {
    const mcu = aMcu();
    mcu.eeprom!.write(0x0808_0000, word(1, 1, 1, 1));
    mcu.eeprom!.write(0x0808_0c00, word(2, 2, 2, 2));
    mcu.core.maskInterrupts();
    mcu.flash.acr.disableCaches();
    mcu.syscfg.writeFbMode(1);
    expect(mcu.eeprom!.read(0x0808_0000, 1)[0]).toBe(2);
    expect(mcu.eeprom!.readHalf({ half: 1, offset: 0 }, 1)[0]).toBe(1);
    expect(mcu.eeprom!.placeOf(0x0808_0000)).toEqual({ half: 2, offset: 0 });
    expect(mcu.eeprom!.addressOf({ half: 1, offset: 8 })).toBe(0x0808_0c08);
    expect(mcu.read(0x0808_0c00, 1)[0]).toBe(1);
  });

  it('takes twice the time where a word must be erased first, and stalls code that runs beside it', () => {
    const mcu = aMcu();
    const from = mcu.clock.nowUs;
    mcu.eeprom!.writeHalf({ half: 2, offset: 0 }, word(1, 2, 3, 4));
    expect(mcu.clock.nowUs - from).toBeCloseTo(3280, 3);
    mcu.eeprom!.writeHalf({ half: 2, offset: 0 }, word(5, 6, 7, 8));
    expect(mcu.clock.nowUs - from).toBeCloseTo(3280 + 6560, 3);
    expect(mcu.flash.stallUs).toBe(0);
    mcu.eeprom!.writeHalf({ half: 1, offset: 0 }, word(1, 2, 3, 4));
    expect(mcu.flash.stallUs).toBeCloseTo(3280, 3);
  });

  it('refuses what the hardware refuses', () => {
    const mcu = aMcu();
    expect(() => mcu.eeprom!.write(0x0808_0002, word(1, 2, 3, 4))).toThrow(/PGAERR/);
    expect(() => mcu.eeprom!.write(0x0808_0000, word(1, 2))).toThrow(/SIZERR/);
    expect(() => mcu.eeprom!.read(0x0808_1800, 1)).toThrow(FlashMisuse);
    expect(() => mcu.eeprom!.writeHalf({ half: 1, offset: 3072 - 4 }, new Uint8Array(8))).toThrow(/BUSERR/);
    mcu.flash.lock();
    expect(() => mcu.eeprom!.write(0x0808_0000, word(1, 2, 3, 4))).toThrow(/LOCK/);
  });

  it('counts each word as an operation, and a cut tears one word only', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 60; seed++) {
      const mcu = aMcu();
      mcu.eeprom!.writeHalf({ half: 1, offset: 0 }, word(1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3));
      expect(mcu.power.count).toBe(3);
      mcu.power.cutAt(5, 'torn', seed);
      const next = word(7, 7, 7, 7, 8, 8, 8, 8, 9, 9, 9, 9);
      expect(() => mcu.eeprom!.writeHalf({ half: 1, offset: 0 }, next)).toThrow(/operation 5 \(eeprom-word\)/);
      const bytes = [...mcu.eeprom!.readHalf({ half: 1, offset: 0 }, 12)];
      expect([bytes.slice(0, 4), bytes.slice(8)]).toEqual([
        [7, 7, 7, 7],
        [3, 3, 3, 3],
      ]);
      const torn = bytes.slice(4, 8).join();
      seen.add(['2,2,2,2', '0,0,0,0', '8,8,8,8'].includes(torn) ? torn : 'mixture');
    }
    expect(seen.size).toBe(4);
  });
});
