import { CODE_ADDRESS, sectionTableOf } from '@twinbank/image';
import { type PartName, PARTS } from '@twinbank/parts';

import type { ImageDescriptor } from '../image-descriptor.js';
import { copyBeyond, isrCopiesOf, type IsrPair } from '../isr-pairs.js';
import { firstDifference, leadsInto } from '../places/named-copies.js';
import { isrCopyOf } from '../places/section-places.js';
import { parseVectorTable } from '../vector-table.js';
import { differenceOf, hex, type DifferenceFinding } from './difference-findings.js';
import { handlerCode } from './handler-code.js';

/** An image and what it says about itself. */
export interface DescribedImage {
  readonly code: Uint8Array;
  readonly descriptor?: ImageDescriptor | undefined;
  /** Of an image without descriptor, as its manifest says. */
  readonly swapSection?: { readonly offset: number; readonly length: number } | undefined;
}

const NMI = 2;
const WORD = 4;

/**
 * What must stay the same for a live swap, or be at the same place: the swap section [AN4767 §4], the NMI handler, which no swap can hold
 * back, and the copies of interrupt code in RAM [AN4767 §5]. Both images must be long enough for their vector tables.
 */
export function fixedCodeFindings(from: DescribedImage, to: DescribedImage, part: PartName): DifferenceFinding[] {
  return [...swapSection(from, to), ...nmiHandlers(from, to, part), ...isrPlaces(from, to), ...isrCopies(to, part)];
}

function swapSection(from: DescribedImage, to: DescribedImage): DifferenceFinding[] {
  const [old, next] = [sectionOf(from), sectionOf(to)];
  if (!old || !next) {
    const which = old ? 'the new image' : next ? 'the running image' : 'neither image';
    const says = old || next ? 'does not say' : 'says';
    return [differenceOf('swap_section_unknown', `${which} ${says} where the code is that swaps the banks`)];
  }
  if (old.offset !== next.offset || old.bytes.length !== next.bytes.length) {
    const place = ({ offset, bytes }: Section): string => `${bytes.length} bytes at ${hex(CODE_ADDRESS + offset)}`;
    return [differenceOf('swap_section_changed', `the swap section was ${place(old)}, and is ${place(next)}`)];
  }
  const at = next.bytes.findIndex((byte, index) => byte !== old.bytes[index]);
  if (at === -1) return [];
  return [
    differenceOf('swap_section_changed', `the swap section differs from ${hex(CODE_ADDRESS + old.offset + at)} on`),
  ];
}

interface Section {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

function sectionOf({ code, descriptor, swapSection }: DescribedImage): Section | undefined {
  const { offset, length } = descriptor
    ? { offset: descriptor.swapOffset, length: descriptor.swapLength }
    : (swapSection ?? { offset: 0, length: 0 });
  if (length === 0 || offset + length > code.length) return undefined;
  return { offset, bytes: code.subarray(offset, offset + length) };
}

/** Where a handler's bytes are in an image, and whether they run from there or from a copy in RAM. */
interface HandlerPlace {
  readonly which: string;
  readonly address: number;
  readonly offset: number;
  readonly inRam: boolean;
}

function nmiHandlers(from: DescribedImage, to: DescribedImage, part: PartName): DifferenceFinding[] {
  const before = new Map(nmiPlaces(from, part).map((place) => [place.which, place]));
  for (const place of nmiPlaces(to, part)) {
    const old = before.get(place.which);
    const why = old && nmiDifference([from.code, old], [to.code, place]);
    if (why !== undefined) return [differenceOf('nmi_handler_changed', `the NMI handler ${place.which} ${why}`)];
  }
  return [];
}

function nmiDifference([old, was]: [Uint8Array, HandlerPlace], [next, is]: [Uint8Array, HandlerPlace]) {
  if (was.inRam !== is.inRam) return is.inRam ? 'runs from RAM now' : 'runs from flash now';
  // While the vector table is set and the banks are not yet swapped, the address leads into the old image.
  if (!is.inRam && was.address !== is.address) return `was at ${hex(was.address)}, and is at ${hex(is.address)}`;
  const [before, after] = [handlerCode(old, was.offset), handlerCode(next, is.offset)];
  const same =
    before.bytes.length === after.bytes.length && before.bytes.every((byte, index) => byte === after.bytes[index]);
  return same ? undefined : 'has other code, or other constants';
}

/** Where the vector tables of an image have their NMI handlers: the table in flash, and those of the copies in RAM. */
function nmiPlaces({ code }: DescribedImage, part: PartName): HandlerPlace[] {
  const { family } = PARTS[part];
  const pairs = pairsOf(code);
  const tables = [
    { which: 'of the vector table in flash', offset: 0 },
    ...pairs.map(({ name, pair }) => ({ which: `of ${name}`, offset: pair.offset })),
  ];
  return tables.flatMap(({ which, offset }) => {
    const handler = offset + NMI * WORD + WORD <= code.length ? parseTable(code, family, offset) : undefined;
    return handler === undefined ? [] : placesOf(which, handler & ~1, code, pairs);
  });
}

function parseTable(code: Uint8Array, family: (typeof PARTS)[PartName]['family'], offset: number): number | undefined {
  const fits = offset + 8 <= code.length;
  return fits ? safely(() => parseVectorTable(code, family, offset).handlers[0]) : undefined;
}

function safely<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function placesOf(which: string, address: number, code: Uint8Array, pairs: readonly NamedPair[]): HandlerPlace[] {
  const inFlash = address - CODE_ADDRESS;
  if (inFlash >= 0 && inFlash < code.length) return [{ which, address, offset: inFlash, inRam: false }];
  const copy = pairs.find(({ pair }) => address >= pair.address && address < pair.address + pair.bytes);
  return copy ? [{ which, address, offset: copy.pair.offset + address - copy.pair.address, inRam: true }] : [];
}

interface NamedPair {
  readonly name: string;
  readonly pair: IsrPair;
}

function pairsOf(code: Uint8Array): NamedPair[] {
  const table = safely(() => sectionTableOf(code));
  return ([1, 2] as const).flatMap((bank) => {
    const pair = isrCopyOf(code, bank, table);
    return pair ? [{ name: `interrupt code ${bank === 1 ? 'A' : 'B'}`, pair }] : [];
  });
}

const PLACES = [
  ['vectorTableA', 'vector table A'],
  ['vectorTableB', 'vector table B'],
  ['isrCopyA', 'interrupt code A'],
  ['isrCopyB', 'interrupt code B'],
] as const;

/** The running image fills the copy that the new one is going to use, so both must have them at the same places. */
function isrPlaces(old: DescribedImage, next: DescribedImage): DifferenceFinding[] {
  const [{ descriptor: from }, { descriptor: to }] = [old, next];
  if (!from || !to) return namedPlaces(old, next);
  const moved = PLACES.find(([place]) => from[place] !== to[place]);
  if (!moved) return [];
  const [place, name] = moved;
  return [differenceOf('isr_copies_moved', `${name} was at ${hex(from[place])}, and is at ${hex(to[place])}`)];
}

/** Without two descriptors, the sections of an image name its copies; what the running image does not name may be its variables. */
function namedPlaces(from: DescribedImage, to: DescribedImage): DifferenceFinding[] {
  const [was, is] = [from, to].map(({ code, descriptor }) =>
    isrCopiesOf(descriptor, safely(() => sectionTableOf(code))?.payloads),
  );
  const strange = copyBeyond(was!, is!);
  if (!strange) return [];
  const name = `interrupt code ${strange.bank === 1 ? 'A' : 'B'}`;
  return [
    differenceOf(
      'isr_copies_moved',
      `${name} is at ${hex(strange.start)}, ${strange.end - strange.start} bytes; the running image does not name so many bytes there`,
    ),
  ];
}

/** Whether the two copies of an image are what they should be: the same code, each for its own place. */
function isrCopies({ code }: DescribedImage, part: PartName): DifferenceFinding[] {
  const [a, b] = pairsOf(code);
  if (!a || !b) return [];
  const crossed = [
    [a, b],
    [b, a],
  ].find(([own, other]) => leadsInto(code, part, own!.pair, other!.pair));
  if (crossed)
    return [
      differenceOf('isr_copies_crossed', `the vector table of ${crossed[0]!.name} leads into ${crossed[1]!.name}`),
    ];
  const at = firstDifference(code, a.pair, b.pair);
  if (at === undefined) return [];
  return [
    differenceOf(
      'isr_copies_differ',
      `interrupt code A and B differ from ${hex(a.pair.address + at)} and ${hex(b.pair.address + at)} on`,
    ),
  ];
}
