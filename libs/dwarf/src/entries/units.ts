import { dwarfFault } from '../dwarf-fault.js';
import { DWARF_LIMITS } from '../limits.js';
import { readAbbreviations, type AbbreviationTable } from './abbreviations.js';
import type { Budget } from './budget.js';
import type { DebugSections, Stretch } from './debug-sections.js';
import { Reader } from './reader.js';
import { readUnitHeader, type UnitHeader } from './unit-header.js';

/** A unit, which is what was compiled at once, or one type of it. */
export interface Unit extends UnitHeader {
  readonly table: AbbreviationTable;
}

/** Units in the order of the file, and why others are not read. */
export interface Units {
  readonly units: readonly Unit[];
  readonly unread: ReadonlyMap<string, number>;
}

/**
 * Reads the headers of all units, and their abbreviations, which units share.
 *
 * @throws Fault `dwarf_invalid`, `dwarf_too_large`
 */
export function readUnits(bytes: Uint8Array, sections: DebugSections, budget: Budget): Units {
  const units: Unit[] = [];
  const unread = new Map<string, number>();
  const tables = new Map<number, AbbreviationTable>();
  const tableAt = (offset: number, saidAt: number): AbbreviationTable => {
    const known = tables.get(offset);
    if (known) return known;
    const { from, to } = sections.abbrev;
    if (offset >= to - from)
      throw dwarfFault('dwarf_invalid', saidAt, 'the abbreviations of a unit lie outside of their section');
    const table = readAbbreviations(new Reader(bytes, from + offset, to), budget);
    tables.set(offset, table);
    return table;
  };
  for (const [section, inTypes] of [
    [sections.info, false],
    [sections.types, true],
  ] as const)
    for (const header of headersIn(bytes, section, inTypes)) {
      if ('unread' in header) {
        if (header.unread !== '') unread.set(header.unread, (unread.get(header.unread) ?? 0) + 1);
      } else units.push({ ...header, table: tableAt(header.abbreviations, header.at) });
      if (units.length > DWARF_LIMITS.units)
        throw dwarfFault('dwarf_too_large', header.end, `more than ${DWARF_LIMITS.units} units`);
    }
  units.sort((a, b) => a.at - b.at);
  return { units, unread };
}

function* headersIn(
  bytes: Uint8Array,
  { from, to }: Stretch,
  inTypes: boolean,
): Generator<ReturnType<typeof readUnitHeader>> {
  for (let at = from; at < to;) {
    const header = readUnitHeader(new Reader(bytes, at, to), inTypes);
    yield header;
    at = header.end;
  }
}

/** The unit in which an offset of the file lies; undefined if in none. */
export function unitAround(units: readonly Unit[], at: number): Unit | undefined {
  let [low, high] = [0, units.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (units[middle]!.end <= at) low = middle + 1;
    else high = middle;
  }
  const found = units[low];
  return found && found.firstEntry <= at ? found : undefined;
}
