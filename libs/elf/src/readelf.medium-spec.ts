import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { ARM_TOOLS_NOTE, armTool, hasArmTools } from '@twinbank/testkit/arm-tools';

import { buildIdOf, debugOf, loadableOf, notesOf, readElf, symbolsOf, toolchainsOf, type Elf } from './index.js';

const BUILD = fileURLToPath(new URL('../../../simulators/firmware/build/', import.meta.url));
const FIRMWARE = readdirSync(BUILD, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.elf'));

const SCRIPT = `MEMORY { FLASH (rx): ORIGIN = 0x08000000, LENGTH = 96K RAM (rwx): ORIGIN = 0x20000000, LENGTH = 20K }
SECTIONS {
  .text : { *(.vectors) *(.text*) *(.rodata*) } > FLASH
  .note : { *(.note*) } > FLASH
  .late 0x08001001 : { *(.late) } > FLASH
  .data : { *(.data*) } > RAM AT> FLASH
  .bss (NOLOAD) : { *(.bss*) *(COMMON) } > RAM
  /DISCARD/ : { *(.ARM.exidx*) }
}`;
const unit = (name: string) => `
static int count = 3; static int zeroed[4];
__attribute__((section(".late"))) const char late_${name}[] = "late";
__attribute__((weak)) int weak_${name}; extern int elsewhere_${name} __attribute__((weak));
int ${name}(int by) { static int seen; return count += by + zeroed[by & 3] + ++seen + (elsewhere_${name} != 0); }`;

/** The columns of each line of a table that is one of its rows. */
const matches = (printed: string, row: RegExp): string[][] => [...printed.matchAll(row)].map((found) => found.slice(1));
const hex = (value: number): string => value.toString(16).padStart(8, '0');

const TYPES: Record<string, string> = {
  NOTYPE: 'none',
  OBJECT: 'object',
  FUNC: 'function',
  SECTION: 'section',
  FILE: 'file',
};

/** With TEST_ARM_TOOLS, as in CI, they must be installed. */
(hasArmTools() ? describe : describe.skip)(`readelf says the same (${ARM_TOOLS_NOTE})`, () => {
  let folder: string;
  const made = (name: string): string => join(folder, name);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'twinbank-elf-'));
    writeFileSync(made('made.ld'), SCRIPT);
    for (const name of ['one', 'two']) writeFileSync(made(`${name}.c`), unit(name));
    writeFileSync(made('main.c'), 'int one(int); int two(int); void _start(void) { for (;;) one(two(1)); }');
    const sources = ['main', 'one', 'two'].map((name) => made(`${name}.c`));
    for (const [name, ...flags] of [
      ['dwarf-5.elf', '-gdwarf-5', '-Os'],
      ['dwarf-4.elf', '-gdwarf-4', '-O0'],
      ['compressed.elf', '-g', '-gz'],
      ['lto.elf', '-g', '-flto', '-Os'],
      ['plain.elf', '-Os', '-fdata-sections', '-ffunction-sections'],
    ] as const)
      armTool(
        'gcc',
        '-mcpu=cortex-m0plus',
        '-mthumb',
        '-ffreestanding',
        '-nostdlib',
        ...flags,
        ...sources,
        `-T${made('made.ld')}`,
        '-Wl,--build-id=sha1',
        '-Wl,--no-warn-rwx-segments',
        '-o',
        made(name),
      );
    armTool('strip', '-o', made('stripped.elf'), made('plain.elf'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const read = (path: string): Elf => readElf(readFileSync(path));
  const paths = () => [
    ...FIRMWARE.map((name) => join(BUILD, name)),
    ...readdirSync(folder)
      .filter((name) => name.endsWith('.elf'))
      .map(made),
  ];

  it('of sections', () => {
    for (const path of paths()) {
      const said = matches(
        armTool('readelf', '-SW', path),
        /^ {2}\[ *(\d+)\] (\S*) +[A-Z_]+\S* +([0-9a-f]{8}) ([0-9a-f]{6}) ([0-9a-f]{6}) ([0-9a-f]{2})/gm,
      );
      const found = read(path).sections.map(({ index, name, address, offset, size, entryBytes }) => [
        `${index}`,
        name,
        hex(address),
        hex(offset).slice(2),
        hex(size).slice(2),
        hex(entryBytes).slice(6),
      ]);
      expect([path, found]).toEqual([
        path,
        said.map(([index, name, ...rest]) => [index, name === 'NULL' ? '' : name, ...rest]),
      ]);
    }
  });

  it('of segments', () => {
    for (const path of paths()) {
      const said = matches(
        armTool('readelf', '-lW', path),
        /^ {2}[A-Z_]+ +0x([0-9a-f]{6}) 0x([0-9a-f]{8}) 0x([0-9a-f]{8}) 0x([0-9a-f]{5}) 0x([0-9a-f]{5})/gm,
      );
      const found = read(path).segments.map((segment) => [
        hex(segment.offset).slice(2),
        hex(segment.virtualAddress),
        hex(segment.physicalAddress),
        hex(segment.fileBytes).slice(3),
        hex(segment.memoryBytes).slice(3),
      ]);
      expect([path, found]).toEqual([path, said]);
    }
  });

  it('of symbols', () => {
    for (const path of paths()) {
      const said = matches(
        armTool('readelf', '-sW', path),
        /^ +\d+: ([0-9a-f]{8}) +(\S+) (\S+) +(\S+) +\S+ +(\S+)(?: (.*))?$/gm,
      ).slice(1);
      const elf = read(path);
      const found = [...symbolsOf(elf)].map(({ value, size, type, binding, section, name }) => [
        hex(value),
        size,
        type,
        binding,
        section,
        type === 'section' ? elf.sections[section!]!.name : name,
      ]);
      expect([path, found]).toEqual([
        path,
        said.map(([value, size, type, binding, section, name]) => [
          value,
          Number(size),
          TYPES[type!],
          binding!.toLowerCase(),
          /^\d+$/.test(section!) ? Number(section) : undefined,
          name ?? '',
        ]),
      ]);
      expect(found.length > 0 || path.endsWith('stripped.elf')).toBe(true);
    }
  });

  it('of statics of one name, which are of different files', () => {
    const counts = [...symbolsOf(read(made('dwarf-5.elf')))].filter(({ name }) => /^count/.test(name));
    expect(counts.map(({ file }) => file)).toEqual(['one.c', 'two.c']);
  });

  it('of notes, toolchains and debug information', () => {
    for (const name of ['dwarf-5.elf', 'dwarf-4.elf', 'compressed.elf', 'lto.elf', 'plain.elf', 'stripped.elf']) {
      const elf = read(made(name));
      const [said] = matches(armTool('readelf', '-nW', made(name)), /Build ID: ([0-9a-f]+)/g);
      expect([name, buildIdOf(elf)]).toEqual([name, said?.[0]]);
      expect(notesOf(elf)).toHaveLength(1);
      const comments = matches(armTool('readelf', '-p', '.comment', made(name)), /^ +\[ *[0-9a-f]+\] +(.*)$/gm).flat();
      expect(toolchainsOf(elf)).toEqual(comments);
    }
    expect(
      [made('dwarf-5.elf'), made('dwarf-4.elf'), made('compressed.elf'), made('plain.elf')].map((path) =>
        debugOf(read(path)),
      ),
    ).toEqual([
      { dwarf: 5, compressed: false },
      { dwarf: 4, compressed: false },
      { dwarf: undefined, compressed: true },
      undefined,
    ]);
  });

  it('as objcopy of what is loaded, with FF in the gaps', () => {
    for (const path of paths().filter((path) => !path.includes('fixtures'))) {
      armTool('objcopy', '-O', 'binary', '--gap-fill', '0xff', path, made('image.bin'));
      const image = readFileSync(made('image.bin'));
      const bytes = Buffer.alloc(image.length, 0xff);
      for (const { address, bytes: part } of loadableOf(read(path), image.length))
        bytes.set(part, address - 0x08000000);
      expect([path, bytes.equals(image)]).toEqual([path, true]);
    }
  });
});
