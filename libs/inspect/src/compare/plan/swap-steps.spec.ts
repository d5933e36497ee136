import type { ProgramVariable } from '@twinbank/dwarf';
import { describe, expect, it } from '@jest/globals';

import { isFault } from '@twinbank/primitives';

import { compareVariables, flawInEffect, swapStepsOf, type ReleaseComparison } from '../../index.js';
import { array, int, variable } from '../testing/variables.js';

const BASE = 0x20000000;
/** Variables by their names: where each lies, behind the start of RAM, and how long it is. */
type Layout = Readonly<Record<string, readonly [at: number, bytes: number]>>;
const variables = (layout: Layout): ProgramVariable[] =>
  Object.entries(layout).map(([name, [at, bytes]]) => variable(name, BASE + at, { bytes, type: array(int(1), bytes) }));
const comparisonOf = (from: Layout, to: Layout): ReleaseComparison =>
  ({
    ...{ verdict: 'reset', severity: 3, knows: 'types', findings: [] },
    variables: compareVariables({ from: variables(from), to: variables(to), flash: undefined }),
  }) as unknown as ReleaseComparison;
/** The steps in words, without the start of RAM; and that they do what they should. */
function told(from: Layout, to: Layout): string[] {
  const comparison = comparisonOf(from, to);
  const steps = swapStepsOf(comparison);
  expect(flawInEffect(steps, comparison.variables)).toBeUndefined();
  return steps.map((step) =>
    step.do === 'initialise' ? step.do : `${step.do} ${step.length} from ${step.from - BASE} to ${step.to - BASE}`,
  );
}

describe('the steps of a plan', () => {
  it('carry the shortest of values that change places, and move the others', () =>
    expect(told({ table: [0, 600], count: [600, 4] }, { count: [0, 4], table: [4, 600] })).toEqual([
      'move 600 from 0 to 4',
      'carry 4 from 600 to 0',
    ]));

  it('carry no more than an agent has room for: then it needs code, and is told how much it would be', () => {
    const exchange = (bytes: number): [Layout, Layout] => [
      { one: [0, bytes], other: [1024, bytes] },
      { other: [0, bytes], one: [1024, bytes] },
    ];
    expect(told(...exchange(512))).toHaveLength(2);
    let refused: unknown;
    try {
      swapStepsOf(comparisonOf(...exchange(513)));
    } catch (error) {
      refused = error;
    }
    expect(isFault(refused, 'plan_impossible') && refused.detail).toMatch(/513 bytes .* has room for 512/);
  });

  it('move neighbours that go the same way at once, also where both change places with others', () =>
    expect(
      told({ a: [0, 4], b: [4, 4], c: [8, 4], d: [12, 4] }, { c: [0, 4], d: [4, 4], a: [8, 4], b: [12, 4] }),
    ).toHaveLength(2));

  it('move neighbours one by one where something would have to be carried otherwise', () =>
    expect(told({ a: [0, 4], b: [8, 4], c: [104, 4] }, { a: [100, 4], b: [108, 4], c: [4, 4] }).sort()).toEqual([
      'move 4 from 0 to 100',
      'move 4 from 104 to 4',
      'move 4 from 8 to 108',
    ]));
});
