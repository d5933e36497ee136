import { describe, expect, it } from '@jest/globals';

import { Credit } from './credit.js';

const MS = 1000;

describe('the credit', () => {
  it('grows by one with each block while the line holds more', () => {
    const credit = new Credit({ start: 2, max: 8 });
    const seen = [1, 2, 3, 4, 5, 6, 7, 8].map(() => {
      credit.came({ timeUs: 100 * MS, onTheWay: credit.blocks, gapUs: MS });
      return credit.blocks;
    });
    expect(seen).toEqual([3, 4, 5, 6, 7, 8, 8, 8]);
  });

  it('stops at what follows one another in the shortest round trip', () => {
    const credit = new Credit({ start: 2, max: 100 });
    credit.came({ timeUs: 4000 * MS, onTheWay: 1 });
    for (let k = 0; k < 50; k++) credit.came({ timeUs: 6000 * MS, onTheWay: 6, gapUs: 1000 * MS });
    expect(credit.blocks).toBe(6);
  });

  it('is never held back by a queue that a quarter of a second empties', () => {
    const credit = new Credit({ start: 2, max: 32 });
    credit.came({ timeUs: MS, onTheWay: 1 });
    for (let k = 0; k < 50; k++)
      credit.came({ timeUs: credit.blocks * 5 * MS, onTheWay: credit.blocks, gapUs: 5 * MS });
    expect(credit.blocks).toBe(32);
  });

  it('grows where the blocks of a want come together, however long the server let them wait', () => {
    const credit = new Credit({ start: 2, max: 32 });
    credit.came({ timeUs: 50 * MS, onTheWay: 1 });
    for (let k = 0; k < 60; k++) credit.came({ timeUs: 4000 * MS, onTheWay: credit.blocks, gapUs: 0.1 * MS });
    expect(credit.blocks).toBe(32);
  });

  it('shrinks with the line, to two blocks', () => {
    const credit = new Credit({ start: 2, max: 32 });
    for (let k = 0; k < 60; k++) credit.came({ timeUs: 1000 * MS, onTheWay: credit.blocks, gapUs: MS });
    expect(credit.blocks).toBe(32);
    for (let k = 0; k < 60; k++)
      credit.came({ timeUs: credit.blocks * 5000 * MS, onTheWay: credit.blocks, gapUs: 5000 * MS });
    expect(credit.blocks).toBe(2);
  });

  it('goes back to the beginning when nothing comes, and forgets the line with the connection', () => {
    const credit = new Credit({ start: 4, max: 32 });
    for (let k = 0; k < 60; k++) credit.came({ timeUs: 1000 * MS, onTheWay: credit.blocks, gapUs: MS });
    credit.stalled();
    expect(credit.blocks).toBe(4);
    credit.came({ timeUs: 1000 * MS, onTheWay: 4 });
    expect(credit.blocks).toBe(5);
    credit.begin();
    credit.came({ timeUs: 9000 * MS, onTheWay: 1 });
    expect(credit.blocks).toBe(3);
  });

  it('keeps to a bound of one block', () => {
    const credit = new Credit({ start: 1, max: 1 });
    for (let k = 0; k < 9; k++) credit.came({ timeUs: 100 * MS, onTheWay: 1 });
    credit.stalled();
    expect(credit.blocks).toBe(1);
  });
});
