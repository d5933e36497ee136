import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { parseSelection } from '../check.js';
import { conditionOf, type Columns } from '../condition.js';
import { matches, type FieldValues } from '../matches.js';
import type { Selection } from '../selection.js';
import { A_VOCABULARY, COLUMNS } from '../testing/a-vocabulary.js';
import type { Vocabulary } from '../vocabulary.js';
import { EXPANDED_MAX, groupNamesIn, withGroups, type GroupsByName, type SelectableGroup } from './group-expansion.js';

const VOCABULARY: Vocabulary = {
  ...A_VOCABULARY,
  project: { kind: 'text', about: '' },
  group: { kind: 'group', about: '' },
};
const read = (text: string) => parseSelection(text, VOCABULARY, 0);
const numbers = (length: number): string => Array.from({ length }, (_, index) => `v${index}`).join(',');
const copies = (count: number, text: string): string => Array.from({ length: count }, () => text).join(',');
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

  it('count in each project that has one of the name', () => {
    const names = Array.from({ length: 40 }, (_, index) => `l${index}`);
    const over = (projects: number): GroupsByName =>
      new Map(
        names.map((name, at): [string, SelectableGroup[]] => [
          name,
          Array.from({ length: projects }, (_, index) => ({ number: at * 100 + index, name, project: `p${index}` })),
        ]),
      );
    const text = `group=in=(${names.join(',')})`;
    expect(refusal(text, over(49))).toMatchObject({ any: { length: 40 * 49 } });
    expect(refusal(text, over(50))).toMatchObject({ code: 'selection_invalid', facts: { position: 1 } });
  });

  it('stand there once, however often they are named', () => {
    const parsed = read('group=in=(small,small,small);attr.site=in=(a,b,a);name=in=(x,x)');
    expect(parsed).toMatchObject({ all: [{ values: ['small'] }, { values: ['a', 'b'] }, { values: ['x'] }] });
  });

  it('never need more parameters than a statement may have, or are refused', () => {
    const columns: Columns = {
      ...COLUMNS,
      project: { sql: 't.project' },
      group: { sql: '', memberSql: (group) => `member(${group})` },
    };
    const list = fc.integer({ min: 1, max: 160 }).map((length) => numbers(length));
    const leaf = fc.oneof(
      list.map((values) => `attr.site=in=(${values})`),
      list.map((values) => `attr.other=out=(${values})`),
      fc.constantFrom('size==1', 'version==1.0.0', 'attr.x>1', 'name==a*'),
    );
    const named = (from: string, count: number): string =>
      Array.from({ length: count }, (_, index) => `${from}${index}`).join(',');
    const many = (from: string) => fc.integer({ min: 1, max: 60 }).map((count) => `group=in=(${named(from, count)})`);
    const several = (part: fc.Arbitrary<string>) =>
      fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(','));
    const world = fc.tuple(
      several(fc.oneof(many('a'), leaf)),
      fc.array(several(fc.oneof(many('b'), leaf)), { minLength: 60, maxLength: 60 }),
      fc.array(fc.option(several(leaf), { nil: undefined }), { minLength: 60, maxLength: 60 }),
      fc.integer({ min: 1, max: 4 }),
    );
    fc.assert(
      fc.property(world, ([text, outer, inner, projects]) => {
        fc.pre(text.length <= 4000 && [...outer, ...inner].every((one) => (one?.length ?? 0) <= 4000));
        const all = new Map<string, SelectableGroup[]>();
        let number = 0;
        for (let project = 0; project < projects; project++)
          for (const [from, filters] of [
            ['a', outer],
            ['b', inner],
          ] as const)
            filters.forEach((filter, index) => {
              const name = `${from}${index}`;
              const group = {
                number: ++number,
                name,
                project: `p${project}`,
                selection: filter === undefined ? undefined : read(filter),
              };
              all.set(name, [...(all.get(name) ?? []), group]);
            });
        const found = refusal(text, all);
        if (found instanceof Error) expect(found).toMatchObject({ code: 'selection_invalid' });
        else expect(conditionOf(found as Selection, columns).values.length).toBeLessThanOrEqual(2 * EXPANDED_MAX);
      }),
      { numRuns: 60 },
    );
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
    ['group==a', { a: copies(60, 'group==b'), b: copies(60, 'size==1') }, 1, /more than 2000 comparisons/],
    [
      `size==1;group=in=(${Array.from({ length: 20 }, (_, index) => `l${index}`).join(',')})`,
      Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`l${index}`, `attr.site=in=(${numbers(100)})`])),
      9,
      /more than 2000 comparisons/,
    ],
    ['group==a', { a: copies(9, 'group==b'), b: copies(60, 'name==*x*') }, 1, /more than 2000 comparisons/],
    ['group==a', { a: copies(2, 'group==b'), b: copies(60, 'tags==*x*') }, 1, /more than 2000 comparisons/],
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
