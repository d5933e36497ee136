import { faultOf } from '@twinbank/protocol';

import type { Elf } from './elf.js';
import { physicalAddressOf } from './loadable.js';
import { hasContent, SHF_ALLOC, type ElfSection } from './sections.js';
import { symbolsOf, type ElfSymbol } from './symbols.js';

/** Bytes of a loaded program, by physical address. */
export interface LoadedPlace {
  readonly address: number;
  readonly length: number;
}

/** Bytes that are loaded to one place and run from another, as code that start-up code copies to RAM. */
export interface CopiedPlace extends LoadedPlace {
  /** Where they run: the address for which they are linked. */
  readonly runsAt: number;
}

/** Address and length, each decimal or hexadecimal: `0x08000400+64`. */
const RANGE = /^(0x[0-9a-f]{1,8}|\d{1,10})\+(0x[0-9a-f]{1,8}|\d{1,10})$/i;

/** Such a range, and behind an @ where its bytes are loaded to. */
const COPIED = /^([^@]+)@(0x[0-9a-f]{1,8}|\d{1,10})$/i;

const unknown = (place: string, why: string) => faultOf('place_unknown', `${place}: ${why}`, { place });

/** The place that a range says, such as `0x08000400+64`; undefined if the text is no range. */
export function rangeOf(text: string): LoadedPlace | undefined {
  const [, address, length] = RANGE.exec(text) ?? [];
  return address === undefined ? undefined : { address: Number(address), length: Number(length) };
}

/** The place that a range with two addresses says, such as `0x10000000+0x400@0x08003000`; undefined if the text is none. */
export function copiedRangeOf(text: string): CopiedPlace | undefined {
  const [, range = '', loaded] = COPIED.exec(text) ?? [];
  const where = loaded === undefined ? undefined : rangeOf(range);
  return where && { address: Number(loaded), length: where.length, runsAt: where.address };
}

/**
 * Where something lies that a person names: a range of addresses (`0x08000400+64`), a section (`.swap`), or a symbol (`bank_swap`;
 * `main.c:version` for a static). Sections and symbols are where they are *loaded to*, so that their bytes are in the image.
 *
 * @throws as {@link copiedPlaceOf}
 */
export function placeOf(elf: Elf, text: string): LoadedPlace {
  const { address, length } = rangeOf(text) ?? copiedPlaceOf(elf, text);
  return { address, length };
}

/**
 * Where something is loaded to, and where it runs, that a person names: a section (`.isr_a`), a symbol, or a range with both addresses
 * (`0x10000000+0x400@0x08003000`).
 *
 * @throws Fault `place_unknown` if there is no such section or symbol, there are two sections of the name, or two symbols of it at
 *   different places, it has no size, or it has no content; and as `symbolsOf`
 */
export function copiedPlaceOf(elf: Elf, text: string): CopiedPlace {
  const range = copiedRangeOf(text);
  if (range) return range;
  if (text.startsWith('.')) {
    const [section, second] = elf.sections.filter(({ name }) => name === text);
    if (!section) throw unknown(text, 'the file has no such section');
    if (second) throw unknown(text, 'the file has several sections of this name: say a range of addresses');
    return { address: loadedAt(elf, section, text), length: section.size, runsAt: section.address };
  }
  return symbolPlace(elf, text);
}

function symbolPlace(elf: Elf, text: string): CopiedPlace {
  const found = new Map<number, ElfSymbol>();
  for (const symbol of symbolsOf(elf))
    if (symbol.section !== undefined && (symbol.name === text || `${symbol.file ?? ''}:${symbol.name}` === text))
      found.set(symbol.value, symbol);
  const [symbol, second] = found.values();
  if (!symbol) throw unknown(text, 'the file has no such symbol');
  if (second) throw unknown(text, 'the file has several symbols of this name: name the file, too, as in main.c:name');
  if (symbol.size === 0) throw unknown(text, 'the symbol has no size: name a section or a range');
  const section = elf.sections[symbol.section!]!;
  const isOdd = symbol.type === 'function' ? symbol.value & 1 : 0;
  const within = symbol.value - isOdd - section.address;
  if (within < 0 || within + symbol.size > section.size) throw unknown(text, 'the symbol lies outside of its section');
  return { address: loadedAt(elf, section, text) + within, length: symbol.size, runsAt: section.address + within };
}

function loadedAt(elf: Elf, section: ElfSection, text: string): number {
  if (!hasContent(section) || (section.flags & SHF_ALLOC) === 0)
    throw unknown(text, `section ${section.name} has no content that is loaded`);
  return physicalAddressOf(elf, section);
}
