import { describe, expect, it } from '@jest/globals';

import { hopText } from './hop-text.js';

describe('the way of a job over releases in between', () => {
  it.each([
    ['running', 0, undefined, undefined],
    ['waiting', undefined, undefined, undefined],
    ['waiting', undefined, 3, 'hop 1 of 3'],
    ['running', 1, 3, 'hop 2 of 3'],
    ['held', 2, 3, 'hop 3 of 3'],
    ['held', 2, undefined, 'hop 3'],
    ['soaking', 1, 2, 'over 1 release in between'],
    ['succeeded', 2, undefined, 'over 2 releases in between'],
    ['failed', 1, undefined, 'over 1 release in between'],
  ])('is said of a job that is %s after %s of them, of %s updates: %s', (state, hopsDone, hops, text) => {
    expect(hopText({ state, device: 'd', hopsDone, hops })).toBe(text);
  });
});
