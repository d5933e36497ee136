import { describe, expect, it } from '@jest/globals';

import { isFault, seededRng } from '@twinbank/primitives';

import { readIntelHex } from './intel-hex.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A record with the right length and checksum. */
const record = (type: number, offset: number, data: readonly number[]): string => {
  const bytes = [data.length, offset >> 8, offset & 0xff, type, ...data];
  const sum = -bytes.reduce((total, byte) => total + byte, 0) & 0xff;
  return `:${[...bytes, sum].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('')}`;
};
const END = ':00000001FF';
const FLASH = ':020000040800F2';
const read = (...lines: string[]) => readIntelHex(bytesOf(lines.join('\n')), 1024);
const faultIn = (...lines: string[]): string => {
  try {
    read(...lines);
    return 'read';
  } catch (error) {
    if (!isFault(error)) throw error;
    return `${error.code} ${error.detail}`;
  }
};

describe('reading Intel HEX', () => {
  it('reads the record of the specification, byte for byte', () => {
    const hex = read(':10010000214601360121470136007EFE09D2190140', END);
    expect(hex.stretches).toHaveLength(1);
    expect(hex.stretches[0]?.address).toBe(0x100);
    expect(Buffer.from(hex.stretches[0]?.bytes ?? []).toString('hex')).toBe('214601360121470136007efe09d21901');
  });

  it('joins what touches, keeps gaps apart, and sorts by address', () => {
    const hex = read(FLASH, record(0, 0x20, [9]), record(0, 2, [3]), record(0, 0, [1, 2]), END);
    expect(hex.stretches.map(({ address, bytes }) => [address, [...bytes]])).toEqual([
      [0x0800_0000, [1, 2, 3]],
      [0x0800_0020, [9]],
    ]);
  });

  it('understands segment bases, start addresses, CR LF and small letters', () => {
    const lines = [record(2, 0, [0x10, 0]), record(0, 1, [0xab]), record(3, 0, [0, 0, 0, 0])];
    const hex = readIntelHex(
      bytesOf([...lines, record(5, 0, [8, 0, 1, 0x99]), END, ''].join('\r\n').toLowerCase()),
      1024,
    );
    expect(hex.stretches).toEqual([{ address: 0x1_0001, bytes: Uint8Array.of(0xab) }]);
    expect(hex.startAddress).toBe(0x0800_0199);
  });

  it.each([
    ['line 2: the checksum is wrong', [FLASH, ':0100000001FF', END]],
    ['line 1: the record has 6 bytes, its length says 7', [':0200000001FD', END]],
    ['line 1: not a record', ['S00600004844521B', END]],
    ['line 1: not a record', [':0100000001F', END]],
    ['line 1: the line is longer', [`:${'00'.repeat(300)}`, END]],
    ['line 1: an unknown record type', [record(6, 0, []), END]],
    ['line 1: this record type carries 2 bytes', [record(4, 0, [8]), END]],
    ['line 2: the data wraps', [record(2, 0, [0, 0]), record(0, 0xffff, [1, 2]), END]],
    ['line 2: the data goes beyond', [record(4, 0, [0xff, 0xff]), record(0, 0xffff, [1, 2]), END]],
    ['line 2: address 1 is written twice', [record(0, 0, [1, 2]), record(0, 1, [2]), END]],
    ['line 3: something follows', [record(0, 0, [1]), END, record(0, 1, [1])]],
    ['line 1: the end record is missing', [record(0, 0, [1])]],
    ['line 1: the file holds no data', [END]],
    ['line 0: the end record is missing', []],
  ])('refuses: %s', (told, lines) => {
    expect(faultIn(...lines)).toContain(`intel_hex_invalid ${told}`);
  });

  it('stops at the limit of data, with the line', () => {
    const lines = Array.from({ length: 5 }, (_, index) => record(0, index * 255, Array<number>(255).fill(0)));
    expect(faultIn(...lines, END)).toBe('image_too_large line 5: more than 1024 bytes of data');
  });

  it('answers hostile bytes with a result or a named fault, never with anything else', () => {
    const rng = seededRng('intel-hex');
    const good = bytesOf([FLASH, record(0, 0, [1, 2, 3]), record(5, 0, [8, 0, 0, 1]), END].join('\n'));
    const seen = new Set<string>();
    for (let round = 0; round < 5000; round += 1) {
      const bytes = Uint8Array.from(good);
      for (const byte of rng.bytes(1 + (round % 3))) bytes[byte % bytes.length] = rng.bytes(1)[0] ?? 0;
      const length = round % 4 === 0 ? (rng.bytes(1)[0] ?? 0) % bytes.length : bytes.length;
      try {
        readIntelHex(bytes.subarray(0, length), 1024);
        seen.add('read');
      } catch (error) {
        seen.add(isFault(error) ? error.code : String(error));
      }
    }
    expect([...seen].sort()).toEqual(expect.arrayContaining(['intel_hex_invalid']));
    expect([...seen].filter((what) => what !== 'read' && what !== 'intel_hex_invalid')).toEqual([]);
  });
});
