import { describe, expect, it } from '@jest/globals';

import { quoted } from './selection-text.js';

describe('a value in a selection', () => {
  it.each([
    ['ann', '"ann"'],
    ['a;b==*', '"a;b==*"'],
    ['say "x\\y"', '"say \\"x\\\\y\\""'],
  ])('%s stands as %s', (value, text) => expect(quoted(value)).toBe(text));
});
