import { faultOf } from '@twinbank/protocol';

import type { AddressedBytes } from './flat-image.js';
import { hexPairs, linesOf, stretchesOf, sumOf, type DataRecord, type RefuseLine } from './hex-records.js';

/** What an Intel HEX file says. */
export interface IntelHex {
  /** Sorted by address, disjoint, never adjacent, never empty. */
  readonly stretches: readonly AddressedBytes[];
  /** Entry of a start linear address record (type 05), as written: for Thumb code it is odd. */
  readonly startAddress: number | undefined;
}

interface State {
  base: number;
  /** The base comes from a record of type 02: offsets stay within its 64 KiB. */
  segmented: boolean;
  ended: boolean;
  startAddress: number | undefined;
  size: number;
  readonly records: DataRecord[];
}

const SPACE_END = 0x1_0000_0000;
/** Fewest and most bytes of a record: length, address, type and checksum, and up to 255 of data. */
const RECORD_BYTES = { min: 5, max: 260 };
const COLON = 0x3a;

const refuse: RefuseLine = (line, why) => {
  throw faultOf('intel_hex_invalid', `line ${String(line)}: ${why}`, { line });
};

/** The bytes of the record in a line. */
function recordIn(line: Uint8Array, number: number): Uint8Array {
  const size = (line.length - 1) / 2;
  if (line.length > 2 + 2 * RECORD_BYTES.max) refuse(number, 'the line is longer than any record');
  const isSize = size >= RECORD_BYTES.min && size <= RECORD_BYTES.max;
  const bytes = line[0] === COLON && isSize ? hexPairs(line, 1) : undefined;
  if (!bytes) return refuse(number, 'not a record: a colon and 5 to 260 pairs of hexadecimal digits');
  const told = bytes[0]! + RECORD_BYTES.min;
  if (told !== bytes.length)
    refuse(number, `the record has ${String(bytes.length)} bytes, its length says ${String(told)}`);
  if (sumOf(bytes) !== 0) refuse(number, 'the checksum is wrong');
  return bytes;
}

/** The big-endian number in the data of a record that must hold exactly `size` bytes. */
function numberOf(data: Uint8Array, size: number, line: number): number {
  if (data.length !== size) refuse(line, `this record type carries ${String(size)} bytes of data`);
  return data.reduce((value, byte) => value * 256 + byte, 0);
}

function addData(state: State, record: DataRecord, maxBytes: number): void {
  if (record.bytes.length === 0) return;
  if (record.address + record.bytes.length > SPACE_END) refuse(record.line, 'the data goes beyond address FFFFFFFF');
  state.size += record.bytes.length;
  if (state.size > maxBytes) {
    throw faultOf('image_too_large', `line ${String(record.line)}: more than ${String(maxBytes)} bytes of data`, {
      line: record.line,
      limit: maxBytes,
    });
  }
  state.records.push(record);
}

function take(state: State, bytes: Uint8Array, line: number, maxBytes: number): void {
  const offset = (bytes[1] ?? 0) * 256 + (bytes[2] ?? 0);
  const data = bytes.subarray(4, -1);
  switch (bytes[3]) {
    case 0x00:
      if (state.segmented && offset + data.length > 0x10000)
        refuse(line, 'the data wraps round the end of its 64 KiB segment');
      addData(state, { address: state.base + offset, bytes: data, line }, maxBytes);
      return;
    case 0x01:
      numberOf(data, 0, line);
      state.ended = true;
      return;
    case 0x02:
      state.base = numberOf(data, 2, line) * 16;
      state.segmented = true;
      return;
    case 0x03: // start segment address: of 8086 processors; it says nothing of ours
      numberOf(data, 4, line);
      return;
    case 0x04:
      state.base = numberOf(data, 2, line) * 0x10000;
      state.segmented = false;
      return;
    case 0x05:
      state.startAddress = numberOf(data, 4, line);
      return;
    default:
      refuse(line, 'an unknown record type');
  }
}

/**
 * Reads an Intel HEX file (record types 00 to 05; lines end with LF or CR LF; empty lines are skipped).
 *
 * @param file the bytes of the file; who calls limits their number
 * @param maxBytes most bytes of data in all records together
 * @throws {Fault} `intel_hex_invalid` with the line (from 1) in its facts: not a record, a length or checksum that is
 *   wrong, an unknown type, an address written twice or beyond 32 bits, no end record, something after it, no data;
 *   `image_too_large`: more than `maxBytes`
 * @see Intel, Hexadecimal Object File Format Specification, revision A, 1988
 */
export function readIntelHex(file: Uint8Array, maxBytes: number): IntelHex {
  const state: State = { base: 0, segmented: false, ended: false, startAddress: undefined, size: 0, records: [] };
  let line = 0;
  for (const text of linesOf(file)) {
    line += 1;
    if (text.length === 0) continue;
    if (state.ended) refuse(line, 'something follows the end record');
    take(state, recordIn(text, line), line, maxBytes);
  }
  if (!state.ended) refuse(line, 'the end record is missing');
  if (state.records.length === 0) refuse(line, 'the file holds no data');
  return { stretches: stretchesOf(state.records, refuse), startAddress: state.startAddress };
}
