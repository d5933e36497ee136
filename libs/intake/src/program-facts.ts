import { readProgramFunctions, readProgramVariables, type ProgramVariable } from '@twinbank/dwarf';
import { contentOf, hasContent, sectionNamed, symbolsOf, type Elf } from '@twinbank/elf';
import {
  comparableFacts,
  COMPARED_PLACES_MAX,
  COMPARED_VARIABLES_MAX,
  findingOf,
  incomparable,
  NO_FACTS,
  ramAreasOf,
  type FactAnchor,
  type FactFunction,
  type Finding,
  type ProgramFacts,
} from '@twinbank/inspect';
import type { PartName } from '@twinbank/parts';
import { crc32Stm, isFault } from '@twinbank/primitives';

import { HEAP_STARTS, isAllocator } from './heap.js';

/** The facts of a program, and what stands in the way of having more. */
export interface ReadFacts {
  readonly facts: ProgramFacts;
  readonly findings: readonly Finding[];
}

/** More variables, or bytes of them, than RAM has room for: they lie upon one another, as no linker makes it. */
const BYTES_MAX = 1024 * 1024;
/**
 * What is kept of an ELF file to compare later releases with: its variables in the RAM of the part, with types where debug information
 * has them, functions in RAM, and where the heap begins. What cannot be read is no reason to refuse an image: then less is known, and a
 * finding says so.
 */
export function programFacts(elf: Elf, part: PartName): ReadFacts {
  try {
    const { knows, variables, unread: outOfReach } = readProgramVariables(elf);
    const inRam = variables.filter((variable) => liesInRam(variable, part));
    if (bytesOf(inRam) > BYTES_MAX) return unread(TOO_LARGE);
    const heap = heapOf(elf);
    const ram = readProgramFunctions(elf).filter((one) => one.inRam);
    const facts: ProgramFacts = {
      ...{ knows, variables: inRam },
      ramFunctions: ram.map(({ name, address, bytes, section }) => functionOf(elf, { name, address, bytes }, section)),
      ...(heap && { heap }),
      usesHeap: usesHeap(elf),
    };
    return { facts: comparableFacts(facts), findings: [...notRead(outOfReach), ...tooMuch(facts)] };
  } catch (error) {
    if (isFault(error)) return unread(`${error.code}: ${error.detail}`);
    throw error;
  }
}

const TOO_LARGE = `its variables take more than ${BYTES_MAX} bytes, which no RAM has room for`;

/** As much as is kept of facts that were not read of an ELF file here: what lies in the RAM of the part, and can be compared. */
export function boundedFacts(facts: ProgramFacts, part: PartName): ReadFacts {
  const variables = facts.variables.filter((variable) => liesInRam(variable, part));
  if (bytesOf(variables) > BYTES_MAX) return unread(TOO_LARGE);
  const inRam = { ...facts, variables };
  return { facts: comparableFacts(inRam), findings: tooMuch(inRam) };
}

const unread = (why: string): ReadFacts => ({ facts: NO_FACTS, findings: [unreadFinding(why)] });

const unreadFinding = (why: string): Finding =>
  findingOf(
    'variables_unread',
    `The variables of the program cannot be read, so a later release is compared with less: ${why}`,
  );

/** Characters of a finding: names of files in it may be long. */
const DETAIL_MAX = 1000;

/** Debug information that is compressed in a way that is not read, or is in files beside the ELF file. */
const notRead = (why: readonly string[]): readonly Finding[] =>
  why.length === 0
    ? []
    : [findingOf('debug_info_unread', `Debug information was not read: ${why.join('; ')}`.slice(0, DETAIL_MAX))];

/** What is left out because comparing it would take too long. */
function tooMuch(facts: ProgramFacts): readonly Finding[] {
  const much = incomparable(facts);
  if (much === undefined) return [];
  return [
    unreadFinding(
      much === 'variables'
        ? `it has ${facts.variables.length} variables; at most ${COMPARED_VARIABLES_MAX} are compared`
        : `with all members their types have more than ${COMPARED_PLACES_MAX} places, so they are left out`,
    ),
  ];
}

const liesInRam = ({ address, bytes }: ProgramVariable, part: PartName): boolean =>
  ramAreasOf(part).some((area) => address >= area.start && address + bytes <= area.start + area.bytes);

const bytesOf = (variables: readonly ProgramVariable[]): number => variables.reduce((sum, { bytes }) => sum + bytes, 0);

/** The function, with a digest of its bytes if the file has them. */
function functionOf(elf: Elf, place: FactFunction, section: string): FactFunction {
  const found = sectionNamed(elf, section);
  const from = place.address - (found?.address ?? 0);
  if (!found || !hasContent(found) || from < 0 || from + place.bytes > found.size) return place;
  const words = new Uint8Array(Math.ceil(place.bytes / 4) * 4);
  words.set(contentOf(elf, found).subarray(from, from + place.bytes));
  return { ...place, crc32: crc32Stm(words) };
}

function heapOf(elf: Elf): FactAnchor | undefined {
  const found = new Map<string, number>();
  for (const { name, value } of symbolsOf(elf)) if (HEAP_STARTS.includes(name)) found.set(name, value);
  const symbol = HEAP_STARTS.find((name) => found.has(name));
  return symbol === undefined ? undefined : { symbol, address: found.get(symbol)! };
}

function usesHeap(elf: Elf): boolean {
  for (const { name, type } of symbolsOf(elf)) if (type === 'function' && isAllocator(name)) return true;
  return false;
}
