import { hasContent, type Elf, type ElfSection } from '@twinbank/elf';

import { DWARF_LIMITS } from '../limits.js';
import { announced, isCompressed, uncompressed, type Compressed } from './uncompressed.js';

/** Where something lies in the bytes of {@link DebugBytes}. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The sections with debug information; empty ones are not there. */
export interface DebugSections {
  readonly info: Stretch;
  /** Type units of DWARF 4. */
  readonly types: Stretch;
  readonly abbrev: Stretch;
  readonly str: Stretch;
  readonly lineStr: Stretch;
  readonly strOffsets: Stretch;
  readonly addr: Stretch;
}

const NOWHERE: Stretch = { from: 0, to: 0 };

/** Debug information, and the bytes that it lies in: those of the file, or, where sections are compressed, those that they were made of. */
export interface DebugBytes {
  readonly bytes: Uint8Array;
  readonly sections: DebugSections;
}

const NAMES = {
  info: 'info',
  types: 'types',
  abbrev: 'abbrev',
  str: 'str',
  lineStr: 'line_str',
  strOffsets: 'str_offsets',
  addr: 'addr',
} as const satisfies Record<keyof DebugSections, string>;
type SectionName = keyof typeof NAMES;

/**
 * The sections with debug information; in plain words why they cannot be read; undefined if there are none.
 *
 * @throws Fault `dwarf_invalid`, `dwarf_too_large` for compressed sections
 */
export function debugSections(elf: Elf): DebugBytes | string | undefined {
  const found = new Map<SectionName, ElfSection>();
  for (const [key, name] of Object.entries(NAMES) as [SectionName, string][]) {
    const section = elf.sections.find((one) => one.name === `.debug_${name}` || one.name === `.zdebug_${name}`);
    if (section && hasContent(section)) found.set(key, section);
  }
  if (!found.has('info')) return undefined;
  return [...found.values()].some(isCompressed)
    ? whole(elf, found)
    : { bytes: elf.file.bytes, sections: inFile(found) };
}

const inFile = (found: ReadonlyMap<SectionName, ElfSection>): DebugSections =>
  placed((key) => {
    const section = found.get(key);
    return section && { from: section.offset, to: section.offset + section.size };
  });

/**
 * All sections behind one another, each as it was before it was compressed. Their sizes are known from their headers, so there is one
 * allocation, and never more than one section a second time.
 */
function whole(elf: Elf, found: ReadonlyMap<SectionName, ElfSection>): DebugBytes | string {
  const parts: (Compressed & { readonly from: number })[] = [];
  const places = new Map<SectionName, Stretch>();
  let end = 0;
  for (const [key, section] of found) {
    const part = announced(elf, section, DWARF_LIMITS.uncompressedBytes - end);
    if (typeof part === 'string') return part;
    parts.push({ ...part, from: end });
    places.set(key, { from: end, to: end + part.size });
    end += part.size;
  }
  const bytes = new Uint8Array(end);
  for (const part of parts) bytes.set(uncompressed(elf, part), part.from);
  return { bytes, sections: placed((key) => places.get(key)) };
}

const placed = (placeOf: (key: SectionName) => Stretch | undefined): DebugSections => {
  const keys = Object.keys(NAMES) as SectionName[];
  return Object.fromEntries(keys.map((key) => [key, placeOf(key) ?? NOWHERE])) as unknown as DebugSections;
};
