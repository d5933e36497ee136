import { symbolsOf, type Elf } from '@twinbank/elf';

import { RamSections } from './ram.js';
import { sourceName } from './source-name.js';

/** A function of a program, by its symbol. */
export interface ProgramFunction {
  /** As in the source: without what compilers append. Names of C++ are mangled. */
  readonly name: string;
  readonly symbol: string;
  /** Of a static function: its source file, where the symbol table says it. */
  readonly file?: string;
  /** Of its first instruction, so it is even. */
  readonly address: number;
  /** 0 if it is not known, as of some written in assembly. */
  readonly bytes: number;
  readonly section: string;
  /** Whether it runs in RAM, to which start-up code copies it. */
  readonly inRam: boolean;
}

/**
 * The functions of a program by its symbol table, by address. None if the file was stripped.
 *
 * @throws Fault as `symbolsOf`; `elf_invalid` if a section is in memory and in no segment
 */
export function readProgramFunctions(elf: Elf): readonly ProgramFunction[] {
  const ram = new RamSections(elf);
  const functions: ProgramFunction[] = [];
  for (const { type, section, name, file, value, size } of symbolsOf(elf)) {
    if (type !== 'function' || section === undefined) continue;
    functions.push({
      name: sourceName(name, 'function'),
      symbol: name,
      ...(file !== undefined && { file }),
      address: value - (value & 1),
      bytes: size,
      section: elf.sections[section]!.name,
      inRam: ram.get(section) !== undefined,
    });
  }
  return functions.sort((a, b) => a.address - b.address);
}
