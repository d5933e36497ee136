import { describe, expect, it } from '@jest/globals';
import { seededRng } from '@twinbank/primitives';
import fc from 'fast-check';
import { Mcu } from '../mcu.js';
import { Cells, type CellRule, type Piece } from './flash-cells.js';
import { PageStore, sameBytes } from './page-store.js';

const IMAGE = seededRng('image').bytes(48 * 1024);

function aFleet(count: number, pageStore: PageStore): Mcu[] {
  return Array.from({ length: count }, () => {
    const mcu = new Mcu({ part: 'STM32G484', pageStore });
    mcu.powerOn();
    mcu.flash.unlock();
    return mcu;
  });
}

/** Writes the image as a device does: blocks of a stream that begins with a salt of 64 bytes, in any order. */
function download(mcu: Mcu, order: readonly number[], blockBytes = 4096): void {
  for (const block of order) {
    const from = Math.max(block * blockBytes - 64, 0);
    const bytes = IMAGE.slice(from, Math.min((block + 1) * blockBytes - 64, IMAGE.length));
    mcu.flash.program(mcu.flash.addressOf({ bank: 2, offset: from }), mcu.pageStore.intern(bytes));
  }
}

describe('PageStore', () => {
  it('gives one array for equal ones, and keeps its own copy', () => {
    const store = new PageStore();
    const mine = Uint8Array.of(1, 2, 3, 4);
    const kept = store.intern(mine);
    mine[0] = 9;
    expect([...kept]).toEqual([1, 2, 3, 4]);
    expect(store.intern(Uint8Array.of(1, 2, 3, 4))).toBe(kept);
    expect(store.intern(Uint8Array.of(1, 2, 3, 5), kept)).not.toBe(kept);
    expect(store.intern(Uint8Array.of(1, 2, 3, 4), kept)).toBe(kept);
  });

  it('copies a Buffer too, whose memory Node uses again', () => {
    const store = new PageStore();
    const received = Buffer.from([1, 2, 3, 4]);
    const kept = store.intern(received);
    received.fill(0);
    expect([...kept]).toEqual([1, 2, 3, 4]);
  });

  it('never takes two different arrays for one, even where their samples agree', () => {
    const store = new PageStore();
    const kept = Array.from({ length: 100 }, (_, i) => {
      const bytes = new Uint8Array(4096);
      bytes[i] = i + 1;
      return store.intern(bytes);
    });
    kept.forEach((bytes, i) => expect(bytes[i]).toBe(i + 1));
    expect(new Set(kept).size).toBe(100);
  });

  it('uses the comparison that it is given', () => {
    let compared = 0;
    const store = new PageStore({ same: (a, b) => (compared++, sameBytes(a, b)) });
    store.intern(Uint8Array.of(7));
    store.intern(Uint8Array.of(7));
    expect(compared).toBe(1);
  });

  it('lets devices of equal content share it, whatever the order of their blocks', () => {
    const pageStore = new PageStore();
    const fleet = aFleet(20, pageStore);
    fleet.forEach((mcu, i) => {
      const order = Array.from({ length: 13 }, (_, block) => (block * 5 + i) % 13);
      download(mcu, order);
    });
    const cells = fleet.map((mcu) => mcu.flash.save().banks.banks[1]!);
    for (const bank of cells) bank.forEach((run, i) => expect(run).toBe(cells[0]![i]));
    expect(sameBytes(fleet[7]!.flash.readBank({ bank: 2, offset: 0 }, IMAGE.length), IMAGE)).toBe(true);
  });

  it('finds the same content after sums, however it was written', () => {
    const pageStore = new PageStore();
    const [a, b] = aFleet(2, pageStore) as [Mcu, Mcu];
    download(
      a,
      Array.from({ length: 13 }, (_, i) => i),
    );
    for (let at = 0; at < IMAGE.length; at += 8)
      b.flash.program(b.flash.addressOf({ bank: 2, offset: at }), IMAGE.slice(at, at + 8));
    expect(a.flash.crcOf(2, { offset: 0, length: IMAGE.length })).toBe(
      b.flash.crcOf(2, { offset: 0, length: IMAGE.length }),
    );
    const used = IMAGE.length / 2048;
    expect(b.flash.save().banks.banks[1]!.slice(0, used)).toEqual(a.flash.save().banks.banks[1]!.slice(0, used));
    b.flash
      .save()
      .banks.banks[1]!.slice(0, used)
      .forEach((run, i) => expect(run).toBe(a.flash.save().banks.banks[1]![i]));
  });

  it('stays right when it must forget all the time', () => {
    const pageStore = new PageStore({ limits: { contents: 6, internedBytes: 9000, steps: 5, sums: 3 } });
    fc.assert(
      fc.property(
        fc.shuffledSubarray(
          Array.from({ length: 13 }, (_, i) => i),
          { minLength: 13 },
        ),
        (order) => {
          const [mcu] = aFleet(1, pageStore) as [Mcu];
          download(mcu, order);
          const range = { offset: 0, length: IMAGE.length };
          expect(sameBytes(mcu.flash.readBank({ bank: 2, offset: 0 }, IMAGE.length), IMAGE)).toBe(true);
          expect(mcu.flash.crcOf(2, range)).toBe(new Mcu({ part: 'STM32G484' }).crc.sum(IMAGE));
        },
      ),
      { numRuns: 20 },
    );
  });

  it('compares arrays of any length and alignment by all their bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.nat(5), fc.nat(69), (bytes, shift, at) => {
        const shifted = new Uint8Array(bytes.length + shift).subarray(shift);
        shifted.set(bytes);
        expect(sameBytes(bytes, shifted)).toBe(true);
        if (at >= bytes.length) return;
        shifted[at] = shifted[at]! ^ 1;
        expect(sameBytes(bytes, shifted)).toBe(false);
        expect(sameBytes(bytes, bytes.subarray(1))).toBe(false);
        expect(sameBytes(bytes.subarray(0, at), bytes)).toBe(false);
      }),
    );
    const bytes = Uint8Array.of(1, 2);
    expect(sameBytes(bytes, bytes)).toBe(true);
  });
});

describe('interned arrays', () => {
  it('are known by themselves only, until they are forgotten', () => {
    const store = new PageStore();
    const mine = Uint8Array.of(1, 2, 3);
    const kept = store.intern(mine);
    expect([store.isInterned(kept), store.isInterned(mine)]).toEqual([true, false]);
    expect(store.intern(kept)).toBe(kept);
    store.forget();
    expect(store.isInterned(kept)).toBe(false);
    expect(store.intern(Uint8Array.of(1, 2, 3))).not.toBe(kept);
  });

  it('are found by the one that is likely, before any other; one that was never interned does not count', () => {
    const compared: Uint8Array[] = [];
    const store = new PageStore({ same: (a, b) => (compared.push(a, b), sameBytes(a, b)) });
    const kept = store.intern(Uint8Array.of(1, 2));
    const stranger = Uint8Array.of(1, 2);
    const asked = Uint8Array.of(1, 2);
    expect(store.intern(asked, kept)).toBe(kept);
    expect(compared).toEqual([asked, kept]);
    expect(store.intern(asked, stranger)).toBe(kept);
  });

  it('are all forgotten where one more would be too much, and then learned again', () => {
    const store = new PageStore({ limits: { internedBytes: 8 } });
    const first = store.intern(Uint8Array.of(1, 1, 1, 1));
    const second = store.intern(Uint8Array.of(2, 2, 2, 2));
    expect([first, second].map((bytes) => store.isInterned(bytes))).toEqual([true, true]);
    const third = store.intern(Uint8Array.of(3));
    expect([first, second, third].map((bytes) => store.isInterned(bytes))).toEqual([false, false, true]);
    store.intern(Uint8Array.of(4, 4, 4, 4, 4, 4, 4));
    expect(store.isInterned(third)).toBe(true);
  });

  it('with one sample are at most sixteen; more are copied and not remembered', () => {
    const store = new PageStore();
    // Byte 1 is in no sample of 4096 bytes: their sample is the same.
    const kept = Array.from({ length: 17 }, (_, index) => store.intern(new Uint8Array(4096).fill(index, 1, 2)));
    expect(kept.map((bytes) => store.isInterned(bytes))).toEqual([...new Array<boolean>(16).fill(true), false]);
    expect(kept[16]![1]).toBe(16);
    expect(store.intern(new Uint8Array(4096).fill(3, 1, 2))).toBe(kept[3]);
  });
});

describe('a pool of cells', () => {
  const G4: CellRule = { erasedValue: 0xff, eccBytes: 8, zeroOverwrite: true, eccDetectsDouble: true };
  const SIZE = 32;
  const cellsOf = (byte: number): Cells => new Cells(new Uint8Array(SIZE).fill(byte));
  const source = new Uint8Array(8);
  const piece = (at: number, from = 0, length = 8): Piece => ({ at, source, from, length });

  it('is one for each kind of flash', () => {
    const store = new PageStore();
    const pool = store.pool(G4, SIZE);
    expect(store.pool({ ...G4 }, SIZE)).toBe(pool);
    const others = [
      store.pool({ ...G4, erasedValue: 0 }, SIZE),
      store.pool({ ...G4, eccBytes: 4 }, SIZE),
      store.pool({ ...G4, zeroOverwrite: false }, SIZE),
      store.pool(G4, 2 * SIZE),
      store.pool(G4),
    ];
    expect(new Set([pool, ...others]).size).toBe(6);
    expect([...pool.erased.bytes]).toEqual(new Array(SIZE).fill(0xff));
    expect(others[4]!.erased.bytes.length).toBe(2048);
    expect(others[0]!.erased.bytes.every((byte) => byte === 0)).toBe(true);
  });

  it('has one object for each content without flaws, also for the erased one', () => {
    const pool = new PageStore().pool(G4, SIZE);
    const [one, same, other] = [cellsOf(1), cellsOf(1), cellsOf(2)];
    expect([pool.settle(one), pool.settle(same), pool.settle(other)]).toEqual([one, one, other]);
    expect(pool.settle(same)).toBe(one);
    expect(pool.settle(other)).toBe(other);
    expect([one.settled, same.settled, other.settled]).toEqual([true, false, true]);
    expect(pool.settle(cellsOf(0xff))).toBe(pool.erased);
    const flawed = new Cells(one.bytes, new Map([[0, 'weak']]));
    expect(pool.settle(flawed)).toBe(flawed);
    expect(flawed.settled).toBe(false);
  });

  it('forgets contents beyond its limit, never the erased one, and counts how often', () => {
    const pool = new PageStore({ limits: { contents: 3 } }).pool(G4, SIZE);
    const [one, two, three] = [cellsOf(1), cellsOf(2), cellsOf(3)];
    pool.settle(one);
    pool.settle(two);
    expect(pool.generation).toBe(0);
    expect(pool.settle(cellsOf(1))).toBe(one);
    pool.settle(three);
    expect(pool.generation).toBe(1);
    expect([one.settled, two.settled, three.settled, pool.erased.settled]).toEqual([false, false, true, true]);
    const again = cellsOf(1);
    expect(pool.settle(again)).toBe(again);
    expect(pool.settle(cellsOf(0xff))).toBe(pool.erased);
    expect(pool.generation).toBe(1);
    pool.settle(cellsOf(4));
    expect(pool.generation).toBe(2);
  });

  it('knows a step by its cells, its source and its place, and by nothing less', () => {
    const pool = new PageStore().pool(G4, SIZE);
    const [first, second] = [cellsOf(1), cellsOf(2)];
    expect(pool.knownStep(pool.erased, piece(0))).toBeUndefined();
    expect(pool.learnStep(pool.erased, piece(0), first)).toBe(first);
    expect(pool.learnStep(pool.erased, piece(8), second)).toBe(second);
    expect(pool.knownStep(pool.erased, piece(0))).toBe(first);
    expect(pool.knownStep(pool.erased, piece(8))).toBe(second);
    expect(pool.knownStep(pool.erased, piece(16))).toBeUndefined();
    expect(pool.knownStep(pool.erased, piece(0, 8))).toBeUndefined();
    expect(pool.knownStep(pool.erased, piece(0, 0, 16))).toBeUndefined();
    expect(pool.knownStep(pool.erased, { ...piece(0), source: source.slice() })).toBeUndefined();
    expect(pool.knownStep(first, piece(0))).toBeUndefined();
  });

  it('learns no step from or to cells that have flaws, nor from cells that do not stand for their content', () => {
    const pool = new PageStore().pool(G4, SIZE);
    const flawed = new Cells(cellsOf(1).bytes, new Map([[0, 'double']]));
    expect(pool.learnStep(flawed, piece(0), cellsOf(2)).settled).toBe(true);
    expect(pool.knownStep(flawed, piece(0))).toBeUndefined();
    expect(pool.learnStep(pool.erased, piece(0), flawed)).toBe(flawed);
    expect(pool.knownStep(pool.erased, piece(0))).toBeUndefined();
    const loose = cellsOf(3);
    pool.learnStep(loose, piece(0), cellsOf(4));
    expect(pool.knownStep(loose, piece(0))).toBeUndefined();
  });

  it('gives the one object of the content to which a step leads', () => {
    const pool = new PageStore().pool(G4, SIZE);
    const stored = pool.settle(cellsOf(1));
    expect(pool.learnStep(pool.erased, piece(0), cellsOf(1))).toBe(stored);
    expect(pool.knownStep(pool.erased, piece(0))).toBe(stored);
  });

  it('forgets all steps beyond their limit, and when it forgets contents', () => {
    const pool = new PageStore({ limits: { steps: 2 } }).pool(G4, SIZE);
    const known = (): boolean[] => [0, 8, 16].map((at) => pool.knownStep(pool.erased, piece(at)) !== undefined);
    pool.learnStep(pool.erased, piece(0), cellsOf(1));
    pool.learnStep(pool.erased, piece(8), cellsOf(2));
    expect(known()).toEqual([true, true, false]);
    pool.learnStep(pool.erased, piece(16), cellsOf(3));
    expect(known()).toEqual([false, false, true]);
    pool.learnStep(pool.erased, piece(0), cellsOf(1));
    expect(known()).toEqual([true, false, true]);
    pool.forget();
    expect(known()).toEqual([false, false, false]);
  });

  it('numbers contents with their flaws, in whatever order these came about', () => {
    const pool = new PageStore().pool(G4, SIZE);
    const bytes = new Uint8Array(SIZE).fill(7);
    const odd = bytes.slice();
    odd[SIZE - 1] = 8;
    const flaws = (...units: number[]): Cells => new Cells(bytes.slice(), new Map(units.map((unit) => [unit, 'weak'])));
    const numbers = [
      pool.numberOf(new Cells(bytes)),
      pool.numberOf(new Cells(bytes.slice())),
      pool.numberOf(new Cells(odd)),
      pool.numberOf(flaws(1, 2)),
      pool.numberOf(flaws(2, 1)),
      pool.numberOf(flaws(1)),
      pool.numberOf(new Cells(bytes, new Map([[1, 'double']]))),
    ];
    expect(numbers).toEqual([1, 1, 2, 3, 3, 4, 5]);
    const cells = cellsOf(9);
    expect([pool.numberOf(cells), pool.numberOf(cells), cells.content]).toEqual([6, 6, 6]);
    pool.forget();
    expect(pool.numberOf(cellsOf(9))).toBe(6);
  });
});
