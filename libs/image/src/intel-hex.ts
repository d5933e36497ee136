import { faultOf } from '@twinbank/protocol';

import type { AddressedBytes } from './flat-image.js';

/** What an Intel HEX file says. */
export interface IntelHex {
  /** Sorted by address, disjoint, never adjacent, never empty. */
  readonly stretches: readonly AddressedBytes[];
  /** Entry of a start linear address record (type 05), as written: for Thumb code it is odd. */
  readonly startAddress: number | undefined;
}

interface DataRecord extends AddressedBytes {
  readonly line: number;
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
const CARRIAGE_RETURN = 0x0d;

/** The value of each character as a hexadecimal digit; -1 where it is none. */
const DIGITS = new Int8Array(256).fill(-1);
for (const [value, digit] of Array.from('0123456789abcdef').entries())
  for (const form of [digit, digit.toUpperCase()]) DIGITS[form.charCodeAt(0)] = value;

const refuse = (line: number, why: string): never => {
  throw faultOf('intel_hex_invalid', `line ${String(line)}: ${why}`, { line });
};

/** The bytes of the record in a line. Read digit by digit: a file of a bank has a million and a half, and everyone waits meanwhile. */
function recordIn(line: Uint8Array, number: number): Uint8Array {
  const size = (line.length - 1) / 2;
  if (line.length > 2 + 2 * RECORD_BYTES.max) refuse(number, 'the line is longer than any record');
  const bytes = new Uint8Array(size >= RECORD_BYTES.min && size <= RECORD_BYTES.max ? size : 0);
  let sum = 0;
  let digits = line[0] === COLON && bytes.length === size ? 0 : -1;
  for (let at = 0; at < bytes.length; at += 1) {
    const [high, low] = [DIGITS[line[1 + 2 * at]!]!, DIGITS[line[2 + 2 * at]!]!];
    digits |= high | low;
    sum += bytes[at] = (high << 4) | low;
  }
  if (digits < 0) refuse(number, 'not a record: a colon and 5 to 260 pairs of hexadecimal digits');
  const told = bytes[0]! + RECORD_BYTES.min;
  if (told !== bytes.length)
    refuse(number, `the record has ${String(bytes.length)} bytes, its length says ${String(told)}`);
  if ((sum & 0xff) !== 0) refuse(number, 'the checksum is wrong');
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

const joined = (run: readonly DataRecord[]): AddressedBytes => {
  const address = run[0]?.address ?? 0;
  const bytes = new Uint8Array(run.reduce((size, record) => size + record.bytes.length, 0));
  for (const record of run) bytes.set(record.bytes, record.address - address);
  return { address, bytes };
};

function stretchesOf(records: readonly DataRecord[]): AddressedBytes[] {
  const runs: DataRecord[][] = [];
  let end = -1;
  for (const record of [...records].sort((a, b) => a.address - b.address || a.line - b.line)) {
    if (record.address < end)
      refuse(record.line, `address ${record.address.toString(16).toUpperCase()} is written twice`);
    if (record.address === end) runs.at(-1)?.push(record);
    else runs.push([record]);
    end = record.address + record.bytes.length;
  }
  return runs.map(joined);
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
  for (let from = 0; from < file.length;) {
    const found = file.indexOf(0x0a, from);
    const to = found === -1 ? file.length : found;
    line += 1;
    const text = file.subarray(from, file[to - 1] === CARRIAGE_RETURN && to > from ? to - 1 : to);
    from = to + 1;
    if (text.length === 0) continue;
    if (state.ended) refuse(line, 'something follows the end record');
    take(state, recordIn(text, line), line, maxBytes);
  }
  if (!state.ended) refuse(line, 'the end record is missing');
  if (state.records.length === 0) refuse(line, 'the file holds no data');
  return { stretches: stretchesOf(state.records), startAddress: state.startAddress };
}
