import { findingOf, type Finding } from '@twinbank/inspect';
import { faultOf } from '@twinbank/protocol';

import { placeInImage, type PlaceInImage } from './place-in-image.js';
import type { UploadedImage } from './uploaded-image.js';

/** Longest text that counts as a version: what follows is something else. */
const VERSION_BYTES_MAX = 256;

/**
 * Holds the version of an upload against the text that the image has at a place: a range, or by an ELF file a section or symbol. A
 * `v` before the version is allowed.
 *
 * @throws Fault `place_unknown` if the place is not in the image, `image_mismatch` if the text there is another version
 */
export function versionFinding(uploaded: UploadedImage, place: string, version: string): Finding {
  const text = textAt(uploaded, placeInImage(uploaded, place));
  if (text !== version && text !== `v${version}`)
    throw faultOf('image_mismatch', `the version at ${place} is ${JSON.stringify(text)}, not ${version}`);
  return findingOf('version_found', `${place} says ${text}`);
}

/** The characters from a place up to the first zero or erased byte. */
function textAt({ image }: UploadedImage, { offset, length }: PlaceInImage): string {
  const bytes = image.subarray(offset, offset + Math.min(length, VERSION_BYTES_MAX));
  const end = bytes.findIndex((byte) => byte === 0 || byte === 0xff);
  const text = end === -1 ? bytes : bytes.subarray(0, end);
  return String.fromCharCode(...text.map((byte) => (byte >= 0x20 && byte < 0x7f ? byte : 0x3f))).trim();
}
