import * as zlib from 'node:zlib';

import { contentOf, SHF_COMPRESSED, type Elf, type ElfSection } from '@twinbank/elf';

import { dwarfFault } from '../dwarf-fault.js';
import { DWARF_LIMITS } from '../limits.js';

/** Before compressed bytes: kind, bytes when they are whole, alignment; three words [gABI, Section Compression]. */
const HEADER_BYTES = 12;
const KIND_ZLIB = 1;
const KIND_ZSTD = 2;
/** A frame that asks for a longer window than its level 20 makes (32 MiB) is not read: it would be held whole, whatever is in it. */
const ZSTD_WINDOW_LOG_MAX = 25;
/** `ZSTD_d_windowLogMax` [zstd.h]. */
const ZSTD_D_WINDOW_LOG_MAX = 100;

/** Whole bytes from bytes compressed by zstd, or an error if there are more than so many. */
export type ZstdDecompressor = (bytes: Uint8Array, options: ZstdOptions) => Uint8Array;
interface ZstdOptions {
  readonly maxOutputLength: number;
  readonly params: Readonly<Record<number, number>>;
}

/** Node.js has one from 22.15 and 23.8 on. */
export const zstdOfNode = (zlib as { readonly zstdDecompressSync?: ZstdDecompressor }).zstdDecompressSync;

/** Before the bytes of a section named `.zdebug_…`, as GNU tools wrote them first: ZLIB, and how many they are in 8 bytes, big-endian. */
const GNU_MAGIC = 0x5a4c4942;

/** Whether a section's bytes are compressed, in one way or the other. */
export const isCompressed = ({ name, flags }: ElfSection): boolean =>
  name.startsWith('.z') || (flags & SHF_COMPRESSED) !== 0;

type Compression = 'none' | 'zlib' | 'zstd';

/** A section of debug information, and what it is to be when it is whole. Nothing of it has been made yet. */
export interface Compressed {
  readonly section: ElfSection;
  readonly by: Compression;
  /** Bytes of the section as it was before it was compressed, by its header; of one that is not compressed, as it is. */
  readonly size: number;
}

/** Why a section stays as it is, in plain words and with a way out. */
const UNREAD = {
  zstd: 'the debug information is compressed by zstd, which Node.js can read from 22.15 on: use that, or link with -gz=zlib or -gz=none',
  other: 'the debug information is compressed neither by zlib nor by zstd, and is not read: link with -gz=none',
} as const;

/**
 * What a section says of its size; a text that says why if it is compressed in a way that is not read here.
 *
 * @param room bytes that it may have at most
 * @param zstd undefined where there is none
 * @throws Fault `dwarf_invalid` if it has no header, `dwarf_too_large` if it finds no room
 */
export function announced(elf: Elf, section: ElfSection, room: number, zstd = zstdOfNode): Compressed | string {
  const { by, size } = isCompressed(section)
    ? headerOf(contentOf(elf, section), section)
    : { by: 'none' as const, size: section.size };
  if (by === 'other' || (by === 'zstd' && !zstd)) return UNREAD[by];
  if (size > room)
    throw dwarfFault(
      'dwarf_too_large',
      section.offset,
      `${section.name} has ${size} bytes when it is whole; of all sections, at most ${DWARF_LIMITS.uncompressedBytes} are read`,
    );
  return { section, by, size };
}

function headerOf(bytes: Uint8Array, { name, offset }: ElfSection): { by: Compression | 'other'; size: number } {
  if (bytes.length < HEADER_BYTES) throw dwarfFault('dwarf_invalid', offset, `${name} is too short to be compressed`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (name.startsWith('.z'))
    return { by: view.getUint32(0) === GNU_MAGIC ? 'zlib' : 'other', size: Number(view.getBigUint64(4)) };
  const kind = view.getUint32(0, true);
  const by = kind === KIND_ZLIB ? 'zlib' : kind === KIND_ZSTD ? 'zstd' : 'other';
  return { by, size: view.getUint32(4, true) };
}

/**
 * The bytes of a section as they were before they were compressed: as many as it announced.
 *
 * @throws Fault `dwarf_invalid` if they are not what was compressed
 */
export function uncompressed(elf: Elf, { section, by, size }: Compressed, zstd = zstdOfNode): Uint8Array {
  const bytes = contentOf(elf, section);
  if (by === 'none') return bytes;
  const whole = inflated(bytes.subarray(HEADER_BYTES), size, { section, zstd: by === 'zstd' ? zstd : undefined });
  if (whole.length !== size)
    throw dwarfFault('dwarf_invalid', section.offset, `${section.name} has ${whole.length} bytes and says ${size}`);
  return whole;
}

/** Ends as soon as there are more bytes than were said, however few they are made of. */
function inflated(
  bytes: Uint8Array,
  size: number,
  { section: { name, offset }, zstd }: { section: ElfSection; zstd: ZstdDecompressor | undefined },
): Uint8Array {
  const maxOutputLength = Math.max(size, 1);
  try {
    return zstd
      ? zstd(bytes, { maxOutputLength, params: { [ZSTD_D_WINDOW_LOG_MAX]: ZSTD_WINDOW_LOG_MAX } })
      : zlib.inflateSync(bytes, { maxOutputLength });
  } catch {
    throw dwarfFault('dwarf_invalid', offset, `${name} does not hold the ${size} bytes that were compressed`);
  }
}
