import { describe, expect, it } from '@jest/globals';

import { releasesWith } from './component-search.js';

describe('the search for a component', () => {
  it('asks for what was typed, whatever characters it has, in the project that is chosen', () => {
    expect(releasesWith(' mbedtls@3.5.* ', undefined)).toBe('component=="mbedtls@3.5.*"');
    expect(releasesWith('@scope/a "b"', 'x')).toBe(String.raw`component=="@scope/a \"b\"";project=="x"`);
  });

  it('asks for nothing before something is typed', () => {
    expect([releasesWith('', 'x'), releasesWith('  ', undefined)]).toEqual([undefined, undefined]);
  });
});
