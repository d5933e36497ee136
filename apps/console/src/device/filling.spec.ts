import { describe, expect, it } from '@jest/globals';

import { cellsOf, fillingOf } from './filling.js';

describe('fillingOf', () => {
  it('is the download that goes on, and none before its first block is known or after its last', () => {
    const job = { state: 'running', stage: 'downloading', total: 49 } as const;
    expect(
      fillingOf([
        { state: 'succeeded', stage: 'done', done: 9, total: 9 },
        { ...job, done: 13 },
      ]),
    ).toEqual({ done: 13, total: 49 });
    expect(fillingOf([job])).toEqual({ done: 0, total: 49 });
    expect(fillingOf([{ ...job, stage: 'checked', done: 49 }, { state: 'offered' }])).toBeUndefined();
  });
});

describe('cellsOf', () => {
  it('has a cell for each block of a few', () => {
    expect(cellsOf({ done: 13, total: 49 })).toEqual({ cells: 49, full: 13 });
  });

  it('has as many cells as can be told apart for many, and none is full too early', () => {
    expect(cellsOf({ done: 1023, total: 1024 })).toEqual({ cells: 64, full: 63 });
    expect(cellsOf({ done: 1024, total: 1024 })).toEqual({ cells: 64, full: 64 });
  });
});
