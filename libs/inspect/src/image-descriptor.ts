/**
 * What an image says about itself: 128 bytes at offset 0x200. It is the contract between the firmware's linker
 * script and everything that reads images. All numbers are little-endian.
 */
export interface ImageDescriptor {
  /** `L0`, `L4` or `G4`. */
  readonly family: string;
  /** Empty if not stated. */
  readonly version: string;
  /**
   * The code that swaps the banks, which must be identical in both for a live swap [AN4767 §4]: offset in the
   * image, bytes.
   */
  readonly swapOffset: number;
  readonly swapLength: number;
  /** Code that runs once after a live update [AN4767 §6.2]: address with the Thumb bit; 0 for none. */
  readonly runOnceEntry: number;
  readonly ramLayoutVersion: number;
  /** The two copies of interrupt code in RAM [AN4767 §5]: address and bytes. */
  readonly isrCopyA: number;
  readonly isrCopyALength: number;
  readonly isrCopyB: number;
  readonly isrCopyBLength: number;
  /** The vector tables in RAM that belong to these copies. */
  readonly vectorTableA: number;
  readonly vectorTableB: number;
  /** Bytes of the image; 0 if not stated. */
  readonly imageLength: number;
  /** Undefined if not stated. */
  readonly securityCounter: number | undefined;
}

/** Where the descriptor lies in an image, and its size. */
export const DESCRIPTOR_OFFSET = 0x200;
export const DESCRIPTOR_BYTES = 128;

const MAGIC = 0x4b425754; // the bytes "TWBK"
const DESCRIPTOR_VERSION = 1;
/** The build does not know its counter: the one declared at the upload is used. */
const NOT_STATED = 0xffffffff;

/**
 * Reads an image's descriptor; undefined if the image has none of a known version.
 *
 * @example
 * ```ts
 * import { parseImageDescriptor } from '@twinbank/inspect';
 *
 * console.log(parseImageDescriptor(new Uint8Array(4096)) === undefined); // true
 * ```
 */
export function parseImageDescriptor(image: Uint8Array): ImageDescriptor | undefined {
  if (image.length < DESCRIPTOR_OFFSET + DESCRIPTOR_BYTES) return undefined;
  const view = new DataView(image.buffer, image.byteOffset + DESCRIPTOR_OFFSET, DESCRIPTOR_BYTES);
  const word = (offset: number): number => view.getUint32(offset, true);
  if (
    word(0) !== MAGIC ||
    view.getUint16(4, true) !== DESCRIPTOR_VERSION ||
    view.getUint16(6, true) !== DESCRIPTOR_BYTES
  )
    return undefined;
  return {
    family: text(view, 8, 8),
    version: text(view, 16, 16),
    swapOffset: word(0x20),
    swapLength: word(0x24),
    runOnceEntry: word(0x28),
    ramLayoutVersion: word(0x2c),
    isrCopyA: word(0x30),
    isrCopyALength: word(0x34),
    isrCopyB: word(0x38),
    isrCopyBLength: word(0x3c),
    vectorTableA: word(0x40),
    vectorTableB: word(0x44),
    imageLength: word(0x48),
    securityCounter: word(0x4c) === NOT_STATED ? undefined : word(0x4c),
  };
}

/** ASCII up to the first NUL. */
function text(view: DataView, offset: number, bytes: number): string {
  let read = '';
  for (let i = 0; i < bytes; i++) {
    const code = view.getUint8(offset + i);
    if (code === 0) break;
    read += String.fromCharCode(code);
  }
  return read;
}
