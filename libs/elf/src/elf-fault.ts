import type { Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

type ElfFaultCode = 'elf_foreign' | 'elf_truncated' | 'elf_invalid' | 'elf_overlapping' | 'elf_too_large';

/**
 * What is wrong with an ELF file.
 *
 * @param offset where in the file it says so; in the facts, too
 */
export const elfFault = (code: ElfFaultCode, offset: number, why: string): Fault =>
  faultOf(code, `offset ${hexOf(offset)}: ${why}`, { offset });

/** As linkers and `readelf` write addresses and offsets. */
export const hexOf = (value: number): string => `0x${value.toString(16)}`;
