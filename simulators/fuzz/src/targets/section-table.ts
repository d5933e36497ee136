import { readFileSync } from 'node:fs';

import { firmwareFile } from '@twinbank/firmware';
import {
  CODE_ADDRESS,
  decodeSectionTable,
  flawInPayloads,
  imageWith,
  PAYLOAD_TYPES,
  payloadOf,
  SECTION_TABLE_BYTES_MAX,
  type PayloadInput,
  type SectionTable,
} from '@twinbank/image';
import { sha256 } from '@twinbank/keys';
import { crc32Stm, seededRng } from '@twinbank/primitives';

import { rule, type Target } from './target.js';

const ENTRY_BYTES = 64;
const MAGIC = '\x89TWS\r\n\x1a\n';
/** Where in an entry, and in the foot, the numbers lie that are made right. */
const AT = { offset: 4, length: 8, address: 12, sha256: 16, entries: 10, crc: 60 } as const;

/** Reads the table at the end of an image of so many bytes; undefined if there is none. */
export type TableDecoder = typeof decodeSectionTable;

/**
 * What reads the table behind the program of an image. A device copies by it to RAM and to other chips, so what its numbers may be is
 * said here once more.
 *
 * @param decode another decoder, to show that the rules notice what it lets through
 */
export const sectionTableTarget = (decode: TableDecoder = decodeSectionTable): Target => ({
  name: 'section-table',
  about: 'the table of an image’s sections',
  seeds,
  words: [
    MAGIC,
    '\x01\0\0\0',
    '\x02\0\0\0',
    '\x03\0\0\0',
    '\x04\0\0\0',
    '\xff\xff\xff\xff',
    '\x00\x00\x00\x20',
    'radio-1',
  ],
  bytesMax: 4096,
  mend: mendTable,
  read: (image) => {
    const table = decode(image, image.length);
    if (table === undefined) return false;
    holdPlaces(table, image.length);
    const tail = image.subarray(Math.max(0, image.length - SECTION_TABLE_BYTES_MAX));
    rule(
      JSON.stringify(decode(tail, image.length)) === JSON.stringify(table),
      'the end of an image says what all of it says',
    );
    if (flawInPayloads(image, table) !== undefined) return true;
    const inputs = table.payloads.map(({ type, address, target, ...place }): PayloadInput => ({
      ...{ type, address, bytes: payloadOf(image, place) },
      ...(target !== undefined && { target }),
    }));
    const written = imageWith(image.subarray(0, table.codeLength), inputs);
    rule(Buffer.compare(written, image) === 0, 'what was read is written again as it was');
    return true;
  },
});

/** Whatever the table says can be read from the image, and copied to where it says, without another look. */
function holdPlaces({ codeLength, payloads }: SectionTable, imageLength: number): void {
  let end = codeLength;
  for (const { type, offset, length, address, target } of payloads) {
    rule(
      length > 0 && offset >= end && offset + length <= imageLength,
      'sections lie in the image, behind one another',
    );
    rule(address + length <= 2 ** 32, 'a section ends within the address space');
    rule((type === 'companion') === (target !== undefined), 'sections for other chips, and no others, name one');
    rule(target === undefined || /^[A-Za-z0-9._-]{1,16}$/.test(target), 'the name of a chip can be printed');
    end = offset + length;
  }
  const targets = payloads.flatMap(({ target }) => target ?? []);
  rule(new Set(targets).size === targets.length, 'no chip is given two payloads');
  const places = payloads.map(({ type }) => PAYLOAD_TYPES.indexOf(type));
  rule(
    places.every((place, index) => index === 0 || place >= places[index - 1]!),
    'sections are in the one order that there is',
  );
  rule(payloads.filter(({ type }) => type === 'config').length <= 1, 'an image has one configuration at most');
  rule(payloads.filter(({ type }) => type === 'plan').length <= 1, 'an image has its plans in one section');
}

/** Images of all lengths that matter: one section, every type, and as many as there may be. */
function seeds(): Uint8Array[] {
  const code = seededRng('section-table').bytes(300);
  const value: PayloadInput = { type: 'ram-init', address: 0x2000_3001, bytes: Uint8Array.of(1, 2, 3, 4, 5) };
  const all: PayloadInput[] = [
    { type: 'config', bytes: Uint8Array.of(1) },
    value,
    { type: 'ram-code', address: 0x2000_2000, bytes: new Uint8Array(64).fill(7) },
    { type: 'companion', address: 0x400, target: 'radio-1', bytes: new Uint8Array(130).fill(9) },
    { type: 'companion', target: 'radio-2', bytes: new Uint8Array(64).fill(8) },
  ];
  const many = Array.from({ length: 15 }, (_, index) => ({ ...value, address: 0x2000_3000 + 8 * index }));
  const firmware = new Uint8Array(readFileSync(firmwareFile('g4', '1.1.0', 'bin'))).subarray(0, 1024);
  return [imageWith(code, [value]), imageWith(code, all), imageWith(code, many), imageWith(firmware, all)];
}

/** Gives each entry the digest of its bytes, a configuration and plans the address at which they lie, and the table its sum. */
function mendTable(image: Uint8Array): Uint8Array {
  const foot = image.length - ENTRY_BYTES;
  if (foot < 0 || Buffer.from(image.subarray(foot, foot + MAGIC.length)).toString('latin1') !== MAGIC) return image;
  const made = new Uint8Array(image);
  const view = new DataView(made.buffer);
  const start = foot - ENTRY_BYTES * view.getUint16(foot + AT.entries, true);
  if (start < 0) return image;
  for (let at = start; at < foot; at += ENTRY_BYTES) {
    const offset = view.getUint32(at + AT.offset, true);
    const bytes = made.subarray(offset, offset + view.getUint32(at + AT.length, true));
    made.set(sha256(bytes), at + AT.sha256);
    if (made[at] === 1 || made[at] === 5) view.setUint32(at + AT.address, CODE_ADDRESS + offset, true);
  }
  view.setUint32(foot + AT.crc, crc32Stm(made.subarray(start, foot + AT.crc)), true);
  return made;
}
