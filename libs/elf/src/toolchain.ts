import { contentOf, sectionNamed, type Elf } from './elf.js';
import { ELF_LIMITS } from './limits.js';
import { SHF_COMPRESSED } from './sections.js';

/** Debug information of a file. */
export interface DebugInformation {
  /** Version of DWARF of the first unit; undefined if it is compressed, or too short to say. */
  readonly dwarf: number | undefined;
  readonly compressed: boolean;
}

/**
 * What the compilers and assemblers say of themselves in `.comment`, each once, such as `GCC: (15:12.2.rel1-1) 12.2.1 20221205`.
 * At most 64 texts of 256 bytes, all within the first 16 KiB; what is longer is cut, what is more is left out.
 */
export function toolchainsOf(elf: Elf): readonly string[] {
  const section = sectionNamed(elf, '.comment');
  if (!section) return [];
  const texts = new Set<string>();
  // Not all of the section: texts that are empty or repeated add nothing, and would be looked at by the million.
  const bytes = contentOf(elf, section).subarray(0, ELF_LIMITS.comments * ELF_LIMITS.commentBytes);
  for (let at = 0; at < bytes.length && texts.size < ELF_LIMITS.comments;) {
    const found = bytes.indexOf(0, at);
    const end = found === -1 ? bytes.length : found;
    const text = printable(bytes.subarray(at, Math.min(end, at + ELF_LIMITS.commentBytes)));
    if (text !== '') texts.add(text);
    at = end + 1;
  }
  return [...texts];
}

/** Whether the file has debug information, and of which version of DWARF; undefined if it has none. */
export function debugOf(elf: Elf): DebugInformation | undefined {
  const section = sectionNamed(elf, '.debug_info');
  if (!section) return sectionNamed(elf, '.zdebug_info') && { dwarf: undefined, compressed: true };
  if ((section.flags & SHF_COMPRESSED) !== 0) return { dwarf: undefined, compressed: true };
  const bytes = contentOf(elf, section);
  // unit_length, then the version [DWARF 5 §7.5.1]; files of 64-bit DWARF are not made for 32-bit parts
  return { dwarf: bytes.length < 6 ? undefined : bytes[4]! | (bytes[5]! << 8), compressed: false };
}

const printable = (bytes: Uint8Array): string =>
  String.fromCharCode(...bytes.map((byte) => (byte >= 0x20 && byte < 0x7f ? byte : 0x3f))).trim();
