import { describe, expect, it } from '@jest/globals';

import { Takeovers } from './takeovers.js';

describe('takeovers', () => {
  it('are contested if one follows the other quickly', () => {
    const takeovers = new Takeovers();
    expect([0, 1, 2, 3, 4].map((second) => takeovers.note('d', second * 1000))).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
    expect([5, 6, 7, 8, 9].map((second) => takeovers.note('d', second * 1000))).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  it('are not contested if they are rare, or of different devices', () => {
    const takeovers = new Takeovers();
    for (let minute = 0; minute < 20; minute++) expect(takeovers.note('d', minute * 20_000)).toBe(false);
    for (let device = 0; device < 20; device++) expect(takeovers.note(`d-${device}`, device)).toBe(false);
  });
});
