import type { LinkerMap, MapRegion } from '@twinbank/elf';
import { CODE_ADDRESS } from '@twinbank/image';
import { findingOf, ramAreasOf, type Finding } from '@twinbank/inspect';
import { PARTS, type PartName } from '@twinbank/parts';

const RAM_START = 0x1000_0000;

/** What a map says of itself, and of the memory for which the program was linked. */
export const mapFindings = (map: LinkerMap, part: PartName, unnamedBytes: number): readonly Finding[] => [
  findingOf('map_read', `${map.linker}: ${countsOf(map)}`),
  ...map.regions.filter((region) => isBeyond(region, part)).map((region) => beyond(region, part)),
  ...(unnamedBytes > 0
    ? [
        findingOf(
          'map_statics_unnamed',
          `Of ${unnamedBytes} bytes of RAM the map says only of which object file they are: compile with -fdata-sections, or give the ELF file.`,
        ),
      ]
    : []),
];

const countsOf = ({ sections, symbols, discarded }: LinkerMap): string =>
  `${sections.length} sections in memory, ${symbols.length} symbols, ${discarded.length} input sections left out`;

/** A region of flash in bank 1, or of RAM, that goes on where the part has none. Elsewhere may be anything, such as a chip beside it. */
function isBeyond({ origin, bytes }: MapRegion, part: PartName): boolean {
  if (bytes === 0) return false;
  if (origin >= CODE_ADDRESS && origin < CODE_ADDRESS + PARTS[part].bankBytes)
    return origin + bytes > CODE_ADDRESS + PARTS[part].bankBytes;
  return origin >= RAM_START && startsInRam(origin, part) && !isInRam({ origin, bytes }, part);
}

const startsInRam = (origin: number, part: PartName): boolean =>
  ramAreasOf(part).some(({ start, bytes }) => origin >= start && origin < start + bytes);

/** Whether the areas of RAM, which may follow one another without a gap, hold all of it. */
function isInRam({ origin, bytes }: { readonly origin: number; readonly bytes: number }, part: PartName): boolean {
  let at = origin;
  for (const area of [...ramAreasOf(part)].sort((a, b) => a.start - b.start))
    if (at >= area.start && at < area.start + area.bytes) at = area.start + area.bytes;
  return at >= origin + bytes;
}

function beyond({ name, origin, bytes, line }: MapRegion, part: PartName): Finding {
  const place = `${name} has ${bytes} bytes at 0x${origin.toString(16).padStart(8, '0')} (line ${line} of the map)`;
  const has = origin < RAM_START ? `a bank of ${part} has ${PARTS[part].bankBytes}` : `${part} has less RAM there`;
  return findingOf(
    'memory_beyond_part',
    `The region ${place}, and ${has}: the linker would not notice a program that is too large.`,
  );
}
