import { describe, expect, it } from '@jest/globals';

import { NAME, NAME_LENGTH_MAX } from './names.js';

describe('a name', () => {
  it.each(['a', '7', 'pump-7', 'Valve_2.1', 'x'.repeat(NAME_LENGTH_MAX)])('may be %s', (text) =>
    expect(NAME.test(text)).toBe(true),
  );

  it.each([
    '',
    '.hidden',
    '-flag',
    '_x',
    'a/b',
    'a+b',
    'a#',
    'a b',
    'a:b',
    'a\n',
    'ü',
    '$SYS',
    '..',
    'x'.repeat(NAME_LENGTH_MAX + 1),
  ])('is not %j', (text) => {
    expect(NAME.test(text)).toBe(false);
  });
});
