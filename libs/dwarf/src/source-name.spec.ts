import { describe, expect, it } from '@jest/globals';

import { sourceName } from './source-name.js';

describe('the name of a symbol in the source', () => {
  it.each([
    ['count.3', 'count'],
    ['state.lto_priv.0', 'state'],
    ['state.lto_priv.0.lto_priv.1', 'state'],
    ['table.llvm.1234567890', 'table'],
    ['plain', 'plain'],
    ['.hidden', '.hidden'],
    ['version.txt', 'version.txt'],
  ])('of a variable: %s is %s', (symbol, name) => {
    expect(sourceName(symbol, 'variable')).toBe(name);
  });

  it('of a function is without what optimisers append', () => {
    expect(sourceName('step.constprop.0.isra.1', 'function')).toBe('step');
  });
});
