import { faultOf } from '@twinbank/protocol';

import { rangeOf, type LoadedPlace } from '../place.js';
import type { LinkerMap, MapPiece, MapSection } from './linker-map.js';
import { isObjectOf } from './map-words.js';

/** Bytes of a program, by where they are loaded to. */
export interface MapPlace extends LoadedPlace {
  /** False where the map says only where it begins, and the length is what it may have at most. */
  readonly isExact: boolean;
}

/** What a map says of a name. */
interface Found {
  readonly address: number;
  readonly bytes: number;
  readonly isExact: boolean;
}

const unknown = (place: string, why: string) => faultOf('place_unknown', `${place}: ${why}`, { place });

/**
 * Where something lies that a person names, by the map: a range of addresses; a section of the program or of one object (`.version`); or a
 * symbol (`bank_swap`; `main.c:version` or `main.o:version` for one of several), also a static that the compiler gave a section of its own.
 *
 * @throws Fault `place_unknown` if the map does not know it, knows it more than once, or says that the linker left it out
 */
export function mapPlaceOf(map: LinkerMap, text: string): MapPlace {
  const range = rangeOf(text);
  if (range) return { ...range, isExact: true };
  const found = text.startsWith('.') ? sectionsNamed(map, text) : symbolsNamed(map, text);
  const [first] = found;
  if (!first) throw unknown(text, leftOut(map, text) ?? 'the map has no such section or symbol');
  if (found.some(({ address }) => address !== first.address))
    throw unknown(text, 'the map has several of this name: name the file, too, as in main.o:name, or a range');
  return { address: loadedAt(map, first.address), length: first.bytes, isExact: first.isExact };
}

/** A section of the program; else those of objects. */
function sectionsNamed({ sections }: LinkerMap, name: string): readonly Found[] {
  const own = sections.filter((section) => section.name === name);
  const found: readonly (MapSection | MapPiece)[] =
    own.length > 0 ? own : sections.flatMap(({ pieces }) => pieces.filter((piece) => piece.name === name));
  return found.map(({ address, bytes }) => ({ address, bytes, isExact: true }));
}

function symbolsNamed({ sections, symbols }: LinkerMap, text: string): readonly Found[] {
  const colon = text.lastIndexOf(':');
  const [file, name] = colon > 0 ? [text.slice(0, colon), text.slice(colon + 1)] : [undefined, text];
  const isMeant = (object: string | undefined): boolean =>
    file === undefined || (object !== undefined && isObjectOf(object, file));
  const named = symbols.filter((symbol) => symbol.name === name && symbol.piece && isMeant(symbol.piece.object));
  const own = sections.flatMap(({ pieces }) =>
    pieces.filter((piece) => isSectionOf(piece.name, name) && isMeant(piece.object)),
  );
  const addresses = new Set(named.map(({ address }) => address));
  const statics = own.filter(({ address }) => !addresses.has(address));
  return [...named, ...statics.map(({ address, bytes }) => ({ address, bytes, isExact: true }))];
}

/** Whether a compiler made this section for one function or variable: `.text.run` for `run`. */
const isSectionOf = (section: string, name: string): boolean =>
  /^\.[a-z]/.test(section) && section.endsWith(`.${name}`) && section.lastIndexOf('.') > 0;

/** Why the linker does not have it, if the map says so. */
function leftOut({ discarded }: LinkerMap, text: string): string | undefined {
  const name = text.slice(text.lastIndexOf(':') + 1);
  const piece = discarded.find((one) => one.name === text || isSectionOf(one.name, name));
  return (
    piece &&
    `the linker left out ${piece.name} of ${piece.object}, because nothing uses it: KEEP() it in the linker script, or link with -Wl,-u,${name.replace(/^\./, '')}`
  );
}

/** Where a byte is loaded to that is at an address while the program runs. */
function loadedAt({ sections }: LinkerMap, address: number): number {
  const around = sections.find((section) => address >= section.address && address < section.address + section.bytes);
  return around ? around.loadAddress + (address - around.address) : address;
}
