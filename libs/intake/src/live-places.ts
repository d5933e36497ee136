import { CODE_ADDRESS, type PayloadInput } from '@twinbank/image';
import { describedBy, findingOf, type Finding, type ImageDescriptor, type LiveUpdate } from '@twinbank/inspect';
import { faultOf } from '@twinbank/protocol';

import { placeInImage, placeInRam, type PlaceInImage, type PlaceInRam } from './place-in-image.js';
import type { UploadedImage } from './uploaded-image.js';

/** Most bytes of a swap section, as manifests have it. */
const SWAP_SECTION_BYTES_MAX = 4096;

/** What is said of an image so that it can be swapped in live, where no descriptor says it. */
export interface LivePlaces {
  /** Where the code is that swaps the banks: a symbol or section of an ELF file or a linker map, or a range of addresses. */
  readonly swapSectionAt?: string | undefined;
  /** Where the code is that runs once after the swap. */
  readonly runOnceAt?: string | undefined;
  /**
   * Where its two copies of interrupt code for RAM are, A and B with a comma between them: each a symbol or section of an ELF file or
   * a linker map, or a range with the address where it is loaded (`0x10000000+0x400@0x08003000`).
   */
  readonly isrCopiesAt?: string | undefined;
  /** The number of the RAM layout. */
  readonly ramLayout?: number | undefined;
}

/** One copy of interrupt code, and how it was named. */
type InterruptCopy = Omit<PlaceInRam, 'isExact'> & { readonly place: string };

/** What goes into the manifest, and what was found. */
export interface FoundLive {
  readonly live: LiveUpdate;
  readonly findings: readonly Finding[];
}

/**
 * What a live swap needs of an image: what its descriptor says, or, without one, what was said of it.
 *
 * @throws Fault `place_unknown` if a place is not in the image, `image_mismatch` if the descriptor says something else
 */
export function liveUpdateOf(
  uploaded: UploadedImage,
  descriptor: ImageDescriptor | undefined,
  places: LivePlaces,
): FoundLive {
  const { live, findings } = said(uploaded, places);
  if (!descriptor) return { live, findings };
  if (live.interruptCode)
    throw faultOf(
      'image_mismatch',
      'the descriptor inside the image names the copies of interrupt code: leave them out',
    );
  const described = describedBy(descriptor);
  mustAgree('swap section', live.swapSection, described.swapSection);
  mustAgree('run-once code', live.postUpdateEntry, described.postUpdateEntry);
  mustAgree('RAM layout', live.ramLayout, described.ramLayout);
  return { live: described, findings };
}

function said(uploaded: UploadedImage, { swapSectionAt, runOnceAt, isrCopiesAt, ramLayout }: LivePlaces): FoundLive {
  const swap = swapSectionAt === undefined ? undefined : swapSection(uploaded, swapSectionAt);
  const runOnce = runOnceAt === undefined ? undefined : placeInImage(uploaded, runOnceAt);
  const copies = isrCopiesAt === undefined ? [] : isrCopies(uploaded, isrCopiesAt);
  return {
    live: {
      ...(ramLayout !== undefined && { ramLayout }),
      ...(swap && { swapSection: swap }),
      ...(runOnce && { postUpdateEntry: thumb(CODE_ADDRESS + runOnce.offset) }),
      ...(copies.length > 0 && { interruptCode: copies.map((copy) => payload(uploaded, copy)) }),
    },
    findings: [
      ...(swap ? [findingOf('swap_section_found', `${swapSectionAt} is ${placeText(swap)}`)] : []),
      ...(runOnce ? [findingOf('run_once_found', `${runOnceAt} is ${placeText(runOnce)}`)] : []),
      ...copies.map(({ place, ...copy }) =>
        findingOf('isr_copy_found', `${place} is ${placeText(copy)}, copied to ${hex(copy.runsAt)}`),
      ),
    ],
  };
}

function swapSection(uploaded: UploadedImage, place: string): NonNullable<LiveUpdate['swapSection']> {
  const found = exact(place, placeInImage(uploaded, place));
  if (found.length >= 1 && found.length <= SWAP_SECTION_BYTES_MAX) return found;
  throw faultOf('place_unknown', `${place}: a swap section has 1 to ${SWAP_SECTION_BYTES_MAX} bytes`, { place });
}

/** By a map many symbols only begin somewhere; what a device goes by must end where it is said to. */
function exact<Place extends PlaceInImage>(place: string, { isExact, ...found }: Place): Omit<Place, 'isExact'> {
  if (isExact) return found;
  throw faultOf('place_unknown', `${place}: the map does not say where it ends; name its section, or a range`, {
    place,
  });
}

/** Both copies, A first. What of them is wrong, inspection finds. */
function isrCopies(uploaded: UploadedImage, places: string): InterruptCopy[] {
  const named = places.split(',').map((place) => place.trim());
  if (named.length !== 2)
    throw faultOf(
      'place_unknown',
      `${places}: name both copies of interrupt code, A and B, with a comma between them`,
      { place: places },
    );
  return named.map((place) => ({ place, ...exact(place, placeInRam(uploaded, place)) }));
}

const payload = ({ image }: UploadedImage, { offset, length, runsAt }: InterruptCopy): PayloadInput => ({
  ...{ type: 'ram-code', address: runsAt, bytes: image.slice(offset, offset + length) },
});

/** Addresses of code are odd: the CPU knows Thumb code by it. */
const thumb = (address: number): number => address + (address % 2 === 0 ? 1 : 0);

const placeText = ({ offset, length }: { offset: number; length: number }): string =>
  `${length} bytes at ${hex(CODE_ADDRESS + offset)}`;

const hex = (address: number): string => `0x${address.toString(16).padStart(8, '0')}`;

/** Devices of Twinbank's agent go by the descriptor, so nothing else may be said beside it. */
function mustAgree(what: string, told: unknown, inside: unknown): void {
  if (told === undefined || JSON.stringify(told) === JSON.stringify(inside)) return;
  throw faultOf('image_mismatch', `the upload says another ${what} than the descriptor inside the image`);
}
