import { flatImage, readIntelHex } from '@twinbank/image';
import { findingOf, isIntelHex, type Finding } from '@twinbank/inspect';
import { PARTS, type PartName } from '@twinbank/parts';

/** What a file is to the server: the image that it holds, and what was found on the way. */
export interface UploadedImage {
  readonly image: Uint8Array;
  readonly findings: readonly Finding[];
}

/**
 * The image in an uploaded file: the file itself, or the bytes of bank 1 that an Intel HEX file describes.
 *
 * @throws Fault `intel_hex_invalid`, `image_too_large`, `image_linked_elsewhere`
 */
export function uploadedImage(file: Uint8Array, part: PartName): UploadedImage {
  if (!isIntelHex(file)) return { image: file, findings: [] };
  const { bytes, gaps } = flatImage(readIntelHex(file, PARTS[part].imageBytesMax).stretches, part);
  const filled = gaps.reduce((sum, { length }) => sum + length, 0);
  const places = gaps.length === 1 ? '1 place' : `${gaps.length} places`;
  const detail = `The file leaves out ${filled} bytes in ${places}; they are filled with FF.`;
  return { image: bytes, findings: gaps.length === 0 ? [] : [findingOf('gaps_filled', detail)] };
}
