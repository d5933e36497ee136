import { sourceName, type ProgramVariable } from '@twinbank/dwarf';
import { typeDifferences } from './type-difference.js';

/** Which variables of two programs are the same one. */
export interface MatchedVariables {
  readonly pairs: readonly MatchedPair[];
  readonly removed: readonly ProgramVariable[];
  readonly added: readonly ProgramVariable[];
}

/** A variable in both programs. */
export interface MatchedPair {
  readonly from: ProgramVariable;
  readonly to: ProgramVariable;
  /** It is in another file or function than before. That it is the same one is likely, not certain. */
  readonly elsewhere: boolean;
}

/** The last part of a path, in either system's spelling. */
const fileOf = (unit: string | undefined): string => unit?.replace(/^.*[/\\]/, '') ?? '';

/**
 * Ways to say which variable is meant, from the most to the least exact. A later one is asked only about variables that no earlier one
 * matched, and only where it says one on either side: a file may be renamed, and a static may change its function, but of two of one
 * name none is taken for the other. What is in another file with another structure is another variable.
 */
const KEYS: readonly ((variable: ProgramVariable) => string)[] = [
  ({ name, unit = '', scope = '' }) => key(name, scope, unit),
  ({ name, unit, scope = '' }) => key(name, scope, fileOf(unit)),
  ({ name, scope = '' }) => key(name, scope),
  ({ name, unit }) => key(name, fileOf(unit)),
  ({ name }) => key(name),
  // What debug information calls `speed` of the namespace `motor`, a symbol table calls `_ZN5motor5speedE`.
  ({ symbol }) => key(sourceName(symbol, 'variable')),
];

const key = (...parts: readonly string[]): string => parts.join('\0');

/** Finds the variables that both programs have: by name, file and scope, or by less where that is still clear. */
export function matchVariables(from: readonly ProgramVariable[], to: readonly ProgramVariable[]): MatchedVariables {
  const pairs: MatchedPair[] = [];
  let [removed, added] = [from, to];
  for (const keyOf of KEYS) {
    const [before, after] = [groupsOf(removed, keyOf), groupsOf(added, keyOf)];
    const matched = new Set<ProgramVariable>();
    for (const [name, olds] of before) {
      const news = after.get(name) ?? [];
      // The first key is exact: where a function has several statics of one name, they keep their order.
      if (olds.length !== news.length || (olds.length > 1 && keyOf !== KEYS[0])) continue;
      olds.forEach((from, index) => {
        const pair = pairOf(from, news[index]!);
        if (pair.elsewhere && !isAlike(pair)) return;
        pairs.push(pair);
        matched.add(pair.from).add(pair.to);
      });
    }
    removed = removed.filter((variable) => !matched.has(variable));
    added = added.filter((variable) => !matched.has(variable));
  }
  return { pairs, removed, added };
}

/** What one side does not say is no difference: a symbol table names fewer files than debug information. */
function pairOf(from: ProgramVariable, to: ProgramVariable): MatchedPair {
  const differ = (a: string | undefined, b: string | undefined): boolean =>
    a !== undefined && b !== undefined && a !== b;
  const [before, after] = [from, to].map(({ unit }) => (unit === undefined ? undefined : fileOf(unit)));
  return { from, to, elsewhere: differ(before, after) || differ(from.scope, to.scope) };
}

const isAlike = ({ from, to }: MatchedPair): boolean =>
  from.bytes === to.bytes && (!from.type || !to.type || typeDifferences(from.type, to.type).length === 0);

function groupsOf(
  variables: readonly ProgramVariable[],
  keyOf: (variable: ProgramVariable) => string,
): Map<string, ProgramVariable[]> {
  const groups = new Map<string, ProgramVariable[]>();
  for (const variable of variables) {
    const name = keyOf(variable);
    const group = groups.get(name);
    if (group) group.push(variable);
    else groups.set(name, [variable]);
  }
  return groups;
}
