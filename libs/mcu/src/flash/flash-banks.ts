import type { FlashSpec } from '@twinbank/parts';

import type { BankRange } from './bank-sums.js';
import { CELLS_BYTES, type Cells, erased, type Piece, programmableBytes, programmed } from './flash-cells.js';
import { FlashMisuse } from '../misuse.js';
import { sameBytes, type CellPool, type PageStore } from './page-store.js';

export type BankNumber = 1 | 2;

/** A place in flash by physical bank. */
export interface FlashPlace {
  readonly bank: BankNumber;
  readonly offset: number;
}

/** The result of a read. */
export interface FlashReading {
  readonly bytes: Uint8Array;
  /** Number of units in which ECC corrected one bit. */
  readonly corrected: number;
  /** Bank offsets of units with a double error, ascending. The bytes of these units are meaningless. */
  readonly doubleErrors: readonly number[];
}

/** Content of both banks as shared cells. */
export interface BanksState {
  readonly banks: readonly (readonly Cells[])[];
  /** The cells that represent erased flash. */
  readonly erased: Cells;
}

/** A part of a source. */
export interface SourcePart {
  readonly source: Uint8Array;
  readonly from: number;
  readonly length: number;
}

/**
 * The run of cells that holds one part of a range: its place in the bank, in the cells and in the range, and its bytes.
 */
interface CellRun {
  readonly index: number;
  readonly cells: Cells;
  readonly at: number;
  readonly from: number;
  readonly count: number;
}

/** The two arrays of cells behind the controller: their contents and how these change, without time, power or locks. */
export class FlashBanks {
  readonly pool: CellPool;
  readonly #banks: readonly [Cells[], Cells[]];

  constructor(
    readonly spec: FlashSpec,
    readonly bankBytes: number,
    private readonly store: PageStore,
  ) {
    const cellsBytes = Math.min(CELLS_BYTES, bankBytes);
    if (bankBytes % cellsBytes !== 0 || cellsBytes % spec.pageBytes !== 0) {
      throw new RangeError(`a bank holds whole pages and whole runs of ${CELLS_BYTES} bytes`);
    }
    this.pool = store.pool(spec, cellsBytes);
    const blank = (): Cells[] => new Array<Cells>(bankBytes / cellsBytes).fill(this.pool.erased);
    this.#banks = [blank(), blank()];
  }

  /** @throws FlashMisuse `BUSERR` if a range leaves its bank */
  demandInside({ offset }: FlashPlace, length: number): void {
    if (offset < 0 || length < 0 || offset + length > this.bankBytes) {
      throw new FlashMisuse('BUSERR', `${length} bytes at offset ${offset} leave the bank of ${this.bankBytes} bytes`);
    }
  }

  read(place: FlashPlace, length: number): FlashReading {
    this.demandInside(place, length);
    const { eccBytes } = this.spec;
    const bytes = new Uint8Array(length);
    const doubleErrors: number[] = [];
    let corrected = 0;
    this.#eachRun(place, length, ({ cells, at, from, count }) => {
      bytes.set(cells.bytes.subarray(at, at + count), from);
      for (const [unit, flaw] of cells.flaws ?? []) {
        const unitAt = unit * eccBytes;
        if (flaw === 'weak' || unitAt + eccBytes <= at || unitAt >= at + count) continue;
        if (flaw === 'double') doubleErrors.push(place.offset + from - at + unitAt);
        else corrected++;
      }
    });
    return { bytes, corrected, doubleErrors: doubleErrors.sort((a, b) => a - b) };
  }

  /** Number of units in a range in which ECC corrects a bit at every read. */
  corrected(place: FlashPlace, length: number): number {
    const { eccBytes } = this.spec;
    let count = 0;
    this.#eachRun(place, length, ({ cells, at, count: bytes }) => {
      for (const [unit, flaw] of cells.flaws ?? [])
        if (flaw === 'corrected' && (unit + 1) * eccBytes > at && unit * eccBytes < at + bytes) count++;
    });
    return count;
  }

  /** True if a unit in or next to the range has a flaw, so that a read must look closer. */
  flawed(place: FlashPlace, length: number): boolean {
    let flawed = false;
    this.#eachRun(place, length, ({ cells }) => {
      flawed ||= cells.flaws !== undefined;
    });
    return flawed;
  }

  /**
   * Programs up to the first unit that already holds data.
   *
   * @param unitBytes the controller's program unit: a unit is programmed completely or not at all
   * @returns bytes programmed
   */
  program(place: FlashPlace, { source, from, length }: SourcePart, unitBytes: number): number {
    const bank = this.#banks[place.bank - 1]!;
    const { pool } = this;
    const size = pool.cellsBytes;
    const interned = this.store.isInterned(source);
    for (let done = 0; done < length;) {
      const index = Math.floor((place.offset + done) / size);
      const at = (place.offset + done) % size;
      const piece: Piece = { at, source, from: from + done, length: Math.min(size - at, length - done) };
      const known = interned ? pool.knownStep(bank[index]!, piece) : undefined;
      const allowed = known ? piece.length : this.#programRun(bank, { index, piece, unitBytes, interned });
      if (known) bank[index] = known;
      done += allowed;
      if (allowed < piece.length) return done;
    }
    return length;
  }

  /** True if every unit of the part can be programmed. */
  programmable(place: FlashPlace, { source, from, length }: SourcePart): boolean {
    let possible = true;
    this.#eachRun(place, length, ({ cells, at, from: done, count }) => {
      possible &&= programmableBytes(cells, this.spec, { at, source, from: from + done, length: count }) === count;
    });
    return possible;
  }

  /** Erases a range of whole pages. */
  erase(place: FlashPlace, length: number): void {
    const { erased: blank, cellsBytes } = this.pool;
    this.change(place, length, (cells, range) => {
      if (range.length === cellsBytes) return blank;
      const next = erased(cells, this.spec, range);
      return !next.flaws && sameBytes(next.bytes, blank.bytes) ? blank : next;
    });
  }

  /** Replaces each run of cells in a range by the result of the change. */
  change(
    place: FlashPlace,
    length: number,
    change: (cells: Cells, range: { at: number; length: number }) => Cells,
  ): void {
    const bank = this.#banks[place.bank - 1]!;
    this.#eachRun(place, length, ({ index, cells, at, count }) => {
      bank[index] = change(cells, { at, length: count });
    });
  }

  /** Erases a bank. */
  clear(bank: BankNumber): void {
    this.#banks[bank - 1]!.fill(this.pool.erased);
  }

  crcOf(bank: BankNumber, range: BankRange): number {
    return this.pool.sums.crcOf(this.#banks[bank - 1]!, range);
  }

  sha256Of(bank: BankNumber, range: BankRange): Uint8Array {
    return this.pool.sums.sha256Of(this.#banks[bank - 1]!, range);
  }

  save(): BanksState {
    return { banks: this.#banks.map((bank) => bank.slice()), erased: this.pool.erased };
  }

  restore(state: BanksState): void {
    this.#banks.forEach((bank, i) => bank.splice(0, bank.length, ...state.banks[i]!));
  }

  /** A text that is equal for two flashes of one store exactly if their contents and flaws are equal. */
  contentKey(): string {
    return this.#banks.map((bank) => bank.map((cells) => this.pool.numberOf(cells)).join(',')).join('/');
  }

  #programRun(bank: Cells[], run: { index: number; piece: Piece; unitBytes: number; interned: boolean }): number {
    const { index, piece, unitBytes, interned } = run;
    const cells = interned ? this.pool.settle(bank[index]!) : bank[index]!;
    const allowed = Math.floor(programmableBytes(cells, this.spec, piece) / unitBytes) * unitBytes;
    if (allowed === 0) return 0;
    const next = programmed(cells, this.spec, { ...piece, length: allowed });
    bank[index] = interned && allowed === piece.length ? this.pool.learnStep(cells, piece, next) : next;
    return allowed;
  }

  #eachRun(place: FlashPlace, length: number, visit: (run: CellRun) => void): void {
    const size = this.pool.cellsBytes;
    for (let from = 0; from < length;) {
      const index = Math.floor((place.offset + from) / size);
      const at = (place.offset + from) % size;
      const count = Math.min(size - at, length - from);
      visit({ index, cells: this.#banks[place.bank - 1]![index]!, at, from, count });
      from += count;
    }
  }
}
