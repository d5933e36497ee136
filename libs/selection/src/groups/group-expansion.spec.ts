import { describe, expect, it } from '@jest/globals';

import { parseSelection } from '../check.js';
import { matches, type FieldValues } from '../matches.js';
import { A_VOCABULARY } from '../testing/a-vocabulary.js';
import type { Vocabulary } from '../vocabulary.js';
import { groupNamesIn, withGroups, type GroupsByName, type SelectableGroup } from './group-expansion.js';

const VOCABULARY: Vocabulary = {
  ...A_VOCABULARY,
  project: { kind: 'text', about: '' },
  group: { kind: 'group', about: '' },
};
const read = (text: string) => parseSelection(text, VOCABULARY, 0);
/** Groups of the project `p`: those with a text are dynamic. */
const groupsOf = (filters: Readonly<Record<string, string | undefined>>, project = 'p'): GroupsByName =>
  new Map(
    Object.entries(filters).map(([name, filter], number): [string, SelectableGroup[]] => [
      name,
      [{ number, name, project, selection: filter === undefined ? undefined : read(filter) }],
    ]),
  );
const selects = (text: string, groups: GroupsByName, row: FieldValues): boolean =>
  matches(withGroups(read(text), groups), { project: 'p', group: [], tags: [], ...row });
const refusal = (text: string, groups: GroupsByName): unknown => {
  try {
    return withGroups(read(text), groups);
  } catch (error) {
    return error;
  }
};

describe('groups in a selection', () => {
  const GROUPS = groupsOf({
    listed: undefined,
    small: 'size<5',
    both: 'group==listed;group==small',
    odd: 'group!=small',
  });

  it.each<[string, FieldValues, boolean]>([
    ['group==listed', { group: [0] }, true],
    ['group==listed', { group: [1] }, false],
    ['group==listed', { group: [0], project: 'other' }, false],
    ['group!=listed', { group: [0] }, false],
    ['group!=listed', { group: [] }, true],
    ['group==small', { size: 3 }, true],
    ['group==small', { size: 7 }, false],
    ['group==small', { size: 3, project: 'other' }, false],
    // A device without a size is in neither group of sizes, and so in the opposite of each.
    ['group!=small', {}, true],
    ['group==both', { group: [0], size: 3 }, true],
    ['group==both', { size: 3 }, false],
    ['group==odd', {}, true],
    ['group=in=(listed,small)', { size: 3 }, true],
    ['group=out=(listed,small)', { size: 7 }, true],
    ['group=out=(listed,small);size>1', { size: 3 }, false],
  ])('%s of %j: %s', (text, row, isSelected) => expect(selects(text, GROUPS, row)).toBe(isSelected));

  it('are those of the same project within a group, though another has one of the same name', () => {
    const own = groupsOf({ inner: 'size<5', outer: 'group==inner' });
    const other = groupsOf({ inner: 'size>5' }, 'q');
    const groups = new Map([
      ...own,
      ['inner', [...own.get('inner')!, { ...other.get('inner')![0]!, number: 9 }]],
    ] as const);
    expect(selects('group==inner', groups, { size: 7, project: 'q' })).toBe(true);
    expect(selects('group==outer', groups, { size: 7, project: 'q' })).toBe(false);
    expect(selects('group==outer', groups, { size: 3 })).toBe(true);
  });

  it('are named once each', () => {
    expect(groupNamesIn(read('group==a,(group=in=(a,b);name==x)'))).toEqual(['a', 'b']);
    expect(groupNamesIn(withGroups(read('group!=listed'), GROUPS))).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, string | undefined>>, number, RegExp]>([
    ['name==x;group==ghost', {}, 9, /there is no group ghost/],
    ['group==a', { a: 'group==a' }, 1, /contains itself: a, a/],
    ['name==x,group==a', { a: 'group==b', b: 'name==x;group==c', c: 'group!=a' }, 9, /contains itself: a, b, c, a/],
    [
      'group==g0',
      Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`g${index}`, `group==g${index + 1}`])),
      1,
      /at most 8 deep/,
    ],
    [
      'group==a',
      {
        a: Array.from({ length: 60 }, () => 'group==b').join(','),
        b: Array.from({ length: 60 }, () => 'size==1').join(','),
      },
      1,
      /more than 2000 comparisons/,
    ],
  ])('in %j are refused where they cannot be: %j', (text, filters, position, detail) => {
    expect(refusal(text, groupsOf(filters))).toMatchObject({
      ...{ code: 'selection_invalid', detail: expect.stringMatching(detail), facts: { position } },
    });
  });

  it.each([
    ['group=null=true', 6],
    ['group==a*', 8],
    ['group<a', 6],
  ])('are not asked for by %s', (text, position) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ facts: expect.objectContaining({ position }) }));
  });
});
