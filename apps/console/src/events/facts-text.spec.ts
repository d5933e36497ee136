import { describe, expect, it } from '@jest/globals';

import { factsOf } from './facts-text.js';

describe('the facts of an event', () => {
  it('are names and values, without the reason', () => {
    expect(factsOf({ wave: 1, reason: 'error_threshold', counts: { failed: 2 }, tag: 'pilot' })).toEqual([
      { name: 'wave', value: '1' },
      { name: 'counts', value: '{"failed":2}' },
      { name: 'tag', value: 'pilot' },
    ]);
    expect(factsOf({})).toEqual([]);
  });

  it('end where they would be too long, behind a whole character, and say that there are more', () => {
    expect(factsOf({ text: '👨‍👩‍👧‍👦'.repeat(301) })).toEqual([{ name: 'text', value: `${'👨‍👩‍👧‍👦'.repeat(299)}…` }]);
    expect(factsOf({ text: 'x'.repeat(300), next: 'y', last: 'z' })).toEqual([
      { name: 'text', value: 'x'.repeat(300) },
      { name: 'next', value: '…' },
    ]);
  });
});
