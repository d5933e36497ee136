import type { SectionTable } from '@twinbank/image';
import { PART_SPECS, PARTS, type PartName } from '@twinbank/parts';
import type { Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import type { IsrPair } from '../isr-pairs.js';
import { parseVectorTable, VECTOR_WORDS } from '../vector-table.js';

const WORD = 4;

/** One copy of interrupt code as an image without descriptor names it. */
export type NamedCopy = IsrPair;

/**
 * The copies of interrupt code that an image without descriptor names: its sections `ram-code`, A before B. Whether they can be used is
 * another question: {@link flawInNamedCopies}.
 */
export const namedCopies = (table: SectionTable | undefined): NamedCopy[] =>
  (table?.payloads ?? [])
    .filter(({ type }) => type === 'ram-code')
    .map(({ address, length: bytes, offset }) => ({ address, bytes, offset }));

/**
 * What is wrong with the copies of interrupt code that an image without descriptor names [AN4767 §5]: each begins
 * with its vector table where VTOR can point to, and both are the same code, each for its own place. Only then does it not matter from
 * which bank the image runs.
 *
 * @param image the whole image
 */
export function flawInNamedCopies(
  image: Uint8Array,
  table: SectionTable | undefined,
  part: PartName,
): Fault | undefined {
  const [a, b] = namedCopies(table);
  if (!a || !b) return undefined;
  const flaw = flawInPlace(a, 'A', part) ?? flawInPlace(b, 'B', part);
  if (flaw !== undefined) return misplaced(flaw);
  const crossed = [
    { own: a, other: b, names: ['A', 'B'] },
    { own: b, other: a, names: ['B', 'A'] },
  ].find(({ own, other }) => leadsInto(image, part, own, other));
  if (crossed) return unequal(`the vector table of copy ${crossed.names.join(' leads into copy ')}`);
  const at = firstDifference(image, a, b);
  return at === undefined
    ? undefined
    : unequal(`they differ from ${hex(a.address + at)} and ${hex(b.address + at)} on`);
}

function flawInPlace({ address, bytes }: NamedCopy, name: string, part: PartName): string | undefined {
  const { vtorAlignBytes } = PART_SPECS[part];
  if (address % vtorAlignBytes !== 0)
    return `copy ${name} of interrupt code is at ${hex(address)}: a vector table of ${part} begins at a multiple of ${vtorAlignBytes}`;
  const least = VECTOR_WORDS[PARTS[part].family] * WORD;
  return bytes < least || bytes % WORD !== 0
    ? `copy ${name} of interrupt code has ${bytes} bytes: whole words, and at least a vector table, which takes ${least} on ${part}`
    : undefined;
}

/** Whether the vector table of one copy has a handler in the other one, which is filled with other code while this one is in use. */
export function leadsInto(image: Uint8Array, part: PartName, own: IsrPair, other: IsrPair): boolean {
  const { family } = PARTS[part];
  if (own.offset + VECTOR_WORDS[family] * WORD > image.length) return false;
  const { handlers } = parseVectorTable(image, family, own.offset);
  return handlers.some((handler) => handler >= other.address && handler < other.address + other.bytes);
}

/** Where two copies differ in a word that is no address within them; undefined if nowhere. */
export function firstDifference(image: Uint8Array, a: IsrPair, b: IsrPair): number | undefined {
  if (a.bytes !== b.bytes) return Math.min(a.bytes, b.bytes) & ~3;
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const apart = b.address - a.address;
  for (let at = 0; at + WORD <= a.bytes; at += WORD) {
    const [left, right] = [view.getUint32(a.offset + at, true), view.getUint32(b.offset + at, true)];
    if (left !== right && right - left !== apart) return at;
  }
  return undefined;
}

const misplaced = (detail: string): Fault => faultOf('section_misplaced', detail);
const unequal = (detail: string): Fault =>
  faultOf(
    'isr_copies_unequal',
    `the two copies of interrupt code are not the same code, each for its place: ${detail}`,
  );
const hex = (address: number): string => `0x${address.toString(16).padStart(8, '0')}`;
