import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { ARM_TOOLS_NOTE, armTool, hasArmTools } from '@twinbank/testkit/arm-tools';

import { readLinkerMap, type LinkerMap } from '../index.js';

const SCRIPT = `ENTRY(Reset_Handler)
MEMORY { FLASH (rx): ORIGIN = 0x08000000, LENGTH = 96K RAM (rwx): ORIGIN = 0x20000000, LENGTH = 20K }
_estack = ORIGIN(RAM) + LENGTH(RAM);
SECTIONS {
  .isr_vector : { KEEP(*(.isr_vector)) } > FLASH
  .text : { *(.text*) *(.rodata*) KEEP(*(.version)) . = ALIGN(8); } > FLASH
  .data : { _sdata = .; *(.data*) . = ALIGN(4); _edata = .; } > RAM AT> FLASH
  .bss (NOLOAD) : { *(.bss*) *(COMMON) } > RAM
  end = .;
  /DISCARD/ : { *(.ARM.exidx*) }
}`;
/** Two files of one name in two folders, each with statics that are called as those of the other. */
const unit = (name: string) => `
static volatile int count = 3; static volatile short zeroed[4]; int shared_${name}[3];
void nobody_${name}(void) { count = 0; }
const char text_${name}[] = "the same text";
int ${name}(int by) { static volatile int a_static_with_a_name_that_is_long; return count += by + zeroed[by & 3] + ++a_static_with_a_name_that_is_long + shared_${name}[1] + text_${name}[by]; }`;
const MAIN = `extern int one(int); extern int two(int); extern char _estack;
__attribute__((section(".version"))) const char version[16] = "1.2.0";
void Reset_Handler(void) { for (;;) one(two(1)); }
__attribute__((section(".isr_vector"))) void *const vectors[16] = { &_estack, (void *)Reset_Handler };`;
const FLAGS = ['-mcpu=cortex-m4', '-mthumb', '-Os', '-ffunction-sections', '-fdata-sections', '-c'];

const hasLld = (): boolean => spawnSync('ld.lld', ['--version'], { stdio: 'ignore' }).status === 0;
const LINKERS = [
  ['GNU ld', 'arm-none-eabi-ld'],
  ['lld', 'ld.lld'],
] as const;

/** Of each symbol its name, address without Thumb bit, and size. */
type Row = readonly [name: string, address: number, bytes: number];
const sorted = (rows: readonly Row[]): Row[] => [...rows].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));

/** With TEST_ARM_TOOLS, as in CI, they must be installed; lld is tried where it is. */
(hasArmTools() ? describe : describe.skip)(`what nm says of a program stands in its map (${ARM_TOOLS_NOTE})`, () => {
  let folder: string;
  const made = (name: string): string => join(folder, name);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'twinbank-map-'));
    writeFileSync(made('made.ld'), SCRIPT);
    for (const [name, text] of [...['one', 'two'].map((one) => [one, unit(one)] as const), ['main', MAIN] as const]) {
      writeFileSync(made(`${name}.c`), text);
      armTool('gcc', ...FLAGS, made(`${name}.c`), '-o', made(`${name}.o`));
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const linked = (linker: string): { map: LinkerMap; rows: readonly Row[] } => {
    const script = ['--gc-sections', '-T', made('made.ld')];
    const objects = ['main', 'one', 'two'].map((name) => made(`${name}.o`));
    const [elf, map] = [made('made.elf'), made('made.map')];
    const { status, stderr } = spawnSync(linker, [...script, ...objects, '-o', elf, '-Map', map], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, expect.any(String)]);
    const printed = spawnSync('arm-none-eabi-nm', ['-S', elf], { encoding: 'utf8' }).stdout;
    const rows = [...printed.matchAll(/^([0-9a-f]{8}) ([0-9a-f]{8}) \w (\S+)$/gm)].map(
      ([, address, bytes, name]): Row => [name!, parseInt(address!, 16) & ~1, parseInt(bytes!, 16)],
    );
    return { map: readLinkerMap(new Uint8Array(readFileSync(map))), rows };
  };

  for (const [name, linker] of LINKERS)
    (linker !== 'ld.lld' || hasLld() ? describe : describe.skip)(name, () => {
      it('names sizes, places and objects of all symbols', () => {
        const { map, rows } = linked(linker);
        expect([map.linker, rows.length > 10]).toEqual([name, true]);
        const symbols = map.symbols.filter(({ piece }) => piece).map((one): Row => [one.name, one.address, one.bytes]);
        // GNU ld names no statics; the sections that the compiler made for each do.
        const statics = map.sections
          .flatMap(({ pieces }) => pieces)
          .filter(
            ({ name: section, address }) =>
              /^\.(data|bss)\./.test(section) && !symbols.some(([, at]) => at === address),
          )
          .map(({ name: section, address, bytes }): Row => [section.replace(/^\.(data|bss)\./, ''), address, bytes]);
        // Texts that two objects have in common are listed with each, and code may be filled up.
        const isCompared = ([one, address]: Row): boolean =>
          address >= 0x20000000 || /^(version|vectors|Reset_Handler|one|two)$/.test(one);
        const isData = ([, address]: Row): boolean => address >= 0x20000000;
        const compared = (list: readonly Row[]): Row[] =>
          sorted(list.filter(isCompared)).map((row) =>
            isData(row) || /^(version|vectors)$/.test(row[0]) ? row : [row[0], row[1], 0],
          );
        expect(compared([...symbols, ...statics])).toEqual(compared(rows));
        const counts = map.sections.flatMap(({ pieces }) => pieces).filter((piece) => piece.name === '.data.count');
        expect(counts.map(({ object }) => object)).toEqual([made('one.o'), made('two.o')]);
      });
    });

  it('GNU ld: names what was left out, and the memory', () => {
    const { map } = linked('arm-none-eabi-ld');
    expect(map.discarded.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['.text.nobody_one', '.text.nobody_two']),
    );
    expect(map.regions.map(({ name, origin, bytes }) => [name, origin, bytes])).toEqual([
      ['FLASH', 0x08000000, 96 * 1024],
      ['RAM', 0x20000000, 20 * 1024],
    ]);
  });
});
