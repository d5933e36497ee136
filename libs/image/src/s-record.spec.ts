import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isFault } from '@twinbank/primitives';
import { sRecord, sRecordsOf } from '@twinbank/testkit/s-record';

import { readSRecords } from './s-record.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (...lines: string[]) => readSRecords(bytesOf(lines.join('\n')), 1024);
const faultOf = (act: () => unknown): string => {
  try {
    act();
    return 'read';
  } catch (error) {
    if (!isFault(error)) throw error;
    return `${error.code} ${error.detail}`;
  }
};
const faultIn = (...lines: string[]): string => faultOf(() => read(...lines));
const END = 'S70500000000FA';
const data = (address: number, bytes: readonly number[]): string => sRecord(3, 4, address, bytes);

describe('reading S-records', () => {
  it('reads records of the manual, byte for byte', () => {
    const { stretches, startAddress } = read(
      'S00600004844521B',
      'S1130000285F245F2212226A000424290008237C2A',
      'S11300100002000800082629001853812341001813',
      'S5030002FA',
      'S9030000FC',
    );
    expect(stretches.map(({ address, bytes }) => [address, Buffer.from(bytes).toString('hex')])).toEqual([
      [0, '285f245f2212226a000424290008237c0002000800082629001853812341001' + '8'],
    ]);
    expect(startAddress).toBe(0);
  });

  it('understands addresses of two, three and four bytes, counts of two and three, CR LF and small letters', () => {
    const lines = [
      sRecord(1, 2, 0xfffe, [1]),
      sRecord(2, 3, 0xfffffe, [2]),
      data(0xfffffffe, [3, 4]),
      sRecord(6, 3, 3, []),
    ];
    const end = sRecord(8, 3, 0x080199, []);
    const text = [...lines, end, ''].join('\r\n').toLowerCase().replaceAll('s', 'S');
    const { stretches, startAddress } = readSRecords(bytesOf(text), 1024);
    expect(stretches.map(({ address, bytes }) => [address, ...bytes])).toEqual([
      [0xfffe, 1],
      [0xfffffe, 2],
      [0xfffffffe, 3, 4],
    ]);
    expect(startAddress).toBe(0x080199);
  });

  it('joins what touches, keeps gaps apart, and sorts by address', () => {
    const { stretches } = read(data(0x20, [9]), data(2, [3]), data(9, []), data(0, [1, 2]), sRecord(5, 2, 4, []), END);
    expect(stretches.map(({ address, bytes }) => [address, ...bytes])).toEqual([
      [0, 1, 2, 3],
      [0x20, 9],
    ]);
  });

  it.each([
    ['line 1: the checksum is wrong', ['S30600000000FF00', END]],
    ['line 1: the record has 6 bytes after its length, which says 5', ['S30500000000FFFB', END]],
    ['line 1: not a record', [':020000040800F2', END]],
    ['line 1: not a record', ['S3060000000', END]],
    ['line 1: not a record', ['S3', END]],
    ['line 1: not a record', ['s9030000fc']],
    ['line 1: not a record', ['S30600000000zzFA', END]],
    ['line 1: the line is longer', [`S3${'00'.repeat(300)}`, END]],
    ['line 1: an unknown record type', [sRecord(4, 2, 0, []), END]],
    ['line 1: this record type carries an address of 4 bytes', [sRecord(3, 2, 0, []), END]],
    ['line 2: this record type carries no data', [data(0, [1]), sRecord(7, 4, 0, [1])]],
    ['line 2: the file has 1 records of data, this one says 2', [data(0, [1]), sRecord(5, 2, 2, []), END]],
    ['line 1: the data goes beyond', [data(0xffffffff, [1, 2]), END]],
    ['line 2: address 1 is written twice', [data(0, [1, 2]), data(1, [2]), END]],
    ['line 3: something follows', [data(0, [1]), END, data(1, [1])]],
    ['line 1: the termination record is missing', [data(0, [1])]],
    ['line 1: the file holds no data', [END]],
    ['line 0: the termination record is missing', []],
  ])('refuses: %s', (told, lines) => {
    expect(faultIn(...lines)).toContain(`s_record_invalid ${told}`);
  });

  it('stops at the limit of data, with the line', () => {
    const lines = Array.from({ length: 5 }, (_, index) => data(index * 250, Array<number>(250).fill(0)));
    expect(faultIn(...lines, END)).toBe('image_too_large line 5: more than 1024 bytes of data');
  });

  it('gives back what was written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.nat(0xfffff000), (bytes, address) => {
        expect(readSRecords(sRecordsOf(bytes, address), 1024).stretches).toEqual([{ address, bytes }]);
      }),
    );
  });

  it('answers hostile bytes with a result or a named fault, never with anything else', () => {
    const good = sRecordsOf(Uint8Array.of(1, 2, 3), 0x08000000);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
        fc.option(fc.nat(), { freq: 4 }),
        (changes, cut) => {
          const bytes = Buffer.from(good);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const length = cut === null ? bytes.length : cut % bytes.length;
          expect(faultOf(() => readSRecords(bytes.subarray(0, length), 1024))).toMatch(/^(read$|s_record_invalid)/);
        },
      ),
      { numRuns: 3000, seed: 11 },
    );
  });
});
