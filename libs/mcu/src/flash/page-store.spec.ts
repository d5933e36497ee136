import { describe, expect, it } from '@jest/globals';
import { seededRng } from '@twinbank/primitives';
import fc from 'fast-check';
import { Mcu } from '../mcu.js';
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
      }),
    );
  });
});
