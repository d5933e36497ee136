import type { VariableType } from './variable-type.js';

/** A variable that has its place in RAM as long as the program runs: a global, or a static of a file, function or class. */
export interface ProgramVariable {
  /** As in the source: without what compilers append, such as `.lto_priv.0` or `.123`. */
  readonly name: string;
  /** As in the symbol table. */
  readonly symbol: string;
  /** Path of its source file, relative to the folder of the build where that is known. Statics of one name are told apart by it. */
  readonly unit?: string;
  /** The function of a static local; in C++ the namespace or class. */
  readonly scope?: string;
  readonly address: number;
  readonly bytes: number;
  /** Name of the section of the linked program. */
  readonly section: string;
  /** None: only the symbol is known. */
  readonly type?: VariableType;
  /** What start-up code puts there: zeros, nothing (as in `.noinit`), or these bytes, which are not copied out of the file. */
  readonly initial: 'zero' | 'none' | Uint8Array;
}
