import { symbolTableOf, toolchainsOf, type Elf } from '@twinbank/elf';

import { readDebugInformation } from './debug-information.js';
import type { ProgramVariable } from './program-variable.js';
import { RamSections } from './ram.js';
import { symbolVariables } from './symbol-variables.js';
import { combine } from './variables/combine.js';

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
  /** Those of the notes that tell of debug information which was not read, and what to do about it. */
  readonly unread: readonly string[];
}

/**
 * Reads which variables a linked program keeps in RAM, and their types where it has debug information (DWARF 4 and 5, and what is
 * like them in 2 and 3). Memory grows with the variables and their types, not with the debug information.
 *
 * @throws Fault `dwarf_invalid`, `dwarf_too_large` with the `offset` in the file; and as `symbolsOf`
 * @see DWARF Debugging Information Format, versions 4 and 5; DWARF for the Arm Architecture (AADWARF32)
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { readElf } from '@twinbank/elf';
 * import { readProgramVariables } from '@twinbank/dwarf';
 *
 * const elf = readElf(readFileSync('simulators/firmware/build/g4/twinbank-g4-1.1.0.elf'));
 * const { variables } = readProgramVariables(elf);
 * console.log(variables.find(({ name }) => name === 'uptime_ms')?.type);
 * ```
 */
export function readProgramVariables(elf: Elf): ProgramVariables {
  const ram = new RamSections(elf);
  const symbols = symbolVariables(elf, ram);
  const debug = readDebugInformation(elf, (address) => ram.around(address) !== undefined);
  const variables = combine(symbols, debug.variables, ram);
  const typed = variables.filter(({ type }) => type !== undefined);
  const hasSymbols = symbolTableOf(elf) !== undefined;
  const knowsTypes = typed.length > 0 || (debug.isRead && variables.length === 0);
  return {
    knows: knowsTypes ? 'types' : hasSymbols ? 'symbols' : 'nothing',
    variables,
    producers: debug.producers.length > 0 ? debug.producers : toolchainsOf(elf),
    unread: debug.unread,
    notes: [
      ...debug.notes,
      ...(hasSymbols ? [] : ['there is no symbol table: the file was stripped']),
      ...untypedNotes(variables, typed.length),
    ],
  };
}

/** Variables of which only the symbol is known, beside others whose type is. */
function untypedNotes(variables: readonly ProgramVariable[], typed: number): string[] {
  if (typed === 0 || typed === variables.length) return [];
  const untyped = variables.filter(({ type }) => type === undefined).map(({ symbol }) => symbol);
  const some = untyped.slice(0, 5).join(', ');
  return [`the types of ${untyped.length} of ${variables.length} variables are not known, such as those of ${some}`];
}
