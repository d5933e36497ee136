import type { Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

/**
 * What is wrong with the debug information of an ELF file.
 *
 * @param offset where in the file it is; in the facts, too
 */
export const dwarfFault = (code: 'dwarf_invalid' | 'dwarf_too_large', offset: number, why: string): Fault =>
  faultOf(code, `offset ${hexOf(offset)}: ${why}`, { offset });

/** As linkers and `readelf` write addresses and offsets. */
export const hexOf = (value: number): string => `0x${value.toString(16)}`;
