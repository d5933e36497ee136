import { sha256 } from '@twinbank/keys';
import { crc32Stm, equalBytes, utf8 } from '@twinbank/primitives';
import { faultOf, NAME } from '@twinbank/protocol';

import { CODE_ADDRESS, paddedImage, paddedLength } from './padded-image.js';

/**
 * What an image may carry behind its code [AN4767 §6.5.1], in the order in which its table names it: `config`, a configuration;
 * `ram-init`, start values of variables; `ram-code`, a copy of interrupt code for RAM; `companion`, a payload for another chip; `plan`, what
 * is done in RAM at a live swap from named images.
 */
export const PAYLOAD_TYPES = ['config', 'ram-init', 'ram-code', 'companion', 'plan'] as const;
export type PayloadType = (typeof PAYLOAD_TYPES)[number];

/** What is put behind the code of an image. */
export interface PayloadInput {
  readonly type: PayloadType;
  readonly bytes: Uint8Array;
  /** Where it belongs: in RAM, or in the other chip. What is read where it lies has none. */
  readonly address?: number;
  /** The chip that a `companion` is for. */
  readonly target?: string;
}

/** One payload of an image. */
export interface Payload {
  readonly type: PayloadType;
  /** Its position in the image; a multiple of 64. */
  readonly offset: number;
  /** Bytes, exactly. FF follows up to the next multiple of 64. */
  readonly length: number;
  /** In RAM, or in the other chip; of a configuration and of plans, where the CPU sees them while their bank is the active one. */
  readonly address: number;
  /** SHA-256, 32 bytes. */
  readonly sha256: Uint8Array;
  /** The chip that a `companion` is for, at most 16 characters. */
  readonly target?: string;
}

/** What an image carries behind its code. The payloads follow one another, and the table follows them. */
export interface SectionTable {
  /** Bytes of the code, which comes first: a multiple of 64. */
  readonly codeLength: number;
  readonly payloads: readonly Payload[];
}

/** Most payloads of an image: with the code, the sixteen sections that a manifest may have. */
export const PAYLOADS_MAX = 15;
/** Bytes of an entry, and of the foot that ends the table and the image. */
const ENTRY_BYTES = 64;
/** Longest table: whoever has so many bytes of the end of an image has all of it. */
export const SECTION_TABLE_BYTES_MAX = (PAYLOADS_MAX + 1) * ENTRY_BYTES;
/** Longest name of a chip. */
export const TARGET_LENGTH_MAX = 16;

/** Not text, not erased flash and no address: the end of an image begins so only where a table is meant. */
const MAGIC = Uint8Array.of(0x89, 0x54, 0x57, 0x53, 0x0d, 0x0a, 0x1a, 0x0a);
const FORMAT = 1;
const FOOT = { format: 8, entries: 10, reserved: 12, crc: 60 } as const;
const ENTRY = { type: 0, reserved: 1, offset: 4, length: 8, address: 12, sha256: 16, target: 48 } as const;
const WORD = 4;

/**
 * An image with payloads behind its code, and the table that finds them from the image's length. Without payloads, the image as
 * it is written to flash. Payloads are laid out in the order of {@link PAYLOAD_TYPES}; those of one type in the order given, which for
 * companions is the order of their activation.
 *
 * @throws Fault `request_invalid` for what no device would take
 */
export function imageWith(code: Uint8Array, inputs: readonly PayloadInput[]): Uint8Array {
  const padded = paddedImage(code);
  if (inputs.length === 0) return padded;
  if (endsWithTable(padded)) throw faultOf('request_invalid', 'the image has sections already');
  if (inputs.length > PAYLOADS_MAX)
    throw faultOf('request_invalid', `an image carries at most ${PAYLOADS_MAX} sections beside its code`);
  const ordered = PAYLOAD_TYPES.flatMap((type) => inputs.filter((input) => input.type === type));
  let end = padded.length;
  const payloads = ordered.map(({ type, bytes, address, target }): Payload => {
    const offset = end;
    end += paddedLength(bytes.length);
    return {
      ...{ type, offset, length: bytes.length, sha256: sha256(bytes) },
      address: staysInBank(type) ? CODE_ADDRESS + offset : (address ?? 0),
      ...(target !== undefined && { target }),
    };
  });
  const contradiction = contradictionIn(payloads, end);
  if (contradiction !== undefined) throw faultOf('request_invalid', contradiction);
  const image = new Uint8Array(end + (payloads.length + 1) * ENTRY_BYTES).fill(0xff);
  image.set(padded);
  ordered.forEach(({ bytes }, index) => image.set(bytes, payloads[index]!.offset));
  image.set(encodeTable(payloads), end);
  return image;
}

/**
 * The table of an image; undefined if it has none.
 *
 * @throws Fault `section_table_invalid`
 */
export const sectionTableOf = (image: Uint8Array): SectionTable | undefined =>
  decodeSectionTable(image.subarray(Math.max(0, image.length - SECTION_TABLE_BYTES_MAX)), image.length);

/**
 * Reads the table at the end of an image; undefined if there is none. After this the numbers may be used as they are: payloads lie
 * within the image, behind its code, and follow one another. Whether their destinations are free is not known here.
 *
 * @param tail the last {@link SECTION_TABLE_BYTES_MAX} bytes of the image, or all of a shorter one
 * @throws Fault `section_table_invalid`
 *
 * @example
 * ```ts
 * import { decodeSectionTable, imageWith } from '@twinbank/image';
 *
 * const image = imageWith(new Uint8Array(100), [{ type: 'config', bytes: Uint8Array.of(1, 2, 3) }]);
 * const table = decodeSectionTable(image, image.length);
 * console.log(image.length, table?.codeLength, table?.payloads[0]?.length); // 320 128 3
 * ```
 */
export function decodeSectionTable(tail: Uint8Array, imageLength: number): SectionTable | undefined {
  if (!endsWithTable(tail)) return undefined;
  const foot = tail.length - ENTRY_BYTES;
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  const format = view.getUint16(foot + FOOT.format, true);
  if (format !== FORMAT) throw invalid(`the table has format ${format}; this version reads ${FORMAT}`);
  const count = view.getUint16(foot + FOOT.entries, true);
  const start = foot - count * ENTRY_BYTES;
  if (count < 1 || count > PAYLOADS_MAX || start < 0 || imageLength % ENTRY_BYTES !== 0)
    throw invalid(`the table says that it has ${count} entries, for which there is no room`);
  if (crc32Stm(tail.subarray(start, foot + FOOT.crc)) !== view.getUint32(foot + FOOT.crc, true))
    throw invalid('the CRC-32 of the table is not that of its bytes');
  if (!isZero(tail, foot + FOOT.reserved, foot + FOOT.crc)) throw invalid('a reserved byte of the table is not zero');
  const payloads = Array.from({ length: count }, (_, index) => readEntry(tail, start + index * ENTRY_BYTES));
  const contradiction = contradictionIn(payloads, imageLength - (tail.length - start));
  if (contradiction !== undefined) throw invalid(contradiction);
  return { codeLength: payloads[0]!.offset, payloads };
}

/** The bytes of a payload of an image. */
export const payloadOf = (image: Uint8Array, { offset, length }: Pick<Payload, 'offset' | 'length'>): Uint8Array =>
  image.subarray(offset, offset + length);

/** CRC-32 of a payload as ST's unit computes it from the bank: over whole words, with the FF that fill up the last one. */
export const payloadCrc = (image: Uint8Array, { offset, length }: Pick<Payload, 'offset' | 'length'>): number =>
  crc32Stm(image.subarray(offset, offset + Math.ceil(length / WORD) * WORD));

/** What is wrong with the bytes of the payloads of an image: a digest, or a byte between them that is not FF. */
export function flawInPayloads(image: Uint8Array, { payloads }: SectionTable): string | undefined {
  for (const payload of payloads) {
    const { type, offset, length } = payload;
    if (!equalBytes(sha256(payloadOf(image, payload)), payload.sha256))
      return `the SHA-256 of the section ${type} at ${offset} is not that of its bytes`;
    if (image.subarray(offset + length, offset + paddedLength(length)).some((byte) => byte !== 0xff))
      return `there are bytes other than FF behind the section ${type} at ${offset}`;
  }
  return undefined;
}

const endsWithTable = (tail: Uint8Array): boolean =>
  tail.length >= ENTRY_BYTES && MAGIC.every((byte, index) => tail[tail.length - ENTRY_BYTES + index] === byte);

function encodeTable(payloads: readonly Payload[]): Uint8Array {
  const table = new Uint8Array((payloads.length + 1) * ENTRY_BYTES);
  const view = new DataView(table.buffer);
  payloads.forEach(({ type, offset, length, address, sha256: digest, target = '' }, index) => {
    const at = index * ENTRY_BYTES;
    table[at + ENTRY.type] = PAYLOAD_TYPES.indexOf(type) + 1;
    view.setUint32(at + ENTRY.offset, offset, true);
    view.setUint32(at + ENTRY.length, length, true);
    view.setUint32(at + ENTRY.address, address, true);
    table.set(digest, at + ENTRY.sha256);
    table.set(utf8(target), at + ENTRY.target);
  });
  const foot = payloads.length * ENTRY_BYTES;
  table.set(MAGIC, foot);
  view.setUint16(foot + FOOT.format, FORMAT, true);
  view.setUint16(foot + FOOT.entries, payloads.length, true);
  view.setUint32(foot + FOOT.crc, crc32Stm(table.subarray(0, foot + FOOT.crc)), true);
  return table;
}

function readEntry(bytes: Uint8Array, at: number): Payload {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, ENTRY_BYTES);
  const type = PAYLOAD_TYPES[view.getUint8(ENTRY.type) - 1];
  if (!type) throw invalid(`a section of the unknown type ${view.getUint8(ENTRY.type)}`);
  if (!isZero(bytes, at + ENTRY.reserved, at + ENTRY.offset)) throw invalid('a reserved byte of an entry is not zero');
  const target = readTarget(bytes.subarray(at + ENTRY.target, at + ENTRY_BYTES));
  return {
    type,
    offset: view.getUint32(ENTRY.offset, true),
    length: view.getUint32(ENTRY.length, true),
    address: view.getUint32(ENTRY.address, true),
    sha256: bytes.slice(at + ENTRY.sha256, at + ENTRY.target),
    ...(target !== '' && { target }),
  };
}

/** ASCII, then zeros to the end: one name has one spelling. */
function readTarget(bytes: Uint8Array): string {
  const zero = bytes.indexOf(0);
  const length = zero < 0 ? bytes.length : zero;
  if (!isZero(bytes, length, bytes.length)) throw invalid('the name of a chip has bytes behind its end');
  return String.fromCharCode(...bytes.subarray(0, length));
}

const isZero = (bytes: Uint8Array, from: number, to: number): boolean =>
  bytes.subarray(from, to).every((byte) => byte === 0);

/** The first contradiction among payloads that are to end where the table begins. */
function contradictionIn(payloads: readonly Payload[], tableOffset: number): string | undefined {
  let free = payloads[0]!.offset;
  if (free === 0 || free % ENTRY_BYTES !== 0) return 'the code before the sections is no whole number of program units';
  let last = 0;
  for (const payload of payloads) {
    const { type, offset, length } = payload;
    if (length === 0) return `the section ${type} at ${offset} is empty`;
    if (offset !== free) return 'sections follow the code and one another, each at the next multiple of 64';
    free = offset + paddedLength(length);
    const place = PAYLOAD_TYPES.indexOf(type);
    if (place < last) return 'sections are in the order ' + PAYLOAD_TYPES.join(', ');
    last = place;
    const wrong = contradictionOf(payload);
    if (wrong !== undefined) return wrong;
  }
  if (free !== tableOffset) return 'the table does not follow the last section';
  for (const type of PAYLOAD_TYPES.filter(staysInBank))
    if (payloads.filter((payload) => payload.type === type).length > 1) return `there is more than one ${nounOf(type)}`;
  const targets = payloads.flatMap(({ target }) => target ?? []);
  return new Set(targets).size === targets.length ? undefined : 'two sections are for one chip';
}

function contradictionOf({ type, offset, length, address, target }: Payload): string | undefined {
  if ((type === 'companion') !== (target !== undefined))
    return 'sections for companions, and no others, name their target';
  if (target !== undefined && (target.length > TARGET_LENGTH_MAX || !NAME.test(target)))
    return `the name of a chip has 1 to ${TARGET_LENGTH_MAX} letters, digits, dots, underscores and hyphens`;
  if (staysInBank(type) && address !== CODE_ADDRESS + offset) return `a ${nounOf(type)} is read where it lies`;
  return address + length > 2 ** 32 ? `the section ${type} at ${offset} ends beyond the last address` : undefined;
}

/** Whether a payload is read where it lies, so that it has no destination of its own. */
const staysInBank = (type: PayloadType): boolean => type === 'config' || type === 'plan';

const nounOf = (type: PayloadType): string => (type === 'config' ? 'configuration' : `section ${type}`);

const invalid = (detail: string): Error => faultOf('section_table_invalid', detail);
