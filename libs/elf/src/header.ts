import { equalBytes } from '@twinbank/primitives';

import type { ElfBytes } from './elf-bytes.js';
import { elfFault, hexOf } from './elf-fault.js';

/** What the ELF header says [gABI, ELF Header]. Offsets are of the file. */
export interface ElfHeader {
  /** Address where the program begins; for Thumb code it is odd. */
  readonly entry: number;
  /** Flags of the processor: version of the ABI, floating point [AAELF32 §5.2]. */
  readonly flags: number;
  readonly segmentsAt: number;
  readonly segmentCount: number;
  readonly sectionsAt: number;
  readonly sectionCount: number;
  /** Index of the section with the names of sections; 0 if they have none. */
  readonly sectionNames: number;
}

/** Length of the header, of an entry for a segment, and of one for a section, in 32-bit files. */
export const HEADER_BYTES = 52;
export const PROGRAM_HEADER_BYTES = 32;
export const SECTION_ENTRY_BYTES = 40;

const MAGIC = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46);
/** Counts that do not fit into 16 bits stand in the first section's entry [gABI, ELF Header]. */
const COUNT_IN_FIRST_SECTION = 0xffff;
const FIRST_RESERVED_INDEX = 0xff00;

const TYPES = new Map([
  [0, 'a file without a type'],
  [1, 'an object file, which is not linked yet'],
  [3, 'a shared library or a position-independent program'],
  [4, 'a core dump'],
]);
const MACHINES = new Map([
  [3, 'x86'],
  [8, 'MIPS'],
  [20, 'PowerPC'],
  [62, 'x86-64'],
  [83, 'AVR'],
  [94, 'Xtensa'],
  [183, '64-bit ARM'],
  [243, 'RISC-V'],
]);

/** Whether a file begins as ELF files do. */
export const isElf = (file: Uint8Array): boolean =>
  file.length >= MAGIC.length && equalBytes(file.subarray(0, 4), MAGIC);

/**
 * Reads the header of a linked program for 32-bit ARM.
 *
 * @throws Fault `elf_invalid` if it is no ELF file, or the size of a table's entries is wrong; `elf_foreign` for another class,
 *   byte order, machine or kind of file; `elf_truncated`
 */
export function readHeader(file: ElfBytes): ElfHeader {
  if (!isElf(file.bytes)) throw elfFault('elf_invalid', 0, 'the file does not begin with 7f 45 4c 46');
  file.demand(0, HEADER_BYTES, 'the header');
  checkKind(file);
  const [segmentsAt, sectionsAt] = [file.u32(28), file.u32(32)];
  const counts = countsOf(file, sectionsAt);
  if (counts.segmentCount > 0) demandEntrySize(file, 42, PROGRAM_HEADER_BYTES, 'segment');
  if (counts.sectionCount > 0) demandEntrySize(file, 46, SECTION_ENTRY_BYTES, 'section');
  return { entry: file.u32(24), flags: file.u32(36), segmentsAt, sectionsAt, ...counts };
}

function checkKind(file: ElfBytes): void {
  const foreign = (offset: number, what: string) => elfFault('elf_foreign', offset, `the file is ${what}`);
  if (file.u8(4) !== 1) throw foreign(4, file.u8(4) === 2 ? 'of the 64-bit class' : 'of no known class');
  if (file.u8(5) !== 1) throw foreign(5, file.u8(5) === 2 ? 'big-endian' : 'of no known byte order');
  const machine = file.u16(18);
  if (machine !== 40) throw foreign(18, `for ${MACHINES.get(machine) ?? `machine ${machine}`}, not for ARM`);
  const type = file.u16(16);
  if (type !== 2) throw foreign(16, TYPES.get(type) ?? `of type ${type}, not a program`);
  for (const [offset, version] of [[6, file.u8(6)] as const, [20, file.u32(20)] as const])
    if (version !== 1) throw elfFault('elf_invalid', offset, `version ${version} of the format is not known`);
}

function countsOf(
  file: ElfBytes,
  sectionsAt: number,
): Pick<ElfHeader, 'segmentCount' | 'sectionCount' | 'sectionNames'> {
  const [segments, sections, names] = [file.u16(44), file.u16(48), file.u16(50)];
  const inFirst = (field: number): number => file.u32(sectionsAt + field);
  if (sections >= FIRST_RESERVED_INDEX)
    throw elfFault('elf_invalid', 48, `${sections} sections: so many are counted in the first section's entry`);
  const none = sectionsAt === 0;
  if (none && (sections > 0 || segments === COUNT_IN_FIRST_SECTION))
    throw elfFault('elf_invalid', 32, 'sections are counted, but there is no table of them');
  return {
    segmentCount: segments === COUNT_IN_FIRST_SECTION ? inFirst(28) : segments,
    sectionCount: none || sections > 0 ? sections : inFirst(20),
    sectionNames: names === COUNT_IN_FIRST_SECTION && !none ? inFirst(24) : names,
  };
}

function demandEntrySize(file: ElfBytes, offset: number, wanted: number, what: string): void {
  const size = file.u16(offset);
  if (size !== wanted)
    throw elfFault('elf_invalid', offset, `an entry for a ${what} has ${hexOf(size)} bytes, not ${hexOf(wanted)}`);
}
