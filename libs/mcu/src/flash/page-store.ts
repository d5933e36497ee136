import { BankSums } from './bank-sums.js';
import { CELLS_BYTES, Cells, type CellRule, type Flaws, type Piece, type Step } from './flash-cells.js';

/** Options of a store. */
export interface PageStoreOptions {
  readonly limits?: Partial<PageStoreLimits>;
  /** A comparison of all bytes that is faster than the portable one, such as a native memcmp. */
  readonly same?: (a: Uint8Array, b: Uint8Array) => boolean;
}

/**
 * Limits of what a store remembers. Beyond a limit it forgets everything and learns it again; devices keep their
 * contents.
 */
export interface PageStoreLimits {
  /** Contents of 2 KiB that are kept for sharing. */
  readonly contents: number;
  /** Bytes of interned sources. */
  readonly internedBytes: number;
  /** Remembered steps. */
  readonly steps: number;
  /** Remembered points of sums. */
  readonly sums: number;
}

const DEFAULT_LIMITS: PageStoreLimits = { contents: 32_768, internedBytes: 64 << 20, steps: 262_144, sums: 65_536 };

/** Many sources may have the same sample. At most this number of them is compared. */
const BUCKET_MAX = 16;

/**
 * Memory that devices with the same content share. Nothing counts as equal before all its bytes were compared once:
 * sources by {@link PageStore.intern}, contents when a step or a sum first meets them.
 */
export class PageStore {
  readonly #limits: PageStoreLimits;
  /** True if both hold the same bytes; uses the comparison that this store was given. */
  readonly same: (a: Uint8Array, b: Uint8Array) => boolean;
  readonly #pools = new Map<string, CellPool>();
  #sources = new Map<number, Uint8Array[]>();
  #interned = new Set<Uint8Array>();
  #internedBytes = 0;

  constructor(options: PageStoreOptions = {}) {
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.same = options.same ?? sameBytes;
  }

  /**
   * The one array that represents all equal arrays. It is found by a sample of the bytes and then compared completely.
   * Writing the same interned array to many devices costs each of them only a few look-ups. Never write to the array.
   *
   * @param likely an array that is probably equal; it is compared first
   */
  intern(bytes: Uint8Array, likely?: Uint8Array): Uint8Array {
    if (this.#interned.has(bytes)) return bytes;
    if (likely !== undefined && this.#interned.has(likely) && this.same(bytes, likely)) return likely;
    const sample = sampleOf(bytes);
    const bucket = this.#sources.get(sample);
    const found = bucket?.find((known) => this.same(known, bytes));
    if (found) return found;
    if (this.#internedBytes + bytes.length > this.#limits.internedBytes) this.forget();
    // Not slice(): on Node's Buffer it would share the caller's memory.
    const kept = new Uint8Array(bytes);
    const into = this.#sources.get(sample);
    if (into === undefined) this.#sources.set(sample, [kept]);
    else if (into.length < BUCKET_MAX) into.push(kept);
    else return kept;
    this.#interned.add(kept);
    this.#internedBytes += kept.length;
    return kept;
  }

  /** True for an array that {@link intern} returned and that is still remembered. */
  isInterned(bytes: Uint8Array): boolean {
    return this.#interned.has(bytes);
  }

  /** The cells of one kind of flash. */
  pool(rule: CellRule, cellsBytes = CELLS_BYTES): CellPool {
    const key = `${rule.erasedValue}/${rule.eccBytes}/${rule.zeroOverwrite}/${cellsBytes}`;
    let pool = this.#pools.get(key);
    if (!pool) this.#pools.set(key, (pool = new CellPool(rule, cellsBytes, this.#limits)));
    return pool;
  }

  /** Forgets everything that is kept only to save work. */
  forget(): void {
    this.#sources = new Map();
    this.#interned = new Set();
    this.#internedBytes = 0;
    for (const pool of this.#pools.values()) pool.forget();
  }
}

/** The contents that flash of one kind has had, and the steps between them. */
export class CellPool {
  /** The erased content: one object for all devices. */
  readonly erased: Cells;
  /** Sums over banks of this kind of flash. */
  readonly sums: BankSums;
  #contents = new Map<number, Cells[]>();
  #numbers = new Map<string, number>();
  #settledCount = 0;
  #withSteps: Cells[] = [];
  #stepCount = 0;
  /** Increases each time that contents are forgotten, so that sums over them are forgotten too. */
  generation = 0;

  constructor(
    readonly rule: CellRule,
    readonly cellsBytes: number,
    private readonly limits: PageStoreLimits,
  ) {
    this.erased = new Cells(new Uint8Array(cellsBytes).fill(rule.erasedValue));
    this.erased.settled = true;
    this.#keep(this.erased);
    this.sums = new BankSums(this);
  }

  get sumsMax(): number {
    return this.limits.sums;
  }

  /** The one object of this content. Cells with flaws are returned unchanged. */
  settle(cells: Cells): Cells {
    if (cells.settled || cells.flaws) return cells;
    const bucket = this.#contents.get(hashOf(cells.bytes));
    const found = bucket?.find((known) => sameBytes(known.bytes, cells.bytes));
    if (found) return found;
    if (this.#settledCount >= this.limits.contents) this.forget();
    cells.settled = true;
    this.#keep(cells);
    return cells;
  }

  /** The content that results from a piece of an interned source; undefined if this step was not checked before. */
  knownStep(cells: Cells, piece: Piece): Cells | undefined {
    let step = cells.steps?.get(piece.source);
    while (step && !(step.at === piece.at && step.from === piece.from && step.length === piece.length))
      step = step.also;
    return step?.result;
  }

  /** Remembers a checked step and returns its settled result. */
  learnStep(cells: Cells, piece: Piece, result: Cells): Cells {
    const settled = this.settle(result);
    if (cells.flaws || settled.flaws || !cells.settled) return settled;
    if (this.#stepCount >= this.limits.steps) this.#forgetSteps();
    if (!cells.steps) {
      cells.steps = new Map();
      this.#withSteps.push(cells);
    }
    const step: Step = {
      at: piece.at,
      from: piece.from,
      length: piece.length,
      result: settled,
      also: cells.steps.get(piece.source),
    };
    cells.steps.set(piece.source, step);
    this.#stepCount++;
    return settled;
  }

  /**
   * A number that is equal for two runs of cells exactly if their bytes and flaws are equal, as long as the store
   * lives.
   */
  numberOf(cells: Cells): number {
    if (cells.content > 0) return cells.content;
    const key = contentKey(cells.bytes, cells.flaws);
    cells.content = this.#numbers.get(key) ?? this.#numbers.size + 1;
    this.#numbers.set(key, cells.content);
    return cells.content;
  }

  forget(): void {
    this.#forgetSteps();
    for (const bucket of this.#contents.values()) for (const cells of bucket) cells.settled = false;
    this.#contents = new Map();
    this.#settledCount = 0;
    this.generation++;
    this.erased.settled = true;
    this.#keep(this.erased);
  }

  #forgetSteps(): void {
    for (const cells of this.#withSteps) cells.steps = undefined;
    this.#withSteps = [];
    this.#stepCount = 0;
  }

  #keep(cells: Cells): void {
    const hash = hashOf(cells.bytes);
    const bucket = this.#contents.get(hash);
    if (bucket) bucket.push(cells);
    else this.#contents.set(hash, [cells]);
    this.#settledCount++;
  }
}

function contentKey(bytes: Uint8Array, flaws: Flaws | undefined): string {
  let text = flaws ? JSON.stringify([...flaws].sort(([a], [b]) => a - b)) : '';
  for (let i = 0; i < bytes.length; i += 2) text += String.fromCharCode(bytes[i]! | (bytes[i + 1]! << 8));
  return text;
}

/** True if both hold the same bytes. Compares four words at a time. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  const whole = a.length & ~15;
  const left = new DataView(a.buffer, a.byteOffset, a.length);
  const right = new DataView(b.buffer, b.byteOffset, b.length);
  for (let i = 0; i < whole; i += 16) {
    const low =
      (left.getInt32(i, true) ^ right.getInt32(i, true)) | (left.getInt32(i + 4, true) ^ right.getInt32(i + 4, true));
    const high =
      (left.getInt32(i + 8, true) ^ right.getInt32(i + 8, true)) |
      (left.getInt32(i + 12, true) ^ right.getInt32(i + 12, true));
    if ((low | high) !== 0) return false;
  }
  for (let i = whole; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A cheap key of a source: its length and 32 bytes spread over it. */
function sampleOf(bytes: Uint8Array): number {
  let key = bytes.length;
  const stride = Math.max(1, bytes.length >> 5);
  for (let i = stride >> 1; i < bytes.length; i += stride) key = Math.imul(key ^ bytes[i]!, 0x01000193);
  return key;
}

/** FNV-1a over words: only a key to find candidates, never a proof of equality. */
function hashOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let hash = 0x811c9dc5;
  for (let i = 0; i + 4 <= bytes.length; i += 4) hash = Math.imul(hash ^ view.getInt32(i, true), 0x01000193);
  return hash ^ (hash >>> 15);
}
