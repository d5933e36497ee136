import { foreignFirmwareFile } from '@twinbank/firmware';
import { readFileSync } from 'node:fs';

/** Programs of a few hundred bytes, built without Twinbank. */
export const smallPrograms = (): Uint8Array[] =>
  (['g4', 'l4', 'l0'] as const).map((family) => new Uint8Array(readFileSync(foreignFirmwareFile(family))));

const hex = (bytes: readonly number[]): string =>
  bytes.map((byte) => (byte & 0xff).toString(16).padStart(2, '0').toUpperCase()).join('');
const sum = (bytes: readonly number[]): number => bytes.reduce((total, byte) => total + byte, 0);

const ROW = 16;

/** An image as Intel HEX. */
export function intelHexOf(image: Uint8Array, address = 0x0800_0000): string {
  const base = address >>> 16;
  const lines = [[2, 0, 0, 4, base >> 8, base & 0xff]];
  for (let at = 0; at < image.length; at += ROW) {
    const row = image.subarray(at, at + ROW);
    lines.push([row.length, at >> 8, at & 0xff, 0, ...row]);
  }
  lines.push([4, 0, 0, 5, 8, 0, 0, 1], [0, 0, 0, 1]);
  return lines.map((bytes) => `:${hex([...bytes, -sum(bytes)])}\n`).join('');
}

/** An image as Motorola S-records. */
export function sRecordsOf(image: Uint8Array, address = 0x0800_0000): string {
  const lines: [string, number[]][] = [['S0', [5, 0, 0, 0x68, 0x69]]];
  for (let at = 0; at < image.length; at += ROW) {
    const row = image.subarray(at, at + ROW);
    const place = address + at;
    lines.push(['S3', [row.length + 5, place >>> 24, (place >> 16) & 0xff, (place >> 8) & 0xff, place & 0xff, ...row]]);
  }
  lines.push(['S7', [5, 8, 0, 0, 1]]);
  return lines.map(([type, bytes]) => `${type}${hex([...bytes, ~sum(bytes)])}\n`).join('');
}

/** Gives each record of an Intel HEX file the length and the sum that it should have. */
export const mendIntelHex = (file: Uint8Array): Uint8Array =>
  mended(file, ':', (bytes) => {
    const whole = [bytes.length - 5, ...bytes.slice(1, -1)];
    return [...whole, -sum(whole)];
  });

/** The same for S-records. */
export const mendSRecords = (file: Uint8Array): Uint8Array =>
  mended(file, 'S', (bytes) => {
    const whole = [bytes.length - 1, ...bytes.slice(1, -1)];
    return [...whole, ~sum(whole)];
  });

/** Lines that begin with the mark, and go on in pairs of digits, with other bytes; all others as they are. */
function mended(file: Uint8Array, mark: string, right: (bytes: readonly number[]) => readonly number[]): Uint8Array {
  const head = mark === ':' ? 1 : 2;
  const lines = Buffer.from(file).toString('latin1').split('\n');
  const made = lines.map((line) => {
    const digits = line.slice(head);
    if (!line.startsWith(mark) || digits.length < 10 || !/^([0-9A-Fa-f]{2})+$/.test(digits)) return line;
    return line.slice(0, head) + hex(right([...Buffer.from(digits, 'hex')]));
  });
  return Buffer.from(made.join('\n'), 'latin1');
}
