import type { BaseEncoding, Member, ProgramVariable, VariableType } from '@twinbank/dwarf';
import { fromBase64Url, toBase64Url } from '@twinbank/primitives';

import type { ProgramFacts } from './program-facts.js';

/** Longest document, in characters. Of a program with more, less is kept. */
export const FACTS_LENGTH_MAX = 4 * 1024 * 1024;

const FORMAT = 1;
/** Types within types deeper than this are kept by their size only. */
const DEPTH_MAX = 100;

type Initial = ProgramVariable['initial'];
/** A type whose parts are named by their places in a list, in which each comes after its parts. */
type ListedType = readonly [kind: string, ...rest: unknown[]];

/**
 * The facts of a program as text (JSON), as they are kept with a release: each type once. If that is too long, the types are left out;
 * if it still is, undefined.
 *
 * @param salt stands in the document and says nothing: with another one for each release, no two documents are the same
 */
export function encodeFacts(facts: ProgramFacts, salt?: string): string | undefined {
  const whole = encoded(facts, salt);
  if (whole.length <= FACTS_LENGTH_MAX) return whole;
  const variables = facts.variables.map(({ type: _type, ...rest }) => rest);
  const less = encoded({ ...facts, knows: facts.knows === 'types' ? 'symbols' : facts.knows, variables }, salt);
  return less.length <= FACTS_LENGTH_MAX ? less : undefined;
}

function encoded({ variables, ...facts }: ProgramFacts, salt: string | undefined): string {
  const types = new TypeList();
  const listed = variables.map(({ type, initial, ...rest }) => ({
    ...rest,
    ...(type && { type: types.add(type, 0) }),
    initial: typeof initial === 'string' ? initial : { bytes: toBase64Url(initial) },
  }));
  return JSON.stringify({ format: FORMAT, salt, ...facts, types: types.listed, variables: listed });
}

/** Types by their places in a list; what was added is not added again. */
class TypeList {
  readonly listed: ListedType[] = [];
  private readonly places = new Map<VariableType, number>();

  add(type: VariableType, depth: number): number {
    const known = this.places.get(type);
    if (known !== undefined) return known;
    const place = this.listed.push(depth > DEPTH_MAX ? ['unknown', type.bytes] : this.line(type, depth + 1)) - 1;
    if (depth <= DEPTH_MAX) this.places.set(type, place);
    return place;
  }

  private line(type: VariableType, depth: number): ListedType {
    switch (type.kind) {
      case 'base':
        return ['base', type.bytes, type.name, type.encoding];
      case 'enum':
        return ['enum', type.bytes, type.name ?? null];
      case 'pointer':
        return ['pointer', type.bytes, type.to, type.target, ...(type.constant ? [true] : [])];
      case 'array':
        return ['array', type.bytes, this.add(type.element, depth), type.counts];
      case 'structure':
      case 'union': {
        const members = type.members.map(({ name = null, offset, bits, type: inner }) => [
          ...[name, offset, this.add(inner, depth)],
          ...(bits ? [bits.offset, bits.size] : []),
        ]);
        return [type.kind, type.bytes, type.name ?? null, members];
      }
      case 'unknown':
        return ['unknown', type.bytes];
    }
  }
}

/**
 * Reads what {@link encodeFacts} wrote, from a store that nobody else writes to; undefined if it is damaged or of a later version, so
 * that nothing is known of the program.
 */
export function decodeFacts(text: string): ProgramFacts | undefined {
  try {
    const document = JSON.parse(text) as Document;
    if (document.format !== FORMAT) return undefined;
    const { format: _format, salt: _salt, types, variables, ...facts } = document;
    const made: VariableType[] = [];
    for (const line of types) made.push(typeOf(line, made));
    return {
      ...facts,
      variables: variables.map(({ type, initial, ...rest }) => ({
        ...rest,
        ...(type !== undefined && { type: made[type]! }),
        initial: typeof initial === 'string' ? initial : fromBase64Url(initial.bytes)!,
      })),
    };
  } catch {
    return undefined;
  }
}

interface Document extends Omit<ProgramFacts, 'variables'> {
  readonly format: number;
  readonly salt?: string;
  readonly types: readonly ListedType[];
  readonly variables: readonly (Omit<ProgramVariable, 'type' | 'initial'> & {
    readonly type?: number;
    readonly initial: Exclude<Initial, Uint8Array> | { readonly bytes: string };
  })[];
}

type ListedMember = readonly [name: string | null, offset: number, type: number, bit?: number, bits?: number];

/** @param made the types before it in the list */
function typeOf([kind, ...rest]: ListedType, made: readonly VariableType[]): VariableType {
  const bytes = rest[0] as number;
  const named = typeof rest[1] === 'string' ? { name: rest[1] } : {};
  switch (kind) {
    case 'base':
      return { kind, bytes, name: rest[1] as string, encoding: rest[2] as BaseEncoding };
    case 'enum':
      return { kind, bytes, ...named };
    case 'pointer':
      return pointerOf(bytes, rest);
    case 'array':
      return { kind, bytes, element: made[rest[1] as number]!, counts: rest[2] as number[] };
    case 'structure':
    case 'union':
      return { kind, bytes, ...named, members: (rest[2] as ListedMember[]).map((member) => memberOf(member, made)) };
    default:
      return { kind: 'unknown', bytes };
  }
}

const pointerOf = (bytes: number, [, to, target, constant]: readonly unknown[]): VariableType => ({
  ...{ kind: 'pointer', bytes, to: to as 'code' | 'data', target: target as string },
  ...(constant === true && { constant }),
});

function memberOf([name, offset, type, bit, bits]: ListedMember, made: readonly VariableType[]): Member {
  return {
    ...(name !== null && { name }),
    offset,
    ...(bit !== undefined && bits !== undefined && { bits: { offset: bit, size: bits } }),
    type: made[type]!,
  };
}
