import type { ProgramVariable, ProgramVariables } from '@twinbank/dwarf';

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
export type FactsKnown = ProgramVariables['knows'];

/**
 * What is known of a program beside its image: what a later release is compared with. It contains the initial values of variables,
 * so it is as confidential as the image.
 */
export interface ProgramFacts {
  readonly knows: FactsKnown;
  /** In RAM. What their initial values lack at the end is zeros. */
  readonly variables: readonly ProgramVariable[];
  readonly ramFunctions: readonly FactFunction[];
  readonly heap?: FactAnchor;
  /** Whether the program allocates memory while it runs. */
  readonly usesHeap: boolean;
}

/** What is known of a program of which only the image is there. */
export const NO_FACTS: ProgramFacts = { knows: 'nothing', variables: [], ramFunctions: [], usesHeap: false };
