import type { ProgramVariable } from '@twinbank/dwarf';
import type { LinkerMap, MapPiece } from '@twinbank/elf';
import type { ProgramFacts } from '@twinbank/inspect';

/**
 * The facts of an ELF file, with the object file as the unit of variables of which it does not say enough: several of one name and one
 * unit, as statics of files of one name in two folders are in a symbol table, or none said. Where debug information names the source, it stays.
 */
export function withObjects(facts: ProgramFacts, map: LinkerMap): ProgramFacts {
  const counts = new Map<string, number>();
  for (const one of facts.variables) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  const pieces = map.sections.flatMap((section) => section.pieces).sort((a, b) => a.address - b.address);
  const variables = facts.variables.map((one) => {
    if (one.type || (one.unit !== undefined && counts.get(keyOf(one)) === 1)) return one;
    const object = pieceAround(pieces, one.address)?.object;
    return object === undefined || object === '' ? one : { ...one, unit: object };
  });
  return { ...facts, variables };
}

const keyOf = ({ name, unit = '', scope = '' }: ProgramVariable): string => [name, unit, scope].join('\0');

function pieceAround(pieces: readonly MapPiece[], address: number): MapPiece | undefined {
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (pieces[middle]!.address <= address) low = middle + 1;
    else high = middle;
  }
  const found = pieces[low - 1];
  return found && address < found.address + found.bytes ? found : undefined;
}
