import { deflateSync } from 'node:zlib';

import { describe, expect, it } from '@jest/globals';

import { isFault } from '@twinbank/primitives';
import { readElf, SHF_COMPRESSED } from '@twinbank/elf';
import { elfOf } from '@twinbank/testkit/elf-file';

import { readProgramVariables } from '../index.js';
import { bytesOf, CODE, HEADER_5, lengthOf, RAM, SHAPES, u32, unit5, variable } from '../testing/debug-draft.js';
import { DWARF_LIMITS } from '../limits.js';
import { announced, uncompressed, zstdOfNode, type ZstdDecompressor } from './uncompressed.js';

const V = 'v';
const TYPE_AT = HEADER_5 + 3 + lengthOf(variable(V, 0));
const INFO = unit5(CODE.unit, 'u', variable(V, TYPE_AT), [CODE.base, 'int', 5, 4], 0);
const ABBREV = bytesOf(SHAPES, 0);

const header = (kind: number, size: number): Uint8Array => bytesOf(u32(kind), u32(size), u32(1));
const gnuHeader = (size: number): Uint8Array => bytesOf(Buffer.from('ZLIB'), u32(0), u32(size).slice().reverse());
const gabi = (bytes: Uint8Array): Uint8Array => bytesOf(header(1, bytes.length), deflateSync(bytes));

/** One frame of zstd with one stored block [RFC 8878 §3.1.1], of at most 255 bytes. */
const zstd = (bytes: Uint8Array): Uint8Array =>
  bytesOf(
    header(2, bytes.length),
    Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, bytes.length),
    u32((bytes.length << 3) | 1).subarray(0, 3),
    bytes,
  );

interface Draft {
  readonly info: Uint8Array;
  readonly abbrev?: Uint8Array;
  readonly prefix?: string;
  readonly flags?: number;
}

const read = ({ info, abbrev = gabi(ABBREV), prefix = '.debug_', flags = SHF_COMPRESSED }: Draft) =>
  readProgramVariables(
    readElf(
      elfOf([
        { name: '.text', address: 0x0800_0000, bytes: Buffer.from('code') },
        { name: '.bss', address: RAM, memoryBytes: 64 },
        { name: `${prefix}info`, bytes: info, flags },
        { name: `${prefix}abbrev`, bytes: abbrev, flags },
      ]).bytes,
    ),
  );

const refused = (draft: Draft): string => {
  try {
    return read(draft).knows;
  } catch (error) {
    if (!isFault(error)) throw error;
    expect(typeof error.facts['offset']).toBe('number');
    return `${error.code}: ${error.detail?.replace(/^offset 0x[0-9a-f]+: /, '')}`;
  }
};

describe('compressed debug information', () => {
  it.each<[string, Draft]>([
    ['as the ELF standard has it', { info: gabi(INFO) }],
    [
      'as GNU tools wrote it first',
      {
        info: bytesOf(gnuHeader(INFO.length), deflateSync(INFO)),
        abbrev: bytesOf(gnuHeader(ABBREV.length), deflateSync(ABBREV)),
        prefix: '.zdebug_',
        flags: 0,
      },
    ],
  ])('is read %s', (_, draft) => {
    expect(read(draft)).toMatchObject({
      knows: 'types',
      variables: [{ name: V, address: RAM, bytes: 4, type: { name: 'int' } }],
    });
  });

  it('by another way than zlib and zstd is not read, and said so', () => {
    const { knows, notes } = read({ info: bytesOf(header(3, INFO.length), INFO) });
    expect([knows, notes.join()]).toEqual(['nothing', expect.stringContaining('link with -gz=none')]);
  });

  it('by zstd is read where Node.js can, and else it is said what to do', () => {
    const { knows, notes } = read({ info: zstd(INFO) });
    if (zstdOfNode) expect([knows, notes.join()]).toEqual(['types', expect.not.stringContaining('zstd')]);
    else expect([knows, notes.join()]).toEqual(['nothing', expect.stringContaining('link with -gz=zlib')]);
  });

  it('by zstd is held to what it says, whatever reads it', () => {
    const file = (info: Uint8Array) =>
      readElf(elfOf([{ name: '.debug_info', bytes: info, flags: SHF_COMPRESSED }]).bytes);
    const whole = (info: Uint8Array, decompressor: ZstdDecompressor | undefined) => {
      const elf = file(info);
      const section = elf.sections.find(({ name }) => name === '.debug_info')!;
      const said = announced(elf, section, 1 << 20, decompressor);
      return typeof said === 'string' ? said : uncompressed(elf, said, decompressor);
    };
    const asked: unknown[] = [];
    const stored: ZstdDecompressor = (frame, options) => {
      asked.push(options);
      return frame.slice(9);
    };
    expect(whole(zstd(INFO), stored)).toEqual(INFO);
    // Windows of 32 MiB at most, and no byte more than was said.
    expect(asked).toEqual([{ maxOutputLength: INFO.length, params: { 100: 25 } }]);
    expect(() => whole(zstd(INFO), () => new Uint8Array(3))).toThrow(
      expect.objectContaining({ code: 'dwarf_invalid' }),
    );
    const failing: ZstdDecompressor = () => {
      throw new RangeError('too much');
    };
    expect(() => whole(zstd(INFO), failing)).toThrow(expect.objectContaining({ code: 'dwarf_invalid' }));
    expect(() => whole(bytesOf(header(2, (1 << 20) + 1), INFO), stored)).toThrow(
      expect.objectContaining({ code: 'dwarf_too_large' }),
    );
  });

  it.each<[string, Uint8Array, string]>([
    ['is too short for its header', Uint8Array.of(1, 0, 0), 'dwarf_invalid: .debug_info is too short to be compressed'],
    [
      'is cut off',
      gabi(INFO).slice(0, -6),
      `dwarf_invalid: .debug_info does not hold the ${INFO.length} bytes that were compressed`,
    ],
    [
      'is another thing',
      bytesOf(header(1, 8), Buffer.from('not zlib')),
      'dwarf_invalid: .debug_info does not hold the 8 bytes that were compressed',
    ],
    [
      'has fewer bytes than it says',
      bytesOf(header(1, INFO.length + 1), deflateSync(INFO)),
      `dwarf_invalid: .debug_info has ${INFO.length} bytes and says ${INFO.length + 1}`,
    ],
    [
      'has more bytes than it says: no more are made',
      bytesOf(header(1, 16), deflateSync(Buffer.alloc(1 << 24))),
      'dwarf_invalid: .debug_info does not hold the 16 bytes that were compressed',
    ],
    [
      'says that it has more than are read',
      bytesOf(header(1, DWARF_LIMITS.uncompressedBytes + 1), deflateSync(INFO)),
      `dwarf_too_large: .debug_info has ${DWARF_LIMITS.uncompressedBytes + 1} bytes when it is whole; of all sections, at most ${DWARF_LIMITS.uncompressedBytes} are read`,
    ],
    ['is nothing', bytesOf(header(1, 0), deflateSync(new Uint8Array(0))), 'nothing'],
  ])('that %s is refused', (_, info, said) => {
    expect(refused({ info })).toBe(said);
  });

  it('finds room for all sections together, not for each', () => {
    const half = Math.floor(DWARF_LIMITS.uncompressedBytes / 2) + 1;
    const zeros = gabi(new Uint8Array(half));
    expect(refused({ info: zeros, abbrev: zeros })).toMatch(/^dwarf_too_large: \.debug_abbrev has/);
  });
});
