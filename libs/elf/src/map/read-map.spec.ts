import { describe, expect, it } from '@jest/globals';

import { isFault, utf8 } from '@twinbank/primitives';

import { copiedMapPlaceOf, MAP_LIMITS, mapPlaceOf, readLinkerMap, type LinkerMap } from '../index.js';

/** As GNU ld writes it: names that are too long stand on a line of their own. */
const GNU = `Archive member included to satisfy reference by file (symbol)

/usr/lib/libc.a(lib_a-memset.o)
                              main.o (memset)

Discarded input sections

 .text          0x00000000        0x0 main.o
 .rodata.version
                0x00000000       0x10 main.o

Memory Configuration

Name             Origin             Length             Attributes
FLASH            0x08000000         0x00040000         xr
RAM              0x20000000         0x00018000         xrw
*default*        0x00000000         0xffffffff

Linker script and memory map

LOAD main.o
                0x20018000                        _estack = (ORIGIN (RAM) + LENGTH (RAM))

.isr_vector     0x08000000      0x1d8
 *(.isr_vector)
 .isr_vector    0x08000000      0x1d8 main.o
                0x08000000                vectors

.text           0x080001d8       0x30
 *(.text*)
 .text.run      0x080001d8       0x10 main.o
                0x080001d8                run
 .text.memset   0x080001e8        0x8 /usr/lib/libc.a(lib_a-memset.o)
                                  0xa (size before relaxing)
                0x080001e8                memset
 .rodata.str1.4
                0x080001f0       0x20 main.o
                0x08000208                        . = ALIGN (0x8)
 *fill*         0x08000204        0x4 

.data           0x20000000       0x14 load address 0x08000208
                0x20000000                        _sdata = .
 .data          0x20000000        0x8 a/config.o
                0x20000004                limit
 .data.count.0  0x20000008        0x4 a/config.o
 .data.count.0  0x2000000c        0x4 b\\config.o
 .data.ns::x    0x20000010        0x4 main.o
                0x20000010                ns::run(int, char)
                [!provide]                        PROVIDE (_end = .)
                0x20000014                        PROVIDE (end = .)
OUTPUT(main.elf elf32-littlearm)

.debug_info     0x00000000     0x1234
 .debug_info    0x00000000     0x1234 main.o

Cross Reference Table

.fake           0x08000000        0x8 load address 0x08000000
`;

const LLD = `     VMA      LMA     Size Align Out     In      Symbol
       0        0        0     1 _estack = ORIGIN ( RAM ) + LENGTH ( RAM )
 80001d8  80001d8       1c     4 .text
 80001d8  80001d8       10     4         C:\\build\\main.o:(.text.run)
 80001d8  80001d8        0     1                 $t.0
 80001d9  80001d9        e     1                 run
 80001e8  80001e8        c     4         <internal>:(.text.thunk)
20000000  80001f4        8     4 .data
20000000  80001f4        0     1         _sdata = .
20000000  80001f4        0     1         _sidata = LOADADDR ( .data )
20000000  80001f4        8     4         main.o:(.data)
20000004  80001f8        4     1                 count
       0        0     1234     1 .debug_info
`;

const read = (text: string): LinkerMap => readLinkerMap(utf8(text));
const fault = (text: string | Uint8Array): string => {
  try {
    readLinkerMap(typeof text === 'string' ? utf8(text) : text);
    return 'none';
  } catch (error) {
    if (!isFault(error)) throw error;
    return `${error.code}: ${error.detail}`;
  }
};
const pieces = (map: LinkerMap, name: string): unknown[] =>
  map.sections.find((section) => section.name === name)!.pieces.map((piece) => [piece.name, piece.object, piece.bytes]);

describe('a map of GNU ld', () => {
  const map = read(GNU);

  it('names the regions of memory, with the line of each', () =>
    expect([map.linker, map.regions]).toEqual([
      'GNU ld',
      [
        { name: 'FLASH', origin: 0x08000000, bytes: 0x40000, line: 15 },
        { name: 'RAM', origin: 0x20000000, bytes: 0x18000, line: 16 },
      ],
    ]));

  it('says where each section runs, and to where it is loaded; what is not in memory is left out', () =>
    expect(map.sections.map(({ name, address, loadAddress, bytes }) => [name, address, loadAddress, bytes])).toEqual([
      ['.isr_vector', 0x08000000, 0x08000000, 0x1d8],
      ['.text', 0x080001d8, 0x080001d8, 0x30],
      ['.data', 0x20000000, 0x08000208, 0x14],
    ]));

  it('says which object file gave what, also where the numbers stand on the next line; not what reaches out of its section', () => {
    expect(pieces(map, '.text')).toEqual([
      ['.text.run', 'main.o', 16],
      ['.text.memset', 'libc.a(lib_a-memset.o)', 8],
    ]);
    expect(pieces(map, '.data').slice(1, 3)).toEqual([
      ['.data.count.0', 'a/config.o', 4],
      ['.data.count.0', 'b/config.o', 4],
    ]);
  });

  it('has symbols up to the next one: exact only where the compiler made a section for one alone', () =>
    expect(map.symbols.map(({ name, address, bytes, isExact }) => [name, address, bytes, isExact])).toEqual([
      ['vectors', 0x08000000, 0x1d8, false],
      ['run', 0x080001d8, 16, true],
      ['memset', 0x080001e8, 8, true],
      ['_sdata', 0x20000000, 0, false],
      ['limit', 0x20000004, 4, false],
      ['end', 0x20000014, 0, false],
      ['_estack', 0x20018000, 0, false],
    ]));

  it('says what was left out, and what is empty is nothing', () =>
    expect(map.discarded).toEqual([{ name: '.rodata.version', object: 'main.o', address: 0, bytes: 16 }]));

  it('may have lines that end as those of Windows', () => expect(read(GNU.replaceAll('\n', '\r\n'))).toEqual(map));
});

describe('a map of lld', () => {
  const map = read(LLD);

  it('has sections, objects and symbols with their sizes, and code by the Thumb bit; marks are none', () => {
    expect(map.linker).toBe('lld');
    expect(pieces(map, '.text')).toEqual([
      ['.text.run', 'C:/build/main.o', 16],
      ['.text.thunk', '', 12],
    ]);
    expect(
      map.symbols.map(({ name, address, bytes, isExact, isCode }) => [name, address, bytes, isExact, isCode]),
    ).toEqual([
      ['run', 0x080001d8, 14, true, true],
      ['_sdata', 0x20000000, 0, false, false],
      ['count', 0x20000004, 4, true, false],
    ]);
  });
});

describe('a place that a person names', () => {
  const place = (text: string, map = GNU): unknown => {
    const { address, length, isExact } = mapPlaceOf(read(map), text);
    return [address, length, isExact];
  };
  const why = (text: string, map = GNU): string => {
    try {
      return String(place(text, map));
    } catch (error) {
      return isFault(error) ? `${error.code}: ${error.detail}` : 'no fault';
    }
  };

  it('is a range, a section of the program or of an object, a symbol, or a static with a section of its own; where it is loaded to', () => {
    expect(place('0x08000400+16')).toEqual([0x08000400, 16, true]);
    expect(place('.text')).toEqual([0x080001d8, 0x30, true]);
    expect(place('.text.run')).toEqual([0x080001d8, 16, true]);
    expect(place('run')).toEqual([0x080001d8, 16, true]);
    expect(place('limit')).toEqual([0x0800020c, 4, false]);
    expect(place('b/config.o:count.0')).toEqual([0x08000214, 4, true]);
    expect(place('main.c:run')).toEqual([0x080001d8, 16, true]);
    expect(place('run', LLD)).toEqual([0x080001d8, 14, true]);
  });

  it('runs where the map has it, which differs from where it is loaded for what start-up code copies to RAM', () => {
    const copied = (text: string, map = GNU): unknown => {
      const { address, length, runsAt } = copiedMapPlaceOf(read(map), text);
      return [address, length, runsAt];
    };
    expect(copied('b/config.o:count.0')).toEqual([0x08000214, 4, 0x2000000c]);
    expect(copied('run')).toEqual([0x080001d8, 16, 0x080001d8]);
    expect(copied('0x10000000+0x400@0x08003000')).toEqual([0x08003000, 0x400, 0x10000000]);
  });

  it('is loaded where its own section says, although sections of an OVERLAY run at one address', () => {
    const overlay = (name: string, loaded: string): string => `
.isr_${name}          0x10000000       0x20 load address ${loaded}
 .isr_${name}         0x10000000       0x20 main.o
                0x10000000                tick_${name}
`;
    const sections = overlay('a', '0x08000300') + overlay('b', '0x08000320');
    const overlaid = GNU.replace('OUTPUT(', `${sections}OUTPUT(`);
    expect(place('.isr_b', overlaid)).toEqual([0x08000320, 0x20, true]);
    expect(place('tick_b', overlaid)).toEqual([0x08000320, 0x20, false]);
    expect(copiedMapPlaceOf(read(overlaid), '.isr_b')).toMatchObject({ address: 0x08000320, runsAt: 0x10000000 });
  });

  it('is refused where there are several, or none, with the reason', () => {
    expect(why('count.0')).toMatch(/^place_unknown: count\.0: the map has several of this name/);
    expect(why('nowhere')).toBe('place_unknown: nowhere: the map has no such section or symbol');
    expect(why('other.c:run')).toMatch(/no such/);
    expect(why('_estack')).toMatch(/no such/);
  });

  it('says what the linker left out, and how to keep it', () =>
    expect(why('version')).toMatch(/the linker left out \.rodata\.version of main\.o.*KEEP\(\).*-Wl,-u,version$/));
});

describe('what is no map', () => {
  it.each([
    ['', /^map_invalid: the file has no heading/],
    ['\n'.repeat(1000), /^map_invalid: .*LC_ALL=C/],
    ['Speicherkonfiguration\n', /^map_invalid: /],
    [
      'Memory Configuration\n\nRAM 0x20000000 0x1ffffffff xrw\n',
      /^map_invalid: line 3: 0x1ffffffff is no number of 32 bits/,
    ],
    ['Memory Configuration\n\nRAM 0x20000000 0x100 xrw\n', /^map_invalid: line 3: the map ends/],
    ['Memory Configuration\nab\0c\n', /^map_invalid: line 2: it has a byte 0/],
    [
      'Linker script and memory map\n.text 0x08000000 0x10 loaded somewhere\n',
      /^map_invalid: line 2: what follows \.text/,
    ],
    [`Memory Configuration\n${'x'.repeat(MAP_LIMITS.lineLength + 1)}\n`, /^map_too_large: line 2: it has 32769 bytes/],
  ])('is refused with the line: %#', (text, expected) => expect(fault(text)).toMatch(expected));

  it('is not read where it is too much: bytes, lines, regions, sections, pieces, symbols', () => {
    expect(fault(new Uint8Array(MAP_LIMITS.bytes + 1))).toMatch(/^map_too_large: line 1: the map has 8388609 bytes/);
    expect(fault('\n'.repeat(MAP_LIMITS.lines + 1))).toMatch(/^map_too_large: line 500001: there are more lines/);
    const many = (count: number, line: string, head: string): string => fault(head + line.repeat(count + 1));
    const memory = 'Linker script and memory map\n.data 0x20000000 0x100\n .d 0x20000000 0x100 a.o\n';
    expect(many(MAP_LIMITS.regions, 'R 0x0 0x1\n', 'Memory Configuration\n')).toMatch(
      /^map_too_large: line 66: .* 64 regions/,
    );
    expect(many(MAP_LIMITS.sections, '.d 0x20000000 0x1\n', memory)).toMatch(/^map_too_large: .* 4096 sections/);
    expect(many(MAP_LIMITS.pieces, ' .d 0x20000000 0x1 a.o\n', memory)).toMatch(
      /^map_too_large: .* 131072 input sections/,
    );
    expect(many(MAP_LIMITS.symbols, '        0x20000000  x\n', memory)).toMatch(/^map_too_large: .* 262144 symbols/);
  });
});
