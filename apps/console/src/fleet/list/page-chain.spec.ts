import { describe, expect, it } from '@jest/globals';

import { PAGE_ROWS, pagesOf, rowsOf, UNREAD, withPage, type PageChain } from './page-chain.js';

const full = (next: string): { next: string; rows: number } => ({ next, rows: PAGE_ROWS });
const three: PageChain = { cursors: ['', 'b', 'c'], lastRows: 7 };

describe('the pages of a list', () => {
  it('are known one after another, to the end', () => {
    const one = withPage(UNREAD, 0, full('b'));
    expect([rowsOf(UNREAD), rowsOf(one)]).toEqual([PAGE_ROWS, 2 * PAGE_ROWS]);
    const all = withPage(withPage(one, 1, full('c')), 2, { rows: 7 });
    expect(all).toEqual(three);
    expect(rowsOf(all)).toBe(2 * PAGE_ROWS + 7);
    expect(rowsOf(withPage(UNREAD, 0, { rows: 0 }))).toBe(0);
  });

  it('are the same when they are read once more and nothing changed', () => {
    expect(withPage(three, 1, full('c'))).toBe(three);
    expect(withPage(three, 2, { rows: 7 })).toBe(three);
  });

  it('begin elsewhere when rows came or went, and keep their number until the end is read', () => {
    expect(withPage(three, 0, full('x'))).toEqual({ cursors: ['', 'x', 'c'], lastRows: 7 });
    expect(withPage(three, 2, full('d'))).toEqual({ cursors: ['', 'b', 'c', 'd'] });
    expect(withPage(three, 1, { rows: 3 })).toEqual({ cursors: ['', 'b'], lastRows: 3 });
  });

  it('are asked for where rows of them are drawn', () => {
    expect(pagesOf({ first: 0, end: 30 }, three)).toEqual([0]);
    expect(pagesOf({ first: 90, end: 210 }, three)).toEqual([0, 1, 2]);
    expect(pagesOf({ first: 500, end: 530 }, three)).toEqual([2]);
    expect(pagesOf({ first: 0, end: 0 }, UNREAD)).toEqual([0]);
  });
});
