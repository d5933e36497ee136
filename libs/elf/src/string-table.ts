import { elfFault, hexOf } from './elf-fault.js';

const DECODER = new TextDecoder();

/** A string table: texts that end with a zero byte, named by their offset in it [gABI, String Table]. */
export class StringTable {
  /**
   * @param bytes the content of the section
   * @param at its offset in the file
   */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly at: number,
  ) {}

  /**
   * The text at an offset. Bytes that are no UTF-8 are replaced, since a name decides nothing.
   *
   * @param saidAt offset in the file of what names it
   * @param bytesMax of any name of this kind
   * @throws Fault `elf_invalid` if it lies outside of the table or does not end; `elf_too_large` if it is longer than any name
   */
  textAt(offset: number, saidAt: number, bytesMax: number): string {
    if (offset >= this.bytes.length)
      throw elfFault('elf_invalid', saidAt, `a name at ${hexOf(offset)} of a table of ${this.bytes.length} bytes`);
    const within = this.bytes.subarray(offset, offset + bytesMax + 1);
    const end = within.indexOf(0);
    if (end !== -1) return DECODER.decode(within.subarray(0, end));
    if (within.length > bytesMax)
      throw elfFault('elf_too_large', this.at + offset, `a name has more than ${bytesMax} bytes`);
    throw elfFault('elf_invalid', this.at + offset, 'a name does not end with its table');
  }
}
