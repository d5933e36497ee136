import { dwarfFault } from '../dwarf-fault.js';
import { DWARF_LIMITS } from '../limits.js';
import type { Abbreviation } from './abbreviations.js';
import type { Budget } from './budget.js';
import { readOne, readShape } from './entry.js';
import { passBy } from './form-skips.js';
import { Reader } from './reader.js';
import type { Unit } from './units.js';

/** The entry around another one, and what is around that: shared by all entries in it, however many are remembered. */
export interface Around {
  readonly at: number;
  readonly outer: Around | undefined;
  readonly depth: number;
}

/**
 * Goes through an entry and all entries in it, in the order of the file. It only goes forward, and remembers no entries but those
 * that it is in, so that memory does not grow with the file.
 */
export class EntryWalk {
  /** Offset of the entry at which it is. */
  at = 0;
  /** Offset behind the code of the shape: of its first value. */
  valuesAt = 0;
  shape!: Abbreviation;
  /** The entry around it; undefined of the one with which it began. */
  around: Around | undefined;
  private readonly reader: Reader;
  private started = false;

  /** @param at offset of the entry; by default the first one of the unit */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly unit: Unit,
    private readonly budget: Budget,
    at = unit.firstEntry,
  ) {
    this.reader = new Reader(bytes, at, unit.end);
  }

  /**
   * Goes to the next entry. @returns false if there is none
   * @throws Fault `dwarf_invalid`, `dwarf_too_large`
   */
  next(): boolean {
    if (this.started && !this.descend()) return false;
    const { reader } = this;
    for (;;) {
      this.at = reader.at;
      const shape = readShape(reader, this.unit.table);
      if (shape) return this.arrive(shape);
      this.around = this.around?.outer;
      if (!this.around) return false;
    }
  }

  /** Goes behind all that is in this entry, so that `next` finds the one beside it, or the end. */
  skipChildren(): void {
    if (!this.shape.hasChildren) return;
    const sibling = this.siblingAt();
    if (sibling !== undefined) {
      this.reader.at = sibling;
      this.isSkipped = true;
      return;
    }
    const { around } = this;
    const { reader } = this;
    this.enter();
    while (this.around !== around) {
      const at = reader.at;
      const shape = readShape(reader, this.unit.table);
      if (!shape) this.around = this.around?.outer;
      else {
        this.skipValues(shape, at);
        if (shape.hasChildren) this.enter(at);
      }
    }
    this.isSkipped = true;
  }

  /** Offset of the entry beside this one, if it says so. @throws Fault `dwarf_invalid` unless it lies ahead, in the unit */
  siblingAt(): number | undefined {
    const { shape, unit } = this;
    if (shape.sibling < 0) return undefined;
    const value = readOne(new Reader(this.bytes, this.valuesAt, unit.end), shape, shape.sibling);
    if (value.is !== 'in unit') return undefined;
    const at = unit.at + value.offset;
    if (at < this.reader.at || at >= unit.end)
      throw dwarfFault('dwarf_invalid', this.at, 'the entry beside another one is not behind it, or not in the unit');
    return at;
  }

  private isSkipped = false;

  /** @returns false if nothing is left: the entry with which it began has no children */
  private descend(): boolean {
    if (this.shape.hasChildren && !this.isSkipped) this.enter();
    this.isSkipped = false;
    return this.around !== undefined;
  }

  private arrive(shape: Abbreviation): true {
    this.started = true;
    this.shape = shape;
    this.valuesAt = this.reader.at;
    this.skipValues(shape, this.at);
    return true;
  }

  private skipValues(shape: Abbreviation, at: number): void {
    for (const skip of shape.skips) passBy(this.reader, skip);
    this.budget.entry(at, this.reader.at - at);
  }

  private enter(at = this.at): void {
    const depth = (this.around?.depth ?? 0) + 1;
    this.around = { at, outer: this.around, depth };
    if (depth > DWARF_LIMITS.depth)
      throw dwarfFault('dwarf_too_large', at, `entries more than ${DWARF_LIMITS.depth} deep inside of one another`);
  }
}
