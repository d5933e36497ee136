/**
 * Where sections may begin: a multiple of the largest program unit (a half-page of 64 bytes on the L0), so that
 * flash writes stay aligned after the salt is dropped.
 */
export const STREAM_ALIGNMENT = 64;

/** Where the active bank appears to the CPU, and so the address for which images are linked. */
export const CODE_ADDRESS = 0x08000000;

/** The padding byte on every part, even on the L0, whose erased flash reads 00. */
const FILLER = 0xff;

/**
 * Bytes of an image as written to flash: rounded up to a multiple of 64, which is a whole number of program units
 * on every part.
 */
export const paddedLength = (bytes: number): number => Math.ceil(bytes / STREAM_ALIGNMENT) * STREAM_ALIGNMENT;

/**
 * An image as it is written to flash: the file, padded with FF to a multiple of 64 bytes. Length, CRC-32 and SHA-256
 * of an image always refer to these bytes: in manifests, reports, REST answers and on the board.
 *
 * @example
 * ```ts
 * import { paddedImage } from '@twinbank/image';
 *
 * const image = paddedImage(new Uint8Array(100));
 * console.log(image.length, image[99], image[100]); // 128 0 255
 * ```
 */
export function paddedImage(file: Uint8Array): Uint8Array {
  const image = new Uint8Array(paddedLength(file.length)).fill(FILLER);
  image.set(file);
  return image;
}
