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

/**
 * The bytes of a section with debug information, as they were before they were compressed; undefined if they are compressed in a way that is
 * not read here (zstd).
 *
 * @param room bytes that they may have at most
 * @throws Fault `dwarf_invalid` if they are not what was compressed, `dwarf_too_large` if they find no room
 */
export function uncompressed(elf: Elf, section: ElfSection, room: number): Uint8Array | undefined {
  const bytes = contentOf(elf, section);
  if (!isCompressed(section)) return bytes;
  if (bytes.length < HEADER_BYTES)
    throw dwarfFault('dwarf_invalid', section.offset, `${section.name} is too short to be compressed`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const isGnu = section.name.startsWith('.z');
  const isZlib = isGnu ? view.getUint32(0) === GNU_MAGIC : view.getUint32(0, true) === KIND_ZLIB;
  if (!isZlib) return undefined;
  const size = isGnu ? Number(view.getBigUint64(4)) : view.getUint32(4, true);
  if (size > room)
    throw dwarfFault(
      'dwarf_too_large',
      section.offset,
      `${section.name} has ${size} bytes when it is whole; of all sections, at most ${DWARF_LIMITS.uncompressedBytes} are read`,
    );
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
