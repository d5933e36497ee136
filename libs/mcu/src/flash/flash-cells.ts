/**
 * How ECC sees a unit of flash that a power cut damaged: one bit off and put right at every read; more bits off and
 * noticed; or erased only weakly, so that it reads erased but may not hold what is programmed next.
 */
export type Flaw = 'corrected' | 'double' | 'weak';

/** Flaws of a cell by the number of the ECC unit in it. */
export type Flaws = ReadonlyMap<number, Flaw>;

/** A step from one content of a cell to the next that was checked once: programming these bytes of this source here. */
export interface Step {
  readonly at: number;
  readonly from: number;
  readonly length: number;
  readonly result: Cells;
  readonly also: Step | undefined;
}

/** Bytes in one shared run of cells: a page on L4 and G4, sixteen pages on L0. */
export const CELLS_BYTES = 2048;

/**
 * A run of flash cells. It never changes: programming and erasing make another one. So any number of devices, and
 * any number of snapshots of one, can hold the same object.
 */
export class Cells {
  /** Steps already checked, by interned source. */
  steps: Map<Uint8Array, Step> | undefined;
  /** True for the one object of its content that the store knows. */
  settled = false;
  /** Number of this content in its store; 0 until it has one. */
  content = 0;

  /**
   * @param bytes as read after correction; never written again
   * @param flaws undefined for sound cells
   */
  constructor(
    readonly bytes: Uint8Array,
    readonly flaws?: Flaws,
  ) {}
}

/** The rules by which cells are programmed. */
export interface CellRule {
  readonly erasedValue: 0x00 | 0xff;
  readonly eccBytes: 4 | 8;
  readonly zeroOverwrite: boolean;
  readonly eccDetectsDouble: boolean;
}

/** A piece of a source and where in a run of cells it goes. */
export interface Piece {
  readonly at: number;
  readonly source: Uint8Array;
  readonly from: number;
  readonly length: number;
}

/**
 * How many bytes of a piece can be programmed before the first ECC unit that holds data already; the whole length
 * where all can.
 */
export function programmableBytes(cells: Cells, rule: CellRule, piece: Piece): number {
  const { at, source, from, length } = piece;
  const { bytes } = cells;
  const { erasedValue, eccBytes, zeroOverwrite } = rule;
  for (let unit = 0; unit < length; unit += eccBytes) {
    let erased = true;
    let zero = zeroOverwrite;
    for (let i = unit; i < unit + eccBytes; i++) {
      if (bytes[at + i] !== erasedValue) erased = false;
      if (source[from + i] !== 0) zero = false;
    }
    if (!zero && (!erased || isDamaged(cells.flaws, (at + unit) / eccBytes))) return unit;
  }
  return length;
}

const isDamaged = (flaws: Flaws | undefined, unit: number): boolean =>
  flaws !== undefined && flaws.has(unit) && flaws.get(unit) !== 'weak';

/**
 * The cells with a piece programmed; which must be allowed. A unit that was only weakly erased does not hold: every
 * second one reads wrong afterwards.
 */
export function programmed(cells: Cells, rule: CellRule, piece: Piece): Cells {
  const { at, source, from, length } = piece;
  const bytes = cells.bytes.slice();
  bytes.set(source.subarray(from, from + length), at);
  if (!cells.flaws) return new Cells(bytes);
  const flaws = new Map(cells.flaws);
  for (let unit = at / rule.eccBytes; unit < (at + length) / rule.eccBytes; unit++) {
    const flaw = flaws.get(unit);
    flaws.delete(unit);
    if (flaw === 'weak' && unit % 2 === 0) {
      if (rule.eccDetectsDouble) flaws.set(unit, 'double');
      else bytes[unit * rule.eccBytes] = bytes[unit * rule.eccBytes]! ^ 0x24;
    }
  }
  return new Cells(bytes, flaws.size > 0 ? flaws : undefined);
}

/** The cells with a range erased; flaws in it are gone. */
export function erased(cells: Cells, rule: CellRule, range: { at: number; length: number }): Cells {
  const bytes = cells.bytes.slice();
  bytes.fill(rule.erasedValue, range.at, range.at + range.length);
  if (!cells.flaws) return new Cells(bytes);
  const flaws = new Map(cells.flaws);
  for (let unit = range.at / rule.eccBytes; unit < (range.at + range.length) / rule.eccBytes; unit++)
    flaws.delete(unit);
  return new Cells(bytes, flaws.size > 0 ? flaws : undefined);
}
