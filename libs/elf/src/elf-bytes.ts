import { elfFault, hexOf } from './elf-fault.js';

/** The bytes of an ELF file, with the little-endian numbers in it. Nothing beyond the end is ever read. */
export class ElfBytes {
  private readonly view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length;
  }

  /** @throws Fault `elf_truncated` as all that reads here */
  u8(offset: number): number {
    this.demand(offset, 1, 'a number');
    return this.view.getUint8(offset);
  }

  u16(offset: number): number {
    this.demand(offset, 2, 'a number');
    return this.view.getUint16(offset, true);
  }

  u32(offset: number): number {
    this.demand(offset, 4, 'a number');
    return this.view.getUint32(offset, true);
  }

  /** A view of some bytes, not a copy. */
  slice(offset: number, length: number): Uint8Array {
    this.demand(offset, length, 'something');
    return this.bytes.subarray(offset, offset + length);
  }

  /**
   * @param what what should lie there, for the fault
   * @param saidAt offset of what says that it lies there
   * @throws Fault `elf_truncated`
   */
  demand(offset: number, length: number, what: string, saidAt = offset): void {
    if (offset + length <= this.bytes.length) return;
    const end = `the file ends at ${hexOf(this.bytes.length)}`;
    throw elfFault('elf_truncated', saidAt, `${what} of ${length} bytes at ${hexOf(offset)}, but ${end}`);
  }
}
