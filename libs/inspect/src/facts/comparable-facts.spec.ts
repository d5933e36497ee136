import { describe, expect, it } from '@jest/globals';

import type { ProgramVariable, VariableType } from '@twinbank/dwarf';

import { array, int, structure, variable } from '../compare/testing/variables.js';
import {
  comparableFacts,
  COMPARED_PLACES_MAX,
  COMPARED_VARIABLES_MAX,
  compareReleases,
  incomparable,
  NO_FACTS,
  type ProgramFacts,
} from '../index.js';

const facts = (variables: readonly ProgramVariable[]): ProgramFacts => ({
  ...{ knows: 'types', variables, usesHeap: true, heap: { symbol: '_end', address: 0x20002000 }, ramFunctions: [] },
});
const SET = new Uint8Array(4).fill(1);
const many = (count: number, type: VariableType, initial: ProgramVariable['initial'] = SET): ProgramVariable[] =>
  Array.from({ length: count }, (_, index) =>
    variable(`v${index}`, 0x20000000 + index * 4, { type, initial, bytes: 4 }),
  );

/** A type of `levels` levels, each of which contains the one below twice: 2 to the power of `levels` places. */
function doubled(levels: number, innermost = int()): VariableType {
  let type = innermost;
  for (let level = 0; level < levels; level += 1) type = structure({ a: type, b: type });
  return type;
}

describe('what is compared of a program', () => {
  it('is all of it, up to so many variables, and nothing beyond', () => {
    const most = facts(many(COMPARED_VARIABLES_MAX, int()));
    expect(comparableFacts(most)).toBe(most);
    const more = facts(many(COMPARED_VARIABLES_MAX + 1, int()));
    expect([incomparable(more), comparableFacts(more)]).toEqual(['variables', NO_FACTS]);
  });

  it('is without types where they have more places than a comparison can look at', () => {
    const found = comparableFacts(facts([variable('endless', 0x20000000, { type: doubled(60), bytes: 8 })]));
    expect(found).toEqual({
      ...facts([]),
      knows: 'symbols',
      variables: [{ ...variable('endless', 0x20000000, { type: undefined, bytes: 8 }) }],
    });
    expect(found.variables[0]).not.toHaveProperty('type');
  });

  it.each([
    ['members', structure({ a: int(), b: int(), c: int() }), 4],
    ['members of elements, each of them', array(structure({ a: int() }), 5, 2), 21],
    ['sixteen plain elements as one', array(int(), 32), 3],
  ] as const)('counts %s', (_name, type, places) => {
    const hundred = many(100, type);
    const rest = (members: number): ProgramVariable => variable('rest', 0, { type: wide(members), bytes: 4 });
    const left = COMPARED_PLACES_MAX - 100 * places - 1;
    expect(incomparable(facts([...hundred, rest(left)]))).toBeUndefined();
    expect(incomparable(facts([...hundred, rest(left + 1)]))).toBe('types');
  });

  /** A structure with so many members. */
  const wide = (members: number): VariableType =>
    structure(Object.fromEntries(Array.from({ length: members }, (_, nth) => [`m${nth}`, int()])));

  it('counts at most so many elements of one array, and one where all are alike', () => {
    const table = array(structure({ a: int() }), 1_000_000);
    expect(incomparable(facts(many(6, table)))).toBeUndefined();
    expect(incomparable(facts(many(7, table)))).toBe('types');
    expect(incomparable(facts(many(100, table, 'zero')))).toBeUndefined();
  });

  it('is bounded where types lie within types without end', () => {
    let deep: VariableType = int();
    for (let level = 0; level < 200_000; level += 1) deep = array(deep, 1);
    expect(incomparable(facts([variable('deep', 0x20000000, { type: deep })]))).toBeUndefined();
  });

  it('is looked at in the comparison itself, whatever was kept', () => {
    const code = new Uint8Array(4096);
    const endless = (innermost: VariableType): ProgramFacts =>
      facts([variable('endless', 0x20000000, { type: doubled(60, innermost), bytes: 8 })]);
    const found = compareReleases(
      { code, facts: endless(int()) },
      { code, facts: endless(int(4, 'long')) },
      'STM32G474',
    );
    expect([found.knows, found.severity]).toEqual(['symbols', 0]);
  });
});
