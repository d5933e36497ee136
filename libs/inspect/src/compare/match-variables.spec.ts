import { describe, expect, it } from '@jest/globals';

import type { ProgramVariable } from '@twinbank/dwarf';

import { matchVariables } from '../index.js';
import { int, variable } from './testing/variables.js';

const at = ({ address }: ProgramVariable): string => address.toString(16);
const matched = (from: ProgramVariable[], to: ProgramVariable[]) => {
  const { pairs, removed, added } = matchVariables(from, to);
  return {
    pairs: pairs.map((pair) => `${at(pair.from)}>${at(pair.to)}${pair.elsewhere ? ' elsewhere' : ''}`).sort(),
    ...{ removed: removed.map(at), added: added.map(at) },
  };
};
const none = { removed: [], added: [] };

describe('the variables of two programs', () => {
  it('are the same by name, file and scope, so that statics of one name stay apart', () => {
    const statics = (base: number): ProgramVariable[] => [
      variable('count', base, { unit: 'src/a.c' }),
      variable('count', base + 1, { unit: 'src/b.c' }),
      variable('count', base + 2, { unit: 'src/b.c', scope: 'tick' }),
      variable('count', base + 3),
    ];
    expect(matched(statics(0x10), statics(0x20).reverse())).toEqual({
      pairs: ['10>20', '11>21', '12>22', '13>23'],
      ...none,
    });
  });

  it('are found where a file was renamed or a static changed its function, if only one can be meant', () => {
    const from = [variable('speed', 1, { unit: 'motor.c' }), variable('last', 2, { unit: 'a.c', scope: 'tick' })];
    const to = [variable('speed', 3, { unit: 'drive.c' }), variable('last', 4, { unit: 'a.c', scope: 'tock' })];
    expect(matched(from, to)).toEqual({ pairs: ['1>3 elsewhere', '2>4 elsewhere'], ...none });
    expect(matched(from, [...to, variable('speed', 5, { unit: 'other.c' })])).toMatchObject({
      ...{ pairs: ['2>4 elsewhere'], removed: ['1'], added: ['3', '5'] },
    });
  });

  it('are others if file and structure differ', () => {
    const [from, to] = [variable('n', 1, { unit: 'a.c' }), variable('n', 2, { unit: 'b.c', type: int(8) })];
    expect(matched([from], [to])).toEqual({ pairs: [], removed: ['1'], added: ['2'] });
  });

  it('are the same if only the folder differs, or one side does not say the file', () => {
    const from = variable('n', 1, { unit: '../motor/src/main.c' });
    expect(matched([from], [variable('n', 2, { unit: 'main.c' })])).toEqual({ pairs: ['1>2'], ...none });
    expect(matched([from], [variable('n', 2)])).toEqual({ pairs: ['1>2'], ...none });
  });

  it('keep their order where a function has several of one name', () => {
    const twice = (base: number): ProgramVariable[] =>
      [0, 1].map((index) => variable('n', base + index, { symbol: `n.${index + base}`, unit: 'a.c', scope: 'tick' }));
    expect(matched(twice(1), twice(5))).toEqual({ pairs: ['1>5', '2>6'], ...none });
  });
});
