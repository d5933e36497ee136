import type { ProgramVariable, VariableType } from '@twinbank/dwarf';

import { FACTS_DEPTH_MAX } from './facts-reader.js';
import { NO_FACTS, type ProgramFacts } from './program-facts.js';

/**
 * Most variables of a program that are compared: a comparison looks at each, in one piece of work, and a server has other things to do
 * meanwhile. Programs for these parts have some hundreds.
 */
export const COMPARED_VARIABLES_MAX = 2000;
/**
 * Most places of all variables together: each variable, member and element counts, as often as it is reached. Types that contain others
 * twice have more of them than any memory; real programs have some ten thousand.
 */
export const COMPARED_PLACES_MAX = 50_000;
/** Elements of one array that are looked at if they have initial values; of others only the first one is. */
const ELEMENTS_MAX = 4096;
/** Elements that contain nothing are looked at in passing: so many of them are as much work as one place. */
const PLAIN_SHARE = 16;
const PLAIN: ReadonlySet<VariableType['kind']> = new Set(['base', 'enum', 'pointer', 'unknown']);

/** What stands in the way of comparing all that is known of a program; undefined if nothing does. */
export function incomparable({ variables }: ProgramFacts): 'variables' | 'types' | undefined {
  if (variables.length > COMPARED_VARIABLES_MAX) return 'variables';
  return placesOf(variables) > COMPARED_PLACES_MAX ? 'types' : undefined;
}

/** As much of the facts as is compared: without types, or nothing, where there is too much of it. */
export function comparableFacts(facts: ProgramFacts): ProgramFacts {
  const much = incomparable(facts);
  if (much === undefined) return facts;
  if (much === 'variables') return NO_FACTS;
  const variables = facts.variables.map(({ type: _type, ...rest }) => rest);
  return { ...facts, knows: 'symbols', variables };
}

/** The places of all variables together; each type is counted once, however often it is used. */
function placesOf(variables: readonly ProgramVariable[]): number {
  const [first, each] = [new PlaceCounts(1), new PlaceCounts(ELEMENTS_MAX)];
  const of = ({ type, initial }: ProgramVariable): number =>
    type ? (typeof initial === 'string' ? first : each).of(type, 0) : 1;
  return variables.reduce((sum, variable) => sum + of(variable), 0);
}

class PlaceCounts {
  private readonly counted = new Map<VariableType, number>();

  constructor(private readonly elementsMax: number) {}

  of(type: VariableType, depth: number): number {
    if (depth > FACTS_DEPTH_MAX) return 1;
    const known = this.counted.get(type);
    if (known !== undefined) return known;
    const places = 1 + this.inner(type, depth + 1);
    this.counted.set(type, places);
    return places;
  }

  private inner(type: VariableType, depth: number): number {
    if (type.kind === 'structure' || type.kind === 'union')
      return type.members.reduce((sum, member) => sum + this.of(member.type, depth), 0);
    if (type.kind !== 'array') return 0;
    const { element, counts } = type;
    const elements = Math.max(
      1,
      Math.min(
        counts.reduce((product, one) => product * one, 1),
        this.elementsMax,
      ),
    );
    return PLAIN.has(element.kind) ? elements / PLAIN_SHARE : elements * this.of(element, depth);
  }
}
