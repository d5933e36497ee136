import { describe, expect, it } from '@jest/globals';

import type { PartName } from '@twinbank/parts';
import { EccNmi, FlashMisuse } from '../misuse.js';
import { Mcu } from '../mcu.js';

const aRunningMcu = (part: PartName, bankBytes?: number): Mcu => {
  const mcu = new Mcu(bankBytes === undefined ? { part } : { part, bankBytes });
  mcu.powerOn();
  mcu.flash.unlock();
  return mcu;
};
const data = (length: number, first = 1): Uint8Array => Uint8Array.from({ length }, (_, i) => (first + i * 7) & 0xff);
const flagOf = (action: () => void): string => {
  try {
    action();
  } catch (error) {
    if (error instanceof FlashMisuse) return error.flag;
    throw error;
  }
  return 'none';
};
const swap = (mcu: Mcu): void => {
  mcu.core.maskInterrupts();
  mcu.flash.acr.disableCaches();
  mcu.flash.acr.flushCaches();
  mcu.syscfg.writeFbMode(mcu.syscfg.fbMode === 1 ? 0 : 1);
  mcu.flash.acr.enableCaches();
};

describe('Flash', () => {
  it('refuses to write before it is unlocked, and after a reset', () => {
    const mcu = new Mcu({ part: 'STM32G484' });
    mcu.powerOn();
    expect(flagOf(() => mcu.flash.program(0x0804_0000, data(8)))).toBe('LOCK');
    mcu.flash.unlock();
    mcu.flash.program(0x0804_0000, data(8));
    mcu.reset('software');
    expect(flagOf(() => mcu.flash.erasePages({ bank: 2, page: 0 }))).toBe('LOCK');
  });

  it.each([
    ['STM32L083', 0x0801_8000, 64, 4],
    ['STM32L486', 0x0808_0000, 8, 8],
    ['STM32G484', 0x0804_0000, 8, 8],
  ] as const)('refuses misaligned and partial units (%s)', (part, other, unit, step) => {
    const { flash } = aRunningMcu(part);
    expect(flagOf(() => flash.program(other + step / 2, data(unit)))).toBe('PGAERR');
    expect(flagOf(() => flash.program(other, data(unit + 1)))).toBe('SIZERR');
    expect(flagOf(() => flash.program(other, new Uint8Array(0)))).toBe('SIZERR');
  });

  it('refuses what leaves a bank', () => {
    const { flash } = aRunningMcu('STM32G484');
    expect(flagOf(() => flash.read(0x0800_0000 + 512 * 1024, 1))).toBe('BUSERR');
    expect(flagOf(() => flash.program(0x0804_0000 - 8, data(16)))).toBe('BUSERR');
    expect(flagOf(() => flash.erasePages({ bank: 1, page: 128 }))).toBe('BUSERR');
    expect(flagOf(() => flash.read(0x0700_0000, 1))).toBe('BUSERR');
  });

  it('programs L0 words once: they must be zero before (NOTZEROERR)', () => {
    const { flash } = aRunningMcu('STM32L083');
    flash.program(0x0801_8000, data(4), { unit: 'word' });
    expect(flagOf(() => flash.program(0x0801_8000, data(4, 9), { unit: 'word' }))).toBe('NOTZEROERR');
    expect(flagOf(() => flash.program(0x0801_8000, new Uint8Array(4), { unit: 'word' }))).toBe('NOTZEROERR');
    expect(flagOf(() => flash.program(0x0801_8000, data(64)))).toBe('NOTZEROERR');
    flash.program(0x0801_8004, data(4), { unit: 'word' });
  });

  it.each(['STM32L486', 'STM32G484'] as const)('programs a double-word once, then only to all zeros (%s)', (part) => {
    const { flash } = aRunningMcu(part);
    const at = flash.addressOf({ bank: 2, offset: 0x100 });
    flash.program(at, data(8));
    expect(flagOf(() => flash.program(at, data(8, 3)))).toBe('PROGERR');
    flash.program(at, new Uint8Array(8));
    expect([...flash.read(at, 8)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    expect(flagOf(() => flash.program(at, data(8)))).toBe('PROGERR');
  });

  it('keeps the units before the one that is not erased', () => {
    const { flash } = aRunningMcu('STM32G484');
    flash.program(0x0804_0010, data(8));
    expect(flagOf(() => flash.program(0x0804_0000, data(32, 5)))).toBe('PROGERR');
    expect([...flash.read(0x0804_0000, 16)]).toEqual([...data(16, 5)]);
    expect([...flash.read(0x0804_0010, 8)]).toEqual([...data(8)]);
  });

  it('takes the datasheet times: half-page and word alike on L0, a double-word, a page', () => {
    const l0 = aRunningMcu('STM32L083');
    const from = l0.clock.nowUs;
    l0.flash.program(0x0801_8000, data(128));
    expect(l0.clock.nowUs - from).toBeCloseTo(2 * 3280, 3);
    const g4 = aRunningMcu('STM32G484');
    const start = g4.clock.nowUs;
    g4.flash.program(0x0804_0000, data(4096));
    expect(g4.clock.nowUs - start).toBeCloseTo(512 * 81.7, 3);
    g4.flash.erasePages({ bank: 2, page: 0 }, 2);
    expect(g4.clock.nowUs - start).toBeCloseTo(512 * 81.7 + 2 * 22_020, 3);
  });

  it('reads the other bank while it is written, and stalls the CPU for writes to the bank that it runs from', () => {
    const mcu = aRunningMcu('STM32G484');
    mcu.flash.program(0x0804_0000, data(4096));
    expect(mcu.flash.stallUs).toBe(0);
    mcu.flash.erasePages({ bank: 1, page: 127 });
    expect(mcu.flash.stallUs).toBeCloseTo(22_020, 3);
    mcu.flash.busy.codeIn = 'ram';
    mcu.flash.erasePages({ bank: 1, page: 126 });
    expect(mcu.flash.stallUs).toBeCloseTo(22_020, 3);
  });

  describe('after a swap', () => {
    it('reads and programs by mapped address, but erases by physical bank on L4 and G4', () => {
      const mcu = aRunningMcu('STM32G484');
      const { flash } = mcu;
      flash.factoryLoad(1, data(64, 1));
      flash.factoryLoad(2, data(64, 2));
      swap(mcu);
      expect([flash.activeBank, flash.otherBank]).toEqual([2, 1]);
      expect(flash.read(0x0800_0000, 1)[0]).toBe(2);
      expect(flash.placeOf(0x0804_0000)).toEqual({ bank: 1, offset: 0 });
      // The well-known bug: "the other bank is bank 2" erases the code that runs.
      flash.erasePages({ bank: 2, page: 0 });
      expect(flash.read(0x0800_0000, 1)[0]).toBe(0xff);
      expect(flash.read(0x0804_0000, 1)[0]).toBe(1);
    });

    it('erases by mapped address on L0', () => {
      const mcu = aRunningMcu('STM32L083');
      const { flash } = mcu;
      flash.factoryLoad(1, data(64, 1));
      flash.factoryLoad(2, data(64, 2));
      swap(mcu);
      flash.erasePages({ address: 0x0801_8000 });
      expect(flash.readBank({ bank: 1, offset: 0 }, 1)[0]).toBe(0);
      expect(flash.readBank({ bank: 2, offset: 0 }, 1)[0]).toBe(2);
    });

    it('names pages as the part does', () => {
      expect(aRunningMcu('STM32L476').flash.pageTarget(2, 3)).toEqual({ bank: 2, page: 3 });
      const mcu = aRunningMcu('STM32L073');
      expect(mcu.flash.pageTarget(2, 3)).toEqual({ address: 0x0801_8180 });
      expect(flagOf(() => mcu.flash.erasePages({ bank: 2, page: 0 }))).toBe('PGSERR');
    });
  });

  it('programs rows only into a mass erased bank, at 8 MHz or more', () => {
    const mcu = aRunningMcu('STM32L486');
    const { flash, clock } = mcu;
    expect(flagOf(() => flash.program(0x0808_0000, data(256), { unit: 'row' }))).toBe('PGSERR');
    flash.massErase(2);
    expect(flagOf(() => flash.program(0x0808_0000, data(256), { unit: 'row' }))).toBe('FASTERR');
    clock.setHclk(80_000_000);
    const from = clock.nowUs;
    flash.program(0x0808_0000, data(512), { unit: 'row' });
    expect(clock.nowUs - from).toBeCloseTo(2 * 1910, 3);
    flash.program(0x0808_0200, data(8));
    expect(flagOf(() => flash.program(0x0808_0300, data(256), { unit: 'row' }))).toBe('PGSERR');
  });

  it('erases a bank at once where the part can', () => {
    const mcu = aRunningMcu('STM32G484');
    mcu.flash.factoryLoad(2, data(4096));
    mcu.flash.massErase(2);
    expect(mcu.flash.readBank({ bank: 2, offset: 0 }, 4096).every((byte) => byte === 0xff)).toBe(true);
    expect(flagOf(() => aRunningMcu('STM32L083').flash.massErase(2))).toBe('PGSERR');
  });

  it('refuses write-protected pages, and every page after an option byte mismatch', () => {
    const mcu = aRunningMcu('STM32G484');
    mcu.optionBytes.factoryProgram({ wrp: [{ bank: 2, first: 4, last: 7 }] });
    mcu.flash.erasePages({ bank: 2, page: 3 });
    expect(flagOf(() => mcu.flash.erasePages({ bank: 2, page: 3 }, 2))).toBe('WRPERR');
    expect(flagOf(() => mcu.flash.program(0x0804_0000 + 7 * 2048, data(8)))).toBe('WRPERR');
    mcu.optionBytes.factoryProgram({ wrp: [], pcropAll: true });
    expect(flagOf(() => mcu.flash.erasePages({ bank: 2, page: 3 }))).toBe('WRPERR');
  });

  it('refuses to write in single-bank mode, which only some sizes of L4 have', () => {
    const g4 = aRunningMcu('STM32G484');
    g4.optionBytes.factoryProgram({ dualBank: 0 });
    expect(g4.flash.dualBank).toBe(false);
    expect(flagOf(() => g4.flash.program(0x0804_0000, data(8)))).toBe('DUALBANK');
    const l4 = aRunningMcu('STM32L476');
    l4.optionBytes.factoryProgram({ dualBank: 0 });
    expect(l4.flash.dualBank).toBe(true);
    const small = aRunningMcu('STM32L476', 256 * 1024);
    small.optionBytes.factoryProgram({ dualBank: 0 });
    expect(small.flash.dualBank).toBe(false);
  });

  it('reports a double ECC error as NMI, and lets a program read on that survives it', () => {
    const mcu = aRunningMcu('STM32G484');
    mcu.flash.factoryLoad(2, data(64));
    let seed = 0;
    for (; mcu.flash.tryRead({ bank: 2, offset: 64 }, 8).doubleErrors.length === 0; seed++) {
      mcu.flash.factoryLoad(2, data(64));
      mcu.power.cutAt(mcu.power.count + 1, 'torn', seed);
      expect(() => mcu.flash.program(0x0804_0040, data(8))).toThrow(/power-off torn/);
      mcu.powerOn();
      mcu.flash.unlock();
    }
    expect(() => mcu.flash.read(0x0804_0000, 128)).toThrow(EccNmi);
    expect(mcu.flash.eccr).toEqual({ kind: 'ECCD', place: { bank: 2, offset: 64 } });
    expect(() => mcu.flash.crcOf(2, { offset: 0, length: 128 })).toThrow(EccNmi);
    expect(() => mcu.flash.sha256Of(2, { offset: 0, length: 128 })).toThrow(EccNmi);
    expect([...mcu.flash.tryRead({ bank: 2, offset: 0 }, 64).bytes]).toEqual([...data(64)]);
    expect(flagOf(() => mcu.flash.program(0x0804_0040, data(8)))).toBe('PROGERR');
    mcu.flash.program(0x0804_0040, new Uint8Array(8));
    expect([...mcu.flash.read(0x0804_0040, 8)]).toEqual(Array(8).fill(0));
  });
});

describe('cells that wear and decay', () => {
  it('notices a decayed unit on G4, and reads it wrong in silence on L0', () => {
    for (const part of ['STM32G484', 'STM32L083'] as const) {
      const mcu = new Mcu({ part });
      mcu.flash.factoryLoad(
        2,
        Uint8Array.from({ length: 64 }, (_, i) => i),
      );
      mcu.flash.decay({ bank: 2, offset: 21 });
      const { bytes, doubleErrors } = mcu.flash.tryRead({ bank: 2, offset: 0 }, 64);
      expect(doubleErrors).toEqual(part === 'STM32G484' ? [16] : []);
      expect([...bytes.keys()].filter((at) => bytes[at] !== at)).toEqual([21]);
    }
  });

  it('keeps one bit off in a tired unit, which ECC puts right and counts', () => {
    const mcu = new Mcu({ part: 'STM32G484' });
    mcu.powerOn();
    mcu.flash.unlock();
    mcu.flash.wearOut({ bank: 2, offset: 20 }, 'one-bit');
    mcu.flash.program(mcu.flash.addressOf({ bank: 2, offset: 0 }), new Uint8Array(32).fill(7));
    expect(mcu.flash.tryRead({ bank: 2, offset: 0 }, 32)).toEqual({
      bytes: new Uint8Array(32).fill(7),
      corrected: 1,
      doubleErrors: [],
    });
    expect(
      [
        [0, 32],
        [0, 16],
        [24, 8],
        [23, 1],
      ].map(([offset, length]) => mcu.flash.correctedIn(2, { offset: offset!, length: length! })),
    ).toEqual([1, 0, 0, 1]);
  });

  it('never holds in a worn unit what is programmed, however often it is erased', () => {
    const mcu = new Mcu({ part: 'STM32G484' });
    mcu.powerOn();
    mcu.flash.unlock();
    mcu.flash.wearOut({ bank: 2, offset: 5 });
    for (let i = 0; i < 3; i++) {
      mcu.flash.erasePages({ bank: 2, page: 0 });
      expect(mcu.flash.tryRead({ bank: 2, offset: 0 }, 16).doubleErrors).toEqual([]);
      mcu.flash.program(mcu.flash.addressOf({ bank: 2, offset: 0 }), new Uint8Array(16).fill(1));
      expect(mcu.flash.tryRead({ bank: 2, offset: 0 }, 16).doubleErrors).toEqual([0]);
    }
  });
});
