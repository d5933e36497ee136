import { CODE_ADDRESS } from '@twinbank/image';
import { type PartName, PARTS } from '@twinbank/parts';

import { VECTOR_WORDS } from './vector-table.js';

/** An address for which an image seems to be linked. */
export interface LinkAddress {
  readonly address: number;
  /** Pointers of the image to code that would meet a beginning of a function there. */
  readonly hits: number;
  /** All pointers to code: handlers, and constants between the functions. */
  readonly pointers: number;
}

/** Fewest pointers that must meet beginnings of functions: fewer could do so by chance. */
const HITS_MIN = 4;
/** Most pointers that may meet one at the start of the bank, as a part of those that do elsewhere. */
const CHANCE_PART = 1 / 8;
/**
 * Most pointers that are tried at each address: large programs have a few hundred, and a file that consists of pointers
 * must not keep a server busy.
 */
const POINTERS_MAX = 1024;
/** So many times as many must meet one at this address as at any other. */
const LEAD = 2;

/**
 * The address for which an image is linked, if that is clearly not the start of the bank: for images behind a boot
 * loader that are so long that all their handlers still point into them. Undefined where there is any doubt.
 *
 * Calls are relative to where they stand, so the targets of calls are known whatever the address is; so are the
 * instructions with which functions begin. Handlers and function pointers are absolute. At the right address most
 * of the pointers meet beginnings of functions, at a wrong one hardly any. An image is linked elsewhere if none of its
 * handlers meets one at the start of the bank, and one other address is much better than every other.
 *
 * @param handlers the addresses in the vector table
 */
export function linkedElsewhere(
  code: Uint8Array,
  part: PartName,
  handlers: readonly number[],
): LinkAddress | undefined {
  const tableBytes = VECTOR_WORDS[PARTS[part].family] * 4;
  const vectors = offsetsOf(handlers, part);
  // Nearly every image ends here, without being read from end to end.
  if (vectors.some((offset) => isEntryAt(code, offset))) return undefined;
  const first = Math.min(...vectors);
  const starts = startsOf(code);
  const hitsOf = (offsets: readonly number[], shift: number): number =>
    offsets.reduce((sum, offset) => sum + (starts[(offset - shift) >> 1] ?? 0), 0);
  if (vectors.length === 0 || hitsOf(vectors, 0) > 0) return undefined;

  const all = [...new Set([...vectors, ...offsetsOf(wordsOf(code, tableBytes), part)])];
  let best = { hits: 0, shift: 0 };
  let next = 0;
  const step = 2 ** Math.ceil(Math.log2(tableBytes));
  for (let shift = step; shift <= first - tableBytes; shift += step) {
    const hits = hitsOf(all, shift);
    if (hits > best.hits) [best, next] = [{ hits, shift }, best.hits];
    else next = Math.max(next, hits);
  }
  const { hits, shift } = best;
  if (hits < HITS_MIN || hits < LEAD * next || hitsOf(all, 0) > hits * CHANCE_PART) return undefined;
  return { address: CODE_ADDRESS + shift, hits, pointers: all.length };
}

/** The positions in the bank, each once, of those addresses that can be code: in flash, with the Thumb bit. */
function offsetsOf(addresses: Iterable<number>, part: PartName): number[] {
  const { bankBytes } = PARTS[part];
  const offsets = new Set<number>();
  for (const address of addresses) {
    const offset = address - 1 - CODE_ADDRESS;
    if (address % 2 === 1 && offset >= 0 && offset < bankBytes) offsets.add(offset);
    if (offsets.size === POINTERS_MAX) break;
  }
  return [...offsets];
}

function* wordsOf(code: Uint8Array, from: number): Generator<number> {
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  for (let at = from; at + 4 <= code.length; at += 4) yield view.getUint32(at, true);
}

/** Marks each halfword at which a function begins: it is called, saves the return address, returns or loops for ever. */
function startsOf(code: Uint8Array): Uint8Array {
  const view = new DataView(code.buffer, code.byteOffset, code.byteLength);
  const starts = new Uint8Array(code.length >> 1);
  for (let at = 0; at + 4 <= code.length; at += 2) {
    const first = view.getUint16(at, true);
    const second = view.getUint16(at + 2, true);
    if (isEntry(first, second)) starts[at >> 1] = 1;
    if (!isCall(first, second)) continue;
    const target = at + 4 + distanceOf(first, second);
    if (target >= 0 && target < code.length) starts[target >> 1] = 1;
  }
  return starts;
}

function isEntryAt(code: Uint8Array, offset: number): boolean {
  if (offset + 4 > code.length) return false;
  const view = new DataView(code.buffer, code.byteOffset + offset, 4);
  return isEntry(view.getUint16(0, true), view.getUint16(2, true));
}

/** PUSH or STMDB with LR; also BX LR and a jump to itself, of which handlers often consist. */
const isEntry = (first: number, second: number): boolean =>
  (first & 0xff00) === 0xb500 || (first === 0xe92d && (second & 0x4000) !== 0) || first === 0x4770 || first === 0xe7fe;

/** BL [ARM DDI 0403 §A7.7.18]. */
const isCall = (first: number, second: number): boolean => (first & 0xf800) === 0xf000 && (second & 0xd000) === 0xd000;

function distanceOf(first: number, second: number): number {
  const sign = (first >> 10) & 1;
  const bit23 = ((second >> 13) & 1) === sign ? 1 : 0;
  const bit22 = ((second >> 11) & 1) === sign ? 1 : 0;
  const bits = (bit23 << 23) | (bit22 << 22) | ((first & 0x3ff) << 12) | ((second & 0x7ff) << 1);
  return sign === 1 ? bits - (1 << 24) : bits;
}
