/**
 * How ECC sees a unit of flash that a power cut damaged. `corrected`: one bit is wrong, and ECC corrects it at every
 * read. `double`: more bits are wrong, and ECC detects it. `weak`: the unit is erased only weakly; it reads as erased
 * but may not keep what is programmed next.
 */
export type Flaw = 'corrected' | 'double' | 'weak';

/** Flaws of a run of cells, by the number of the ECC unit in it. */
export type Flaws = ReadonlyMap<number, Flaw>;

/**
 * A step from one content of cells to the next, by programming these bytes of this source here. It was checked once.
 */
export interface Step {
  readonly at: number;
  readonly from: number;
  readonly length: number;
  readonly result: Cells;
  readonly also: Step | undefined;
}

/** Bytes in one shared run of cells: one page on L4 and G4, sixteen pages on L0. */
export const CELLS_BYTES = 2048;

/**
 * A run of flash cells. It never changes: programming and erasing make a new one. So any number of devices and
 * snapshots can share the same object.
 */
export class Cells {
  /** Steps that were checked already, by interned source. */
  steps: Map<Uint8Array, Step> | undefined;
  /** True for the one object that represents this content in the store. */
  settled = false;
  /** Number of this content in its store; 0 as long as it has none. */
  content = 0;

  /**
   * @param bytes as read after correction; nobody writes to them again
   * @param flaws undefined for sound cells
   */
  constructor(
    readonly bytes: Uint8Array,
    readonly flaws?: Flaws,
  ) {}
}

/** The rules for programming cells. */
export interface CellRule {
  readonly erasedValue: 0x00 | 0xff;
  readonly eccBytes: 4 | 8;
  readonly zeroOverwrite: boolean;
  readonly eccDetectsDouble: boolean;
}

/** A piece of a source and its place in a run of cells. */
export interface Piece {
  readonly at: number;
  readonly source: Uint8Array;
  readonly from: number;
  readonly length: number;
}

/**
 * How many bytes of a piece can be programmed before the first ECC unit that already holds data; the whole length if
 * there is none.
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
 * The cells after a piece was programmed; the rules must allow it. A unit that was erased only weakly does not keep its
 * data: every second such unit reads wrong afterwards.
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

/** The cells after a range was erased. The flaws in it are gone. */
export function erased(cells: Cells, rule: CellRule, range: { at: number; length: number }): Cells {
  const bytes = cells.bytes.slice();
  bytes.fill(rule.erasedValue, range.at, range.at + range.length);
  if (!cells.flaws) return new Cells(bytes);
  const flaws = new Map(cells.flaws);
  for (let unit = range.at / rule.eccBytes; unit < (range.at + range.length) / rule.eccBytes; unit++)
    flaws.delete(unit);
  return new Cells(bytes, flaws.size > 0 ? flaws : undefined);
}
