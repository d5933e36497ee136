import type { Section } from '@twinbank/image';

import { parseImageDescriptor, type ImageDescriptor } from './image-descriptor.js';

/** One of the two copies of interrupt code for RAM that an image contains [AN4767 §5]: vector table, then handlers. */
export interface IsrPair {
  /** Its address in RAM; also the value of VTOR while it is in use. */
  readonly address: number;
  readonly bytes: number;
  /** Its position in the image. */
  readonly offset: number;
}

/** What of a section says where it belongs. */
export type Placed = Pick<Section, 'type' | 'length' | 'address'>;

/** Addresses in RAM, from the first byte to the one behind the last. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** The RAM that one copy of interrupt code takes, as the descriptor says. */
export interface IsrCopy extends Range {
  /** The bank from which the image uses it: A from bank 1, B from bank 2. */
  readonly bank: 1 | 2;
  /** Its functions, without a vector table that lies before them; empty if `start` is `end`. */
  readonly functions: Range;
  /**
   * What a device fills: from the vector table to the end of the functions. Undefined if the descriptor names no vector table, or one
   * behind the functions: a device uses no such copy.
   */
  readonly filled: Range | undefined;
}

/**
 * Where the interrupt code of an image lies in RAM: the copies that take any byte there, A before B. Everybody who asks where interrupt
 * code lies asks this, so that what one accepts another one uses.
 *
 * @param descriptor what it says comes first
 * @param payloads what the image carries behind its code: without a descriptor, two sections `ram-code` are its copies A and B
 */
export function isrCopiesOf(descriptor: ImageDescriptor | undefined, payloads: readonly Placed[] = []): IsrCopy[] {
  if (!descriptor) return copiesNamedBy(payloads);
  const { vectorTableA, isrCopyA, isrCopyALength, vectorTableB, isrCopyB, isrCopyBLength } = descriptor;
  return [
    isrCopy(1, vectorTableA, { start: isrCopyA, end: isrCopyA + isrCopyALength }),
    isrCopy(2, vectorTableB, { start: isrCopyB, end: isrCopyB + isrCopyBLength }),
  ].filter(({ start, end }) => end > start);
}

/**
 * The first copy of interrupt code of an image that does not lie within the one of the running image for the same bank, from the same
 * address on. A live swap fills it while the running image works, whose variables may lie in all that it does not name itself.
 */
export const copyBeyond = (running: readonly IsrCopy[], next: readonly IsrCopy[]): IsrCopy | undefined =>
  next.find(
    ({ bank, start, end }) => !running.some((copy) => copy.bank === bank && copy.start === start && copy.end >= end),
  );

function copiesNamedBy(payloads: readonly Placed[]): IsrCopy[] {
  const copies = payloads.filter(({ type }) => type === 'ram-code');
  if (copies.length !== 2) return [];
  return copies.map(({ address, length }, index) => {
    const whole = { start: address, end: address + length };
    return { bank: index === 0 ? 1 : 2, ...whole, functions: whole, filled: whole };
  });
}

function isrCopy(bank: 1 | 2, table: number, functions: Range): IsrCopy {
  const { end } = functions;
  return {
    bank,
    start: table > 0 ? Math.min(table, functions.start) : functions.start,
    end,
    functions,
    filled: table > 0 && table < end ? { start: table, end } : undefined,
  };
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
  const filled = isrCopiesOf(descriptor).find((copy) => copy.bank === bank)?.filled;
  if (!filled) return undefined;
  const bytes = filled.end - filled.start;
  const fits = bytes <= 0x10000 && offset >= 0 && offset + bytes <= descriptor.imageLength;
  return fits ? { address: filled.start, bytes, offset } : undefined;
}
