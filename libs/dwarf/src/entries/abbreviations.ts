import { dwarfFault } from '../dwarf-fault.js';
import type { Budget } from './budget.js';
import { lengthOf } from './form-skips.js';
import { type Reader } from './reader.js';
import { AT, FORM } from './vocabulary.js';

/** The shape of entries: tag, and which attributes are written how [DWARF 5 §7.5.3]. */
export interface Abbreviation {
  readonly tag: number;
  readonly hasChildren: boolean;
  /** `AT`, one after the other as their values are. */
  readonly attributes: readonly number[];
  /** `FORM` of each. */
  readonly forms: readonly number[];
  /** Values that stand here and not in the entries, by index of the attribute. */
  readonly constants: ReadonlyMap<number, number>;
  /** How all values are skipped; lengths that follow one another are added up, since most entries are skipped. */
  readonly skips: readonly number[];
  /** Index of the attribute that says where the next entry beside it begins; -1 without. */
  readonly sibling: number;
  /** Index of the attribute that says where it lies; -1 without. */
  readonly location: number;
}

const NONE: ReadonlyMap<number, number> = new Map();

/** The shapes of entries of some units, by their codes. */
export class AbbreviationTable {
  /** Compilers count from 1: by code - 1. */
  private readonly counted: Abbreviation[] = [];
  private readonly others = new Map<number, Abbreviation>();

  /** @throws Fault `dwarf_invalid` if there is none of this code */
  get(code: number, saidAt: number): Abbreviation {
    const found = this.counted[code - 1] ?? this.others.get(code);
    if (found === undefined) throw dwarfFault('dwarf_invalid', saidAt, `an entry of shape ${code}, which there is not`);
    return found;
  }

  /** @throws Fault `dwarf_invalid` if there is one of this code already */
  add(code: number, abbreviation: Abbreviation, saidAt: number): void {
    if (code <= this.counted.length || this.others.has(code))
      throw dwarfFault('dwarf_invalid', saidAt, `two shapes of code ${code}`);
    if (code === this.counted.length + 1) this.counted.push(abbreviation);
    else this.others.set(code, abbreviation);
  }
}

/**
 * Reads the table of abbreviations that begins where the reader is.
 *
 * @throws Fault `dwarf_invalid`, `dwarf_too_large`
 */
export function readAbbreviations(reader: Reader, budget: Budget): AbbreviationTable {
  const table = new AbbreviationTable();
  for (;;) {
    const at = reader.at;
    // A table that ends with its section needs no end of its own.
    const code = at === reader.end ? 0 : reader.uleb();
    if (code === 0) return table;
    table.add(code, readAbbreviation(reader, budget), at);
  }
}

function readAbbreviation(reader: Reader, budget: Budget): Abbreviation {
  const at = reader.at;
  const tag = reader.uleb();
  const hasChildren = reader.u8();
  if (hasChildren > 1)
    throw dwarfFault('dwarf_invalid', reader.at - 1, 'whether a shape has children is neither 0 nor 1');
  const attributes: number[] = [];
  const forms: number[] = [];
  let constants: Map<number, number> | undefined;
  for (;;) {
    const [attribute, form] = [reader.uleb(), reader.uleb()];
    if (attribute === 0 && form === 0) break;
    if (form === FORM.implicitConst) (constants ??= new Map()).set(forms.length, reader.sleb());
    attributes.push(attribute);
    forms.push(form);
    budget.abbreviation(at, 1);
  }
  budget.abbreviation(at, 0);
  return {
    tag,
    hasChildren: hasChildren === 1,
    attributes,
    forms,
    constants: constants ?? NONE,
    skips: skipsOf(forms, at),
    sibling: attributes.indexOf(AT.sibling),
    location: attributes.indexOf(AT.location),
  };
}

function skipsOf(forms: readonly number[], at: number): number[] {
  const skips: number[] = [];
  for (const form of forms) {
    const skip = lengthOf(form, at);
    const last = skips.length - 1;
    if (skip >= 0 && last >= 0 && skips[last]! >= 0) skips[last]! += skip;
    else skips.push(skip);
  }
  return skips;
}
