import { hasContent, SHF_COMPRESSED, type Elf } from '@twinbank/elf';

/** Where something lies in the file. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** The sections with debug information, as stretches of the file; empty ones are not there. */
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

/** The sections with debug information; in plain words why they cannot be read; undefined if there are none. */
export function debugSections(elf: Elf): DebugSections | string | undefined {
  const debug = elf.sections.filter(({ name }) => /^\.z?debug_/.test(name));
  if (debug.some(({ name, flags }) => name.startsWith('.z') || (flags & SHF_COMPRESSED) !== 0))
    return 'the debug information is compressed, which is not read: link with -gz=none';
  const named = (name: string): Stretch => {
    const section = debug.find((one) => one.name === `.debug_${name}`);
    return section && hasContent(section) ? { from: section.offset, to: section.offset + section.size } : NOWHERE;
  };
  const info = named('info');
  if (info === NOWHERE) return undefined;
  return {
    info,
    types: named('types'),
    abbrev: named('abbrev'),
    str: named('str'),
    lineStr: named('line_str'),
    strOffsets: named('str_offsets'),
    addr: named('addr'),
  };
}
