import type { Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import type { Elf } from './elf.js';
import { elfFault, hexOf } from './elf-fault.js';
import { hasContent, SHF_ALLOC, type ElfSection } from './sections.js';
import { PT_LOAD, type ElfProgramHeader } from './segments.js';
import { refuseUnseen } from './unseen.js';

/** Bytes that are loaded to consecutive addresses. */
export interface LoadedBytes {
  /** Physical address (LMA) of the first one. */
  readonly address: number;
  readonly bytes: Uint8Array;
  /** The section; undefined if the file has no sections, and these are the bytes of a segment. */
  readonly section?: string;
}

/**
 * What is to be written to flash: the sections that are in memory and have content, by their physical addresses, sorted, none
 * overlapping another. What a segment has between its sections is only padding of the linker, and of the first one it may be the
 * header of the file; it belongs to nothing and is left out, as `objcopy` does, but must be padding. A file without sections is
 * loaded by segments.
 *
 * @param maxBytes most bytes together
 * @throws Fault `elf_invalid` if a section is in memory and in no segment, a segment loads bytes that are in no section, or
 *   nothing is to be loaded; `image_too_large`
 */
export function loadableOf(elf: Elf, maxBytes: number): readonly LoadedBytes[] {
  const segments = loadedSegments(elf);
  const loaded =
    elf.sections.length === 0
      ? segments.map(({ offset, fileBytes, physicalAddress }) => ({
          offset,
          size: fileBytes,
          address: physicalAddress,
        }))
      : elf.sections
          .filter((section) => hasContent(section) && (section.flags & SHF_ALLOC) !== 0)
          .map((section) => ({
            offset: section.offset,
            size: section.size,
            address: loadAddressOf(section, segments),
            section: section.name,
          }));
  if (loaded.length === 0)
    throw elfFault('elf_invalid', elf.header.segmentCount > 0 ? 28 : 44, 'nothing is to be loaded');
  const total = loaded.reduce((sum, { size }) => sum + size, 0);
  if (total > maxBytes)
    throw faultOf('image_too_large', `the ELF file loads ${total} bytes; at most ${maxBytes} fit`, { limit: maxBytes });
  if (elf.sections.length > 0) refuseUnseen(elf, segments);
  return loaded
    .sort((a, b) => a.address - b.address)
    .map(({ offset, size, ...where }) => ({ ...where, bytes: elf.file.slice(offset, size) }));
}

/** The physical address of a section with content. @throws Fault `elf_invalid` if it is in no segment that is loaded */
export const physicalAddressOf = (elf: Elf, section: ElfSection): number => loadAddressOf(section, loadedSegments(elf));

const loadedSegments = ({ segments }: Elf): readonly ElfProgramHeader[] =>
  segments.filter(({ type, fileBytes }) => type === PT_LOAD && fileBytes > 0);

/** Where a section is loaded to: as far behind its segment's address as behind its segment's offset in the file. */
function loadAddressOf(section: ElfSection, segments: readonly ElfProgramHeader[]): number {
  const { offset, size, address } = section;
  const around = segments.filter(
    (segment) => segment.offset <= offset && offset + size <= segment.offset + segment.fileBytes,
  );
  const segment = around.find((candidate) => address - candidate.virtualAddress === offset - candidate.offset);
  if (!segment) throw notLoaded(section, around[0]);
  return segment.physicalAddress + (offset - segment.offset);
}

/** Says why a section is not loaded. armlink puts initial values beside the code in one segment, as if they ran there. */
function notLoaded({ name, address, offset, entryAt }: ElfSection, around: ElfProgramHeader | undefined): Fault {
  if (!around)
    return elfFault('elf_invalid', entryAt + 12, `section ${name} is in memory, but in no segment that is loaded`);
  const there = hexOf(around.virtualAddress + (offset - around.offset));
  const way = 'upload what is made of it instead, with armlink by fromelf --bin or --i32';
  const both = `section ${name} is at ${hexOf(address)}, but the segment that has its bytes puts them at ${there}`;
  return elfFault('elf_invalid', entryAt + 12, `${both}: ${way}`);
}
