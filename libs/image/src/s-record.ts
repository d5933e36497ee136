import { faultOf } from '@twinbank/protocol';

import type { AddressedBytes } from './flat-image.js';
import { hexPairs, linesOf, stretchesOf, sumOf, type DataRecord, type RefuseLine } from './hex-records.js';

/** What an S-record file says. */
export interface SRecords {
  /** Sorted by address, disjoint, never adjacent, never empty. */
  readonly stretches: readonly AddressedBytes[];
  /** Of the termination record (S7, S8, S9), as written; tools write 0 if they know none. */
  readonly startAddress: number;
}

interface State {
  startAddress: number | undefined;
  size: number;
  dataRecords: number;
  readonly records: DataRecord[];
}

type Kind = 'header' | 'data' | 'count' | 'end';

/** Kind and bytes of address (or of a count) of each record type; S4 is reserved. */
const TYPES = new Map<number, readonly [Kind, number]>([
  [0x30, ['header', 2]],
  [0x31, ['data', 2]],
  [0x32, ['data', 3]],
  [0x33, ['data', 4]],
  [0x35, ['count', 2]],
  [0x36, ['count', 3]],
  [0x37, ['end', 4]],
  [0x38, ['end', 3]],
  [0x39, ['end', 2]],
]);
const LETTER_S = 0x53;
const SPACE_END = 0x1_0000_0000;
/** Characters of the longest record: two of its type, two of its length, and 255 pairs. */
const LINE_MAX = 2 + 2 + 2 * 255;

const refuse: RefuseLine = (line, why) => {
  throw faultOf('s_record_invalid', `line ${line}: ${why}`, { line });
};

/** The bytes after the length, without the checksum: address and data. */
function contentIn(text: Uint8Array, line: number): Uint8Array {
  if (text.length > LINE_MAX) refuse(line, 'the line is longer than any record');
  const bytes = text[0] === LETTER_S ? hexPairs(text, 2) : undefined;
  if (!bytes || bytes.length === 0) return refuse(line, 'not a record: S, a digit and pairs of hexadecimal digits');
  if (bytes[0] !== bytes.length - 1)
    refuse(line, `the record has ${bytes.length - 1} bytes after its length, which says ${bytes[0]}`);
  if (sumOf(bytes) !== 0xff) refuse(line, 'the checksum is wrong');
  return bytes.subarray(1, -1);
}

function addData(state: State, record: DataRecord, maxBytes: number): void {
  state.dataRecords += 1;
  if (record.bytes.length === 0) return;
  if (record.address + record.bytes.length > SPACE_END) refuse(record.line, 'the data goes beyond address FFFFFFFF');
  state.size += record.bytes.length;
  if (state.size > maxBytes) {
    throw faultOf('image_too_large', `line ${record.line}: more than ${maxBytes} bytes of data`, {
      line: record.line,
      limit: maxBytes,
    });
  }
  state.records.push(record);
}

function take(state: State, text: Uint8Array, line: number, maxBytes: number): void {
  const content = contentIn(text, line);
  const type = TYPES.get(text[1]!);
  if (!type) return refuse(line, 'an unknown record type');
  const [kind, addressBytes] = type;
  if (content.length < addressBytes) refuse(line, `this record type carries an address of ${addressBytes} bytes`);
  const address = content.subarray(0, addressBytes).reduce((value, byte) => value * 256 + byte, 0);
  const bytes = content.subarray(addressBytes);
  if (kind === 'data') return addData(state, { address, bytes, line }, maxBytes);
  if (kind === 'header') return;
  if (bytes.length > 0) refuse(line, 'this record type carries no data');
  if (kind === 'end') state.startAddress = address;
  else if (address !== state.dataRecords)
    refuse(line, `the file has ${state.dataRecords} records of data, this one says ${address}`);
}

/**
 * Reads a file of Motorola S-records: header (S0), data (S1, S2, S3), counts (S5, S6), termination (S7, S8, S9). Lines end with LF
 * or CR LF; empty lines are skipped.
 *
 * @param file the bytes of the file; who calls limits their number
 * @param maxBytes most bytes of data in all records together
 * @throws {Fault} `s_record_invalid` with the line (from 1) in its facts: not a record, a length, checksum or count that is wrong, an
 *   unknown type, an address written twice or beyond 32 bits, no termination record, something after it, no data;
 *   `image_too_large`: more than `maxBytes`
 * @see Motorola, M68000 Family Programmer's Reference Manual, appendix C
 */
export function readSRecords(file: Uint8Array, maxBytes: number): SRecords {
  const state: State = { startAddress: undefined, size: 0, dataRecords: 0, records: [] };
  let line = 0;
  for (const text of linesOf(file)) {
    line += 1;
    if (text.length === 0) continue;
    if (state.startAddress !== undefined) refuse(line, 'something follows the termination record');
    take(state, text, line, maxBytes);
  }
  const { startAddress } = state;
  if (startAddress === undefined) return refuse(line, 'the termination record is missing');
  if (state.records.length === 0) refuse(line, 'the file holds no data');
  return { stretches: stretchesOf(state.records, refuse), startAddress };
}
