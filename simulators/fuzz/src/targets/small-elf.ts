import { concatBytes, utf8 } from '@twinbank/primitives';

const HEADER_BYTES = 52;
const SEGMENT_BYTES = 32;
const SECTION_BYTES = 40;
const IMAGE_AT = 0x0800_0000;
const RAM_AT = 0x2000_0000;

interface Section {
  readonly name: string;
  readonly type: number;
  readonly flags?: number;
  readonly address?: number;
  readonly bytes: Uint8Array;
  readonly link?: number;
  readonly entryBytes?: number;
}

/** A program as a small ELF file for Arm [gABI; AAELF32]: one segment, symbols, its version, a build id, the name of a compiler. */
export function smallElf(program: Uint8Array): Uint8Array {
  const image = concatBytes(program, utf8('1.0.0\0\0\0'));
  const names = utf8('\0version\0Reset_Handler\0');
  const symbols = concatBytes(
    new Uint8Array(16),
    words(1, IMAGE_AT + program.length, 8, 0x0001_0011),
    words(9, IMAGE_AT + 129, 2, 0x0001_0012),
  );
  const note = concatBytes(words(4, 4, 3), utf8('GNU\0'), words(0x1234_5678));
  const sections: Section[] = [
    { name: '', type: 0, bytes: new Uint8Array(0) },
    { name: '.text', type: 1, flags: 6, address: IMAGE_AT, bytes: image },
    { name: '.note.gnu.build-id', type: 7, bytes: note },
    { name: '.comment', type: 1, bytes: utf8('GCC: (13.2) 13.2.1\0') },
    { name: '.debug_info', type: 1, bytes: words(12, 0x0004_0005, 0, 0) },
    { name: '.symtab', type: 2, bytes: symbols, link: 6, entryBytes: 16 },
    { name: '.strtab', type: 3, bytes: names },
    { name: '.shstrtab', type: 3, bytes: new Uint8Array(0) },
  ];
  const titles = sections.map(({ name }) => utf8(`${name}\0`));
  sections[sections.length - 1] = { ...sections.at(-1)!, bytes: concatBytes(...titles) };
  return laidOut(sections, titles);
}

function laidOut(sections: readonly Section[], titles: readonly Uint8Array[]): Uint8Array {
  const contents: Uint8Array[] = [];
  const entries: Uint8Array[] = [];
  let [at, titleAt] = [HEADER_BYTES + SEGMENT_BYTES, 0];
  for (const [index, { type, flags = 0, address = 0, bytes, link = 0, entryBytes = 0 }] of sections.entries()) {
    const padded = concatBytes(bytes, new Uint8Array(-bytes.length & 3));
    entries.push(words(titleAt, type, flags, address, index === 0 ? 0 : at, bytes.length, link, 0, 4, entryBytes));
    contents.push(padded);
    titleAt += titles[index]!.length;
    at += padded.length;
  }
  const image = sections[1]!.bytes;
  const header = concatBytes(
    Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    words(0x0028_0002, 1, IMAGE_AT + 129, HEADER_BYTES, at, 0x0500_0200),
    words(
      HEADER_BYTES | (SEGMENT_BYTES << 16),
      1 | (SECTION_BYTES << 16),
      sections.length | ((sections.length - 1) << 16),
    ),
  );
  const segment = words(1, HEADER_BYTES + SEGMENT_BYTES, IMAGE_AT, IMAGE_AT, image.length, image.length, 5, 4);
  return concatBytes(header, segment, ...contents, ...entries);
}

/**
 * A program for Arm with RAM that is cleared, and sections of debug information.
 *
 * @param debug content of each by its name
 */
export function elfWithDebug(debug: Readonly<Record<string, Uint8Array>>, ramBytes: number): Uint8Array {
  const sections: Section[] = [
    { name: '', type: 0, bytes: new Uint8Array(0) },
    { name: '.text', type: 1, flags: 6, address: IMAGE_AT, bytes: utf8('code') },
    { name: '.bss', type: 8, flags: 3, address: RAM_AT, bytes: new Uint8Array(ramBytes) },
    ...Object.entries(debug).map(([name, bytes]) => ({ name, type: 1, bytes })),
    { name: '.shstrtab', type: 3, bytes: new Uint8Array(0) },
  ];
  const titles = sections.map(({ name }) => utf8(`${name}\0`));
  sections[sections.length - 1] = { ...sections.at(-1)!, bytes: concatBytes(...titles) };
  return laidOut(sections, titles);
}

/** Numbers of 32 bits, little-endian. */
function words(...values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of values.entries()) view.setUint32(4 * index, value, true);
  return bytes;
}
