import { describe, expect, it } from '@jest/globals';

import { PART_SPECS } from '@twinbank/parts';
import { crc32Stm } from '@twinbank/primitives';
import { sha256 } from '@twinbank/keys';

import { FlashMisuse } from '../misuse.js';
import { FlashBanks, type BankNumber, type SourcePart } from './flash-banks.js';
import { Cells, type Flaw } from './flash-cells.js';
import { PageStore } from './page-store.js';

const G4 = PART_SPECS.STM32G484.flash;
const L0 = PART_SPECS.STM32L083.flash;
const BANK = 3 * 2048;
const source: Uint8Array = Uint8Array.from({ length: BANK }, (_, index) => (index * 7 + (index >> 8) + 1) & 0xff || 1);
const part = (from: number, length: number, bytes = source): SourcePart => ({ source: bytes, from, length });
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const aFlash = (store = new PageStore()): FlashBanks => new FlashBanks(G4, BANK, store);
const contentOf = (banks: FlashBanks, bank: BankNumber): string => hex(banks.read({ bank, offset: 0 }, BANK).bytes);
/** Gives units of a bank flaws, by their offset in it. */
function flaw(banks: FlashBanks, bank: BankNumber, flaws: readonly (readonly [offset: number, flaw: Flaw])[]): void {
  for (const [offset, kind] of flaws)
    banks.change(
      { bank, offset },
      1,
      ({ bytes, flaws: known }, { at }) => new Cells(bytes, new Map([...(known ?? []), [at / 8, kind]])),
    );
}

describe('two banks of flash', () => {
  it('hold whole pages and whole runs of cells only', () => {
    expect(() => new FlashBanks(G4, 2048 + 1024, new PageStore())).toThrow(RangeError);
    expect(() => new FlashBanks(G4, 1024, new PageStore())).toThrow(/whole pages and whole runs of 2048 bytes/);
    expect(() => new FlashBanks(G4, 2048, new PageStore())).not.toThrow();
    expect(() => new FlashBanks(L0, 1024, new PageStore())).not.toThrow();
    expect(() => new FlashBanks(L0, 100, new PageStore())).toThrow(RangeError);
  });

  it('are erased at first, each in its own cells', () => {
    const banks = aFlash();
    expect(contentOf(banks, 1)).toBe('ff'.repeat(BANK));
    banks.program({ bank: 2, offset: 0 }, part(0, 8), 8);
    expect(contentOf(banks, 1)).toBe('ff'.repeat(BANK));
    expect(contentOf(banks, 2)).toBe(hex(source.subarray(0, 8)) + 'ff'.repeat(BANK - 8));
    expect(new FlashBanks(L0, 2048, new PageStore()).read({ bank: 1, offset: 5 }, 2).bytes).toEqual(new Uint8Array(2));
  });

  it.each([
    [0, BANK, true],
    [BANK, 0, true],
    [BANK - 1, 1, true],
    [BANK - 1, 2, false],
    [-1, 1, false],
    [0, -1, false],
    [0, BANK + 1, false],
  ])('reach from 0 to their end: offset %d, %d bytes', (offset, length, isInside) => {
    const demand = (): void => aFlash().demandInside({ bank: 1, offset }, length);
    if (isInside) expect(demand).not.toThrow();
    else {
      expect(demand).toThrow(FlashMisuse);
      expect(demand).toThrow(`BUSERR: ${length} bytes at offset ${offset} leave the bank of ${BANK} bytes`);
      expect(() => aFlash().read({ bank: 1, offset }, length)).toThrow(FlashMisuse);
    }
  });

  it('are programmed and read across runs of cells', () => {
    for (const intern of [false, true]) {
      const store = new PageStore();
      const banks = aFlash(store);
      const bytes = intern ? store.intern(source) : source;
      expect(banks.program({ bank: 2, offset: 2040 }, part(16, 2064, bytes), 8)).toBe(2064);
      expect(contentOf(banks, 2)).toBe(
        'ff'.repeat(2040) + hex(source.subarray(16, 2080)) + 'ff'.repeat(BANK - 2040 - 2064),
      );
      expect(banks.read({ bank: 2, offset: 2044 }, 7).bytes).toEqual(source.slice(20, 27));
      expect(banks.program({ bank: 1, offset: 0 }, part(0, 0, bytes), 8)).toBe(0);
    }
  });

  it.each([false, true])(
    'are programmed up to the first unit that holds something, in whole units (interned: %s)',
    (intern) => {
      const store = new PageStore();
      const banks = aFlash(store);
      const bytes = intern ? store.intern(source) : source;
      banks.program({ bank: 1, offset: 2048 + 40 }, part(0, 8), 8);
      expect(banks.program({ bank: 1, offset: 2000 }, part(0, 256, bytes), 8)).toBe(88);
      expect(hex(banks.read({ bank: 1, offset: 2000 }, 88).bytes)).toBe(hex(source.subarray(0, 88)));
      expect(hex(banks.read({ bank: 1, offset: 2088 }, 16).bytes)).toBe(hex(source.subarray(0, 8)) + 'ff'.repeat(8));
      // In units of 32 bytes, the unit in which it lies is not begun.
      banks.program({ bank: 2, offset: 48 }, part(0, 8), 8);
      expect(banks.program({ bank: 2, offset: 0 }, part(0, 128, bytes), 32)).toBe(32);
      expect(hex(banks.read({ bank: 2, offset: 32 }, 16).bytes)).toBe('ff'.repeat(16));
      expect(banks.program({ bank: 2, offset: 48 }, part(0, 8, bytes), 8)).toBe(0);
    },
  );

  it('say beforehand whether a part can be programmed, all of it', () => {
    const banks = aFlash();
    banks.program({ bank: 1, offset: 2048 + 8 }, part(0, 8), 8);
    const possible = (offset: number, length: number, bytes = source): boolean =>
      banks.programmable({ bank: 1, offset }, part(0, length, bytes));
    expect([possible(0, 2056), possible(0, 2064), possible(2056, 8), possible(2064, 2048)]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(possible(0, 4096)).toBe(false);
    expect(possible(2056, 8, new Uint8Array(8))).toBe(true);
    // Zeros only where they are needed: what comes before them counts from its own place in the source.
    const late = new Uint8Array(2064).fill(1, 0, 2056);
    expect(possible(0, 2064, late)).toBe(true);
  });

  it('share erased cells, whichever way a page became so', () => {
    const banks = aFlash();
    const { erased } = banks.save();
    banks.program({ bank: 1, offset: 0 }, part(0, 4096), 8);
    banks.erase({ bank: 1, offset: 0 }, 2048);
    expect(banks.save().banks[0]!.map((cells) => cells === erased)).toEqual([true, false, true]);
    banks.erase({ bank: 1, offset: 2048 }, 2048);
    expect(banks.save().banks[0]!.every((cells) => cells === erased)).toBe(true);

    const l0 = new FlashBanks(L0, 4096, new PageStore());
    l0.program({ bank: 1, offset: 128 }, part(0, 128), 4);
    l0.erase({ bank: 1, offset: 0 }, 128);
    expect(hex(l0.read({ bank: 1, offset: 128 }, 128).bytes)).toBe(hex(source.subarray(0, 128)));
    l0.erase({ bank: 1, offset: 128 }, 128);
    expect(l0.save().banks[0]![0]).toBe(l0.save().erased);
    l0.change({ bank: 1, offset: 256 }, 4, (cells, { at }) => new Cells(cells.bytes, new Map([[at / 4, 'weak']])));
    l0.erase({ bank: 1, offset: 0 }, 128);
    expect(l0.save().banks[0]![0]!.flaws?.get(64)).toBe('weak');
  });

  it('are cleared one by one', () => {
    const banks = aFlash();
    for (const bank of [1, 2] as const) banks.program({ bank, offset: 0 }, part(0, BANK), 8);
    banks.clear(2);
    expect([contentOf(banks, 1), contentOf(banks, 2)]).toEqual([hex(source), 'ff'.repeat(BANK)]);
    banks.clear(1);
    expect(contentOf(banks, 1)).toBe('ff'.repeat(BANK));
  });

  it('change each run of cells of a range, and no other', () => {
    const banks = aFlash();
    const seen: object[] = [];
    banks.change({ bank: 1, offset: 2000 }, 100, (cells, range) => (seen.push(range), cells));
    expect(seen).toEqual([
      { at: 2000, length: 48 },
      { at: 0, length: 52 },
    ]);
  });

  it('sum what they hold', () => {
    const banks = aFlash();
    banks.program({ bank: 2, offset: 0 }, part(0, BANK), 8);
    expect(banks.crcOf(2, { offset: 4, length: 4096 })).toBe(crc32Stm(source.subarray(4, 4100)));
    expect(hex(banks.sha256Of(2, { offset: 4, length: 4096 }))).toBe(hex(sha256(source.subarray(4, 4100))));
    expect(banks.crcOf(1, { offset: 0, length: 8 })).toBe(crc32Stm(new Uint8Array(8).fill(0xff)));
  });

  it('go on where they were saved, whatever is done to them afterwards', () => {
    const banks = aFlash();
    banks.program({ bank: 1, offset: 0 }, part(0, 16), 8);
    const key = banks.contentKey();
    const state = banks.save();
    banks.clear(1);
    banks.program({ bank: 2, offset: 2048 }, part(0, 16), 8);
    expect(banks.contentKey()).not.toBe(key);
    banks.restore(state);
    expect(banks.contentKey()).toBe(key);
    expect(contentOf(banks, 2)).toBe('ff'.repeat(BANK));
    banks.clear(1);
    banks.restore(state);
    expect(hex(banks.read({ bank: 1, offset: 0 }, 16).bytes)).toBe(hex(source.subarray(0, 16)));
  });

  it('have the same key in one store exactly for the same contents and flaws', () => {
    const store = new PageStore();
    const keyAfter = (change: (banks: FlashBanks) => void): string => {
      const banks = aFlash(store);
      change(banks);
      return banks.contentKey();
    };
    const keys = [
      keyAfter(() => undefined),
      keyAfter((banks) => banks.program({ bank: 1, offset: 0 }, part(0, 8), 8)),
      keyAfter((banks) => banks.program({ bank: 2, offset: 0 }, part(0, 8), 8)),
      keyAfter((banks) => banks.program({ bank: 1, offset: 2048 }, part(0, 8), 8)),
      keyAfter((banks) => flaw(banks, 1, [[0, 'weak']])),
      keyAfter((banks) => flaw(banks, 1, [[0, 'double']])),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(keyAfter((banks) => banks.program({ bank: 1, offset: 0 }, part(0, 8), 8))).toBe(keys[1]);
  });
});

describe('units that read wrong', () => {
  const flawed = (): FlashBanks => {
    const banks = aFlash();
    flaw(banks, 1, [
      [4096 + 16, 'double'],
      [64, 'corrected'],
      [48, 'double'],
      [16, 'double'],
      [32, 'weak'],
      [2048, 'corrected'],
    ]);
    return banks;
  };

  it('are told with a read of any byte of them: those that were corrected by their number, the lost by their place', () => {
    const { corrected, doubleErrors } = flawed().read({ bank: 1, offset: 0 }, BANK);
    expect([corrected, doubleErrors]).toEqual([2, [16, 48, 4112]]);
  });

  it.each([
    [0, 16, 0, []],
    [0, 17, 0, [16]],
    [23, 1, 0, [16]],
    [24, 8, 0, []],
    [32, 8, 0, []],
    [40, 16, 0, [48]],
    [56, 9, 1, []],
    [71, 1, 1, []],
    [72, 8, 0, []],
    [2047, 1, 0, []],
    [2040, 9, 1, []],
    [4100, 100, 0, [4112]],
  ])('at %d, %d bytes: %d corrected, lost %j', (offset, length, corrected, doubleErrors) => {
    const banks = flawed();
    expect(banks.read({ bank: 1, offset }, length)).toMatchObject({ corrected, doubleErrors });
    expect(banks.corrected({ bank: 1, offset }, length)).toBe(corrected);
    expect(banks.read({ bank: 2, offset }, length)).toMatchObject({ corrected: 0, doubleErrors: [] });
  });

  it('make a range one to look at closer, run by run', () => {
    const banks = aFlash();
    flaw(banks, 1, [[2048 + 16, 'weak']]);
    const at = (offset: number, length: number): boolean => banks.flawed({ bank: 1, offset }, length);
    expect([at(0, 2048), at(0, 2049), at(4000, 8), at(4000, 96), at(4096, 2048), at(0, BANK)]).toEqual([
      false,
      true,
      true,
      true,
      false,
      true,
    ]);
    expect(banks.flawed({ bank: 2, offset: 0 }, BANK)).toBe(false);
  });
});
