import { mapPlaceOf, readLinkerMap, type LinkerMap } from '@twinbank/elf';
import { uploadedImage } from '@twinbank/intake';
import { isFault, utf8 } from '@twinbank/primitives';

import { rule, type Target } from '../target.js';

const GNU = `Discarded input sections

 .text.unused   0x00000000        0xc a.o

Memory Configuration

Name             Origin             Length             Attributes
RAM              0x20000000         0x00018000         xrw

Linker script and memory map

.text           0x08000000       0x30
 .text.run      0x08000000       0x10 a.o
                0x08000000                run
 .text.a_long_name
                0x08000010        0x8 libc.a(b.o)
                0x08000018                        . = ALIGN (0x8)

.data           0x20000000        0xc load address 0x08000020
 .data.count.0  0x20000000        0x4 a.o
 .data          0x20000004        0x8 b.o
                0x20000008                limit
                0x2000000c                PROVIDE (_end = .)
`;
const LLD = `     VMA      LMA     Size Align Out     In      Symbol
 8000000  8000000       10     4 .text
 8000000  8000000       10     4         a.o:(.text.run)
 8000001  8000001       10     1                 run
20000000  8000010        8     4 .data
20000000  8000010        0     1         _sdata = .
20000000  8000010        8     4         b.o:(.data)
20000004  8000014        4     1                 count
`;
/** As long as the programs of these maps. */
const IMAGE = new Uint8Array(256);
const PART = 'STM32G484';

/** What a map says holds together, whatever stands in it. */
function hold({ sections, symbols }: LinkerMap): void {
  for (const { address, bytes, pieces } of sections)
    rule(
      pieces.every((piece) => piece.address >= address && piece.address + piece.bytes <= address + bytes),
      'what an object gave to a section lies in it',
    );
  for (const { address, bytes, piece, isCode } of symbols) {
    rule(bytes >= 0 && Number.isSafeInteger(address + bytes), 'a symbol has a place and a size');
    rule(!piece || (address >= piece.address && address < piece.address + piece.bytes), 'a symbol lies in its object');
    rule(!isCode || address % 2 === 0, 'code has no Thumb bit any more');
  }
}

function mayRefuse(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!isFault(error)) throw error;
  }
}

/** What reads linker maps. */
export const linkerMapTarget = (): Target => ({
  name: 'linker-map',
  about: 'linker maps, and what they say of an image',
  seeds: () => [GNU, LLD].map(utf8),
  words: [
    'load address 0x',
    '.data.',
    ' = .',
    '0x08000000',
    '0x20000000',
    ':(.',
    ' COMMON ',
    'PROVIDE (',
    'Cross Reference Table\n',
  ],
  bytesMax: 4096,
  read: (file) => {
    const map = readLinkerMap(file);
    hold(map);
    for (const name of ['run', '.data', 'count.0', 'a.o:run']) mayRefuse(() => mapPlaceOf(map, name));
    mayRefuse(() => {
      const { facts } = uploadedImage(IMAGE, PART, file);
      rule(
        facts!.variables.every(({ bytes, initial }) => typeof initial === 'string' || initial.length === bytes),
        'initial values are as long as their variables',
      );
    });
  },
});
