import type { LinkerMap } from './linker-map.js';
import { MapDraft } from './map-draft.js';
import { mapFault } from './map-fault.js';
import type { MapLine } from './map-lines.js';
import { numberIn, objectName } from './map-words.js';

/** The headings, each of which begins a part of the map. */
const HEADINGS = {
  'Discarded input sections': 'discarded',
  'Memory Configuration': 'regions',
  'Linker script and memory map': 'memory',
  'Cross Reference Table': 'references',
} as const;
type Part = (typeof HEADINGS)[keyof typeof HEADINGS];

const partOf = (text: string): Part | undefined =>
  Object.hasOwn(HEADINGS, text) ? HEADINGS[text as keyof typeof HEADINGS] : undefined;

/** Whether a line is a heading that only GNU ld writes. */
export const isGnuHeading = (text: string): boolean => partOf(text) === 'regions' || partOf(text) === 'memory';

/** Name alone, or with address, size and what is behind: a section of the program at the start of a line, one of an object behind a blank. */
const SECTION = /^( ?)([^\s*(][^\s]*)(?:\s+(0x[0-9a-f]+)\s+(0x[0-9a-f]+)(?:\s+(.*))?)?$/;
/** What stood no longer on the line of the name. */
const CONTINUED = /^\s+(0x[0-9a-f]+)\s+(0x[0-9a-f]+)(?:\s+(.*))?$/;
/** An address and a symbol, or what the linker script does there. */
const SYMBOL = /^ {8,}(0x[0-9a-f]+) {2,}(\S.*)$/;
const ASSIGNMENT = /^(?:PROVIDE \(|PROVIDE_HIDDEN \(|HIDDEN \()?([^\s=()]+) = /;
const REGION = /^(\S+)\s+(0x[0-9a-f]+)\s+(0x[0-9a-f]+)(?:\s+\S+)?$/;
const LOADED = /^load address (0x[0-9a-f]+)$/;

/** A name whose numbers are on the next line. */
interface Waiting {
  readonly name: string;
  readonly isInput: boolean;
}

/** Reads a map of GNU ld. @throws Fault `map_invalid`, `map_too_large` */
export function gnuMap(lines: Iterable<MapLine>): LinkerMap {
  const reader = new GnuReader();
  let last = 1;
  for (const one of lines) {
    reader.read(one);
    last = one.line;
  }
  return reader.draft.build('GNU ld', last);
}

class GnuReader {
  readonly draft = new MapDraft();
  private part: Part | undefined;
  private waiting: Waiting | undefined;

  read(one: MapLine): void {
    const part = partOf(one.text);
    if (part !== undefined) {
      [this.part, this.waiting] = [part, undefined];
      return;
    }
    if (this.part === 'regions') this.region(one);
    else if (this.part === 'memory' || this.part === 'discarded') this.memory(one, this.part === 'discarded');
  }

  private region({ text, line }: MapLine): void {
    const [, name, origin, bytes] = REGION.exec(text) ?? [];
    if (name === undefined || name === '*default*') return;
    this.draft.region({ name, origin: numberIn(origin!, line), bytes: numberIn(bytes!, line), line });
  }

  private memory({ text, line }: MapLine, isDiscarded: boolean): void {
    const { waiting } = this;
    this.waiting = undefined;
    const continued = waiting && CONTINUED.exec(text);
    if (continued) {
      const [, address, bytes, behind = ''] = continued;
      return this.section({ ...waiting, isDiscarded, address: address!, bytes: bytes!, behind, line });
    }
    const [, blank, name, address, bytes, behind = ''] = SECTION.exec(text) ?? [];
    if (name === undefined) return isDiscarded ? undefined : this.symbol(text, line);
    const isInput = blank === ' ';
    if (address === undefined) this.waiting = { name, isInput };
    else this.section({ name, isInput, isDiscarded, address, bytes: bytes!, behind, line });
  }

  private section(
    said: Waiting & { isDiscarded: boolean; address: string; bytes: string; behind: string; line: number },
  ): void {
    const { name, isInput, isDiscarded, behind, line } = said;
    const place = { name, address: numberIn(said.address, line), bytes: numberIn(said.bytes, line) };
    if (isInput) {
      const piece = { ...place, object: objectName(behind) };
      if (isDiscarded) this.draft.discard(piece, line);
      else this.draft.addPiece(piece, line);
      return;
    }
    if (isDiscarded) return;
    const [, loaded] = LOADED.exec(behind) ?? [];
    if (loaded === undefined && behind !== '')
      throw mapFault('map_invalid', line, `what follows ${name} is no load address`);
    const loadAddress = loaded === undefined ? place.address : numberIn(loaded, line);
    this.draft.beginSection({ ...place, loadAddress, line });
  }

  private symbol(text: string, line: number): void {
    const [, address, rest] = SYMBOL.exec(text) ?? [];
    if (address === undefined || rest === undefined) return;
    const at = numberIn(address, line);
    const [, assigned] = ASSIGNMENT.exec(rest) ?? [];
    if (assigned !== undefined && assigned !== '.') this.draft.addSymbol({ name: assigned, address: at }, false, line);
    // What else the linker script does has blanks in it, and so have names of C++ that were made readable, of which nothing is known.
    else if (assigned === undefined && !/\s/.test(rest)) this.draft.addSymbol({ name: rest, address: at }, true, line);
  }
}
