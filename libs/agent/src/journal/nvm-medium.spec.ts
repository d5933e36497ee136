import { describe, expect, it } from '@jest/globals';

import { Mcu } from '@twinbank/mcu';
import type { PartName } from '@twinbank/parts';

import { DATA_STORE_BYTES, DataStore } from './data-store.js';
import { FlashMedium, journalMedium, reservedBytes } from './nvm-layout.js';
import type { NvmMedium } from './nvm-log.js';

const BANK_BYTES = 32 * 1024;
const FIRST = [0x11223344, 0x55667788] as const;
const SECOND = [0xaabbccdd, 0x99887766] as const;
/** Both as they lie in memory. */
const BYTES = [
  ...[0x44, 0x33, 0x22, 0x11, 0x88, 0x77, 0x66, 0x55],
  ...[0xdd, 0xcc, 0xbb, 0xaa, 0x66, 0x77, 0x88, 0x99],
];

function running(part: PartName): Mcu {
  const mcu = new Mcu({ part, bankBytes: BANK_BYTES });
  mcu.powerOn();
  mcu.flash.unlock();
  return mcu;
}
const swap = (mcu: Mcu): void => mcu.syscfg.reset(mcu.flash.otherBank === 2 ? 1 : 0, 'flash');
/** How many operations on memory this takes. */
function costOf(mcu: Mcu, run: () => void): number {
  const before = mcu.power.count;
  run();
  return mcu.power.count - before;
}
const isErased = (medium: NvmMedium, bank: 1 | 2, page: number): boolean =>
  medium.readUnits(bank, page, medium.unitsPerPage).every((unit) => unit === 'erased');

/** Where the pages of a medium lie: of the journal in flash or in the data EEPROM, and of the application's data. */
interface Kind {
  readonly part: PartName;
  readonly units: number;
  readonly medium: (mcu: Mcu) => NvmMedium;
  readonly at: number;
  readonly pageBytes: number;
}
const KINDS: readonly Kind[] = [
  { part: 'STM32G474', units: 256, medium: journalMedium, at: BANK_BYTES - 4096, pageBytes: 2048 },
  { part: 'STM32L486', units: 256, medium: journalMedium, at: BANK_BYTES - 4096, pageBytes: 2048 },
  {
    ...{ part: 'STM32L073', units: 256, at: BANK_BYTES - 4096, pageBytes: 2048 },
    medium: (mcu: Mcu) => new FlashMedium(mcu, mcu.flash.pagesPerBank - 32, 2, 16),
  },
  { part: 'STM32L083', units: 192, medium: journalMedium, at: 0, pageBytes: 1536 },
];

describe.each(KINDS)('the medium of $part', ({ part, units, medium: mediumOf, at, pageBytes }) => {
  const bytesOf = (mcu: Mcu, bank: 1 | 2, offset: number, length: number): number[] => [
    ...(part === 'STM32L083'
      ? mcu.eeprom!.readHalf({ half: bank, offset: at + offset }, length)
      : mcu.flash.readBank({ bank, offset: at + offset }, length)),
  ];

  it('has two pages, which are erased, and writes where no code runs', () => {
    const mcu = running(part);
    const medium = mediumOf(mcu);
    expect([medium.pages, medium.unitsPerPage, medium.writableBank()]).toEqual([2, units, 2]);
    for (const bank of [1, 2] as const) for (const page of [0, 1]) expect(isErased(medium, bank, page)).toBe(true);
    swap(mcu);
    expect(medium.writableBank()).toBe(1);
  });

  it('has units where they were written, little-endian', () => {
    const mcu = running(part);
    const medium = mediumOf(mcu);
    medium.programUnits(2, 1, 3, [FIRST, SECOND]);
    expect(medium.readUnits(2, 1, 6)).toEqual(['erased', 'erased', 'erased', FIRST, SECOND, 'erased']);
    expect(bytesOf(mcu, 2, pageBytes + 24, 16)).toEqual(BYTES);
    expect([isErased(medium, 2, 0), isErased(medium, 1, 1), isErased(medium, 1, 0)]).toEqual([true, true, true]);
    medium.programUnits(2, 0, units - 1, [SECOND]);
    expect(bytesOf(mcu, 2, pageBytes - 8, 8)).toEqual(BYTES.slice(8));
    expect(medium.readUnits(2, 0, units).at(-1)).toEqual(SECOND);
  });

  it('keeps them in their bank when the banks are swapped', () => {
    const mcu = running(part);
    const medium = mediumOf(mcu);
    medium.programUnits(2, 0, 0, [FIRST]);
    swap(mcu);
    medium.programUnits(1, 0, 0, [SECOND]);
    expect([medium.readUnits(2, 0, 1), medium.readUnits(1, 0, 1)]).toEqual([[FIRST], [SECOND]]);
  });

  it('erases a page, and that page only', () => {
    const mcu = running(part);
    const medium = mediumOf(mcu);
    medium.programUnits(2, 0, 0, [FIRST, SECOND]);
    medium.programUnits(2, 0, units - 1, [FIRST]);
    medium.programUnits(2, 1, 0, [SECOND]);
    medium.programUnits(2, 1, units - 1, [SECOND]);
    medium.erasePage(2, 0);
    expect(isErased(medium, 2, 0)).toBe(true);
    expect([medium.readUnits(2, 1, 1)[0], medium.readUnits(2, 1, units).at(-1)]).toEqual([SECOND, SECOND]);
    medium.programUnits(2, 0, 0, [FIRST]);
    medium.erasePage(2, 1);
    expect([isErased(medium, 2, 1), medium.readUnits(2, 0, 1)]).toEqual([true, [FIRST]]);
  });

  it('tells a unit from an erased one by either of its words', () => {
    const mcu = running(part);
    const medium = mediumOf(mcu);
    const blank = mcu.spec.flash.erasedValue === 0 ? 0 : 0xffffffff;
    medium.programUnits(2, 0, 0, [
      [7, blank],
      [blank, 7],
    ]);
    expect(medium.readUnits(2, 0, 3)).toEqual([[7, blank], [blank, 7], 'erased']);
  });
});

describe('a unit of words that are programmed one by one', () => {
  const words = KINDS.filter(({ part }) => part.startsWith('STM32L0'));

  it.each(words)('costs no word for a value of zero: $part', ({ part, medium: mediumOf }) => {
    const mcu = running(part);
    const medium = mediumOf(mcu);
    expect(costOf(mcu, () => medium.programUnits(2, 0, 0, [FIRST, [0x1234, 0], SECOND]))).toBe(5);
    expect(medium.readUnits(2, 0, 3)).toEqual([FIRST, [0x1234, 0], SECOND]);
  });

  it.each(words)('has its value before its address: a cut between leaves no unit: $part', ({ part, medium }) => {
    const mcu = running(part);
    mcu.power.cutAt(mcu.power.count + 4, 'before');
    expect(() => medium(mcu).programUnits(2, 0, 0, [FIRST, SECOND])).toThrow();
    mcu.powerOn();
    expect(medium(mcu).readUnits(2, 0, 3)).toEqual([FIRST, [0, SECOND[1]], 'erased']);
  });

  it('is erased in the data EEPROM at the cost of the words that are not zero', () => {
    const mcu = running('STM32L083');
    const medium = journalMedium(mcu);
    expect(costOf(mcu, () => medium.erasePage(2, 1))).toBe(0);
    medium.programUnits(2, 1, 2, [FIRST, [0x1234, 0]]);
    expect(costOf(mcu, () => medium.erasePage(2, 1))).toBe(3);
  });
});

describe('a unit of flash', () => {
  it('is one operation', () => {
    const mcu = running('STM32G474');
    expect(costOf(mcu, () => journalMedium(mcu).programUnits(2, 0, 0, [FIRST, SECOND]))).toBe(2);
  });

  it('is torn if ECC cannot correct it; those beside it are not', () => {
    const mcu = running('STM32G474');
    const medium = journalMedium(mcu);
    medium.programUnits(2, 1, 0, [FIRST, SECOND, FIRST, SECOND]);
    mcu.flash.decay({ bank: 2, offset: BANK_BYTES - 2048 + 8 });
    mcu.flash.decay({ bank: 2, offset: BANK_BYTES - 2048 + 24 + 7 });
    expect(medium.readUnits(2, 1, 5)).toEqual([FIRST, 'torn', FIRST, 'torn', 'erased']);
  });
});

describe('data of the application', () => {
  it.each([
    ['STM32G474', BANK_BYTES - 4096 - DATA_STORE_BYTES],
    ['STM32L073', BANK_BYTES - DATA_STORE_BYTES],
  ] as const)('lie at the end of the bank, before the journal: %s', (part, from) => {
    const mcu = running(part);
    const blank = mcu.spec.flash.erasedValue;
    const before = mcu.flash.readBank({ bank: 2, offset: 0 }, BANK_BYTES);
    expect(DATA_STORE_BYTES).toBe(4096);
    for (let i = 0; i < 30; i++) new DataStore(mcu).put([[1 + (i % 3), i]]);
    const after = mcu.flash.readBank({ bank: 2, offset: 0 }, BANK_BYTES);
    const changed = [...after.keys()].filter((at) => after[at] !== before[at]);
    expect([Math.min(...changed) >= from, Math.max(...changed) < from + DATA_STORE_BYTES]).toEqual([true, true]);
    expect(after.subarray(from, from + 8)).not.toEqual(new Uint8Array(8).fill(blank));
    expect(new DataStore(mcu).get(3)).toBe(29);
  });

  it('are reserved beside the journal', () => {
    const sizes = (part: PartName): number[] => [reservedBytes(running(part)), reservedBytes(running(part), 4096)];
    expect(sizes('STM32G474')).toEqual([4096, 8192]);
    expect(sizes('STM32L073')).toEqual([0, 4096]);
  });
});
