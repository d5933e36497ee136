import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { MUTANTS } from './mutation/sql-mutants.mjs';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

describe('the list of hand-made mutants', () => {
  it.each(MUTANTS)(
    'still finds its place, exactly once, and its test: $name',
    ({ file, find, replace, spec, test }) => {
      expect(read(file).split(find)).toHaveLength(2);
      expect(replace).not.toBe(find);
      expect(read(spec)).toContain(test);
    },
  );

  it('has unique names', () => expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length));
});
