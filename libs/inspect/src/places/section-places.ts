import type { SectionTable } from '@twinbank/image';
import type { PartName } from '@twinbank/parts';
import type { Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { parseImageDescriptor, type ImageDescriptor } from '../image-descriptor.js';
import { isrCopiesOf, isrPairOf, type IsrCopy, type IsrPair, type Placed } from '../isr-pairs.js';
import { namedCopies } from './named-copies.js';
import { stackOf, stretchOf, type Stretch } from './ram-stretches.js';

/**
 * The first section for RAM that the part does not have whole, or two that overlap. A device can tell this by the manifest alone,
 * before it downloads anything.
 */
export function sectionOutsideRam(sections: readonly Placed[], part: PartName): Fault | undefined {
  const stretches: Stretch[] = [];
  for (const section of sections) {
    if (section.type !== 'ram-init' && section.type !== 'ram-code') continue;
    const stretch = stretchOf(nameOf(section), section.address, section.address + section.length, part);
    if (!stretch) return faultOf('section_misplaced', `${nameOf(section)} lies outside the RAM of ${part}`);
    stretches.push(stretch);
  }
  return overlapIn(stretches);
}

/**
 * The first section of an image that would be written where something else lies. Start values: outside the RAM of the part, upon the
 * stack, upon interrupt code in RAM, or upon one another. Code for RAM: it must be one of the two copies of interrupt code that the
 * descriptor names, whole and with its vector table, because only such a copy is filled, and is not in use while it is. Of an image without
 * descriptor it *is* the two copies.
 */
export function misplacedSection(
  { payloads }: SectionTable,
  { part, stackPointer, descriptor }: { part: PartName; stackPointer: number; descriptor: ImageDescriptor | undefined },
): Fault | undefined {
  const outside = sectionOutsideRam(payloads, part);
  if (outside) return outside;
  const copies = isrCopiesOf(descriptor, payloads);
  for (const section of payloads) {
    if (section.type !== 'ram-code' || copies.some((copy) => fills(section, copy))) continue;
    return faultOf(
      'section_misplaced',
      `${nameOf(section)} is no copy of interrupt code that ${descriptor ? 'the descriptor names' : 'an image without descriptor can have: it names two, or none'}`,
    );
  }
  const taken = copies.flatMap(({ start, end }) => stretchOf('interrupt code in RAM', start, end, part) ?? []);
  return overlapIn([...valuesOf(payloads, part), ...taken, ...stackOf(stackPointer, part)]);
}

/**
 * The first start value that would be written upon a stack. A live swap keeps the stack that is in use, so for it that of the running
 * image must be free, too, and not only that of the new one.
 *
 * @param stackPointer the initial one of an image
 * @param whose whose stack it is, for the text
 */
export function valueUponStack(
  sections: readonly Placed[],
  { part, stackPointer, whose = '' }: { part: PartName; stackPointer: number; whose?: string },
): Fault | undefined {
  const stack = stackOf(stackPointer, part, whose);
  const hit = valuesOf(sections, part).map((value) => overlapIn([value, ...stack]));
  return hit.find((fault) => fault !== undefined);
}

/** The start values among sections, as far as they lie in RAM. */
export const valuesOf = (sections: readonly Placed[], part: PartName): Stretch[] =>
  sections
    .filter(({ type }) => type === 'ram-init')
    .flatMap((section) => stretchOf(nameOf(section), section.address, section.address + section.length, part) ?? []);

/**
 * The copy of interrupt code that an image uses while it runs from a bank: from a section `ram-code`, if it has one for this copy, else
 * from where its landing block says. Undefined if it has none. Without a descriptor, two such sections are the copies.
 *
 * @param header the first bytes of the image, as for {@link isrPairOf}
 */
export function isrCopyOf(header: Uint8Array, bank: 1 | 2, table: SectionTable | undefined): IsrPair | undefined {
  const descriptor = table && parseImageDescriptor(header);
  if (!descriptor) return table ? namedCopyOf(table, bank) : isrPairOf(header, bank);
  const copy = isrCopiesOf(descriptor).find((one) => one.bank === bank);
  const section = copy && table.payloads.find((payload) => payload.type === 'ram-code' && fills(payload, copy));
  if (!section) return isrPairOf(header, bank);
  const { address, length: bytes, offset } = section;
  return { address, bytes, offset };
}

function namedCopyOf(table: SectionTable, bank: 1 | 2): IsrPair | undefined {
  const copies = namedCopies(table);
  return copies.length === 2 ? copies[bank - 1] : undefined;
}

/** Whether a section is what a device fills a copy of interrupt code from: at its vector table, and as long as the copy. */
const fills = ({ address, length }: Placed, { filled }: IsrCopy): boolean =>
  filled?.start === address && filled.end === address + length;

/** The first two stretches that share a byte. */
function overlapIn(stretches: readonly Stretch[]): Fault | undefined {
  for (const [index, one] of stretches.entries()) {
    const other = stretches.slice(index + 1).find(({ start, end }) => start < one.end && one.start < end);
    if (other) return faultOf('section_misplaced', `${one.what} lies upon ${other.what}`);
  }
  return undefined;
}

const nameOf = ({ type, address, length }: Placed): string =>
  `the section ${type} of ${length} bytes at 0x${address.toString(16).padStart(8, '0')}`;
