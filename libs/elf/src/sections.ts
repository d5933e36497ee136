import type { ElfBytes } from './elf-bytes.js';
import { elfFault, hexOf } from './elf-fault.js';
import { SECTION_ENTRY_BYTES, type ElfHeader } from './header.js';
import { ELF_LIMITS } from './limits.js';
import { StringTable } from './string-table.js';

/** A section, by its entry of the section header table [gABI, Section Header]. */
export interface ElfSection {
  readonly index: number;
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  /** Where the program finds it when it runs (VMA); 0 if it is in no memory. */
  readonly address: number;
  /** Offset in the file. */
  readonly offset: number;
  /** Bytes: of a section without content (`SHT_NOBITS`) in memory only. */
  readonly size: number;
  /** Index of another section, by type: of a symbol table its names. */
  readonly link: number;
  readonly entryBytes: number;
  /** Offset of its entry. */
  readonly entryAt: number;
}

export const SHT_NULL = 0;
export const SHT_SYMTAB = 2;
export const SHT_STRTAB = 3;
export const SHT_NOTE = 7;
export const SHT_NOBITS = 8;
export const SHF_ALLOC = 2;
export const SHF_COMPRESSED = 0x800;

/** Whether a section has bytes in the file. */
export const hasContent = ({ type, size }: ElfSection): boolean => type !== SHT_NULL && type !== SHT_NOBITS && size > 0;

/**
 * Reads the section header table with the names in it. A file without one has no sections.
 *
 * @throws Fault `elf_too_large`, `elf_truncated`, `elf_invalid`; `elf_overlapping`: two sections share bytes of the file
 */
export function readSections(file: ElfBytes, header: ElfHeader): readonly ElfSection[] {
  const { sectionsAt, sectionCount, sectionNames } = header;
  if (sectionCount > ELF_LIMITS.sections)
    throw elfFault('elf_too_large', 48, `${sectionCount} sections; at most ${ELF_LIMITS.sections} are read`);
  file.demand(sectionsAt, sectionCount * SECTION_ENTRY_BYTES, 'the table of sections', 32);
  const unnamed = Array.from({ length: sectionCount }, (_, index) =>
    sectionAt(file, index, sectionsAt + index * SECTION_ENTRY_BYTES),
  );
  checkContents(unnamed);
  if (sectionNames === 0) return unnamed;
  const names = stringTableOf(file, unnamed, sectionNames, 50);
  const nameOf = ({ entryAt }: ElfSection): string =>
    names.textAt(file.u32(entryAt), entryAt, ELF_LIMITS.sectionNameBytes);
  return unnamed.map((section) => ({ ...section, name: nameOf(section) }));
}

/**
 * The string table in a section.
 *
 * @param saidAt offset in the file of the index
 * @throws Fault `elf_invalid` if the section is none
 */
export function stringTableOf(
  file: ElfBytes,
  sections: readonly ElfSection[],
  index: number,
  saidAt: number,
): StringTable {
  const section = sections[index];
  if (section?.type !== SHT_STRTAB)
    throw elfFault('elf_invalid', saidAt, `names should be in section ${index}, which is no string table`);
  return new StringTable(file.slice(section.offset, section.size), section.offset);
}

function sectionAt(file: ElfBytes, index: number, entryAt: number): ElfSection {
  const word = (at: number): number => file.u32(entryAt + 4 * at);
  const section: ElfSection = {
    index,
    name: '',
    type: word(1),
    flags: word(2),
    address: word(3),
    offset: word(4),
    size: word(5),
    link: word(6),
    entryBytes: word(9),
    entryAt,
  };
  if (hasContent(section)) file.demand(section.offset, section.size, 'a section', entryAt + 16);
  return section;
}

function checkContents(sections: readonly ElfSection[]): void {
  const contents = sections.filter(hasContent).sort((a, b) => a.offset - b.offset || a.index - b.index);
  for (const [index, section] of contents.entries()) {
    const before = contents[index - 1];
    if (before === undefined || before.offset + before.size <= section.offset) continue;
    const both = `sections ${before.index} and ${section.index} share bytes at ${hexOf(section.offset)}`;
    throw elfFault('elf_overlapping', section.entryAt + 16, both);
  }
}
