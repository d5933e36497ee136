import { dwarfFault } from '../dwarf-fault.js';
import type { DebugFile } from '../entries/debug-file.js';
import { readOne } from '../entries/entry.js';
import type { Around, EntryWalk } from '../entries/entry-walk.js';
import { Reader } from '../entries/reader.js';
import type { Unit } from '../entries/units.js';
import { OP, TAG } from '../entries/vocabulary.js';
import { DWARF_LIMITS } from '../limits.js';

/** The entry of a variable that has one address as long as the program runs. */
export interface FoundVariable {
  readonly at: number;
  readonly unit: Unit;
  readonly address: number;
  readonly around: Around | undefined;
}

/** In these no variable lies that has an address of its own: static members are defined outside of their class. */
const WITHOUT_VARIABLES: ReadonlySet<number> = new Set([
  ...[TAG.structureType, TAG.classType, TAG.unionType, TAG.interfaceType, TAG.enumerationType],
  ...[TAG.arrayType, TAG.subroutineType, TAG.callSite],
]);

/** An inline variable of C++ stands in every unit that has its header: these many are enough to find one whose type is whole. */
const SAME_ADDRESS_MAX = 8;

/**
 * Looks for variables in all units.
 *
 * @param isWanted whether a variable at an address is to be kept; others, such as constants, are not remembered
 * @throws Fault `dwarf_invalid`, `dwarf_too_large`
 */
export function findVariables(file: DebugFile, isWanted: (address: number) => boolean): readonly FoundVariable[] {
  const found: FoundVariable[] = [];
  const counts = new Map<number, number>();
  for (const unit of file.units) {
    const walk = file.walk(unit);
    while (walk.next()) {
      const { shape } = walk;
      if (shape.tag === TAG.variable && shape.location >= 0) {
        const address = addressOf(file, unit, walk);
        if (address === undefined || !isWanted(address)) continue;
        const before = counts.get(address) ?? 0;
        counts.set(address, before + 1);
        if (before >= SAME_ADDRESS_MAX) continue;
        found.push({ at: walk.at, unit, address, around: walk.around });
        if (found.length > DWARF_LIMITS.variables)
          throw dwarfFault('dwarf_too_large', walk.at, `more than ${DWARF_LIMITS.variables} variables`);
      } else if (WITHOUT_VARIABLES.has(shape.tag)) walk.skipChildren();
    }
  }
  return found;
}

/** The address, if the location is one: `DW_OP_addr`, or an index of the table of addresses, and perhaps a number that is added. */
function addressOf(file: DebugFile, unit: Unit, { at, valuesAt, shape }: EntryWalk): number | undefined {
  const location = readOne(new Reader(file.bytes, valuesAt, unit.end), shape, shape.location);
  if (location.is !== 'block' || location.from === location.to) return undefined;
  const reader = new Reader(file.bytes, location.from, location.to);
  const operation = reader.u8();
  let address: number;
  if (operation === OP.addr) address = reader.u32();
  else if (operation === OP.addrx || operation === OP.gnuAddrIndex) address = file.addressOf(unit, reader.uleb(), at);
  else return undefined;
  if (reader.at === location.to) return address;
  if (reader.u8() !== OP.plusUconst) return undefined;
  address += reader.uleb();
  return reader.at === location.to ? address : undefined;
}
