import { describe, expect, it } from '@jest/globals';

import { durationWords } from './duration-words.js';

const HOUR = 3_600_000;

describe('a length of time in words', () => {
  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [1, '1 s'],
    [59_000, '59 s'],
    [60_000, '1 min'],
    [5 * HOUR + 12 * 60_000 + 7000, '5 h 12 min'],
    [24 * HOUR, '1 d'],
    [25 * HOUR + 60_000, '1 d 1 h'],
    [24 * HOUR + 60_000, '1 d'],
    [75 * HOUR + 59 * 60_000, '3 d 3 h'],
  ])('%i ms is %s', (ms, words) => {
    expect(durationWords(ms)).toBe(words);
  });
});
