/** The type of a variable, as far as it decides what its bytes mean. */
export type FactType =
  | { readonly kind: 'base'; readonly name: string; readonly encoding: string; readonly bytes: number }
  | { readonly kind: 'enum'; readonly name?: string; readonly bytes: number }
  | { readonly kind: 'pointer'; readonly to: 'code' | 'data'; readonly target: string; readonly bytes: number }
  /** `counts`: elements of each dimension, the outermost first. */
  | { readonly kind: 'array'; readonly element: FactType; readonly counts: readonly number[]; readonly bytes: number }
  | {
      readonly kind: 'structure' | 'union';
      readonly name?: string;
      readonly bytes: number;
      readonly members: readonly FactMember[];
    }
  | { readonly kind: 'unknown'; readonly bytes: number };

/** A member of a structure or union. */
export interface FactMember {
  /** Missing for anonymous structures and unions. */
  readonly name?: string;
  /** Bytes from the start of the structure. */
  readonly offset: number;
  /** Of a bit-field: its first bit, counted from the start of the structure, and how many. */
  readonly bits?: { readonly offset: number; readonly size: number };
  readonly type: FactType;
}

/** A variable in RAM. */
export interface FactVariable {
  readonly name: string;
  /** Name in the symbol table, with what the compiler added (`count.3`, `state.lto_priv.0`). */
  readonly symbol: string;
  /** Source file of a static. */
  readonly unit?: string;
  /** Function of a static inside a function, or namespace. */
  readonly scope?: string;
  readonly address: number;
  readonly bytes: number;
  readonly section: string;
  /** Undefined if only the symbol table names it. */
  readonly type?: FactType;
  /** What start-up code sets it to: zeros, nothing, or these bytes; what they lack at the end is zeros. */
  readonly initial: 'zero' | 'none' | Uint8Array;
}

/** A function that runs in RAM. */
export interface FactFunction {
  readonly name: string;
  /** Without the Thumb bit. */
  readonly address: number;
  readonly bytes: number;
  /** CRC-32 of its bytes, to tell whether the code changed; undefined if the file does not have them. */
  readonly crc32?: number;
}

/** A symbol that says where the heap begins. */
export interface FactAnchor {
  readonly symbol: string;
  readonly address: number;
}

/** How much is known of the variables: their types, what the symbol table says, or nothing. */
export type FactsKnown = 'types' | 'symbols' | 'nothing';

/**
 * What is known of a program beside its image: what a later release is compared with. It contains the initial values of variables,
 * so it is as confidential as the image.
 */
export interface ProgramFacts {
  readonly knows: FactsKnown;
  readonly variables: readonly FactVariable[];
  readonly ramFunctions: readonly FactFunction[];
  readonly heap?: FactAnchor;
  /** Whether the program allocates memory while it runs. */
  readonly usesHeap: boolean;
}

/** What is known of a program of which only the image is there. */
export const NO_FACTS: ProgramFacts = { knows: 'nothing', variables: [], ramFunctions: [], usesHeap: false };
