/** A region of memory that the linker script names. */
export interface MapRegion {
  readonly name: string;
  readonly origin: number;
  readonly bytes: number;
  readonly line: number;
}

/** What one object file gave to a section: an input section of the linker. */
export interface MapPiece {
  /** As in the object file: `.bss.counter` where it was compiled with `-fdata-sections`, else `.bss`. */
  readonly name: string;
  /** The object file as the linker was given it; of an archive `libc.a(malloc.o)`, without the folder, which differs from machine to machine. */
  readonly object: string;
  /** Where it is while the program runs. */
  readonly address: number;
  readonly bytes: number;
}

/** A section of the program that is in memory. */
export interface MapSection {
  readonly name: string;
  /** Where it is while the program runs (VMA). */
  readonly address: number;
  /** Where it is loaded to (LMA); the same where the map names no other. */
  readonly loadAddress: number;
  readonly bytes: number;
  readonly line: number;
  /** By address. */
  readonly pieces: readonly MapPiece[];
}

/** A symbol of the map; those of GNU ld are global ones only. */
export interface MapSymbol {
  readonly name: string;
  /** Without the Thumb bit. */
  readonly address: number;
  /** Up to the next symbol or the end of its piece where the map names no size. */
  readonly bytes: number;
  /** False where `bytes` may be too many: statics without a name may lie behind the symbol. */
  readonly isExact: boolean;
  /** Whether it is known to be code, by the Thumb bit. False says nothing. */
  readonly isCode: boolean;
  /** The piece in which it lies; undefined for one that the linker script sets. */
  readonly piece?: MapPiece;
}

/** What a linker says in its map. */
export interface LinkerMap {
  readonly linker: 'GNU ld' | 'lld';
  /** None in maps of lld. */
  readonly regions: readonly MapRegion[];
  readonly sections: readonly MapSection[];
  readonly symbols: readonly MapSymbol[];
  /** What was left out, as by `--gc-sections`; addresses say nothing. None in maps of lld. */
  readonly discarded: readonly MapPiece[];
}
