import type { Member, ProgramVariable, VariableType } from '@twinbank/dwarf';
import type { Displaced } from './displaced.js';

/** A place in a variable that holds, or may hold, an address at which something else is after a live swap. */
export interface KeptPointer {
  /** From the variable on, such as `.handlers[]`; empty for the variable itself. */
  readonly path: string;
  /** Bytes from the start of the variable; within an array, of the first element. */
  readonly offset: number;
  /**
   * `code`: of a function. `flash`: start-up code sets it to an address in flash. `constant`: by its type it points to constant data.
   * `moved`: start-up code of the running program set it to a variable that is elsewhere now, or gone. `data`: by its type it may point to
   * one that is elsewhere now.
   */
  readonly to: 'code' | 'flash' | 'constant' | 'moved' | 'data';
}

/** A range of addresses. */
export interface AddressRange {
  readonly start: number;
  readonly end: number;
}

/** Most that are listed of one variable. */
export const POINTERS_MAX = 64;
const ELEMENTS_MAX = 4096;
const STEPS_MAX = 50_000;
const DEPTH_MAX = 24;
const WORD = 4;

interface Look {
  readonly initial: Uint8Array | undefined;
  /** What the running program began with. */
  readonly before: Uint8Array | undefined;
  readonly flash: AddressRange;
  readonly displaced: Displaced | undefined;
  readonly found: Map<string, KeptPointer>;
  left: number;
}

interface At {
  readonly path: string;
  readonly offset: number;
  readonly depth: number;
}

/** Against what a variable that is kept is looked at. */
export interface KeptAgainst {
  /** The addresses of the next image. */
  readonly flash: AddressRange;
  /** The variable in the running program, and what of that program is elsewhere now; without these, only addresses in flash are found. */
  readonly from?: ProgramVariable;
  readonly displaced?: Displaced;
}

/**
 * Where a variable holds addresses that mean something else after a live swap. Those in flash: by its type, pointers to functions and to
 * constant data, and the hidden pointer of a C++ object to its virtual functions; by its initial value, every word that start-up code
 * sets to an address in the image. Those in RAM: by the value that it began with, every word that was the address of a variable that is
 * elsewhere now; by its type, pointers to what such a variable is or has in it. Without a type only by values.
 */
export function keptPointersOf(
  { type, initial, bytes }: ProgramVariable,
  { flash, from, displaced }: KeptAgainst,
): readonly KeptPointer[] {
  const look: Look = {
    ...{ initial: typeof initial === 'string' ? undefined : initial, flash },
    ...{ before: from && typeof from.initial !== 'string' ? from.initial : undefined, displaced },
    ...{ found: new Map(), left: STEPS_MAX },
  };
  lookAt(type ?? { kind: 'unknown', bytes }, { path: '', offset: 0, depth: 0 }, look);
  return [...look.found.values()];
}

function lookAt(type: VariableType, at: At, look: Look): void {
  if (isEnough(at, look)) return;
  switch (type.kind) {
    case 'pointer':
      return lookAtPointer(type, at, look);
    case 'base':
      if (type.encoding !== 'float') lookAtWords(type.bytes === WORD ? WORD : 0, at, look);
      return;
    case 'array':
      return lookAtElements(type, at, look);
    case 'structure':
    case 'union':
      for (const member of type.members) lookAtMember(member, at, look);
      return;
    case 'unknown':
      return lookAtWords(type.bytes, at, look);
  }
}

function isEnough({ depth }: At, look: Look): boolean {
  look.left -= 1;
  return look.left < 0 || depth > DEPTH_MAX || look.found.size >= POINTERS_MAX;
}

function lookAtMember({ name, offset, bits, type }: Member, at: At, look: Look): void {
  if (bits) return;
  const path = at.path + (name === undefined ? '' : `.${name}`);
  const place = { path, offset: at.offset + offset, depth: at.depth + 1 };
  // What compilers call the hidden pointer of a C++ object: it points to data, namely addresses of functions.
  if (name?.startsWith('_vptr')) add('code', place, look);
  else lookAt(type, place, look);
}

function lookAtWords(bytes: number, at: At, look: Look): void {
  const first = at.offset + ((WORD - (at.offset % WORD)) % WORD);
  for (let offset = first; offset + WORD <= at.offset + bytes && look.found.size < POINTERS_MAX; offset += WORD) {
    look.left -= 1;
    if (look.left < 0) return;
    const path = bytes === WORD ? at.path : `${at.path}+${offset - at.offset}`;
    const to = pointsTo(offset, look);
    if (to) add(to, { ...at, path, offset }, look);
  }
}

function lookAtPointer(type: Extract<VariableType, { kind: 'pointer' }>, at: At, look: Look): void {
  if (type.to === 'code') return add('code', at, look);
  const to = pointsTo(at.offset, look);
  if (to) add(to, at, look);
  else if (look.displaced?.mayBePointedToAs(type.target, type.constant === true)) add('data', at, look);
  else if (type.constant) add('constant', at, look);
}

function lookAtElements(
  { element, counts }: Extract<VariableType, { kind: 'array' }>,
  { path, offset, depth }: At,
  look: Look,
): void {
  const count = Math.min(
    counts.reduce((product, one) => product * one, 1),
    ELEMENTS_MAX,
  );
  // Without initial values every element is like the first one.
  const last = look.initial || look.before ? count : Math.min(count, 1);
  const brackets = counts.map(() => '[]').join('');
  for (let index = 0; index < last && look.left > 0; index += 1)
    lookAt(element, { path: path + brackets, offset: offset + index * element.bytes, depth: depth + 1 }, look);
}

/** What a word is by the value with which either program begins. */
function pointsTo(offset: number, { initial, before, flash, displaced }: Look): 'flash' | 'moved' | undefined {
  const value = wordAt(initial, offset);
  if (value !== undefined && value >= flash.start && value < flash.end) return 'flash';
  const old = wordAt(before, offset);
  return old !== undefined && displaced?.has(old) ? 'moved' : undefined;
}

const wordAt = (bytes: Uint8Array | undefined, at: number): number | undefined =>
  !bytes || at + WORD > bytes.length
    ? undefined
    : (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;

/** By its type it may hold such an address; nothing shows that it does. */
const LESS_CERTAIN: readonly KeptPointer['to'][] = ['constant', 'data'];

/** One for each path: the elements of an array have the same. What is certain counts more than what may be. */
function add(to: KeptPointer['to'], { path, offset }: At, { found }: Look): void {
  const known = found.get(path);
  if (!known || (LESS_CERTAIN.includes(known.to) && !LESS_CERTAIN.includes(to))) found.set(path, { path, offset, to });
}
