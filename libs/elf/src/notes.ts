import { toHex } from '@twinbank/primitives';

import { elfFault } from './elf-fault.js';
import type { Elf } from './elf.js';
import { ELF_LIMITS } from './limits.js';
import { hasContent, SHT_NOTE, type ElfSection } from './sections.js';

/** A note: something that a tool wrote into the file about it [gABI, Note Section]. */
export interface ElfNote {
  /** Who defines what `type` means, such as `GNU`. */
  readonly owner: string;
  readonly type: number;
  readonly description: Uint8Array;
}

const NOTE_HEADER_BYTES = 12;
const GNU_BUILD_ID = 3;
const BUILD_ID_BYTES_MAX = 64;

const aligned = (bytes: number): number => Math.ceil(bytes / 4) * 4;

/** All notes of the file. @throws Fault `elf_invalid` if one is longer than its section, `elf_too_large` */
export function notesOf(elf: Elf): readonly ElfNote[] {
  const notes: ElfNote[] = [];
  for (const section of elf.sections)
    if (section.type === SHT_NOTE && hasContent(section)) addNotes(notes, elf, section);
  return notes;
}

/**
 * The build id, which the linker makes of the program (`--build-id`), in hexadecimal; undefined if it has none. Two files with
 * the same one are the same program.
 *
 * @throws Fault as `notesOf`
 */
export function buildIdOf(elf: Elf): string | undefined {
  const note = notesOf(elf).find(({ owner, type }) => owner === 'GNU' && type === GNU_BUILD_ID);
  const isId = note && note.description.length > 0 && note.description.length <= BUILD_ID_BYTES_MAX;
  return isId ? toHex(note.description) : undefined;
}

/** Adds the notes of a section to those before it: the limit is that of the file. */
function addNotes(notes: ElfNote[], { file }: Elf, { offset, size }: ElfSection): void {
  const end = offset + size;
  for (let at = offset; at < end;) {
    const nameAt = at + NOTE_HEADER_BYTES;
    if (nameAt > end) throw elfFault('elf_invalid', at, 'a note does not fit into its section');
    const [nameBytes, descriptionBytes, type] = [file.u32(at), file.u32(at + 4), file.u32(at + 8)];
    const descriptionAt = nameAt + aligned(nameBytes);
    if (descriptionAt + descriptionBytes > end)
      throw elfFault('elf_invalid', at, 'a note does not fit into its section');
    if (notes.length === ELF_LIMITS.notes) throw elfFault('elf_too_large', at, `more than ${ELF_LIMITS.notes} notes`);
    const owner = nameBytes > ELF_LIMITS.commentBytes ? '' : textOf(file.slice(nameAt, nameBytes));
    notes.push({ owner, type, description: file.slice(descriptionAt, descriptionBytes) });
    at = descriptionAt + aligned(descriptionBytes);
  }
}

/** The name in a note, without the zero at its end. */
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).replace(/\0+$/, '');
