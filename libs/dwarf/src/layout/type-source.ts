import type { DebugFile, Entry } from '../entries/debug-file.js';
import type { VariableType } from '../variable-type.js';

/** Where the types of members come from. */
export interface TypeSource {
  readonly file: DebugFile;
  /** Names of types that are only declared where they are used. */
  readonly undefinedNames: Set<string>;
  /** Names of virtual base classes: only the running program finds their place in others. */
  readonly virtualBases: Set<string>;
  /** The type that an entry has, or the first of those that it completes. */
  typeOf(chain: readonly Entry[]): VariableType;
}
