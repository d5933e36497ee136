import { describe, expect, it } from '@jest/globals';

import { factsText } from './facts-text.js';

describe('the facts of an event', () => {
  it('are a line of names and values, without the reason', () => {
    expect(factsText({ wave: 1, reason: 'error_threshold', counts: { failed: 2 } })).toBe(
      'wave: 1 · counts: {"failed":2}',
    );
    expect(factsText({})).toBe('');
  });

  it('end where they would be too long', () => {
    expect(factsText({ text: 'x'.repeat(1000) })).toHaveLength(301);
  });
});
