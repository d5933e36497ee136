import { placeOf, rangeOf, type LoadedPlace } from '@twinbank/elf';
import { CODE_ADDRESS } from '@twinbank/image';
import { faultOf } from '@twinbank/protocol';

import type { UploadedImage } from './uploaded-image.js';

/** Some bytes of an image. */
export interface PlaceInImage {
  readonly offset: number;
  readonly length: number;
}

/**
 * Where something lies in an image that a person names: a range of addresses, or by an ELF file a section or symbol.
 *
 * @throws Fault `place_unknown` if it is not in the image
 */
export function placeInImage(uploaded: UploadedImage, place: string): PlaceInImage {
  const { address, length } = whereIs(uploaded, place);
  const offset = address - CODE_ADDRESS;
  if (offset < 0 || offset + length > uploaded.image.length)
    throw faultOf(
      'place_unknown',
      `${place}: the image has ${uploaded.image.length} bytes, and these are not among them`,
      { place },
    );
  return { offset, length };
}

function whereIs({ elf }: UploadedImage, place: string): LoadedPlace {
  const where = elf ? placeOf(elf, place) : rangeOf(place);
  if (!where)
    throw faultOf(
      'place_unknown',
      `${place}: only an ELF file has symbols and sections; give a range, as 0x08000400+16`,
      { place },
    );
  return where;
}
