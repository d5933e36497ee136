import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { isFault } from '@twinbank/primitives';
import { elfOf, type ElfFile } from '@twinbank/testkit/elf-file';

import {
  buildIdOf,
  debugOf,
  ELF_LIMITS,
  isElf,
  loadableOf,
  notesOf,
  readElf,
  symbolsOf,
  toolchainsOf,
} from './index.js';

const FIRMWARE = new URL('../../../simulators/firmware/build/', import.meta.url);
const firmware = (path: string): Buffer => readFileSync(new URL(path, FIRMWARE));

const CODE = { name: '.text', address: 0x08000000, bytes: Buffer.from('code of eight or more bytes') };
const DATA = { name: '.data', address: 0x20000000, loadAddress: 0x08000100, bytes: Buffer.from('initial!') };
const BSS = { name: '.bss', address: 0x20000100, memoryBytes: 64 };

/** All that can be asked of a file. */
function readAll(bytes: Uint8Array) {
  const elf = readElf(bytes);
  const symbols = [...symbolsOf(elf)];
  return [
    elf.segments,
    elf.sections,
    symbols,
    notesOf(elf),
    buildIdOf(elf),
    toolchainsOf(elf),
    debugOf(elf),
    loadableOf(elf, 1 << 20),
  ];
}

function faultOf(bytes: Uint8Array): string {
  try {
    readAll(bytes);
    return 'read';
  } catch (error) {
    if (!isFault(error)) throw error;
    expect(error.code === 'image_too_large' || typeof error.facts['offset'] === 'number').toBe(true);
    return `${error.code} ${error.detail}`;
  }
}

/** The file with one number made wrong. */
const wrong = ({ bytes }: ElfFile, offset: number, value: number, width = 4): Buffer => {
  const copy = Buffer.from(bytes);
  copy.writeUIntLE(value, offset, width);
  return copy;
};

const note = (owner: string, type: number, description: Buffer): Buffer => {
  const name = Buffer.from(`${owner}\0`.padEnd(Math.ceil((owner.length + 1) / 4) * 4, '\0'));
  const head = Buffer.alloc(12);
  head.writeUInt32LE(owner.length + 1, 0);
  head.writeUInt32LE(description.length, 4);
  head.writeUInt32LE(type, 8);
  return Buffer.concat([head, name, description, Buffer.alloc(-description.length & 3)]);
};

describe('an ELF file', () => {
  it('is known by its first bytes', () => {
    expect(isElf(elfOf([CODE]).bytes)).toBe(true);
    expect([isElf(Buffer.from('\x7fEL')), isElf(Buffer.from('code')), isElf(new Uint8Array(0))]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('of the reference firmware has its sections, segments and symbols', () => {
    const elf = readElf(firmware('l0/twinbank-l0-1.1.0.elf'));
    expect(elf.header).toMatchObject({ entry: 0x8000545, segmentCount: 6, sectionCount: 25 });
    expect(elf.sections.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['.vectors', '.swap', '.data', '.isr_b']),
    );
    expect(elf.segments[1]).toMatchObject({ virtualAddress: 0x20001000, physicalAddress: 0x0800fca0, fileBytes: 0x30 });
    const symbols = [...symbolsOf(elf)];
    const found = symbols.find(({ name }) => name === 'bank_swap');
    expect(found).toMatchObject({ type: 'function', binding: 'global' });
    expect(elf.sections[found!.section!]?.name).toBe('.swap');
    expect([buildIdOf(elf), toolchainsOf(elf), debugOf(elf)]).toEqual([undefined, [], { dwarf: 5, compressed: false }]);
  });

  it('tells the file of each static, so that two of one name are told apart', () => {
    const symbols = [
      { name: '$t', info: 0 },
      { name: 'a.c', info: 0x04 },
      { name: 'count', info: 0x01, value: 0x20000100, size: 4, section: '.bss' },
      { name: 'b.c', info: 0x04 },
      { name: 'count', info: 0x01, value: 0x20000104, size: 4, section: '.bss' },
      { name: '', info: 0x04 },
      { name: 'made_by_linker', info: 0x00 },
      { name: 'main', info: 0x12, value: 0x08000001, size: 8, section: '.text' },
    ];
    const found = [...symbolsOf(readElf(elfOf([CODE, BSS], symbols).bytes))];
    expect(found.map(({ name, file }) => [name, file])).toEqual([
      ['$t', undefined],
      ['a.c', undefined],
      ['count', 'a.c'],
      ['b.c', undefined],
      ['count', 'b.c'],
      ['', undefined],
      ['made_by_linker', undefined],
      ['main', undefined],
    ]);
    expect(found.at(-1)).toEqual({
      name: 'main',
      value: 0x08000001,
      size: 8,
      type: 'function',
      binding: 'global',
      section: 1,
    });
    expect(found[6]?.section).toBeUndefined();
  });

  it('tells build id, toolchains and debug information', () => {
    const id = Buffer.from('0123456789abcdef0123456789abcdef01234567', 'hex');
    const elf = readElf(
      elfOf([
        CODE,
        { name: '.note.other', type: 7, bytes: note('Zephyr', 3, Buffer.from('x')) },
        {
          name: '.note.gnu.build-id',
          type: 7,
          bytes: Buffer.concat([note('GNU', 1, Buffer.of(1)), note('GNU', 3, id)]),
        },
        { name: '.comment', bytes: Buffer.from('GCC: (GNU) 12.2.1\0clang\0\0GCC: (GNU) 12.2.1\0bad\n') },
        { name: '.debug_info', bytes: Buffer.of(20, 0, 0, 0, 4, 0, 0) },
      ]).bytes,
    );
    expect(notesOf(elf).map(({ owner, type }) => `${owner} ${type}`)).toEqual(['Zephyr 3', 'GNU 1', 'GNU 3']);
    expect(buildIdOf(elf)).toBe(id.toString('hex'));
    expect(toolchainsOf(elf)).toEqual(['GCC: (GNU) 12.2.1', 'clang', 'bad?']);
    expect(debugOf(elf)).toEqual({ dwarf: 4, compressed: false });
  });

  it('tells debug information that is compressed, or too short to say', () => {
    const debug = (name: string, flags: number) =>
      debugOf(readElf(elfOf([CODE, { name, flags, bytes: Buffer.of(1, 0, 0, 0, 5) }]).bytes));
    expect(debug('.debug_info', 0x800)).toEqual({ dwarf: undefined, compressed: true });
    expect(debug('.zdebug_info', 0)).toEqual({ dwarf: undefined, compressed: true });
    expect(debug('.debug_info', 0)).toEqual({ dwarf: undefined, compressed: false });
    expect(debug('.other', 0)).toBeUndefined();
  });

  it('cuts what tools say of themselves, and leaves out what is more', () => {
    const many = Array.from({ length: 100 }, (_, index) => `${index} ${'x'.repeat(index === 0 ? 400 : 200)}`).join(
      '\0',
    );
    const found = toolchainsOf(readElf(elfOf([CODE, { name: '.comment', bytes: Buffer.from(many) }]).bytes));
    expect([found.length, found[0]?.length]).toEqual([ELF_LIMITS.comments, ELF_LIMITS.commentBytes]);
  });

  it.each([
    ['zeros', Buffer.alloc(1 << 20)],
    ['one repeated text', Buffer.from('GCC\0'.repeat(1 << 18))],
  ])('reads only the first texts of a long .comment: %s', (_what, filler) => {
    const said = (length: number) => {
      const bytes = Buffer.concat([filler.subarray(0, length), Buffer.from('\0behind')]);
      return toolchainsOf(readElf(elfOf([CODE, { name: '.comment', bytes }]).bytes));
    };
    expect(said(ELF_LIMITS.comments * ELF_LIMITS.commentBytes - 7)).toContain('behind');
    expect(said(ELF_LIMITS.comments * ELF_LIMITS.commentBytes)).not.toContain('behind');
    expect(said(1 << 20)).not.toContain('behind');
  });

  it('without sections, as sstrip leaves it, has no symbols and no names', () => {
    const file = elfOf([CODE, DATA], [{ name: 'main' }]);
    for (const at of [32, 48, 50]) file.bytes.writeUInt16LE(0, at);
    file.bytes.writeUInt16LE(0, 34);
    const elf = readElf(file.bytes);
    expect([elf.sections, [...symbolsOf(elf)], buildIdOf(elf)]).toEqual([[], [], undefined]);
    expect(loadableOf(elf, 100).map(({ address, section }) => [address, section])).toEqual([
      [0x08000000, undefined],
      [0x08000100, undefined],
    ]);
  });
});

describe('a bad ELF file is refused with the offset of what is wrong', () => {
  const file = elfOf([CODE, DATA, BSS], [{ name: 'main', section: '.text' }]);
  const { bytes, segmentsAt, sectionsAt, entryOf } = file;

  it.each<[string, Uint8Array]>([
    ['elf_invalid offset 0x0: the file does not begin with 7f 45 4c 46', Buffer.from('MZ')],
    ['elf_truncated offset 0x0: the header', bytes.subarray(0, 40)],
    ['elf_foreign offset 0x4: the file is of the 64-bit class', wrong(file, 4, 2, 1)],
    ['elf_foreign offset 0x4: the file is of no known class', wrong(file, 4, 3, 1)],
    ['elf_foreign offset 0x5: the file is big-endian', wrong(file, 5, 2, 1)],
    ['elf_foreign offset 0x5: the file is of no known byte order', wrong(file, 5, 0, 1)],
    ['elf_foreign offset 0x12: the file is for RISC-V, not for ARM', wrong(file, 18, 243, 2)],
    ['elf_foreign offset 0x12: the file is for machine 9999, not for ARM', wrong(file, 18, 9999, 2)],
    ['elf_foreign offset 0x10: the file is an object file', wrong(file, 16, 1, 2)],
    ['elf_foreign offset 0x10: the file is a shared library', wrong(file, 16, 3, 2)],
    ['elf_foreign offset 0x10: the file is of type 77', wrong(file, 16, 77, 2)],
    ['elf_invalid offset 0x6: version 2', wrong(file, 6, 2, 1)],
    ['elf_invalid offset 0x14: version 0', wrong(file, 20, 0)],
    ['elf_invalid offset 0x2a: an entry for a segment has 0x38 bytes', wrong(file, 42, 56, 2)],
    ['elf_invalid offset 0x2e: an entry for a section has 0x40 bytes', wrong(file, 46, 64, 2)],
    ['elf_truncated offset 0x1c: the table of segments', wrong(file, 28, bytes.length - 8)],
    ['elf_truncated offset 0x1c: the table of segments', wrong(file, 28, 0xfffffff0)],
    ['elf_truncated offset 0x20: the table of sections', bytes.subarray(0, -1)],
    ['elf_truncated offset 0x20: the table of sections', wrong(file, 32, 0xffffffff)],
    ['elf_truncated offset 0x20: the table of sections', wrong(file, 48, 4000, 2)],
    ['elf_too_large offset 0x30: 5000 sections', wrong(file, 48, 5000, 2)],
    ['elf_too_large offset 0x2c: 300 segments', wrong(file, 44, 300, 2)],
    ['elf_invalid offset 0x30: 65280 sections', wrong(file, 48, 0xff00, 2)],
    ['elf_invalid offset 0x20: sections are counted', wrong(file, 32, 0)],
    ['elf_invalid offset 0x32: names should be in section 1', wrong(file, 50, 1, 2)],
    ['elf_invalid offset 0x32: names should be in section 99', wrong(file, 50, 99, 2)],
    [
      `elf_invalid offset 0x${entryOf('.bss').toString(16)}: a name at 0xffff of a table of`,
      wrong(file, entryOf('.bss'), 0xffff),
    ],
    [
      `elf_truncated offset 0x${(entryOf('.data') + 16).toString(16)}: a section of 8 bytes at`,
      wrong(file, entryOf('.data') + 16, 0xfffffff0),
    ],
    [
      `elf_overlapping offset 0x${(entryOf('.data') + 16).toString(16)}: sections 1 and 2 share bytes`,
      wrong(file, entryOf('.text') + 20, 29),
    ],
    [
      `elf_truncated offset 0x${(segmentsAt + 4).toString(16)}: a segment of`,
      wrong(file, segmentsAt + 4, bytes.length),
    ],
    [
      `elf_invalid offset 0x${(segmentsAt + 16).toString(16)}: a segment has 27 bytes in the file and 26`,
      wrong(file, segmentsAt + 20, 26),
    ],
    [
      `elf_invalid offset 0x${(segmentsAt + 8).toString(16)}: a segment goes beyond`,
      wrong(file, segmentsAt + 12, 0xfffffff0),
    ],
    [
      `elf_invalid offset 0x${(segmentsAt + 8).toString(16)}: a segment goes beyond`,
      wrong(file, segmentsAt + 8, 0xfffffff0),
    ],
    [
      `elf_overlapping offset 0x${(segmentsAt + 44).toString(16)}: segments are loaded to 0x8000000 (27 bytes) and 0x800001a`,
      wrong(file, segmentsAt + 44, 0x0800001a),
    ],
    [
      `elf_invalid offset 0x${(entryOf('.symtab') + 24).toString(16)}: names should be in section 1`,
      wrong(file, entryOf('.symtab') + 24, 1),
    ],
    [
      `elf_invalid offset 0x${(entryOf('.symtab') + 20).toString(16)}: a symbol table of 32 bytes with symbols of 24`,
      wrong(file, entryOf('.symtab') + 36, 24),
    ],
    [
      `elf_invalid offset 0x${(entryOf('.symtab') + 20).toString(16)}: a symbol table of 31 bytes`,
      wrong(file, entryOf('.symtab') + 20, 31),
    ],
  ])('%s', (told, broken) => {
    expect(faultOf(broken)).toContain(told);
  });

  it('where a symbol lies in a section that is not there, or its name is outside', () => {
    expect(sectionsAt).toBeGreaterThan(0);
    expect(faultOf(elfOf([CODE], [{ name: 'main', section: 99 }]).bytes)).toMatch(
      /elf_invalid .*: a symbol lies in section 99 of 5/,
    );
    expect(faultOf(elfOf([CODE], [{ name: 'main', section: 0xffff }]).bytes)).toMatch(
      /elf_invalid .*: a symbol lies in section 65535/,
    );
    const named = elfOf([CODE], [{ name: 'main' }]);
    const at = named.bytes.readUInt32LE(named.entryOf('.symtab') + 16) + 16;
    expect(faultOf(wrong(named, at, 6))).toMatch(/elf_invalid .*: a name at 0x6 of a table of 6 bytes/);
  });

  it('where a name does not end, or is longer than any', () => {
    const unended = elfOf([CODE, { name: '.extra', bytes: Buffer.of(1) }]);
    const names = unended.entryOf('.shstrtab');
    expect(faultOf(wrong(unended, names + 20, 5))).toMatch(/elf_invalid .*: a name (at|does not end)/);
    const long = elfOf([CODE], [{ name: 'x'.repeat(ELF_LIMITS.nameBytes) }]);
    expect(faultOf(long.bytes)).toBe('read');
    const longer = elfOf([CODE], [{ name: 'x'.repeat(ELF_LIMITS.nameBytes + 1) }]);
    expect(faultOf(longer.bytes)).toMatch(/elf_too_large .*: a name has more than 16384 bytes/);
  });

  it('where a section has a longer name than any, which would be kept for each section and told in faults', () => {
    const named = (length: number) => elfOf([CODE, { name: '.'.repeat(length), bytes: Buffer.of(1) }]).bytes;
    expect(readElf(named(256)).sections[2]?.name).toHaveLength(256);
    expect(faultOf(named(257))).toMatch(/elf_too_large .*: a name has more than 256 bytes/);
  });

  it('where there are a million symbols, before it reads one', () => {
    const file = elfOf([CODE, { name: '.filler', bytes: Buffer.alloc(16 * 1_000_000) }], []);
    file.bytes.writeUInt32LE(2, file.entryOf('.filler') + 4);
    file.bytes.writeUInt32LE(16, file.entryOf('.filler') + 36);
    file.bytes.writeUInt32LE(1, file.entryOf('.symtab') + 4);
    expect(faultOf(file.bytes)).toMatch(/elf_too_large .*: 1000000 symbols; at most 262144 are read/);
  });

  it('where all names are one long text, before it has read them all', () => {
    const symbols = Array.from({ length: 3000 }, () => ({ name: '' }));
    const file = elfOf([CODE], [{ name: 'x'.repeat(ELF_LIMITS.nameBytes) }, ...symbols]);
    const at = file.bytes.readUInt32LE(file.entryOf('.symtab') + 16);
    for (let index = 1; index <= 3000; index += 1) file.bytes.writeUInt32LE(1, at + 16 * index);
    expect(faultOf(file.bytes)).toMatch(/elf_too_large .*: the names have more than/);
  });

  it('where there are two symbol tables', () => {
    const file = elfOf([CODE, { name: '.other', type: 2, bytes: Buffer.alloc(16) }], [{ name: 'main' }]);
    expect(faultOf(file.bytes)).toMatch(/elf_invalid .*: there is a second symbol table/);
  });

  it.each<[string, Buffer]>([
    ['elf_invalid', Buffer.from('short')],
    ['elf_invalid', wrongNote(0, 0xffffffff)],
    ['elf_invalid', wrongNote(4, 0xfffffff0)],
    ['elf_too_large', Buffer.concat(Array.from({ length: 257 }, () => note('', 0, Buffer.alloc(0))))],
  ])('where a note does not fit: %s', (code, bytes) => {
    expect(faultOf(elfOf([CODE, { name: '.note', type: 7, bytes }]).bytes)).toContain(code);
  });

  it('where there are more notes than are read, over all of its sections', () => {
    const notes = (count: number) => ({
      type: 7,
      bytes: Buffer.concat(Array.from({ length: count }, () => note('', 0, Buffer.alloc(0)))),
    });
    const split = (second: number) =>
      elfOf([CODE, { name: '.note.a', ...notes(200) }, { name: '.note.b', ...notes(second) }]).bytes;
    expect(notesOf(readElf(split(56)))).toHaveLength(256);
    expect(faultOf(split(57))).toMatch(/elf_too_large .*: more than 256 notes/);
  });

  function wrongNote(at: number, value: number): Buffer {
    const bytes = note('GNU', 3, Buffer.of(1, 2, 3, 4));
    bytes.writeUInt32LE(value, at);
    return bytes;
  }

  it('whatever is changed in it, and wherever it is cut, with a named fault or not at all', () => {
    const specimens = [
      bytes,
      elfOf([
        CODE,
        { name: '.note', type: 7, bytes: note('GNU', 3, Buffer.of(1, 2)) },
        { name: '.comment', bytes: Buffer.from('GCC') },
      ]).bytes,
    ];
    const word = fc.oneof(
      fc.nat(255),
      fc.constantFrom(0xffffffff, 0x7fffffff, 0xfffffff0, 0x10000),
      fc.nat(0xffffffff),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...specimens),
        fc.array(fc.tuple(fc.nat(), word, fc.constantFrom(1, 2, 4)), { minLength: 1, maxLength: 4 }),
        fc.option(fc.nat(), { freq: 4 }),
        (specimen, changes, cut) => {
          const broken = Buffer.from(specimen);
          for (const [at, value, width] of changes)
            broken.writeUIntLE(value % 256 ** width, at % (broken.length - width), width);
          faultOf(cut === null ? broken : broken.subarray(0, cut % broken.length));
        },
      ),
      { numRuns: 5000, seed: 11 },
    );
  });

  it('of the reference firmware, cut anywhere in its tables', () => {
    const whole = firmware('l0/twinbank-l0-1.1.0.elf');
    for (let length = 0; length < whole.length; length += length < 300 ? 1 : 4999)
      expect(faultOf(whole.subarray(0, length))).toMatch(/elf_(truncated|invalid)/);
  });
});
