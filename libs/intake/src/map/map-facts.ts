import { sourceName, type ProgramVariable } from '@twinbank/dwarf';
import type { LinkerMap, MapPiece, MapSection, MapSymbol } from '@twinbank/elf';
import { CODE_ADDRESS } from '@twinbank/image';
import { ramAreasOf, type FactAnchor, type FactFunction, type ProgramFacts } from '@twinbank/inspect';
import type { PartName } from '@twinbank/parts';
import { crc32Stm } from '@twinbank/primitives';

import { HEAP_STARTS, isAllocator } from '../heap.js';

/** Sections that start-up code clears, or leaves alone: nothing of them is in the image. */
const CLEARED = /^(?:\.s?bss|\.tbss|COMMON)(?:\.|$)|bss/i;
const LEFT_ALONE = /no_?init|no_?load|persist|retain|uninit|backup|\bdma|heap|stack/i;
/** Code that runs in RAM, as compilers and frameworks call its sections. */
const CODE = /^\.text|ram_?func|ram_?code|fast_?code|\.itcm|iram/i;
/** The name of the one variable for which a compiler made a section (`-fdata-sections`). */
const OF_ONE = /^\.(?:s?bss|s?data|tbss|tdata|no_?init|data\.rel|data\.rel\.local)\.(?!rel\.|local\.)([^\s]+)$/;

/** What a map says of a program: as its symbol table would, by global symbols and by sections that are of one variable. */
export interface MapFacts {
  readonly facts: ProgramFacts;
  /** Bytes of RAM of which the map says only whose object file they are of: statics, where each had no section of its own. */
  readonly unnamedBytes: number;
}

/** A section of RAM, and what start-up code does with it. */
interface Ground {
  readonly section: MapSection;
  readonly initial: 'copied' | 'zero' | 'none';
  readonly image: Uint8Array;
}

/**
 * The variables of a program in the RAM of the part, its functions there and its heap, by its map and image. What the map has no name for
 * is taken as one variable for each section of each object file, so that a comparison sees that something is there.
 */
export function mapFacts(map: LinkerMap, image: Uint8Array, part: PartName): MapFacts {
  const symbols = symbolsByPiece(map.symbols);
  const pieces = map.sections
    .filter((one) => isInRam(one, part))
    .flatMap((section): Read[] => {
      const ground = { section, initial: initialOf(section, image), image };
      return section.pieces.map((piece) => ({ piece, ground, symbols: symbols.get(piece) ?? [] }));
    });
  const [code, data] = [pieces.filter(isCode), pieces.filter((one) => !isCode(one))];
  const [ramFunctions, variables] = [code.flatMap(functionsOf), data.flatMap(variablesOf)];
  const heap = heapOf(map.symbols);
  const usesHeap = map.symbols.some(({ name, piece }) => piece !== undefined && isAllocator(name));
  const unnamedBytes = variables.reduce((sum, { name, bytes }) => sum + (isUnnamed(name) ? bytes : 0), 0);
  return { facts: { knows: 'symbols', variables, ramFunctions, ...(heap && { heap }), usesHeap }, unnamedBytes };
}

/** A piece of a section in RAM, with the symbols in it. */
interface Read {
  readonly piece: MapPiece;
  readonly symbols: readonly MapSymbol[];
  readonly ground: Ground;
}

const isCode = ({ piece, symbols }: Read): boolean => CODE.test(piece.name) || symbols.some((one) => one.isCode);

function symbolsByPiece(symbols: readonly MapSymbol[]): ReadonlyMap<MapPiece, readonly MapSymbol[]> {
  const found = new Map<MapPiece, MapSymbol[]>();
  for (const symbol of symbols) {
    if (!symbol.piece) continue;
    const there = found.get(symbol.piece);
    if (there) there.push(symbol);
    else found.set(symbol.piece, [symbol]);
  }
  return found;
}

const isInRam = ({ address, bytes }: MapSection, part: PartName): boolean =>
  ramAreasOf(part).some((area) => address >= area.start && address + bytes <= area.start + area.bytes);

function initialOf(section: MapSection, image: Uint8Array): Ground['initial'] {
  if (LEFT_ALONE.test(section.name)) return 'none';
  const from = section.loadAddress - CODE_ADDRESS;
  const isInImage = section.loadAddress !== section.address && from >= 0 && from + section.bytes <= image.length;
  // The linker names a place to load it to also for a section of which nothing is loaded, if it shares the region with one.
  const isCleared = CLEARED.test(section.name) || section.pieces.every(({ name }) => CLEARED.test(name));
  return isInImage && !isCleared ? 'copied' : 'zero';
}

function variablesOf({ piece, symbols, ground }: Read): ProgramVariable[] {
  const [, single] = OF_ONE.exec(piece.name) ?? [];
  if (single !== undefined && symbols.length === 0)
    return [variable(piece, { symbol: single, address: piece.address, bytes: piece.bytes }, ground)];
  const named = symbols.map(({ name, address, bytes }) => variable(piece, { symbol: name, address, bytes }, ground));
  const first = symbols.reduce((least, { address }) => Math.min(least, address), piece.address + piece.bytes);
  if (first === piece.address) return named;
  const rest = { symbol: unnamed(piece), address: piece.address, bytes: first - piece.address };
  return [variable(piece, rest, ground), ...named];
}

const unnamed = ({ name }: MapPiece): string => `(${name})`;
const isUnnamed = (name: string): boolean => name.startsWith('(');

function variable(
  { object }: MapPiece,
  { symbol, address, bytes }: { readonly symbol: string; readonly address: number; readonly bytes: number },
  ground: Ground,
): ProgramVariable {
  return {
    ...{ name: sourceName(symbol, 'variable'), symbol },
    ...(object !== '' && { unit: object }),
    ...{ address, bytes, section: ground.section.name },
    initial: ground.initial === 'copied' ? bytesAt(ground, address, bytes) : ground.initial,
  };
}

function bytesAt({ section, image }: Ground, address: number, bytes: number): Uint8Array {
  const from = section.loadAddress - CODE_ADDRESS + (address - section.address);
  return image.subarray(from, from + bytes);
}

function functionsOf({ piece, symbols, ground }: Read): FactFunction[] {
  const { address, bytes } = piece;
  const own = symbols.length > 0 ? symbols : [{ name: unnamed(piece), address, bytes }];
  return own.map(({ name, ...place }) => ({
    ...{ name: sourceName(name, 'function'), address: place.address, bytes: place.bytes },
    ...(ground.initial === 'copied' && { crc32: crcOf(bytesAt(ground, place.address, place.bytes)) }),
  }));
}

function crcOf(bytes: Uint8Array): number {
  const words = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  words.set(bytes);
  return crc32Stm(words);
}

function heapOf(symbols: readonly MapSymbol[]): FactAnchor | undefined {
  const found = new Map(symbols.map(({ name, address }) => [name, address]));
  const symbol = HEAP_STARTS.find((name) => found.has(name));
  return symbol === undefined ? undefined : { symbol, address: found.get(symbol)! };
}
