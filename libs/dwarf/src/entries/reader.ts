import { dwarfFault } from '../dwarf-fault.js';

/** Longest LEB128 number; more bytes than 64 bits need, since linkers pad. */
const LEB_BYTES_MAX = 16;

/** Goes through some bytes of a file. Nothing beyond the end is read. */
export class Reader {
  /**
   * @param at offset in the file of what is read next
   * @param end offset before which everything must end
   */
  constructor(
    readonly bytes: Uint8Array,
    public at: number,
    readonly end: number,
  ) {}

  /** @throws Fault `dwarf_invalid` as all that reads here */
  u8(): number {
    if (this.at >= this.end) this.ended();
    return this.bytes[this.at++]!;
  }

  /** A number of 1 to 4 bytes, little-endian. */
  fixed(width: number): number {
    let [value, scale] = [0, 1];
    for (let index = 0; index < width; index += 1) {
      value += this.u8() * scale;
      scale *= 0x100;
    }
    return value;
  }

  u16(): number {
    return this.fixed(2);
  }

  u32(): number {
    return this.fixed(4);
  }

  /** A number without a sign in LEB128 [DWARF 5 §7.6]. Beyond 2⁵³ it is not exact, and larger than anything that it could mean. */
  uleb(): number {
    let byte = this.u8();
    if (byte < 0x80) return byte;
    let [value, scale, length] = [byte & 0x7f, 0x80, 1];
    do {
      if (++length > LEB_BYTES_MAX) throw dwarfFault('dwarf_invalid', this.at, 'a number does not end');
      byte = this.u8();
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
    } while (byte >= 0x80);
    return value;
  }

  /** A number with a sign in LEB128. */
  sleb(): number {
    const from = this.at;
    const value = this.uleb();
    const bits = 7 * (this.at - from);
    return (this.bytes[this.at - 1]! & 0x40) !== 0 ? value - 2 ** bits : value;
  }

  /** Goes on behind some bytes. */
  skip(length: number): void {
    if (length > this.end - this.at) this.ended();
    this.at += length;
  }

  /** Goes on behind a text that ends with a zero. */
  skipText(): void {
    const end = this.bytes.indexOf(0, this.at);
    if (end === -1 || end >= this.end) this.ended();
    this.at = end + 1;
  }

  private ended(): never {
    throw dwarfFault('dwarf_invalid', this.at, 'something goes on beyond the end of what it is in');
  }
}
