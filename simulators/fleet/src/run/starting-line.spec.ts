import { describe, expect, it } from '@jest/globals';

import { StartingLine } from './starting-line.js';

describe('the starting line', () => {
  it('holds everyone until it is opened, and nobody afterwards', () => {
    const gone: number[] = [];
    const line = new StartingLine(true);
    line.pass(() => gone.push(1));
    line.pass(() => gone.push(2));
    expect(gone).toEqual([]);
    line.open();
    line.pass(() => gone.push(3));
    expect(gone).toEqual([1, 2, 3]);
  });

  it('holds nobody if it is open from the start', () => {
    let gone = false;
    new StartingLine(false).pass(() => (gone = true));
    expect(gone).toBe(true);
  });

  it('can be closed again for another start', () => {
    const gone: number[] = [];
    const line = new StartingLine(false);
    line.pass(() => gone.push(1));
    line.close();
    line.pass(() => gone.push(2));
    expect(gone).toEqual([1]);
    line.open();
    expect(gone).toEqual([1, 2]);
  });
});
