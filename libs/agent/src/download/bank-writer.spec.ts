import { describe, expect, it } from '@jest/globals';

import type { Section } from '@twinbank/image';
import { Mcu } from '@twinbank/mcu';
import type { PartName } from '@twinbank/parts';
import { equalBytes, seededRng } from '@twinbank/primitives';

import { BankWriter } from './bank-writer.js';

const SALT = 64;
const BLOCK = 1024;
const BANK_BYTES = 32 * 1024;
const BASE = 0x08000000;
const BYTES = 10 * 1024;
/** Blocks of the image: the last has 64 bytes. */
const BLOCKS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** Code of 10 KiB after a salt. */
const CODE = { type: 'code', offset: SALT, length: BYTES, address: BASE } as Section;
const besides = (section: Partial<Section>): Section => ({ ...CODE, type: 'config', ...section });

interface Setting {
  readonly part?: PartName;
  readonly sections?: readonly Section[];
}

/** A device with an old image in the other bank, and the writer of a new one. */
class Writing {
  readonly mcu: Mcu;
  /** The pages that were erased, in order. */
  readonly erased: number[] = [];
  readonly lost: number[] = [];
  readonly sections: readonly Section[];
  readonly stream: Uint8Array;
  readonly image: Uint8Array;
  writer: BankWriter;

  constructor({ part = 'STM32G474', sections = [CODE] }: Setting = {}) {
    this.sections = sections;
    this.stream = seededRng('stream').bytes(Math.max(...sections.map(({ offset, length }) => offset + length)));
    this.image = this.stream.subarray(SALT, SALT + BYTES);
    this.mcu = new Mcu({ part, bankBytes: BANK_BYTES });
    this.mcu.flash.factoryLoad(1, new Uint8Array(64).fill(1));
    this.mcu.flash.factoryLoad(2, new Uint8Array(BANK_BYTES).fill(0x5a));
    this.mcu.powerOn();
    this.mcu.flash.unlock();
    this.mcu.power.onOperation = ({ kind, where, count }) => {
      if (kind !== 'erase-page') return;
      const first = Number(/page (\d+)/.exec(where)![1]);
      for (let page = first; page < first + count; page++) this.erased.push(page);
    };
    this.writer = this.again();
  }

  /** A writer that knows nothing of the bank, as after a cut. */
  again(): BankWriter {
    this.writer = new BankWriter(this.mcu, this.sections, BLOCK);
    this.erased.length = 0;
    return this.writer;
  }

  blockOf(block: number): Uint8Array {
    return this.stream.slice(block * BLOCK, (block + 1) * BLOCK);
  }

  /** Writes blocks; how many operations on flash it took. */
  write(...blocks: number[]): number {
    const before = this.mcu.power.count;
    for (const block of blocks) this.writer.write(block, this.blockOf(block), (other) => this.lost.push(other));
    return this.mcu.power.count - before;
  }

  keep(...blocks: number[]): void {
    for (const block of blocks) this.writer.keep(block, this.blockOf(block).length);
  }

  held(offset: number, length: number): Uint8Array {
    return this.mcu.flash.readBank({ bank: 2, offset }, length);
  }

  /** Whether the bank holds a part of the image. */
  holds(from: number, to = BYTES): boolean {
    return equalBytes(this.held(from, to - from), this.image.subarray(from, to));
  }
}

describe('an image', () => {
  it.each([
    ['in order', BLOCKS],
    ['from the end', [...BLOCKS].reverse()],
    ['mixed', [5, 0, 10, 2, 7, 1, 9, 3, 8, 4, 6]],
  ])('is whole whatever the order of its blocks is, with each page erased once: %s', (_, order) => {
    const writing = new Writing();
    writing.writer.begin();
    writing.write(...order);
    expect(writing.holds(8)).toBe(true);
    expect(writing.held(0, 8)).toEqual(new Uint8Array(8).fill(0xff));
    writing.writer.finish();
    expect(writing.holds(0)).toBe(true);
    expect([...writing.erased].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(writing.held(BYTES, BANK_BYTES - BYTES).every((byte) => byte === 0x5a)).toBe(true);
    expect(writing.lost).toEqual([]);
  });

  it('has no first program unit in the bank before the end, and none without its block', () => {
    const writing = new Writing();
    expect(writing.writer.firstUnit).toBeUndefined();
    writing.writer.begin();
    writing.write(1);
    expect(writing.writer.firstUnit).toBeUndefined();
    expect(() => writing.writer.finish()).toThrow(RangeError);
    writing.write(0);
    expect(writing.writer.firstUnit).toEqual(writing.image.subarray(0, 8));
    expect(writing.held(0, 16)).toEqual(
      Uint8Array.of(...new Uint8Array(8).fill(0xff), ...writing.image.subarray(8, 16)),
    );
  });

  it('of one program unit is held back as a whole', () => {
    const writing = new Writing({ sections: [{ ...CODE, length: 8 }] });
    writing.writer.begin();
    expect(writing.write(0)).toBe(0);
    writing.writer.finish();
    expect(writing.held(0, 8)).toEqual(writing.image.subarray(0, 8));
  });

  it('is written where the other bank is, after a swap too', () => {
    const writing = new Writing();
    writing.mcu.syscfg.reset(1, 'flash');
    writing.writer.begin();
    writing.write(...BLOCKS);
    writing.writer.finish();
    expect(equalBytes(writing.mcu.flash.readBank({ bank: 1, offset: 0 }, BYTES), writing.image)).toBe(true);
    expect(writing.held(0, 64)).toEqual(new Uint8Array(64).fill(0x5a));
  });
});

describe('a page', () => {
  it('is erased first if it is the first one: from then on the bank holds no image', () => {
    const writing = new Writing();
    writing.writer.begin();
    expect(writing.erased).toEqual([0]);
    expect(writing.held(0, 2048)).toEqual(new Uint8Array(2048).fill(0xff));
  });

  it('is erased just before its first write, and those of one block together', () => {
    const writing = new Writing();
    writing.write(5);
    expect(writing.erased).toEqual([2]);
    writing.write(4);
    expect(writing.erased).toEqual([2, 1]);
    writing.write(8);
    expect(writing.erased).toEqual([2, 1, 3, 4]);
    writing.write(9);
    expect(writing.erased).toEqual([2, 1, 3, 4]);
    const small = new Writing({ part: 'STM32L073' });
    small.write(3);
    expect(small.erased).toEqual([23, 24, 25, 26, 27, 28, 29, 30, 31]);
    small.write(2);
    expect(small.erased.slice(9)).toEqual([15, 16, 17, 18, 19, 20, 21, 22]);
  });

  it('costs time to erase, which is told', () => {
    const writing = new Writing();
    const before = writing.mcu.clock.nowUs;
    writing.writer.begin();
    const oneUs = writing.mcu.clock.nowUs - before;
    expect(oneUs).toBeGreaterThan(0);
    expect(writing.writer.eraseUs).toBe(oneUs);
    writing.write(2);
    expect(writing.writer.eraseUs).toBe(2 * oneUs);
  });
});

describe('a block that is in the bank already', () => {
  /** A device that was cut after it had written these blocks. */
  function cutAfter(blocks: readonly number[], setting: Setting = {}): Writing {
    const writing = new Writing(setting);
    writing.writer.begin();
    writing.write(...blocks);
    writing.again();
    return writing;
  }

  it('is not written again where its pages are kept', () => {
    const writing = cutAfter(BLOCKS.slice(1));
    writing.writer.begin();
    writing.keep(3, 4, 5, 6, 7);
    expect(writing.write(3, 4, 5, 6, 7)).toBe(0);
    expect([writing.erased, writing.lost]).toEqual([[0], []]);
  });

  it('is written again where its pages are not kept: nobody knows what they hold', () => {
    const writing = cutAfter(BLOCKS);
    expect(writing.write(5)).toBe(1 + BLOCK / 8);
    expect(writing.erased).toEqual([2]);
    expect(writing.lost).toEqual([]);
  });

  it('keeps its own pages only', () => {
    const writing = cutAfter(BLOCKS);
    writing.keep(5);
    writing.write(7);
    expect([writing.erased, writing.lost]).toEqual([[3], []]);
    writing.write(5);
    expect(writing.erased).toEqual([3]);
  });

  it('keeps no page behind it where it ends with its page', () => {
    const writing = cutAfter(BLOCKS.slice(0, 10), { sections: [{ ...CODE, offset: 0 }] });
    writing.keep(1);
    writing.write(2);
    expect([writing.erased, writing.lost]).toEqual([[1], []]);
  });

  it('keeps the pages of all its parts, and no others', () => {
    const config = besides({ offset: SALT + BYTES, length: 2048, address: BASE + 26 * 1024 - 960 });
    const writing = cutAfter([9, 10, 11, 12], { sections: [CODE, config] });
    writing.keep(10);
    expect(writing.write(10)).toBe(0);
    writing.write(11);
    expect([writing.erased, writing.lost]).toEqual([[13], []]);
  });

  it('does not keep a page that was erased since', () => {
    const writing = cutAfter(BLOCKS);
    writing.writer.begin();
    writing.keep(0, 1);
    writing.write(1);
    expect([writing.erased, writing.lost]).toEqual([[0], []]);
    expect(writing.held(960, 1024)).toEqual(writing.blockOf(1));
  });

  it('loses a kept page that holds something else, and with it the other blocks of the page, each of which is told', () => {
    const writing = cutAfter([4, 6]);
    writing.keep(4, 6);
    expect(writing.erased).toEqual([]);
    writing.write(5);
    expect([writing.erased, writing.lost.sort()]).toEqual([[2], [4, 6]]);
    expect(writing.held(5056, 1024)).toEqual(writing.blockOf(5));
    writing.write(4, 6);
    expect([writing.erased, writing.lost.length]).toEqual([[2], 2]);
    expect(writing.held(4032, 3 * 1024)).toEqual(writing.stream.slice(4096, 7 * 1024));
  });

  it('is not programmed twice where only one of its pages was lost', () => {
    const writing = cutAfter([4, 6]);
    writing.keep(4, 6);
    writing.write(5);
    // Of block 4, 64 bytes lie in page 1 and are still there.
    expect(writing.write(4)).toBe((BLOCK - 64) / 8);
    // Of block 6, 64 bytes lay in page 2.
    expect(writing.write(6)).toBe(64 / 8);
  });

  it('is as good as lost if ECC corrects a bit of it', () => {
    const writing = cutAfter(BLOCKS);
    const { flash } = writing.mcu;
    flash.wearOut({ bank: 2, offset: 4096 + 512 }, 'one-bit');
    flash.erasePages(flash.pageTarget(2, 2));
    flash.program(flash.addressOf({ bank: 2, offset: 4096 }), writing.image, { from: 4096, to: 6144 });
    writing.again();
    writing.keep(4, 5, 6);
    expect(writing.held(4096, 2048)).toEqual(writing.image.subarray(4096, 6144));
    writing.write(5);
    expect([writing.erased, writing.lost]).toEqual([[], []]);
    writing.write(4);
    expect([writing.erased, writing.lost.sort()]).toEqual([[2], [5, 6]]);
  });

  it('is lost if a unit of it cannot be read', () => {
    const writing = cutAfter(BLOCKS);
    writing.mcu.flash.decay({ bank: 2, offset: 5504 });
    writing.keep(4, 5, 6);
    writing.write(5);
    expect([writing.erased, writing.lost.sort()]).toEqual([[2], [4, 6]]);
    expect(writing.held(5056, 1024)).toEqual(writing.blockOf(5));
  });

  it('loses a page of a part with small pages, and no other block than those in it', () => {
    const writing = cutAfter([2], { part: 'STM32L073' });
    writing.keep(2);
    writing.write(1);
    expect([writing.erased, writing.lost]).toEqual(
      [[7, 8, 9, 10, 11, 12, 13, 14, 15], [2]].map((pages) => expect.arrayContaining(pages)),
    );
    expect(writing.lost).toEqual([2]);
    writing.write(2);
    expect(writing.held(960, 2048)).toEqual(writing.stream.slice(1024, 3072));
    expect(writing.lost).toEqual([2]);
  });

  it('of another section in the page is told, too', () => {
    const config = besides({ offset: SALT + BYTES, length: 2048, address: BASE + 11 * 1024 });
    const writing = cutAfter([11], { sections: [CODE, config] });
    writing.keep(11);
    // Page 5 holds the first 1024 bytes of the section: of blocks 10 and 11.
    writing.write(10);
    expect(writing.lost).toEqual([11]);
    // Page 6 was kept for block 11, and nothing of block 12 is in it.
    writing.write(11, 12);
    expect(writing.lost).toEqual([11, 11]);
    writing.write(11);
    expect(writing.held(11 * 1024, 2048)).toEqual(writing.stream.subarray(SALT + BYTES));
  });
});

describe('where a block lies', () => {
  it('is its place in the bank, without the salt', () => {
    const { writer } = new Writing();
    expect(writer.rangeOf(1, BLOCK)).toEqual({ offset: 960, length: BLOCK });
    expect(writer.rangeOf(10, 64)).toEqual({ offset: 10 * 1024 - 64, length: 64 });
  });

  it('is told of no block with the first program unit', () => {
    const { writer } = new Writing({ sections: [{ ...CODE, offset: 0 }] });
    expect(new Writing().writer.rangeOf(0, BLOCK)).toBeUndefined();
    expect(writer.rangeOf(0, BLOCK)).toBeUndefined();
    expect(writer.rangeOf(1, BLOCK)).toEqual({ offset: BLOCK, length: BLOCK });
  });

  it('is told of no block that lies in the bank only in part, or not at all', () => {
    const { writer } = new Writing({
      sections: [CODE, besides({ offset: SALT + BYTES, length: 4096, address: 0x20000000 })],
    });
    for (const block of [10, 11, 12]) expect(writer.rangeOf(block, BLOCK)).toBeUndefined();
    const shared = new Writing({
      sections: [CODE, besides({ offset: SALT + BYTES, length: 4096, address: BASE + 16 * 1024 })],
    });
    expect(shared.writer.rangeOf(10, BLOCK)).toBeUndefined();
    expect(shared.writer.rangeOf(11, BLOCK)).toEqual({ offset: 16 * 1024 + 960, length: BLOCK });
    expect(writer.rangeOf(20, BLOCK)).toBeUndefined();
  });
});

describe('sections beside the code', () => {
  it('are written where they belong, from blocks that they share', () => {
    const config = besides({ offset: SALT + BYTES, length: 2048, address: BASE + 24 * 1024 });
    const writing = new Writing({ sections: [CODE, config] });
    writing.writer.begin();
    writing.write(12, 10, 11);
    expect(writing.held(24 * 1024, 2048)).toEqual(writing.stream.subarray(SALT + BYTES));
    expect(writing.held(BYTES - 64, 64)).toEqual(writing.image.subarray(BYTES - 64));
    expect(writing.erased).toEqual([0, 12, 4]);
  });

  it.each([
    ['in RAM', { address: 0x20000000 }, 0],
    ['before the flash', { address: BASE - 2048 }, 0],
    ['in the other bank', { address: BASE + BANK_BYTES }, 0],
    ['beyond the end of the bank', { address: BASE + BANK_BYTES - 2048 + 64 }, 0],
    ['to the last byte of the bank', { address: BASE + BANK_BYTES - 2048 }, 1],
    ['at the beginning of the bank', { address: BASE }, 1],
  ])('are written only if they lie in the bank: %s', (_, place, pages) => {
    const section = besides({ offset: SALT + BYTES, length: 2048, ...place });
    const writing = new Writing({ sections: [section] });
    writing.write(10, 11, 12);
    expect(writing.erased).toHaveLength(pages);
  });
});
