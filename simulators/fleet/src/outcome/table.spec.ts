import { describe, expect, it } from '@jest/globals';

import { factList, textTable } from './table.js';

describe('text tables', () => {
  it('makes each column as wide as its longest value', () => {
    const table = textTable(
      [{ heading: 'product' }, { heading: 'n', align: 'right' }],
      [
        ['pump', '7'],
        ['thermostat', '120'],
      ],
    );
    expect(table.split('\n')).toEqual(['product       n', '──────────  ───', 'pump          7', 'thermostat  120']);
  });

  it('lines facts up', () => {
    expect(
      factList([
        ['a', '1'],
        ['long', '2'],
      ]),
    ).toBe('  a     1\n  long  2');
    expect(factList([])).toBe('');
  });
});
