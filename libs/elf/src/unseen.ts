import { elfFault, hexOf } from './elf-fault.js';
import type { Elf } from './elf.js';
import { HEADER_BYTES, PROGRAM_HEADER_BYTES } from './header.js';
import { hasContent } from './sections.js';
import type { ElfProgramHeader } from './segments.js';

/** Bytes of the file, from `from` to before `to`. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * Refuses bytes that a segment loads and no section has, such as a CRC or a certificate that a tool appended after linking: by
 * sections they would be left out, and nobody would know. The file's own tables, and padding, are nothing that is missed.
 * Each byte of the file is looked at once, however many segments load it.
 *
 * @param segments those that are loaded
 * @throws Fault `elf_invalid`
 */
export function refuseUnseen(elf: Elf, segments: readonly ElfProgramHeader[]): void {
  const seen = seenOf(elf);
  let next = 0;
  let done = 0;
  for (const segment of [...segments].sort((a, b) => a.offset - b.offset)) {
    const end = segment.offset + segment.fileBytes;
    for (let at = Math.max(done, segment.offset); at < end;) {
      while (next < seen.length && seen[next]!.to <= at) next += 1;
      const { from, to } = seen[next] ?? { from: end, to: end };
      const found = firstContent(elf.file.bytes, at, Math.min(from, end));
      if (found !== undefined) throw unseen(segment, found);
      at = to;
    }
    done = Math.max(done, end);
  }
}

/** Offset of the first byte in a stretch that is neither what linkers fill up with nor what erased flash reads. */
function firstContent(bytes: Uint8Array, from: number, to: number): number | undefined {
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at];
    if (byte !== 0x00 && byte !== 0xff) return at;
  }
  return undefined;
}

/** What is known of the file: its sections and the tables that say how it is loaded, by offset. */
function seenOf({ header, sections }: Elf): readonly Stretch[] {
  const stretches = sections
    .filter(hasContent)
    .map(({ offset, size }): Stretch => ({ from: offset, to: offset + size }));
  const segmentsEnd = header.segmentsAt + header.segmentCount * PROGRAM_HEADER_BYTES;
  stretches.push({ from: 0, to: HEADER_BYTES }, { from: header.segmentsAt, to: segmentsEnd });
  return stretches.sort((a, b) => a.from - b.from);
}

const unseen = ({ entryAt, offset, physicalAddress }: ElfProgramHeader, at: number) =>
  elfFault(
    'elf_invalid',
    entryAt + 4,
    `the segment at ${hexOf(offset)} loads bytes at ${hexOf(at)} to ${hexOf(physicalAddress + at - offset)} that are in no ` +
      'section, as if added after linking: reserve a section for them in the linker script, or upload an Intel HEX file',
  );
