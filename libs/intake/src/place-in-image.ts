import {
  copiedMapPlaceOf,
  copiedPlaceOf,
  copiedRangeOf,
  mapPlaceOf,
  placeOf,
  rangeOf,
  type Elf,
  type LinkerMap,
  type LoadedPlace,
  type MapCopiedPlace,
  type MapPlace,
} from '@twinbank/elf';
import { CODE_ADDRESS } from '@twinbank/image';
import { isFault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import type { UploadedImage } from './uploaded-image.js';

/** Some bytes of an image. */
export interface PlaceInImage {
  readonly offset: number;
  readonly length: number;
  /** False where the length is what it has at most: by a linker map, which says of many symbols only where they begin. */
  readonly isExact: boolean;
}

/**
 * Where something lies in an image that a person names: a range of addresses, or by an ELF file or a linker map a section or symbol.
 *
 * @throws Fault `place_unknown` if it is not in the image
 */
export function placeInImage(uploaded: UploadedImage, place: string): PlaceInImage {
  return inImage(uploaded, place, whereIs(uploaded, place));
}

/** Some bytes of an image, and the address in RAM to which the image copies them. */
export interface PlaceInRam extends PlaceInImage {
  readonly runsAt: number;
}

/**
 * Where something lies in an image that its start-up code copies to RAM, and where it runs there: a range with both addresses, or by an ELF
 * file or a linker map a section or symbol.
 *
 * @throws Fault `place_unknown` if it is not in the image, or runs where it is loaded
 */
export function placeInRam(uploaded: UploadedImage, place: string): PlaceInRam {
  const where = whereCopied(uploaded, place);
  if (!where)
    throw faultOf(
      'place_unknown',
      `${place}: only an ELF file or a linker map has symbols and sections; give where it runs, its bytes, and where it is loaded, as 0x10000000+0x400@0x08003000`,
      { place },
    );
  const { runsAt, address } = where;
  if (runsAt === address)
    throw faultOf('place_unknown', `${place}: it runs where it lies in flash, so nothing copies it to RAM`, { place });
  return { ...inImage(uploaded, place, where), runsAt };
}

function inImage(uploaded: UploadedImage, place: string, { address, length, isExact }: MapPlace): PlaceInImage {
  const offset = address - CODE_ADDRESS;
  if (offset < 0 || offset + length > uploaded.image.length)
    throw faultOf(
      'place_unknown',
      `${place}: the image has ${uploaded.image.length} bytes, and these are not among them`,
      { place },
    );
  return { offset, length, isExact };
}

function whereIs({ elf, map }: UploadedImage, place: string): MapPlace {
  const where = elf ? inElf(elf, map, place) : map ? mapPlaceOf(map, place) : exactly(rangeOf(place));
  if (!where)
    throw faultOf(
      'place_unknown',
      `${place}: only an ELF file or a linker map has symbols and sections; give a range, as 0x08000400+16`,
      { place },
    );
  return where;
}

function whereCopied({ elf, map }: UploadedImage, place: string): MapCopiedPlace | undefined {
  if (elf)
    return orByMap(
      map,
      () => exactly(copiedPlaceOf(elf, place)),
      (known) => copiedMapPlaceOf(known, place),
    );
  return map ? copiedMapPlaceOf(map, place) : exactly(copiedRangeOf(place));
}

const inElf = (elf: Elf, map: LinkerMap | undefined, place: string): MapPlace | undefined =>
  orByMap(
    map,
    () => exactly(placeOf(elf, place)),
    (known) => mapPlaceOf(known, place),
  );

/** What an ELF file does not know the map may know: sections of objects, and why the linker left something out. */
function orByMap<Place>(map: LinkerMap | undefined, byElf: () => Place, byMap: (map: LinkerMap) => Place): Place {
  try {
    return byElf();
  } catch (error) {
    if (map && isFault(error, 'place_unknown')) return byMap(map);
    throw error;
  }
}

const exactly = <Place extends LoadedPlace>(where: Place | undefined): (Place & { isExact: boolean }) | undefined =>
  where && { ...where, isExact: true };
