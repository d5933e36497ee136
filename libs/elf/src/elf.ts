import { ElfBytes } from './elf-bytes.js';
import { readHeader, type ElfHeader } from './header.js';
import { hasContent, readSections, type ElfSection } from './sections.js';
import { readSegments, type ElfProgramHeader } from './segments.js';

/** An ELF file whose tables were read and are consistent. What may be large is read when it is asked for, from `file`. */
export interface Elf {
  readonly file: ElfBytes;
  readonly header: ElfHeader;
  readonly segments: readonly ElfProgramHeader[];
  /** By index; the first one is empty. None if the file has no section header table. */
  readonly sections: readonly ElfSection[];
}

/**
 * Reads the header and the tables of a linked program for 32-bit ARM. The bytes are not copied.
 *
 * @throws Fault `elf_foreign`, `elf_truncated`, `elf_invalid`, `elf_overlapping`, `elf_too_large`, each with the `offset` in the
 *   file that says what is wrong
 * @see System V ABI, edition 4.1 and its updates (gABI); ELF for the Arm Architecture (AAELF32)
 *
 * @example
 * ```ts
 * import { readElf } from '@twinbank/elf';
 *
 * try {
 *   readElf(Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, ...new Array(60).fill(0)]));
 * } catch (fault) {
 *   console.log(String(fault)); // Fault: elf_foreign: offset 0x4: the file is of the 64-bit class
 * }
 * ```
 */
export function readElf(bytes: Uint8Array): Elf {
  const file = new ElfBytes(bytes);
  const header = readHeader(file);
  return { file, header, segments: readSegments(file, header), sections: readSections(file, header) };
}

/** The first section of a name. */
export const sectionNamed = ({ sections }: Elf, name: string): ElfSection | undefined =>
  sections.find((section) => section.name === name);

/** The bytes of a section in the file, not copied; none if it has no content. */
export const contentOf = ({ file }: Elf, section: ElfSection): Uint8Array =>
  hasContent(section) ? file.slice(section.offset, section.size) : new Uint8Array(0);
