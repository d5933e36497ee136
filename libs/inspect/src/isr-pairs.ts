import { parseImageDescriptor } from './image-descriptor.js';

/** One of the two copies of interrupt code for RAM that an image contains [AN4767 §5]: vector table, then handlers. */
export interface IsrPair {
  /** Its address in RAM; also the value of VTOR while it is in use. */
  readonly address: number;
  readonly bytes: number;
  /** Its position in the image. */
  readonly offset: number;
}

/** Where the landing block of an image holds the load addresses of both copies. */
const LOAD_ADDRESSES = 0x518;
const CODE_ADDRESS = 0x08000000;

/** Number of bytes of an image that {@link isrPairOf} needs. */
export const ISR_PAIR_HEADER_BYTES = LOAD_ADDRESSES + 8;

/**
 * The copy that an image uses while it runs from a bank: A from bank 1, B from bank 2. Undefined if an image has
 * none, or its numbers contradict one another.
 *
 * @param header the first {@link ISR_PAIR_HEADER_BYTES} bytes of the image, or more
 */
export function isrPairOf(header: Uint8Array, bank: 1 | 2): IsrPair | undefined {
  const descriptor = parseImageDescriptor(header);
  if (!descriptor || header.length < ISR_PAIR_HEADER_BYTES) return undefined;
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const offset = view.getUint32(LOAD_ADDRESSES + (bank === 1 ? 0 : 4), true) - CODE_ADDRESS;
  const { vectorTableA, vectorTableB, isrCopyA, isrCopyB, isrCopyALength, isrCopyBLength, imageLength } = descriptor;
  const address = bank === 1 ? vectorTableA : vectorTableB;
  const end = bank === 1 ? isrCopyA + isrCopyALength : isrCopyB + isrCopyBLength;
  const bytes = end - address;
  const fits = address > 0 && bytes > 0 && bytes <= 0x10000 && offset >= 0 && offset + bytes <= imageLength;
  return fits ? { address, bytes, offset } : undefined;
}
