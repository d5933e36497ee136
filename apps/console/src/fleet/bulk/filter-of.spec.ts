import { describe, expect, it } from '@jest/globals';

import { filterOf } from './filter-of.js';

const devices = (count: number): string[] => Array.from({ length: count }, (_, index) => `d${index}`);

describe('the selection for a campaign', () => {
  it('names the chosen devices, as far as a selection may', () => {
    expect(filterOf('tags==x', devices(2))).toBe('id=in=("d0","d1")');
    expect(filterOf('tags==x', devices(501))).toBeUndefined();
    expect(filterOf('', Array<string>(50).fill('d'.repeat(64)))).toBeDefined();
    expect(filterOf('tags==x', ['d'.repeat(4000)])).toBeUndefined();
  });

  it('is the whole one where none is chosen', () => {
    expect(filterOf('tags==x', [])).toBe('tags==x');
  });
});
