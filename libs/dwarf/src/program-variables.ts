import { symbolTableOf, toolchainsOf, type Elf } from '@twinbank/elf';

import type { ProgramVariable } from './program-variable.js';
import { symbolVariables } from './symbol-variables.js';

/** The variables of a program, and how much is known of them. */
export interface ProgramVariables {
  /** `types`: of some at least; `symbols`: names, places and sizes; `nothing`: the file was stripped. */
  readonly knows: 'types' | 'symbols' | 'nothing';
  /** By address. */
  readonly variables: readonly ProgramVariable[];
  /** The compilers, as they name themselves. */
  readonly producers: readonly string[];
  /** Why less is known than could be, in plain words. */
  readonly notes: readonly string[];
}

/**
 * Reads which variables a linked program keeps in RAM, and their types where it has debug information.
 *
 * @throws Fault `dwarf_invalid`, `dwarf_too_large`, and as `symbolsOf`
 */
export function readProgramVariables(elf: Elf): ProgramVariables {
  const variables = symbolVariables(elf);
  return {
    knows: symbolTableOf(elf) ? 'symbols' : 'nothing',
    variables,
    producers: toolchainsOf(elf),
    notes: ['types are not read yet'],
  };
}
