import { PARTS, type PartName } from '@twinbank/parts';
import { faultOf } from '@twinbank/protocol';

import { CODE_ADDRESS } from './padded-image.js';

/** The bytes that a gap is filled with: the padding of images on every part. */
const FILLER = 0xff;

/** Bytes at consecutive addresses, as a file with addresses says them. */
export interface AddressedBytes {
  /** Absolute 32-bit address of the first byte. */
  readonly address: number;
  readonly bytes: Uint8Array;
  /** The section of an ELF file that they are. */
  readonly section?: string;
}

/** Bytes of a bank that a file with addresses does not name. */
export interface ImageGap {
  readonly address: number;
  readonly length: number;
}

/** An image as it lies in the bank, and what was filled to make it one. */
export interface FlatImage {
  readonly bytes: Uint8Array;
  readonly gaps: readonly ImageGap[];
}

/**
 * Lays the stretches of a file with addresses out as the bytes of bank 1, filling the gaps between them with FF.
 *
 * @param stretches sorted and disjoint, at least one
 * @throws Fault `image_linked_elsewhere` if the first one is not the start of bank 1, or one lies outside of it: bank 2, option
 * bytes, data EEPROM, RAM
 */
export function flatImage(stretches: readonly AddressedBytes[], part: PartName): FlatImage {
  const { bankBytes } = PARTS[part];
  const outside = stretches.find(
    ({ address, bytes }) => address < CODE_ADDRESS || address + bytes.length > CODE_ADDRESS + bankBytes,
  );
  if (outside)
    throw elsewhere(
      `the file has ${rangeOf(outside)}, which is ${placeOf(outside, bankBytes)}; an image holds the bytes of bank 1, linked at ${hex(CODE_ADDRESS)}`,
      outside.address,
    );
  const [first] = stretches;
  if (first!.address !== CODE_ADDRESS)
    throw elsewhere(
      `the file begins at ${hex(first!.address)}: an image begins with its vector table at ${hex(CODE_ADDRESS)}`,
      first!.address,
    );
  const last = stretches.at(-1)!;
  const bytes = new Uint8Array(last.address + last.bytes.length - CODE_ADDRESS).fill(FILLER);
  const gaps: ImageGap[] = [];
  let end = CODE_ADDRESS;
  for (const stretch of stretches) {
    if (stretch.address > end) gaps.push({ address: end, length: stretch.address - end });
    bytes.set(stretch.bytes, stretch.address - CODE_ADDRESS);
    end = stretch.address + stretch.bytes.length;
  }
  return { bytes, gaps };
}

const elsewhere = (detail: string, address: number) => faultOf('image_linked_elsewhere', detail, { address });

const hex = (address: number): string => `0x${address.toString(16).toUpperCase().padStart(8, '0')}`;

const rangeOf = ({ address, bytes, section }: AddressedBytes): string =>
  `${bytes.length} bytes${section === undefined ? '' : ` of section ${section}`} at ${hex(address)}`;

/** Bank 2 follows bank 1 directly on every part. */
function placeOf({ address }: AddressedBytes, bankBytes: number): string {
  if (address >= CODE_ADDRESS && address < CODE_ADDRESS + bankBytes) return 'beyond the end of bank 1';
  const isBank2 = address >= CODE_ADDRESS + bankBytes && address < CODE_ADDRESS + 2 * bankBytes;
  return isBank2 ? 'bank 2: both banks run at the address of bank 1' : 'not flash of a bank';
}
