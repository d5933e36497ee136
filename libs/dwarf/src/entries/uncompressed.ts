import { inflateSync } from 'node:zlib';

import { contentOf, SHF_COMPRESSED, type Elf, type ElfSection } from '@twinbank/elf';

import { dwarfFault } from '../dwarf-fault.js';
import { DWARF_LIMITS } from '../limits.js';

/** Before compressed bytes: kind, bytes when they are whole, alignment; three words [gABI, Section Compression]. */
const HEADER_BYTES = 12;
const KIND_ZLIB = 1;
/** Before the bytes of a section named `.zdebug_…`, as GNU tools wrote them first: ZLIB, and how many they are in 8 bytes, big-endian. */
const GNU_MAGIC = 0x5a4c4942;

/** Whether a section's bytes are compressed, in one way or the other. */
export const isCompressed = ({ name, flags }: ElfSection): boolean =>
  name.startsWith('.z') || (flags & SHF_COMPRESSED) !== 0;

/** A section of debug information, and what it is to be when it is whole. Nothing of it has been made yet. */
export interface Compressed {
  readonly section: ElfSection;
  /** Bytes of the section as it was before it was compressed, by its header; of one that is not compressed, as it is. */
  readonly size: number;
}

/**
 * What a section says of its size; undefined if it is compressed in a way that is not read here (zstd).
 *
 * @param room bytes that it may have at most
 * @throws Fault `dwarf_invalid` if it has no header, `dwarf_too_large` if it finds no room
 */
export function announced(elf: Elf, section: ElfSection, room: number): Compressed | undefined {
  const size = isCompressed(section) ? sizeInHeader(contentOf(elf, section), section) : section.size;
  if (size !== undefined && size > room)
    throw dwarfFault(
      'dwarf_too_large',
      section.offset,
      `${section.name} has ${size} bytes when it is whole; of all sections, at most ${DWARF_LIMITS.uncompressedBytes} are read`,
    );
  return size === undefined ? undefined : { section, size };
}

function sizeInHeader(bytes: Uint8Array, { name, offset }: ElfSection): number | undefined {
  if (bytes.length < HEADER_BYTES) throw dwarfFault('dwarf_invalid', offset, `${name} is too short to be compressed`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const isGnu = name.startsWith('.z');
  const isZlib = isGnu ? view.getUint32(0) === GNU_MAGIC : view.getUint32(0, true) === KIND_ZLIB;
  if (!isZlib) return undefined;
  return isGnu ? Number(view.getBigUint64(4)) : view.getUint32(4, true);
}

/**
 * The bytes of a section as they were before they were compressed: as many as it announced.
 *
 * @throws Fault `dwarf_invalid` if they are not what was compressed
 */
export function uncompressed(elf: Elf, { section, size }: Compressed): Uint8Array {
  const bytes = contentOf(elf, section);
  if (!isCompressed(section)) return bytes;
  const whole = inflated(bytes.subarray(HEADER_BYTES), size, section);
  if (whole.length !== size)
    throw dwarfFault('dwarf_invalid', section.offset, `${section.name} has ${whole.length} bytes and says ${size}`);
  return whole;
}

/** Ends as soon as there are more bytes than were said, however few they are made of. */
function inflated(bytes: Uint8Array, size: number, { name, offset }: ElfSection): Uint8Array {
  try {
    return inflateSync(bytes, { maxOutputLength: Math.max(size, 1) });
  } catch {
    throw dwarfFault('dwarf_invalid', offset, `${name} does not hold the ${size} bytes that were compressed`);
  }
}
