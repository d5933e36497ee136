import { CRC32_STM_INIT, crc32Stm } from '@twinbank/primitives';
import { Sha256 } from '@twinbank/keys';
import type { Cells } from './flash-cells.js';

/** A range of a bank. */
export interface BankRange {
  readonly offset: number;
  readonly length: number;
}

/** What the sums need of the pool whose cells they sum. */
export interface SummedCells {
  readonly cellsBytes: number;
  /** Most sums that are remembered. */
  readonly sumsMax: number;
  /** Increases each time that the pool forgets contents. */
  readonly generation: number;
  /** The one object that represents all cells of the same content. */
  settle(cells: Cells): Cells;
}

/** The point that a sequence of cells leads to. Devices with the same sequence arrive at the same point. */
class SumPoint {
  next: Map<Cells, SumPoint> | undefined;
  crc: number | undefined;
  digest: Uint8Array | undefined;
}

/**
 * Remembers sums over runs of cells, by the identity of the cells: ten thousand banks of the same content are summed
 * once. The cells themselves are the key, so a remembered sum always belongs to exactly these bytes.
 */
export class BankSums {
  #starts = new Map<number, SumPoint>();
  #points = 0;
  #generation = 0;

  constructor(private readonly pool: SummedCells) {}

  /** CRC-32 of a range of words, as ST's CRC unit computes it. */
  crcOf(bank: Cells[], range: BankRange): number {
    const point = this.#pointOf(bank, range);
    if (point?.crc !== undefined) return point.crc;
    let crc = CRC32_STM_INIT;
    this.#eachPart(bank, range, (bytes) => (crc = crc32Stm(bytes, crc)));
    if (point) point.crc = crc;
    return crc;
  }

  /** SHA-256 over a range. */
  sha256Of(bank: Cells[], range: BankRange): Uint8Array {
    const point = this.#pointOf(bank, range);
    if (point?.digest) return point.digest.slice();
    const sum = new Sha256();
    this.#eachPart(bank, range, (bytes) => sum.update(bytes));
    const digest = sum.digest();
    if (point) point.digest = digest;
    return digest.slice();
  }

  /**
   * The point that the sequence of cells leads to. It settles the cells on the way. Undefined if some cells have flaws.
   */
  #pointOf(bank: Cells[], { offset, length }: BankRange): SumPoint | undefined {
    const size = this.pool.cellsBytes;
    if (this.#points > this.pool.sumsMax || this.#generation !== this.pool.generation) this.#forget();
    let point = this.#start((offset % size) * 2 ** 32 + length);
    for (let at = Math.floor(offset / size); at * size < offset + length; at++) {
      let cells = bank[at]!;
      if (cells.flaws) return undefined;
      if (!cells.settled) bank[at] = cells = this.pool.settle(cells);
      point = this.#follow(point, cells);
    }
    return point;
  }

  #start(key: number): SumPoint {
    let point = this.#starts.get(key);
    if (!point) this.#starts.set(key, (point = new SumPoint()));
    return point;
  }

  #follow(point: SumPoint, cells: Cells): SumPoint {
    point.next ??= new Map();
    let next = point.next.get(cells);
    if (!next) {
      point.next.set(cells, (next = new SumPoint()));
      this.#points++;
    }
    return next;
  }

  #forget(): void {
    this.#starts = new Map();
    this.#points = 0;
    this.#generation = this.pool.generation;
  }

  #eachPart(bank: Cells[], { offset, length }: BankRange, visit: (bytes: Uint8Array) => void): void {
    const size = this.pool.cellsBytes;
    const end = offset + length;
    for (let at = Math.floor(offset / size); at * size < end; at++) {
      const from = Math.max(offset - at * size, 0);
      visit(bank[at]!.bytes.subarray(from, Math.min(end - at * size, size)));
    }
  }
}
