import type { VariableType } from '@twinbank/dwarf';
import { toBase64Url } from '@twinbank/primitives';

import { FACTS_DEPTH_MAX, FACTS_FORMAT, readFactsDocument } from './facts-reader.js';
import type { ProgramFacts } from './program-facts.js';

/** Longest document, in characters. Of a program with more, less is kept. */
export const FACTS_LENGTH_MAX = 4 * 1024 * 1024;

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
  return JSON.stringify({ format: FACTS_FORMAT, salt, ...facts, types: types.listed, variables: listed });
}

/** Types by their places in a list; what was added is not added again. */
class TypeList {
  readonly listed: ListedType[] = [];
  private readonly places = new Map<VariableType, number>();

  add(type: VariableType, depth: number): number {
    const known = this.places.get(type);
    if (known !== undefined) return known;
    const place = this.listed.push(depth > FACTS_DEPTH_MAX ? ['unknown', type.bytes] : this.line(type, depth + 1)) - 1;
    if (depth <= FACTS_DEPTH_MAX) this.places.set(type, place);
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
 * Reads what {@link encodeFacts} wrote; undefined if it is damaged or of a later version, so that nothing is known of the program. Never throws.
 */
export const decodeFacts = (text: string): ProgramFacts | undefined => readFactsDocument(text, FACTS_LENGTH_MAX);
