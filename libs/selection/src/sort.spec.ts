import { describe, expect, it } from '@jest/globals';

import { isRowKey, parseSort, wholeSort } from './sort.js';
import { A_VOCABULARY } from './testing/a-vocabulary.js';

const up = (field: string) => ({ field, descending: false });
const down = (field: string) => ({ field, descending: true });

describe('a sort order', () => {
  it('is a list of fields, descending where a sign says so', () => {
    expect(parseSort('-seen,name', A_VOCABULARY)).toEqual([down('seen'), up('name')]);
  });

  it.each([
    '',
    '-',
    'seen,',
    'colour',
    'tags',
    '__proto__',
    '--seen',
    'seen, name',
    'seen,-seen',
    'id,name,site,size,seen',
  ])('is not %j, which is answered with what there is', (text) => {
    expect(() => parseSort(text, A_VOCABULARY)).toThrow(
      expect.objectContaining({
        code: 'request_invalid',
        facts: { field: 'sort', known: 'id, name, site, size, seen, version' },
      }),
    );
  });

  it('ends with a field that is different in every row, in the same direction', () => {
    expect(wholeSort([], 'id')).toEqual([up('id')]);
    expect(wholeSort([up('name'), down('seen')], 'id')).toEqual([up('name'), down('seen'), down('id')]);
    expect(wholeSort([down('id'), up('name')], 'id')).toEqual([down('id')]);
  });
});

describe('the key of a row', () => {
  const sort = wholeSort(parseSort('seen,site', A_VOCABULARY), 'id');
  it.each([[[1, 'x', 2]], [[null, null, 2]], [[-8.64e15, '', -1]]])('is %j', (key) => {
    expect(isRowKey(key, sort, A_VOCABULARY)).toBe(true);
  });

  it.each([
    undefined,
    null,
    'x',
    {},
    [],
    [1, 'x'],
    [1, 'x', 2, 3],
    [1, 'x', null],
    ['1', 'x', 2],
    [1.5, 'x', 2],
    [8.64e15 + 2, 'x', 2],
    [Number.NaN, 'x', 2],
    [1, 7, 2],
    [1, 'a\0', 2],
    [1, '\ud800', 2],
    [1, 'x'.repeat(1001), 2],
    [1, ['x'], 2],
  ])('is not %j', (key) => {
    expect(isRowKey(key, sort, A_VOCABULARY)).toBe(false);
  });
});
