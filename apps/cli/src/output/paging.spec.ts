import { describe, expect, it } from '@jest/globals';

import { pagesOf, type Page, type PageQuery } from './paging.js';

/** A list of numbered items, and what was asked of it. */
function listOf(count: number): { asked: PageQuery[]; fetchPage: (query: PageQuery) => Promise<Page> } {
  const asked: PageQuery[] = [];
  const fetchPage = async (query: PageQuery): Promise<Page> => {
    asked.push(query);
    const from = Number(query.after ?? 0);
    const to = Math.min(count, from + query.limit);
    const items = Array.from({ length: to - from }, (_, index) => ({ id: from + index }));
    return { items, ...(to < count && { next: String(to) }) };
  };
  return { asked, fetchPage };
}

async function read(pages: ReturnType<typeof pagesOf>): Promise<{ ids: unknown[]; hasMore: boolean }> {
  const ids: unknown[] = [];
  for (;;) {
    const { done, value } = await pages.next();
    if (done) return { ids, hasMore: value.hasMore };
    ids.push(...value.map(({ id }) => id));
  }
}

describe('a list', () => {
  it.each([
    [0, 100, 0, false],
    [99, 100, 99, false],
    [100, 100, 100, false],
    [101, 100, 100, true],
    [2500, 2300, 2300, true],
    [2500, Infinity, 2500, false],
  ])('of %d items, of which %d are asked for, gives %d', async (count, limit, given, hasMore) => {
    const { fetchPage } = listOf(count);
    const { ids, ...rest } = await read(pagesOf(fetchPage, limit));
    expect([ids.length, new Set(ids).size, rest]).toEqual([given, given, { hasMore }]);
  });

  it('is asked for by pages of at most a thousand, and no more than is wanted', async () => {
    const { asked, fetchPage } = listOf(5000);
    await read(pagesOf(fetchPage, 2100));
    expect(asked).toEqual([{ limit: 1000 }, { limit: 1000, after: '1000' }, { limit: 100, after: '2000' }]);
  });

  it('is read no faster than it is taken', async () => {
    const { asked, fetchPage } = listOf(5000);
    const pages = pagesOf(fetchPage, Infinity);
    await pages.next();
    await pages.next();
    expect(asked.length).toBe(2);
    await pages.return({ hasMore: true });
    expect(asked.length).toBe(2);
  });

  it('whose pages go in a circle has an end', async () => {
    const circle = async (): Promise<Page> => ({ items: [{}], next: 'again' });
    await expect(read(pagesOf(circle, Infinity))).rejects.toMatchObject({ code: 'answer_incomplete' });
    let page = 0;
    const wide = async (): Promise<Page> => ({ items: [{}], next: `${(page += 1) % 3}` });
    await expect(read(pagesOf(wide, Infinity))).rejects.toMatchObject({ code: 'answer_incomplete' });
    const none = async (): Promise<Page> => ({}) as Page;
    await expect(read(pagesOf(none, Infinity))).rejects.toMatchObject({ code: 'answer_unreadable' });
  });
});
