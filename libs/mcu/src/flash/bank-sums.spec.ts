import { describe, expect, it } from '@jest/globals';
import { sha256 } from '@twinbank/keys';
import { crc32Stm, seededRng, toHex } from '@twinbank/primitives';
import fc from 'fast-check';
import { Mcu } from '../mcu.js';
import { BankSums, type SummedCells } from './bank-sums.js';
import { Cells } from './flash-cells.js';
import { PageStore } from './page-store.js';

const BANK_BYTES = 16384;

describe('sums over banks', () => {
  it('are those of the bytes read, for every range, however often and in which device they are asked for', () => {
    const pageStore = new PageStore({ limits: { sums: 40 } });
    const devices = (['STM32L083', 'STM32G484', 'STM32G484'] as const).map(
      (part) => new Mcu({ part, pageStore, bankBytes: BANK_BYTES }),
    );
    for (const mcu of devices) {
      mcu.powerOn();
      mcu.flash.unlock();
    }
    const step = fc.record({
      device: fc.nat(2),
      unit: fc.nat(BANK_BYTES / 64 - 1),
      seed: fc.nat(2),
      word: fc.nat(BANK_BYTES / 4),
      words: fc.nat(BANK_BYTES / 4),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => {
        for (const { device, unit, seed, word, words } of steps) {
          const { flash } = devices[device]!;
          const page = Math.floor((unit * 64) / flash.spec.pageBytes);
          flash.erasePages(flash.pageTarget(2, page));
          flash.program(flash.addressOf({ bank: 2, offset: page * flash.spec.pageBytes }), seededRng(seed).bytes(128));
          const offset = word * 4;
          const length = Math.min(words * 4, BANK_BYTES - offset);
          const bytes = flash.readBank({ bank: 2, offset }, length);
          expect(flash.crcOf(2, { offset, length })).toBe(crc32Stm(bytes));
          expect(toHex(flash.sha256Of(2, { offset, length }))).toBe(toHex(sha256(bytes)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('take the CPU time of reading, remembered or not', () => {
    const mcu = new Mcu({ part: 'STM32G484' });
    mcu.powerOn();
    const took = (): number => {
      const from = mcu.clock.nowUs;
      mcu.flash.crcOf(1, { offset: 0, length: 4096 });
      mcu.flash.sha256Of(1, { offset: 0, length: 4096 });
      return mcu.clock.nowUs - from;
    };
    const first = took();
    expect(first).toBeCloseTo((1024 * 6 + 4096 * 30) / 16, 3);
    expect(took()).toBeCloseTo(first, 3);
  });

  it('hand out digests that may be written to', () => {
    const mcu = new Mcu({ part: 'STM32G484' });
    mcu.powerOn();
    const range = { offset: 0, length: 64 };
    const digest = mcu.flash.sha256Of(1, range);
    const text = toHex(digest);
    digest.fill(0);
    mcu.flash.sha256Of(1, range).fill(0);
    expect(toHex(mcu.flash.sha256Of(1, range))).toBe(text);
  });
});

describe('remembered sums', () => {
  const CELLS = 16;
  const whole = { offset: 0, length: 3 * CELLS };
  /** A pool that settles nothing, and counts what it is asked to settle. */
  class Pool implements SummedCells {
    readonly cellsBytes = CELLS;
    generation = 0;
    readonly settled: Cells[] = [];
    constructor(readonly sumsMax = 100) {}
    settle(cells: Cells): Cells {
      this.settled.push(cells);
      cells.settled = true;
      return cells;
    }
  }
  const aBank = (): Cells[] => [1, 2, 3].map((byte) => new Cells(new Uint8Array(CELLS).fill(byte)));
  const bytesOf = (bank: readonly Cells[]): Uint8Array => Uint8Array.from(bank.flatMap(({ bytes }) => [...bytes]));
  /** What no device does: changes bytes under a sum, so that it shows whether the sum was remembered. */
  const spoil = (bank: readonly Cells[]): void => {
    for (const { bytes } of bank) bytes[0] = bytes[0]! ^ 0xff;
  };
  /** Whether the sums over a range are those of before the bytes were spoilt. */
  function remembers(sums: BankSums, bank: Cells[], range = whole): [boolean, boolean] {
    const before = [sums.crcOf(bank, range), toHex(sums.sha256Of(bank, range))];
    spoil(bank);
    const after = [sums.crcOf(bank, range), toHex(sums.sha256Of(bank, range))];
    spoil(bank);
    return [after[0] === before[0], after[1] === before[1]];
  }

  it('are computed once for the same cells, and each for itself', () => {
    const bank = aBank();
    expect(remembers(new BankSums(new Pool()), bank)).toEqual([true, true]);
    const sums = new BankSums(new Pool());
    sums.crcOf(bank, whole);
    spoil(bank);
    expect(toHex(sums.sha256Of(bank, whole))).toBe(toHex(sha256(bytesOf(bank))));
  });

  it('are those of the one object that stands for the content', () => {
    const pool = new Pool();
    const [bank, other] = [aBank(), aBank()];
    const stored = aBank();
    pool.settle = (cells) => {
      const found = stored.find(({ bytes }) => bytes[0] === cells.bytes[0])!;
      found.settled = true;
      return found;
    };
    const sums = new BankSums(pool);
    const crc = sums.crcOf(bank, whole);
    expect(bank.map((cells, index) => cells === stored[index])).toEqual([true, true, true]);
    spoil(stored);
    expect(
      sums.crcOf(
        other.map((_, index) => stored[index]!),
        whole,
      ),
    ).toBe(crc);
  });

  it('ask for no cells that were settled before, and for none beyond the range', () => {
    const pool = new Pool();
    const bank = aBank();
    const sums = new BankSums(pool);
    sums.crcOf(bank, { offset: 4, length: CELLS });
    expect(pool.settled).toEqual(bank.slice(0, 2));
    sums.crcOf(bank, whole);
    expect(pool.settled).toEqual(bank);
    sums.crcOf(bank, { offset: CELLS, length: CELLS });
    expect(pool.settled.length).toBe(3);
  });

  it('are told apart by where a range begins in its first cells, by its length, and by its cells', () => {
    const bank = aBank();
    const sums = new BankSums(new Pool());
    const ranges = [
      { offset: 0, length: 4 },
      { offset: 4, length: 4 },
      { offset: 4, length: 8 },
      { offset: 4, length: CELLS },
      { offset: CELLS + 4, length: 8 },
      { offset: 2 * CELLS, length: CELLS },
      { offset: 8, length: 2 * CELLS + 4 },
    ];
    for (let round = 0; round < 2; round++)
      for (const range of ranges) {
        const bytes = bytesOf(bank).slice(range.offset, range.offset + range.length);
        expect(sums.crcOf(bank, range)).toBe(crc32Stm(bytes));
        expect(toHex(sums.sha256Of(bank, range))).toBe(toHex(sha256(bytes)));
      }
  });

  it('are one and the same for cells in any bank, wherever they begin', () => {
    const [one] = aBank();
    const sums = new BankSums(new Pool());
    const crc = sums.crcOf([one!], { offset: 4, length: 8 });
    spoil([one!]);
    expect(sums.crcOf([new Cells(new Uint8Array(CELLS)), one!], { offset: CELLS + 4, length: 8 })).toBe(crc);
  });

  it('are not kept over cells that have flaws, nor for cells behind them', () => {
    const bank = aBank();
    bank[1] = new Cells(bank[1]!.bytes, new Map([[0, 'corrected']]));
    expect(remembers(new BankSums(new Pool()), bank)).toEqual([false, false]);
    expect(remembers(new BankSums(new Pool()), bank, { offset: 0, length: CELLS })).toEqual([true, true]);
  });

  it('are forgotten when the pool forgets, and when there are more than it allows', () => {
    const bank = aBank();
    const pool = new Pool();
    const sums = new BankSums(pool);
    const crc = sums.crcOf(bank, whole);
    spoil(bank);
    pool.generation = 1;
    const renewed = sums.crcOf(bank, whole);
    expect(renewed).not.toBe(crc);
    spoil(bank);
    expect(sums.crcOf(bank, whole)).toBe(renewed);

    // Three cells are three points: the third may still be there, the fourth is one too many.
    const few = new BankSums(new Pool(3));
    expect(remembers(few, bank)).toEqual([true, true]);
    const before = few.crcOf(bank, { offset: 0, length: 4 });
    spoil(bank);
    expect(few.crcOf(bank, { offset: 0, length: 4 })).not.toBe(before);
    expect(remembers(new BankSums(new Pool(2)), bank)).toEqual([false, false]);
  });
});
