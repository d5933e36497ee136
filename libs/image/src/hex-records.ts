import type { AddressedBytes } from './flat-image.js';

/** A record of data, and its line. */
export interface DataRecord extends AddressedBytes {
  readonly line: number;
}

/** Throws the fault of a format, with the line. */
export type RefuseLine = (line: number, why: string) => never;

const CARRIAGE_RETURN = 0x0d;

/** The value of each character as a hexadecimal digit; -1 where it is none. */
const DIGITS = new Int8Array(256).fill(-1);
for (const [value, digit] of Array.from('0123456789abcdef').entries())
  for (const form of [digit, digit.toUpperCase()]) DIGITS[form.charCodeAt(0)] = value;

/** The lines of a file without their ends, LF or CR LF; empty ones, too. They are views, not copies. */
export function* linesOf(file: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let from = 0; from < file.length;) {
    const found = file.indexOf(0x0a, from);
    const to = found === -1 ? file.length : found;
    yield file.subarray(from, file[to - 1] === CARRIAGE_RETURN && to > from ? to - 1 : to);
    from = to + 1;
  }
}

/**
 * The bytes that pairs of hexadecimal digits say, from a character to the end of the line; undefined if they are not such.
 * Read digit by digit: a file of a bank has a million and a half, and everyone waits meanwhile.
 */
export function hexPairs(line: Uint8Array, from: number): Uint8Array | undefined {
  const size = (line.length - from) / 2;
  if (size < 0 || !Number.isInteger(size)) return undefined;
  const bytes = new Uint8Array(size);
  let digits = 0;
  for (let at = 0; at < size; at += 1) {
    const [high, low] = [DIGITS[line[from + 2 * at]!]!, DIGITS[line[from + 1 + 2 * at]!]!];
    digits |= high | low;
    bytes[at] = (high << 4) | low;
  }
  return digits < 0 ? undefined : bytes;
}

/** The sum of the bytes, modulo 256: what checksums of text formats are made of. */
export function sumOf(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum += byte;
  return sum & 0xff;
}

/**
 * Joins records of data into stretches: sorted by address, disjoint, never adjacent, never empty.
 *
 * @param refuse is called for a record that writes an address a second time
 */
export function stretchesOf(records: readonly DataRecord[], refuse: RefuseLine): AddressedBytes[] {
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

function joined(run: readonly DataRecord[]): AddressedBytes {
  const address = run[0]?.address ?? 0;
  const bytes = new Uint8Array(run.reduce((size, record) => size + record.bytes.length, 0));
  for (const record of run) bytes.set(record.bytes, record.address - address);
  return { address, bytes };
}
