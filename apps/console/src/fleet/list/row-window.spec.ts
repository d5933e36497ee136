import { describe, expect, it } from '@jest/globals';

import { rowKey, windowOf } from './row-window.js';

const sight = (top: number) => ({ top, height: 400, rowHeight: 40 });

describe('the rows that are drawn of a long list', () => {
  it('are those that are seen, and some around them', () => {
    expect(windowOf(sight(0), 100_000)).toEqual({ first: 0, end: 30 });
    expect(windowOf(sight(40_000), 100_000)).toEqual({ first: 980, end: 1030 });
    expect(windowOf(sight(3_999_600), 100_000)).toEqual({ first: 99_970, end: 100_000 });
  });

  it('are known by their devices, each once, and by their places while these are not read', () => {
    expect(rowKey(6, 'b')).toBe(rowKey(5, 'b'));
    expect(rowKey(99, 'b')).not.toBe(rowKey(100, 'b'));
    expect([rowKey(5, undefined), rowKey(6, undefined)]).toEqual(['row 5', 'row 6']);
  });

  it('stay the same over some rows, and are none of an empty list', () => {
    expect(windowOf(sight(40_040), 100_000)).toEqual(windowOf(sight(40_390), 100_000));
    expect(windowOf(sight(0), 0)).toEqual({ first: 0, end: 0 });
    expect(windowOf(sight(9000), 7)).toEqual({ first: 7, end: 7 });
  });
});
