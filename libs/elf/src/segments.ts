import type { ElfBytes } from './elf-bytes.js';
import { elfFault, hexOf } from './elf-fault.js';
import { PROGRAM_HEADER_BYTES, type ElfHeader } from './header.js';
import { ELF_LIMITS } from './limits.js';

/** A segment, which is bytes of the file that are loaded together, by its entry of the program header table [gABI, Program Header]. */
export interface ElfProgramHeader {
  readonly type: number;
  /** Offset in the file. */
  readonly offset: number;
  /** Where the program finds it when it runs (VMA). */
  readonly virtualAddress: number;
  /** Where it is loaded to (LMA): for initial values of variables, flash. */
  readonly physicalAddress: number;
  readonly fileBytes: number;
  readonly memoryBytes: number;
  readonly flags: number;
  /** Offset of its entry. */
  readonly entryAt: number;
}

/** Type of a segment that is loaded. */
export const PT_LOAD = 1;

const SPACE_END = 0x1_0000_0000;

/**
 * Reads the program header table.
 *
 * @throws Fault `elf_too_large`, `elf_truncated`, `elf_invalid`: a segment beyond 32 bits, or longer in the file than in memory;
 *   `elf_overlapping`: two are loaded to the same address
 */
export function readSegments(file: ElfBytes, { segmentsAt, segmentCount }: ElfHeader): readonly ElfProgramHeader[] {
  if (segmentCount > ELF_LIMITS.segments)
    throw elfFault('elf_too_large', 44, `${segmentCount} segments; at most ${ELF_LIMITS.segments} are read`);
  file.demand(segmentsAt, segmentCount * PROGRAM_HEADER_BYTES, 'the table of segments', 28);
  const segments = Array.from({ length: segmentCount }, (_, index) =>
    segmentAt(file, segmentsAt + index * PROGRAM_HEADER_BYTES),
  );
  checkLoads(segments);
  return segments;
}

function segmentAt(file: ElfBytes, entryAt: number): ElfProgramHeader {
  const word = (index: number): number => file.u32(entryAt + 4 * index);
  const segment: ElfProgramHeader = {
    type: word(0),
    offset: word(1),
    virtualAddress: word(2),
    physicalAddress: word(3),
    fileBytes: word(4),
    memoryBytes: word(5),
    flags: word(6),
    entryAt,
  };
  const { offset, physicalAddress, virtualAddress, fileBytes, memoryBytes } = segment;
  if (fileBytes > 0) file.demand(offset, fileBytes, 'a segment', entryAt + 4);
  if (segment.type !== PT_LOAD) return segment;
  if (fileBytes > memoryBytes)
    throw elfFault(
      'elf_invalid',
      entryAt + 16,
      `a segment has ${fileBytes} bytes in the file and ${memoryBytes} in memory`,
    );
  if (Math.max(physicalAddress + fileBytes, virtualAddress + memoryBytes) > SPACE_END)
    throw elfFault('elf_invalid', entryAt + 8, 'a segment goes beyond address 0xffffffff');
  return segment;
}

function checkLoads(segments: readonly ElfProgramHeader[]): void {
  const loads = segments.filter(({ type, fileBytes }) => type === PT_LOAD && fileBytes > 0);
  loads.sort((a, b) => a.physicalAddress - b.physicalAddress || a.entryAt - b.entryAt);
  for (const [index, segment] of loads.entries()) {
    const before = loads[index - 1];
    if (before === undefined || before.physicalAddress + before.fileBytes <= segment.physicalAddress) continue;
    const both = `${hexOf(before.physicalAddress)} (${before.fileBytes} bytes) and ${hexOf(segment.physicalAddress)}`;
    throw elfFault('elf_overlapping', segment.entryAt + 12, `segments are loaded to ${both}`);
  }
}
