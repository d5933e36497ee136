import { symbolsOf, type Elf, type ElfSymbol } from '@twinbank/elf';

import type { ProgramVariable } from './program-variable.js';
import type { RamSections } from './ram.js';
import { sourceName } from './source-name.js';

/**
 * The variables in RAM by the symbol table: data symbols, and labels with a size.
 *
 * @throws Fault as `symbolsOf`
 */
export function symbolVariables(elf: Elf, ram: RamSections): ProgramVariable[] {
  const variables: ProgramVariable[] = [];
  for (const symbol of symbolsOf(elf)) {
    const inRam = ram.get(symbol.section);
    if (!inRam || !isVariable(symbol)) continue;
    const { name, file, value, size } = symbol;
    variables.push({
      name: sourceName(name, 'variable'),
      symbol: name,
      ...(file !== undefined && { unit: file }),
      address: value,
      bytes: size,
      section: inRam.section.name,
      initial: ram.initialAt(inRam, value, size),
    });
  }
  return variables;
}

const isVariable = ({ type, size }: ElfSymbol): boolean => type === 'object' || (type === 'none' && size > 0);
