import { describe, expect, it } from '@jest/globals';

import type { Variable } from './difference.js';
import { rowsOf, severitiesOf, type Shown } from './variable-rows.js';

const place = (address: number, type: string) => ({ address, bytes: 4, section: '.bss', type });
const variable = (name: string, severity: 0 | 1 | 2 | 3 | 4, more: Partial<Variable> = {}): Variable => ({
  ...{ name, severity, kind: 'moved', overlaps: [], differences: [], pointers: [] },
  ...{ initialChanged: false, elsewhere: false },
  ...more,
});
const STATE = variable('state', 4, {
  from: place(0x2000_0030, 'struct state'),
  to: place(0x2000_0000, 'struct state'),
  differences: [{ path: '.gain', kind: 'changed', to: { offset: 0, bytes: 8, type: 'double' } }],
});
const COUNT = variable('count', 3, { from: place(0x2000_0010, 'int'), to: place(0x2000_0040, 'int') });
const ADDED = variable('added', 2, { to: place(0x2000_0020, 'int') });
const GONE = variable('gone', 1, { from: place(0x2000_0020, 'long') });
const ALL = [STATE, COUNT, ADDED, GONE];
const BY_SEVERITY: Shown = { text: '', sort: 'severity', isDescending: true };
const namesOf = (shown: Partial<Shown>): string[] => rowsOf(ALL, { ...BY_SEVERITY, ...shown }).map(({ name }) => name);

describe('the table of variables', () => {
  it('has those of a severity, and those in whose name, type or member a text is', () => {
    expect(namesOf({ severity: 3 })).toEqual(['count']);
    expect(namesOf({ text: ' GAIN ' })).toEqual(['state']);
    expect(namesOf({ text: 'double' })).toEqual(['state']);
    expect(namesOf({ text: 'int' })).toEqual(['count', 'added']);
    expect(namesOf({ text: 'int', severity: 4 })).toEqual([]);
  });

  it('is sorted by severity, name, and old or new address; what is not there comes last either way', () => {
    expect(namesOf({})).toEqual(['state', 'count', 'added', 'gone']);
    expect(namesOf({ isDescending: false })).toEqual(['gone', 'added', 'count', 'state']);
    expect(namesOf({ sort: 'name', isDescending: false })).toEqual(['added', 'count', 'gone', 'state']);
    expect(namesOf({ sort: 'old', isDescending: false })).toEqual(['count', 'gone', 'state', 'added']);
    expect(namesOf({ sort: 'old' })).toEqual(['state', 'gone', 'count', 'added']);
    expect(namesOf({ sort: 'new', isDescending: false })).toEqual(['state', 'added', 'count', 'gone']);
  });

  it('leaves what it was given as it was', () => {
    rowsOf(ALL, { ...BY_SEVERITY, sort: 'name', isDescending: false });
    expect(ALL[0]).toBe(STATE);
  });

  it('counts variables by severity, the most severe first', () =>
    expect(severitiesOf([...ALL, COUNT])).toEqual([
      { severity: 4, count: 1 },
      { severity: 3, count: 2 },
      { severity: 2, count: 1 },
      { severity: 1, count: 1 },
    ]));
});
