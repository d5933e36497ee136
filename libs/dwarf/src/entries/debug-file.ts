import { dwarfFault, hexOf } from '../dwarf-fault.js';
import { DWARF_LIMITS } from '../limits.js';
import { Budget } from './budget.js';
import type { DebugSections, Stretch } from './debug-sections.js';
import { readAttributes, readShape, type Attributes, type Value } from './entry.js';
import { EntryWalk } from './entry-walk.js';
import { Reader } from './reader.js';
import { readUnits, unitAround, type Unit } from './units.js';
import { AT } from './vocabulary.js';

const DECODER = new TextDecoder();

/** Where the tables of offsets begin if a unit does not say it: behind the header of the section. */
const DEFAULT_BASE = 8;

/** An entry that was looked up. */
export interface Entry {
  readonly at: number;
  readonly unit: Unit;
  readonly tag: number;
  readonly hasChildren: boolean;
  readonly attributes: Attributes;
}

/** The debug information of a file: its units, and entries and texts by what refers to them. Offsets are of the file. */
export class DebugFile {
  readonly units: readonly Unit[];
  /** Why units are not read, and how many. */
  readonly unread: ReadonlyMap<string, number>;
  readonly budget = new Budget();
  private readonly bySignature = new Map<string, number>();
  private readonly roots = new Map<Unit, Entry>();

  /** @throws Fault `dwarf_invalid`, `dwarf_too_large` as all here */
  constructor(
    readonly bytes: Uint8Array,
    readonly sections: DebugSections,
  ) {
    const { units, unread } = readUnits(bytes, sections, this.budget);
    this.units = units;
    this.unread = unread;
    for (const { signature, typeAt } of units)
      if (signature !== undefined && !this.bySignature.has(signature)) this.bySignature.set(signature, typeAt!);
  }

  /** The first entry of a unit, which says what was compiled. */
  rootOf(unit: Unit): Entry {
    const known = this.roots.get(unit);
    if (known) return known;
    const root = this.entryIn(unit, unit.firstEntry);
    this.roots.set(unit, root);
    return root;
  }

  /** The entry at an offset. */
  entryAt(at: number, saidAt: number): Entry {
    const unit = unitAround(this.units, at);
    if (!unit) throw dwarfFault('dwarf_invalid', saidAt, `it refers to ${hexOf(at)}, where no entry is`);
    return this.entryIn(unit, at);
  }

  /** Goes through the entries of a unit, or only through one. */
  walk(unit: Unit, at?: number): EntryWalk {
    return new EntryWalk(this.bytes, unit, this.budget, at);
  }

  /** Where the entry is to which an attribute refers; undefined if it does not, or to one that is not in this file. */
  reference({ attributes, unit, at }: Entry, attribute: number): number | undefined {
    const value = attributes.get(attribute);
    switch (value?.is) {
      case 'in unit':
        return unit.at + value.offset;
      case 'in info':
        return this.sections.info.from + value.offset;
      case 'signature': {
        const found = this.bySignature.get(value.signature);
        if (found === undefined) throw dwarfFault('dwarf_invalid', at, 'it refers to a type unit that there is not');
        return found;
      }
      default:
        return undefined;
    }
  }

  /** A number that an entry says; undefined if it does not, or not as a number. */
  number({ attributes }: Entry, attribute: number): number | undefined {
    const value = attributes.get(attribute);
    return value?.is === 'number' ? value.value : undefined;
  }

  /** A text that an entry says; undefined if it does not, or it is in another file. */
  text({ attributes, unit, at }: Entry, attribute: number): string | undefined {
    const value = attributes.get(attribute);
    return value && this.textOf(value, unit, at);
  }

  /** An address from the table of addresses. */
  addressOf(unit: Unit, index: number, saidAt: number): number {
    const root = this.rootOf(unit);
    const base = this.number(root, AT.addrBase) ?? this.number(root, AT.gnuAddrBase) ?? DEFAULT_BASE;
    return this.wordIn(this.sections.addr, base + 4 * index, saidAt);
  }

  private textOf(value: Value, unit: Unit, saidAt: number): string | undefined {
    const { str, lineStr, strOffsets } = this.sections;
    switch (value.is) {
      case 'text':
        return this.decode({ from: value.at, to: unit.end }, saidAt);
      case 'in str':
        return this.decode({ from: str.from + value.offset, to: str.to }, saidAt);
      case 'in line_str':
        return this.decode({ from: lineStr.from + value.offset, to: lineStr.to }, saidAt);
      case 'text index': {
        const base = this.number(this.rootOf(unit), AT.strOffsetsBase) ?? DEFAULT_BASE;
        const offset = this.wordIn(strOffsets, base + 4 * value.index, saidAt);
        return this.decode({ from: str.from + offset, to: str.to }, saidAt);
      }
      default:
        return undefined;
    }
  }

  private decode({ from, to }: Stretch, saidAt: number): string {
    if (from >= to) throw dwarfFault('dwarf_invalid', saidAt, 'a name lies outside of its section');
    const within = this.bytes.subarray(from, Math.min(to, from + DWARF_LIMITS.nameBytes + 1));
    const end = within.indexOf(0);
    if (end === -1 && within.length <= DWARF_LIMITS.nameBytes)
      throw dwarfFault('dwarf_invalid', from, 'a name does not end with its section');
    if (end === -1) throw dwarfFault('dwarf_too_large', from, `a name has more than ${DWARF_LIMITS.nameBytes} bytes`);
    this.budget.name(from, end);
    return DECODER.decode(within.subarray(0, end));
  }

  private wordIn({ from, to }: Stretch, offset: number, saidAt: number): number {
    if (offset + 4 > to - from) throw dwarfFault('dwarf_invalid', saidAt, 'a number lies outside of its table');
    return new Reader(this.bytes, from + offset, to).u32();
  }

  private entryIn(unit: Unit, at: number): Entry {
    const reader = new Reader(this.bytes, at, unit.end);
    const shape = readShape(reader, unit.table);
    if (!shape) throw dwarfFault('dwarf_invalid', at, 'an entry should be here, but a list of entries ends');
    const attributes = readAttributes(reader, shape);
    this.budget.entry(at, reader.at - at);
    return { at, unit, tag: shape.tag, hasChildren: shape.hasChildren, attributes };
  }
}
