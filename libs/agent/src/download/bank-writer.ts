import type { Section } from '@twinbank/image';
import { sameBytes, type Mcu } from '@twinbank/mcu';

/** The part of a block that lies in the bank, and its place there. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** A block that is now being written. */
interface Writing {
  readonly block: number;
  readonly bytes: Uint8Array;
  readonly lost: (block: number) => void;
}

/** A section that lies in the bank: its place in the stream and its place in the bank. */
interface Placed {
  readonly offset: number;
  readonly length: number;
  readonly at: number;
}

const UNKNOWN = 0;
const ERASED = 1;
const KEPT = 2;

/**
 * Writes an image to the other bank, from blocks that arrive in any order. It erases page 0 first, so that nothing in
 * the bank looks like an image, and each other page just before its first write. The first program unit holds the stack
 * pointer that the boot ROM looks for: it is written only after the check of the image.
 *
 * After a cut, the pages that hold verified blocks are kept. When a block is written again and differs from what a kept
 * page holds, the page is erased, and `lost` reports the other blocks in it.
 */
export class BankWriter {
  /** Microseconds spent erasing. */
  eraseUs = 0;
  private readonly placed: readonly Placed[];
  private readonly pageState: Uint8Array;
  private readonly pageBytes: number;
  private readonly unitBytes: number;
  private readonly lostOnce = new Set<number>();
  private head: Uint8Array | undefined;

  constructor(
    private readonly mcu: Mcu,
    sections: readonly Section[],
    private readonly blockSize: number,
  ) {
    const { flash } = mcu;
    this.placed = sections
      .map(({ offset, length, address }) => ({ offset, length, at: address - flash.spec.address }))
      .filter(({ at, length }) => at >= 0 && at + length <= flash.bankBytes);
    this.pageState = new Uint8Array(flash.pagesPerBank);
    this.pageBytes = flash.spec.pageBytes;
    this.unitBytes = flash.spec.programUnits[0].bytes;
  }

  /** The first program unit; undefined until it has come. */
  get firstUnit(): Uint8Array | undefined {
    return this.head;
  }

  /** Erases the first page: from now on the bank holds no image. */
  begin(): void {
    this.erase(0, 0);
  }

  /** Keeps the pages of a block that was read back and verified. */
  keep(block: number, length: number): void {
    this.eachPiece(block, length, ({ offset, from, to }) => {
      const last = this.pageOf(offset + to - from - 1);
      for (let page = this.pageOf(offset); page <= last; page++)
        if (this.pageState[page] !== ERASED) this.pageState[page] = KEPT;
    });
  }

  /**
   * Writes a block whose digest is verified.
   *
   * @param lost called for each other block that an erase destroyed
   */
  write(block: number, bytes: Uint8Array, lost: (block: number) => void): void {
    this.eachPiece(block, bytes.length, ({ from, to, offset }) => {
      const piece = offset < this.unitBytes ? this.keepBack({ from, to, offset }, bytes) : { from, to, offset };
      if (piece.from < piece.to) this.program(piece, { block, bytes, lost });
    });
  }

  /** Programs the first unit: from now on the bank holds an image. */
  finish(): void {
    if (!this.head) throw new RangeError('the first program unit has not come');
    this.mcu.flash.program(this.addressOf(0), this.head);
  }

  /**
   * Where a block lies in the bank. Undefined if only a part of it lies there, or if it contains the first program
   * unit.
   */
  rangeOf(block: number, length: number): { offset: number; length: number } | undefined {
    let range: { offset: number; length: number } | undefined;
    this.eachPiece(block, length, ({ from, to, offset }) => {
      if (from === 0 && to === length && offset >= this.unitBytes) range = { offset, length };
    });
    return range;
  }

  private keepBack({ from, to, offset }: Piece, bytes: Uint8Array): Piece {
    const end = from + this.unitBytes - offset;
    this.head = bytes.slice(from, end);
    return { from: end, to, offset: this.unitBytes };
  }

  private program(piece: Piece, writing: Writing): void {
    const first = this.pageOf(piece.offset);
    const last = this.pageOf(piece.offset + piece.to - piece.from - 1);
    let plain = !this.lostOnce.has(writing.block);
    for (let page = first; plain && page <= last; page++) plain = this.pageState[page] !== KEPT;
    if (plain) {
      this.eraseUnknown(first, last);
      this.mcu.flash.program(this.addressOf(piece.offset), writing.bytes, piece);
    } else {
      for (let page = first; page <= last; page++) this.programPage(page, this.within(piece, page), writing);
    }
  }

  /** The part of a piece that lies in a page. */
  private within(piece: Piece, page: number): Piece {
    const start = Math.max(piece.offset, page * this.pageBytes);
    const end = Math.min(piece.offset + piece.to - piece.from, (page + 1) * this.pageBytes);
    return { from: piece.from + start - piece.offset, to: piece.from + end - piece.offset, offset: start };
  }

  /** Writes into a page that may hold these bytes already: kept after a cut, or written before the block was lost. */
  private programPage(page: number, piece: Piece, { block, bytes, lost }: Writing): void {
    const { flash } = this.mcu;
    const held = flash.tryRead({ bank: flash.otherBank, offset: piece.offset }, piece.to - piece.from);
    if (
      this.pageState[page] !== UNKNOWN &&
      held.doubleErrors.length === 0 &&
      held.corrected === 0 &&
      sameBytes(held.bytes, bytes.subarray(piece.from, piece.to))
    )
      return;
    if (this.pageState[page] === KEPT) {
      this.pageState[page] = UNKNOWN;
      for (const other of this.blocksIn(page)) {
        if (other === block) continue;
        this.lostOnce.add(other);
        lost(other);
      }
    }
    this.eraseUnknown(page, page);
    flash.program(this.addressOf(piece.offset), bytes, piece);
  }

  private blocksIn(page: number): Set<number> {
    const blocks = new Set<number>();
    for (const { offset, length, at } of this.placed) {
      const from = Math.max(page * this.pageBytes, at) - at + offset;
      const to = Math.min((page + 1) * this.pageBytes, at + length) - at + offset;
      for (let block = Math.floor(from / this.blockSize); block * this.blockSize < to; block++) blocks.add(block);
    }
    return blocks;
  }

  private eraseUnknown(first: number, last: number): void {
    for (let page = first; page <= last; page++) {
      if (this.pageState[page] !== UNKNOWN) continue;
      let end = page;
      while (end < last && this.pageState[end + 1] === UNKNOWN) end++;
      this.erase(page, end);
      page = end;
    }
  }

  private erase(first: number, last: number): void {
    const { flash, clock } = this.mcu;
    const startUs = clock.nowUs;
    flash.erasePages(flash.pageTarget(flash.otherBank, first), last - first + 1);
    this.pageState.fill(ERASED, first, last + 1);
    this.eraseUs += clock.nowUs - startUs;
  }

  private eachPiece(block: number, length: number, visit: (piece: Piece) => void): void {
    const start = block * this.blockSize;
    for (const { offset, length: bytes, at } of this.placed) {
      const from = Math.max(start, offset);
      const to = Math.min(start + length, offset + bytes);
      if (from < to) visit({ from: from - start, to: to - start, offset: at + from - offset });
    }
  }

  private addressOf(offset: number): number {
    const { flash } = this.mcu;
    return flash.spec.address + flash.bankBytes + offset;
  }

  private pageOf(offset: number): number {
    return Math.floor(offset / this.pageBytes);
  }
}
