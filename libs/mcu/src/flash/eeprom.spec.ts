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

  it('has its addresses, and none beside them', () => {
    const { eeprom } = aMcu();
    expect([0x0807_ffff, 0x0808_0000, 0x0808_17ff, 0x0808_1800].map((address) => eeprom!.holds(address))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(eeprom!.placeOf(0x0808_0bff)).toEqual({ half: 1, offset: 0xbff });
    expect(eeprom!.placeOf(0x0808_0c00)).toEqual({ half: 2, offset: 0 });
    expect(() => eeprom!.placeOf(0x0807_fffc)).toThrow(/BUSERR: no EEPROM at 0x807fffc/);
    expect(eeprom!.addressOf({ half: 2, offset: 8 })).toBe(0x0808_0c08);
    expect(eeprom!.addressOf({ half: 1, offset: 8 })).toBe(0x0808_0008);
  });

  it('is read and written to the last byte of a half, and no further', () => {
    const { eeprom } = aMcu();
    eeprom!.writeHalf({ half: 1, offset: 3072 - 8 }, word(1, 2, 3, 4, 5, 6, 7, 8));
    expect([...eeprom!.readHalf({ half: 1, offset: 3072 - 4 }, 4)]).toEqual([5, 6, 7, 8]);
    expect(() => eeprom!.readHalf({ half: 1, offset: 3072 - 4 }, 5)).toThrow(/BUSERR/);
    expect(() => eeprom!.readHalf({ half: 1, offset: -4 }, 4)).toThrow(/BUSERR/);
    expect([...eeprom!.readHalf({ half: 2, offset: 0 }, 4)]).toEqual([0, 0, 0, 0]);
  });

  it('reads over as many of its pages as it is asked for', () => {
    const { eeprom } = aMcu();
    const bytes = Uint8Array.from({ length: 400 }, (_, index) => (index % 251) + 1);
    eeprom!.writeHalf({ half: 2, offset: 100 }, bytes);
    expect([...eeprom!.readHalf({ half: 2, offset: 96 }, 408)]).toEqual([0, 0, 0, 0, ...bytes, 0, 0, 0, 0]);
    expect([...eeprom!.readHalf({ half: 2, offset: 127 }, 2)]).toEqual([...bytes.slice(27, 29)]);
    expect([...eeprom!.readHalf({ half: 2, offset: 128 }, 128)]).toEqual([...bytes.slice(28, 156)]);
    expect([...eeprom!.readHalf({ half: 2, offset: 128 }, 0)]).toEqual([]);
  });

  it('erases a word first if one byte of it is not zero, and a word of zeros never', () => {
    const mcu = aMcu();
    const took = (bytes: Uint8Array): number => {
      const from = mcu.clock.nowUs;
      mcu.eeprom!.writeHalf({ half: 2, offset: 4 }, bytes);
      return mcu.clock.nowUs - from;
    };
    expect(took(word(0, 0, 0, 1))).toBeCloseTo(3280, 3);
    expect(took(word(0, 0, 0, 0))).toBeCloseTo(6560, 3);
    expect(took(word(0, 0, 0, 0))).toBeCloseTo(3280, 3);
  });

  it('is saved with what it holds, and restored, whatever is written afterwards', () => {
    const { eeprom } = aMcu();
    eeprom!.writeHalf({ half: 1, offset: 8 }, word(1, 2, 3, 4));
    eeprom!.writeHalf({ half: 2, offset: 200 }, word(5, 6, 7, 8));
    const state = eeprom!.save();
    const key = eeprom!.contentKey();
    eeprom!.writeHalf({ half: 1, offset: 8 }, word(9, 9, 9, 9));
    eeprom!.writeHalf({ half: 2, offset: 200 }, word(9, 9, 9, 9));
    eeprom!.restore(state);
    expect(eeprom!.contentKey()).toBe(key);
    eeprom!.writeHalf({ half: 1, offset: 8 }, word(7, 7, 7, 7));
    eeprom!.restore(state);
    expect([...eeprom!.readHalf({ half: 1, offset: 8 }, 4)]).toEqual([1, 2, 3, 4]);
    expect([...eeprom!.readHalf({ half: 2, offset: 200 }, 4)]).toEqual([5, 6, 7, 8]);
  });

  it('has the same key exactly for the same contents', () => {
    const keyAfter = (...writes: [half: 1 | 2, offset: number, byte: number][]): string => {
      const { eeprom } = aMcu();
      for (const [half, offset, byte] of writes) eeprom!.writeHalf({ half, offset }, word(byte, 0, 0, 0));
      return eeprom!.contentKey();
    };
    expect(keyAfter([1, 0, 5], [1, 0, 0])).toBe(keyAfter());
    expect(keyAfter([1, 0, 5], [2, 128, 6])).toBe(keyAfter([2, 128, 6], [1, 0, 5]));
    const keys = [
      keyAfter(),
      ...([1, 2] as const).flatMap((half) => [0, 4, 128, 256, 2944].map((at) => keyAfter([half, at, 5]))),
    ];
    expect(new Set([...keys, keyAfter([1, 0, 6])]).size).toBe(12);
  });

  it('mixes, in a word that is torn, only bits of the old value and of the new one', () => {
    const [old, next] = [word(0x0f, 0x0f, 0x0f, 0x0f), word(0x33, 0x33, 0x33, 0x33)];
    const seen = { old: 0, zero: 0, next: 0, mixed: 0 };
    let [erasedFirst, kept] = [false, false];
    for (let seed = 0; seed < 200; seed++) {
      const mcu = aMcu();
      mcu.eeprom!.writeHalf({ half: 1, offset: 0 }, old);
      mcu.power.cutAt(2, 'torn', seed);
      expect(() => mcu.eeprom!.writeHalf({ half: 1, offset: 0 }, next)).toThrow(/operation 2 \(eeprom-word\)/);
      const torn = mcu.eeprom!.readHalf({ half: 1, offset: 0 }, 4);
      for (const byte of torn) {
        expect(byte & ~(0x0f | 0x33)).toBe(0);
        // A bit that both values have is lost only where the word was erased before it was programmed.
        if ((byte & 0x03) !== 0x03) erasedFirst = true;
        if ((byte & 0x0c) !== 0) kept = true;
      }
      const is = (value: Uint8Array): boolean => torn.every((byte, index) => byte === value[index]);
      seen[is(old) ? 'old' : is(next) ? 'next' : torn.every((byte) => byte === 0) ? 'zero' : 'mixed'] += 1;
    }
    expect([erasedFirst, kept]).toEqual([true, true]);
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(25);
  });

  it('names the place of each word in a trace', () => {
    const mcu = aMcu();
    const seen: string[] = [];
    mcu.power.onOperation = ({ kind, where }) => seen.push(`${kind}: ${where}`);
    mcu.eeprom!.writeHalf({ half: 2, offset: 16 }, word(1, 2, 3, 4, 5, 6, 7, 8));
    expect(seen).toEqual(['eeprom-word: EEPROM half 2 +0x10', 'eeprom-word: EEPROM half 2 +0x14']);
  });
});
