import { faultOf } from '@twinbank/protocol';

import { copiedRangeOf, rangeOf, type CopiedPlace, type LoadedPlace } from '../place.js';
import type { LinkerMap, MapPiece, MapSection } from './linker-map.js';
import { isObjectOf } from './map-words.js';

/** Bytes of a program, by where they are loaded to. */
export interface MapPlace extends LoadedPlace {
  /** False where the map says only where it begins, and the length is what it may have at most. */
  readonly isExact: boolean;
}

/** Bytes that a map says are loaded to one place and run at another; the same place twice where nothing copies them. */
export type MapCopiedPlace = CopiedPlace & MapPlace;

/** What a map says of a name: the piece or section, and the section of the program around it, which says where it is loaded. */
interface Found {
  readonly address: number;
  readonly bytes: number;
  readonly isExact: boolean;
  readonly around: MapSection | undefined;
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
  const { address, length, isExact } = named(map, text);
  return { address, length, isExact };
}

/**
 * Where something is loaded to, and where it runs, that a person names: a section or symbol of the map (`.isr_a`), or a range with both
 * addresses (`0x10000000+0x400@0x08003000`).
 *
 * @throws as {@link mapPlaceOf}
 */
export function copiedMapPlaceOf(map: LinkerMap, text: string): MapCopiedPlace {
  const range = copiedRangeOf(text);
  return range ? { ...range, isExact: true } : named(map, text);
}

function named(map: LinkerMap, text: string): MapCopiedPlace {
  const found = text.startsWith('.') ? sectionsNamed(map, text) : symbolsNamed(map, text);
  const [first] = found;
  if (!first) throw unknown(text, leftOut(map, text) ?? 'the map has no such section or symbol');
  const places = new Set(found.map((one) => `${one.address} ${loadedAt(one)}`));
  if (places.size > 1)
    throw unknown(text, 'the map has several of this name: name the file, too, as in main.o:name, or a range');
  return { address: loadedAt(first), length: first.bytes, isExact: first.isExact, runsAt: first.address };
}

/** A section of the program; else those of objects. */
function sectionsNamed({ sections }: LinkerMap, name: string): readonly Found[] {
  const own = sections.filter((section) => section.name === name);
  if (own.length > 0) return own.map((section) => foundIn(section, section));
  return sections.flatMap((section) =>
    section.pieces.filter((piece) => piece.name === name).map((piece) => foundIn(section, piece)),
  );
}

const foundIn = (around: MapSection, { address, bytes }: MapSection | MapPiece): Found => ({
  ...{ address, bytes, around },
  isExact: true,
});

function symbolsNamed({ sections, symbols }: LinkerMap, text: string): readonly Found[] {
  const colon = text.lastIndexOf(':');
  const [file, name] = colon > 0 ? [text.slice(0, colon), text.slice(colon + 1)] : [undefined, text];
  const isMeant = (object: string | undefined): boolean =>
    file === undefined || (object !== undefined && isObjectOf(object, file));
  const global = symbols
    .filter((symbol) => symbol.name === name && symbol.piece && isMeant(symbol.piece.object))
    .map(({ address, bytes, isExact, piece }) => ({
      ...{ address, bytes, isExact },
      around: sections.find(({ pieces }) => pieces.includes(piece!)),
    }));
  const own = sections.flatMap((section) =>
    section.pieces
      .filter((piece) => isSectionOf(piece.name, name) && isMeant(piece.object))
      .map((piece) => foundIn(section, piece)),
  );
  const addresses = new Set(global.map(({ address }) => address));
  return [...global, ...own.filter(({ address }) => !addresses.has(address))];
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

/** Sections that are laid over one another run at one address: where a byte is loaded to, its own section says. */
const loadedAt = ({ address, around }: Found): number =>
  around ? around.loadAddress + (address - around.address) : address;
