import { mapFault } from './map-fault.js';
import { MAP_LIMITS } from './map-limits.js';
import type { LinkerMap, MapPiece, MapRegion, MapSection, MapSymbol } from './linker-map.js';

/** What lies below is no memory of these parts, but an alias of it [RM0440 §2.4], and where linkers number what is not loaded, such as DWARF. */
const MEMORY_START = 0x0800_0000;
const ADDRESS_END = 2 ** 32;

/** A symbol as a line says it. */
interface SymbolDraft {
  readonly name: string;
  readonly address: number;
  readonly isCode: boolean;
  /** Undefined where the line names no size. */
  readonly bytes: number | undefined;
  readonly piece: MapPiece | undefined;
}

/** Puts a map together, line by line, within the limits. */
export class MapDraft {
  private readonly regions: MapRegion[] = [];
  private readonly sections: (MapSection & { readonly pieces: MapPiece[] })[] = [];
  private readonly discarded: MapPiece[] = [];
  private readonly symbols: SymbolDraft[] = [];
  private pieces = 0;
  /** The section that is being read; undefined where it is not in memory. */
  private section: (MapSection & { readonly pieces: MapPiece[] }) | undefined;
  private piece: MapPiece | undefined;

  region(region: MapRegion): void {
    this.demand(this.regions.length, MAP_LIMITS.regions, 'regions', region.line);
    this.regions.push(region);
  }

  /** Begins a section. One that is not in memory, or is empty, is passed over, with what is in it. */
  beginSection(section: Omit<MapSection, 'pieces'>): void {
    this.piece = undefined;
    this.section = inMemory(section) && section.bytes > 0 ? { ...section, pieces: [] } : undefined;
    if (!this.section) return;
    this.demand(this.sections.length, MAP_LIMITS.sections, 'sections', section.line);
    this.sections.push(this.section);
  }

  /** One that reaches out of its section is passed over: texts that were merged are listed with their size from before. */
  addPiece(piece: MapPiece, line: number): void {
    this.piece = undefined;
    if (!this.section || piece.bytes === 0 || !inMemory(piece)) return;
    const { address, bytes } = this.section;
    if (piece.address < address || piece.address + piece.bytes > address + bytes) return;
    this.count(line);
    this.section.pieces.push(piece);
    this.piece = piece;
  }

  discard(piece: MapPiece, line: number): void {
    if (piece.bytes === 0) return;
    this.count(line);
    this.discarded.push(piece);
  }

  /** @param own whether it is one of the piece that was added last, and not of the linker script */
  addSymbol(
    { name, address, bytes }: { name: string; address: number; bytes?: number },
    own: boolean,
    line: number,
  ): void {
    if (address < MEMORY_START) return;
    this.demand(this.symbols.length, MAP_LIMITS.symbols, 'symbols', line);
    const even = address - (address % 2);
    const piece = own && this.piece && holds(this.piece, even) ? this.piece : undefined;
    if (own && !piece) return;
    const isCode = own && bytes !== undefined && address !== even;
    this.symbols.push({ name, address: isCode ? even : address, isCode, bytes, piece });
  }

  /** @throws Fault `map_invalid` if nothing is in memory */
  build(linker: LinkerMap['linker'], line: number): LinkerMap {
    if (this.sections.length === 0) throw mapFault('map_invalid', line, 'the map ends, and no section was in memory');
    for (const { pieces } of this.sections) pieces.sort((a, b) => a.address - b.address);
    const { regions, sections, discarded } = this;
    return { linker, regions, sections, discarded, symbols: measured(this.symbols) };
  }

  private count(line: number): void {
    this.demand(this.pieces, MAP_LIMITS.pieces, 'input sections', line);
    this.pieces += 1;
  }

  private demand(count: number, limit: number, what: string, line: number): void {
    if (count >= limit) throw mapFault('map_too_large', line, `there are more than ${limit} ${what}`);
  }
}

const inMemory = ({ address, bytes }: { readonly address: number; readonly bytes: number }): boolean =>
  address >= MEMORY_START && address + bytes <= ADDRESS_END;

const holds = ({ address, bytes }: MapPiece, at: number): boolean => at >= address && at < address + bytes;

/** The symbols by address, each with a size: its own, or what is left up to the next one. */
function measured(drafts: readonly SymbolDraft[]): MapSymbol[] {
  const sorted = [...drafts].sort((a, b) => a.address - b.address);
  const symbols: MapSymbol[] = [];
  // From the end: what begins next is known then.
  let [next, before] = [ADDRESS_END, ADDRESS_END];
  for (const draft of sorted.reverse()) {
    const { name, address, isCode, piece, bytes } = draft;
    if (piece && address !== before) [next, before] = [before, address];
    const end = piece ? Math.min(piece.address + piece.bytes, next) : address;
    symbols.push({
      ...{ name, address, isCode, bytes: bytes ?? end - address },
      isExact: bytes !== undefined || (piece !== undefined && isNamedAfter(piece, name)),
      ...(piece && { piece }),
    });
  }
  return symbols.reverse();
}

/** Whether a compiler made a section for this symbol alone (`-fdata-sections`, `-ffunction-sections`). */
const isNamedAfter = (piece: MapPiece, symbol: string): boolean => piece.name.endsWith(`.${symbol}`);
