import { describe, expect, it } from '@jest/globals';

import { hopText } from './hop-text.js';

describe('the way of a job over releases in between', () => {
  it.each([
    ['running', 0, undefined],
    ['running', 1, 'hop 2'],
    ['held', 2, 'hop 3'],
    ['soaking', 1, 'over 1 release in between'],
    ['succeeded', 2, 'over 2 releases in between'],
    ['failed', 1, 'over 1 release in between'],
    ['waiting', undefined, undefined],
  ])('is said of a job that is %s after %s of them: %s', (state, hopsDone, text) => {
    expect(hopText({ state, device: 'd', hopsDone })).toBe(text);
  });
});
