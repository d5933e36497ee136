import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { readElf, readLinkerMap } from '@twinbank/elf';
import { isFault, utf8 } from '@twinbank/primitives';

import { findingsOfFile, type DeclaredFile, type FileFindings } from '../file-findings.js';
import { uploadedImage } from '../uploaded-image.js';
import { mapFacts } from './map-facts.js';
import { withObjects } from './object-units.js';
import { mapOfElf } from './testing/map-of-elf.js';

const PART = 'STM32G474';
const fileOf = (name: string): Uint8Array =>
  new Uint8Array(
    readFileSync(new URL(`../../../../simulators/firmware/build/foreign/diff/${name}.elf`, import.meta.url)),
  );
const PLAIN = fileOf('plain');
const ELF = readElf(PLAIN);
const MAP = mapOfElf(ELF);
/** The bytes of the bank alone, as `objcopy -O binary` writes them. */
const BIN = uploadedImage(PLAIN, PART).image;

const found = (file: Uint8Array, told: Partial<DeclaredFile>): FileFindings =>
  findingsOfFile(file, { part: PART, agent: 'own', ...told });
const faults = (file: Uint8Array, told: Partial<DeclaredFile>): string[] =>
  found(file, told).faults.map(({ code, detail }) => `${code}: ${detail}`);
const codes = ({ findings }: FileFindings): string[] => findings.map(({ code }) => code);

/** What the symbol table of an ELF file says, without the units that it has of static ones. */
const known = ({ facts }: FileFindings): unknown[] =>
  facts!.variables.map(({ symbol, address, bytes, section, initial }) => [
    ...[symbol, address, bytes, section],
    typeof initial === 'string' ? initial : [...initial],
  ]);

describe('the bytes of a bank with the map of its linker', () => {
  it('have the variables that the ELF file has by its symbols, with the values that start-up code gives them', () => {
    const named = ({ facts }: FileFindings) => facts!.variables.filter(({ symbol }) => !symbol.startsWith('('));
    const [byMap, byElf] = [found(BIN, { map: MAP }), found(PLAIN, {})];
    const bare = {
      ...byElf,
      facts: { ...byElf.facts!, variables: byElf.facts!.variables.filter(({ bytes }) => bytes > 0) },
    };
    expect(known(bare).length).toBeGreaterThan(5);
    expect(known({ ...byMap, facts: { ...byMap.facts!, variables: named(byMap) } })).toEqual(known(bare));
    expect([byMap.facts!.knows, byMap.faults]).toEqual(['symbols', []]);
    expect(codes(byMap)).toContain('map_read');
  });

  it('name places as an ELF file does: section, symbol, with the same result', () => {
    const places = { swapSectionAt: 'bank_swap', runOnceAt: 'run_once', ramLayout: 3 };
    expect(found(BIN, { ...places, map: MAP }).live).toEqual(found(PLAIN, places).live);
    expect(found(BIN, { swapSectionAt: '.swap', map: MAP }).live).toEqual(
      found(PLAIN, { swapSectionAt: '.swap' }).live,
    );
    expect(faults(BIN, { swapSectionAt: 'bank_swap' })).toEqual([
      expect.stringMatching(/^place_unknown: bank_swap: only an ELF file or a linker map has symbols/),
    ]);
  });

  it('refuse a map of another build: where the program starts, or what the image does not have', () => {
    const other = mapOfElf(readElf(fileOf('pointer-moved')));
    expect(faults(BIN.subarray(0, 1024), { map: MAP })).toEqual([
      expect.stringMatching(/^map_mismatch: line \d+: .*and the image has 1024$/),
    ]);
    const moved = BIN.slice();
    moved[4] = (moved[4]! + 8) & 0xff;
    expect(faults(moved, { map: MAP })).toEqual([
      expect.stringMatching(/^map_mismatch: line \d+: Reset_Handler is at/i),
    ]);
    expect(faults(PLAIN, { map: other })).toEqual([
      expect.stringMatching(/^map_mismatch: line \d+: \.\w+ has \d+ bytes at 0x/),
    ]);
  });

  it('refuse what is no map, and say which line', () => {
    expect(faults(BIN, { map: utf8('<html>') })).toEqual([expect.stringMatching(/^map_invalid: /)]);
  });
});

/** A program of 512 bytes and a sum behind it by GNU ld: an interrupt vector table, initial values at 0x1f0, two objects of one name. */
const gnu = (regions = ''): string => `Discarded input sections

 .rodata.version
                0x00000000       0x10 main.o

Memory Configuration

Name Origin Length Attributes
${regions}
Linker script and memory map

.text           0x08000000      0x1f0
 .text          0x08000000      0x1e0 main.o
                0x080001d8                bank_swap
 .text.malloc   0x080001e0       0x10 libc.a(malloc.o)
                0x080001e0                malloc

.data           0x20000000       0x10 load address 0x080001f0
 .data.count    0x20000000        0x4 a/config.o
 .data.count    0x20000004        0x4 b/config.o
 .ramfunc       0x20000008        0x8 main.o
                0x20000008                fast

.bss            0x20000010       0x20 load address 0x08000200
 .bss           0x20000010       0x18 main.o
                0x20000018                total
 COMMON         0x20000028        0x8 main.o
                0x20000028                shared

.noinit         0x20000030        0x4
 .noinit.kept   0x20000030        0x4 main.o
                0x20000034                end = .
`;
const IMAGE = Uint8Array.from({ length: 1024 }, (_, at) => at & 0xff);

describe('a map of GNU ld, which names global symbols only', () => {
  const { facts, unnamedBytes } = mapFacts(readLinkerMap(utf8(gnu())), IMAGE, PART);

  it('tells statics by sections of their own, with their objects; others are one stretch of their object, and counted', () => {
    expect(
      facts.variables.map(({ name, unit, address, bytes, initial }) => [
        ...[name, unit, address, bytes],
        typeof initial === 'string' ? initial : [...initial],
      ]),
    ).toEqual([
      ['count', 'a/config.o', 0x20000000, 4, [0xf0, 0xf1, 0xf2, 0xf3]],
      ['count', 'b/config.o', 0x20000004, 4, [0xf4, 0xf5, 0xf6, 0xf7]],
      ['(.bss)', 'main.o', 0x20000010, 8, 'zero'],
      ['total', 'main.o', 0x20000018, 16, 'zero'],
      ['shared', 'main.o', 0x20000028, 8, 'zero'],
      ['kept', 'main.o', 0x20000030, 4, 'none'],
    ]);
    expect(unnamedBytes).toBe(8);
  });

  it('tells functions in RAM by what their sections are called, and the heap', () => {
    expect(facts.ramFunctions).toEqual([{ name: 'fast', address: 0x20000008, bytes: 8, crc32: expect.any(Number) }]);
    expect([facts.heap, facts.usesHeap]).toEqual([{ symbol: 'end', address: 0x20000034 }, true]);
  });

  it('does not guess how long the swap section is', () =>
    expect(placeFault('bank_swap')).toMatch(/^place_unknown: bank_swap: the map does not say where it ends/));

  const placeFault = (swapSectionAt: string): string | undefined =>
    faults(IMAGE, { map: utf8(gnu()), swapSectionAt }).find((text) => text.startsWith('place_unknown'));

  it('says what the linker left out', () =>
    expect(placeFault('version')).toMatch(/the linker left out \.rodata\.version/));

  it('tells of more memory than the part has, and of what has no name', () => {
    const told = (regions: string): string[] =>
      found(IMAGE, { map: utf8(gnu(regions)) })
        .findings.filter(({ code }) => code === 'memory_beyond_part' || code === 'map_statics_unnamed')
        .map(({ code, detail }) => `${code}: ${detail}`);
    expect(told('FLASH 0x08000000 0x40000 xr\nRAM 0x20000000 0x20000 xrw')).toEqual([
      expect.stringMatching(/Of 8 bytes/),
    ]);
    expect(told('FLASH 0x08000000 0x80000 xr\nRAM 0x20000000 0x20001 xrw\nQSPI 0x90000000 0x1000000 r')).toEqual([
      expect.stringMatching(
        /FLASH has 524288 bytes at 0x08000000 \(line 9 of the map\), and a bank of STM32G474 has 262144/,
      ),
      expect.stringMatching(/RAM has 131073 bytes/),
      expect.stringMatching(/map_statics_unnamed/),
    ]);
  });
});

describe('an ELF file with the map of its linker', () => {
  it('keeps what it says, and takes the object where statics are of files of one name', () => {
    const map = readLinkerMap(utf8(gnu()));
    const base = { symbol: 'count', bytes: 4, section: '.data', initial: 'zero' } as const;
    const facts = (...units: (string | undefined)[]) => ({
      knows: 'symbols' as const,
      ramFunctions: [],
      usesHeap: false,
      variables: units.map((unit, at) => ({
        ...base,
        name: 'count',
        ...(unit !== undefined && { unit }),
        address: 0x20000000 + 4 * at,
      })),
    });
    const units = (...before: (string | undefined)[]) =>
      withObjects(facts(...before), map).variables.map(({ unit }) => unit);
    expect(units('config.c', 'config.c')).toEqual(['a/config.o', 'b/config.o']);
    expect(units('one.c', 'two.c')).toEqual(['one.c', 'two.c']);
    expect(units('one.c', undefined)).toEqual(['one.c', 'b/config.o']);
  });

  it('is told of as before, where it has debug information', () => {
    const [alone, both] = [found(PLAIN, {}), found(PLAIN, { map: MAP })];
    expect(known(both)).toEqual(known(alone));
    expect(both.facts!.knows).toBe(alone.facts!.knows);
  });

  it('finds by the map what it does not name itself: the section of an object', () => {
    const map = utf8(new TextDecoder().decode(MAP).replace('main.o:(.swap)', 'main.o:(.swap.code)'));
    expect(found(PLAIN, { map, swapSectionAt: '.swap.code' }).live).toEqual(
      found(PLAIN, { swapSectionAt: '.swap' }).live,
    );
    expect(faults(PLAIN, { swapSectionAt: '.swap.code' })).toEqual([expect.stringMatching(/no such section/)]);
  });

  it('has the variables of the map if it was stripped', () => {
    const stripped = PLAIN.slice();
    const table = ELF.sections.find(({ name }) => name === '.symtab')!;
    // SHT_NULL: no reader looks at it.
    stripped.set([0, 0, 0, 0], table.entryAt + 4);
    for (const { name, entryAt } of ELF.sections)
      if (name.startsWith('.debug')) stripped.set([0, 0, 0, 0], entryAt + 4);
    expect(found(stripped, {}).facts?.knows).toBe('nothing');
    const byMap = found(stripped, { map: MAP });
    expect([byMap.facts!.knows, byMap.faults]).toEqual(['symbols', []]);
    expect(known(byMap).length).toBeGreaterThan(5);
  });

  it('throws nothing but faults', () => {
    expect(() => uploadedImage(PLAIN, PART, utf8('x'))).toThrow();
    try {
      uploadedImage(PLAIN, PART, utf8('x'));
    } catch (error) {
      expect(isFault(error, 'map_invalid')).toBe(true);
    }
  });
});
