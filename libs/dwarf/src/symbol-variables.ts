import { contentOf, symbolsOf, type Elf, type ElfSymbol } from '@twinbank/elf';

import type { ProgramVariable } from './program-variable.js';
import { ramSections, type RamSection } from './ram.js';

/** What gcc and clang append to names of statics that they move, copy or merge: `.lto_priv.0`, `.llvm.123`, `.isra.0`, `.7`. */
const COMPILER_SUFFIX = /(?:\.(?:lto_priv|llvm|isra|constprop|part|cold|local)(?:\.?\d+)?|\.\d+)+$/;

/** A symbol's name as in the source. Names of C++ stay mangled. */
export const sourceName = (symbol: string): string => symbol.replace(COMPILER_SUFFIX, '') || symbol;

/**
 * The variables in RAM by the symbol table, by address: data symbols, and labels with a size.
 *
 * @throws Fault as `symbolsOf` and `ramSections`
 */
export function symbolVariables(elf: Elf): ProgramVariable[] {
  const sections = ramSections(elf);
  const variables: ProgramVariable[] = [];
  for (const symbol of symbolsOf(elf)) {
    const ram = sections.get(symbol.section ?? -1);
    if (ram && isVariable(symbol)) variables.push(variableOf(elf, symbol, ram));
  }
  return variables.sort((a, b) => a.address - b.address);
}

const isVariable = ({ type, size }: ElfSymbol): boolean => type === 'object' || (type === 'none' && size > 0);

function variableOf(elf: Elf, symbol: ElfSymbol, ram: RamSection): ProgramVariable {
  return {
    name: sourceName(symbol.name),
    symbol: symbol.name,
    ...(symbol.file !== undefined && { unit: symbol.file }),
    address: symbol.value,
    bytes: symbol.size,
    section: ram.section.name,
    initial: initialBytes(elf, ram, symbol.value, symbol.size),
  };
}

/** What start-up code puts at an address of a section in RAM. What lies beyond the section is left out. */
export function initialBytes(elf: Elf, ram: RamSection, address: number, bytes: number): ProgramVariable['initial'] {
  if (ram.initial !== 'copied') return ram.initial;
  const from = address - ram.section.address;
  return from < 0 ? new Uint8Array(0) : contentOf(elf, ram.section).subarray(from, from + bytes);
}
