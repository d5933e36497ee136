import type { Member, VariableType } from '@twinbank/dwarf';
import { typeText } from './type-text.js';

/** One place in which two types differ. */
export interface TypeDifference {
  /** From the variable on, such as `.samples[].value`; empty for the variable itself. */
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'moved' | 'changed';
  readonly from?: MemberPlace;
  readonly to?: MemberPlace;
}

/** Where a member lies, and what it is. */
export interface MemberPlace {
  /** Bytes from the start of the variable; within an array, of its first element. */
  readonly offset: number;
  /** Of a bit-field: its first bit, counted from the start of its structure, and how many. */
  readonly bits?: { readonly offset: number; readonly size: number };
  readonly bytes: number;
  readonly type: string;
}

/** Most differences that are listed of one variable. */
export const DIFFERENCES_MAX = 64;
/** Deepest nesting that is looked into. */
const DEPTH_MAX = 24;
/** Most pairs of types that are looked at for one variable: types that contain others twice would else take for ever. */
const PAIRS_MAX = 20_000;

interface Walk {
  readonly found: TypeDifference[];
  left: number;
}

interface At {
  readonly path: string;
  readonly depth: number;
  /** Of both, from the start of the variable. */
  readonly offsets: readonly [number, number];
}

/**
 * In what two types differ, as far as their bytes would be read differently. Names of types say nothing: `long` and `int` of four
 * bytes are equal, and so are two structures with the same members. Names of members do: at the place of a member with another name
 * something else is meant.
 *
 * @returns at most {@link DIFFERENCES_MAX}, in the order of the members; none if they are equal, or one of both is not known and
 *   the sizes are the same
 */
export function typeDifferences(from: VariableType, to: VariableType): readonly TypeDifference[] {
  const walk: Walk = { found: [], left: PAIRS_MAX };
  compare(from, to, { path: '', depth: 0, offsets: [0, 0] }, walk);
  return walk.found.slice(0, DIFFERENCES_MAX);
}

function compare(from: VariableType, to: VariableType, at: At, walk: Walk): void {
  if (from === to) return;
  walk.left -= 1;
  if (walk.found.length >= DIFFERENCES_MAX) return;
  if (walk.left < 0 || at.depth > DEPTH_MAX) return changed(from, to, at, walk);
  if (isCompound(from) && isCompound(to) && from.kind === to.kind) compareMembers(from, to, at, walk);
  else if (from.kind === 'array' && to.kind === 'array') compareArrays(from, to, at, walk);
  else if (!sameWhole(from, to)) changed(from, to, at, walk);
}

/** Whether two types mean the same by the same bytes, neither looked into. Of an unknown one only the size counts. */
function sameWhole(from: VariableType, to: VariableType): boolean {
  if (from.bytes !== to.bytes) return false;
  if (from.kind === 'unknown' || to.kind === 'unknown') return true;
  if (from.kind === 'base' && to.kind === 'base') return from.encoding === to.encoding;
  if (from.kind === 'pointer' && to.kind === 'pointer') return from.to === to.to && from.target === to.target;
  return from.kind === 'enum' && to.kind === 'enum';
}

type Compound = Extract<VariableType, { kind: 'structure' | 'union' }>;
type List = Extract<VariableType, { kind: 'array' }>;

const isCompound = (type: VariableType): type is Compound => type.kind === 'structure' || type.kind === 'union';

function compareArrays(from: List, to: List, at: At, walk: Walk): void {
  if (from.counts.length !== to.counts.length || from.counts.some((count, index) => count !== to.counts[index]))
    return changed(from, to, at, walk);
  const brackets = from.counts.map(() => '[]').join('');
  compare(from.element, to.element, { ...at, path: at.path + brackets, depth: at.depth + 1 }, walk);
}

function compareMembers(from: Compound, to: Compound, at: At, walk: Walk): void {
  const before = walk.found.length;
  const next = byName(to.members);
  const kept = byName(from.members);
  for (const [name, member] of kept) compareMember(member, next.get(name), name, { at, walk });
  for (const [name, member] of next)
    if (!kept.has(name))
      walk.found.push({ path: at.path + pathOf(name), kind: 'added', to: placeOf(member, at.offsets[1]) });
  if (walk.found.length === before && from.bytes !== to.bytes) changed(from, to, at, walk);
}

function compareMember(
  from: Member,
  to: Member | undefined,
  name: string,
  { at, walk }: { readonly at: At; readonly walk: Walk },
): void {
  const path = at.path + pathOf(name);
  const here = placeOf(from, at.offsets[0]);
  if (!to) {
    walk.found.push({ path, kind: 'removed', from: here });
    return;
  }
  const there = placeOf(to, at.offsets[1]);
  const isMoved = from.offset !== to.offset || from.bits?.offset !== to.bits?.offset;
  if (from.bits?.size !== to.bits?.size) walk.found.push({ path, kind: 'changed', from: here, to: there });
  else {
    const before = walk.found.length;
    const offsets = [here.offset, there.offset] as const;
    compare(from.type, to.type, { path, depth: at.depth + 1, offsets }, walk);
    // What changed as a whole says where it was and is by itself.
    const isTold = walk.found[before]?.path === path;
    if (isMoved && !isTold) walk.found.splice(before, 0, { path, kind: 'moved', from: here, to: there });
  }
}

/** Members by name. Those without one, and further ones of the same name, are told apart by their order. */
function byName(members: readonly Member[]): ReadonlyMap<string, Member> {
  const named = new Map<string, Member>();
  const seen = new Map<string, number>();
  for (const member of members) {
    const name = member.name ?? '';
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    named.set(name === '' || count > 0 ? `${name}#${count}` : name, member);
  }
  return named;
}

const pathOf = (name: string): string => `.${name.startsWith('#') ? `(unnamed ${Number(name.slice(1)) + 1})` : name}`;

const placeOf = ({ offset, bits, type }: Member, base: number): MemberPlace => ({
  offset: base + offset,
  ...(bits && { bits }),
  bytes: type.bytes,
  type: typeText(type),
});

function changed(from: VariableType, to: VariableType, { path, offsets }: At, walk: Walk): void {
  walk.found.push({
    ...{ path, kind: 'changed' },
    from: { offset: offsets[0], bytes: from.bytes, type: typeText(from) },
    to: { offset: offsets[1], bytes: to.bytes, type: typeText(to) },
  });
}
