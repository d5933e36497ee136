import { faultOf } from '@twinbank/protocol';

import { gnuMap, isGnuHeading } from './gnu-map.js';
import { isLldHeading, lldMap } from './lld-map.js';
import type { LinkerMap } from './linker-map.js';
import { mapLines } from './map-lines.js';

/**
 * Reads the map that a linker writes with `-Map`: GNU ld's or lld's, in English.
 *
 * @throws Fault `map_invalid`, `map_too_large`, with the number of the line
 *
 * @example
 * ```ts
 * import { readLinkerMap } from '@twinbank/elf';
 *
 * const lines = ['Memory Configuration', '', 'Name Origin Length Attributes', 'RAM 0x20000000 0x00005000 xrw', ''];
 * const map = [...lines, 'Linker script and memory map', '', '.bss 0x20000000 0x4', ' .bss.n 0x20000000 0x4 main.o', ''];
 * const { sections } = readLinkerMap(new TextEncoder().encode(map.join('\n')));
 * console.log(sections[0]?.pieces); // [ { name: '.bss.n', object: 'main.o', address: 536870912, bytes: 4 } ]
 * ```
 */
export function readLinkerMap(bytes: Uint8Array): LinkerMap {
  for (const { text } of mapLines(bytes)) {
    if (isLldHeading(text)) return lldMap(mapLines(bytes));
    if (isGnuHeading(text)) return gnuMap(mapLines(bytes));
  }
  throw faultOf(
    'map_invalid',
    'the file has no heading of a map by GNU ld or lld: link with -Wl,-Map=FILE, with LC_ALL=C where the linker speaks another language',
  );
}
