import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { BatchedLookup } from './batched-lookup.js';

function lookupOf(delayMs = 0) {
  const queries: (readonly number[])[] = [];
  const lookup = new BatchedLookup<number, string>(async (keys) => {
    queries.push(keys);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (keys.includes(13)) throw new Error('no luck');
    return new Map(keys.filter((key) => key < 100).map((key) => [key, `value ${key}`]));
  });
  return { lookup, queries };
}

/** Returns the promise after advancing the faked time by a tenth of a second. */
async function soon<Value>(value: Promise<Value>): Promise<Value> {
  value.catch(() => undefined);
  await jest.advanceTimersByTimeAsync(100);
  return value;
}

describe('BatchedLookup', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('asks once for many, and once for a key that is wanted twice', async () => {
    const { lookup, queries } = lookupOf();
    expect(await soon(Promise.all([1, 2, 1, 200].map((key) => lookup.find(key))))).toEqual([
      'value 1',
      'value 2',
      'value 1',
      undefined,
    ]);
    expect(queries).toEqual([[1, 2, 200]]);
  });

  it('gathers the keys that are asked for while a query runs', async () => {
    const { lookup, queries } = lookupOf(10);
    const first = lookup.find(1);
    await jest.advanceTimersByTimeAsync(6);
    await soon(Promise.all([first, lookup.find(2), lookup.find(3), lookup.find(1)]));
    expect(queries).toEqual([[1], [2, 3]]);
  });

  it('rejects for those who waited for a failed query, and continues', async () => {
    const { lookup } = lookupOf();
    await expect(soon(Promise.all([lookup.find(12), lookup.find(13)]))).rejects.toThrow('no luck');
    expect(await soon(lookup.find(12))).toBe('value 12');
  });

  it('does not answer with what was read before it was told to forget', async () => {
    const { lookup, queries } = lookupOf(10);
    const old = lookup.find(1);
    await jest.advanceTimersByTimeAsync(6);
    lookup.forget(1);
    await soon(Promise.all([old, lookup.find(1)]));
    expect(queries).toEqual([[1], [1]]);
  });

  it('gives a later answer also to those who asked before it was told to forget', async () => {
    let state = 'active';
    const lookup = new BatchedLookup<string, string>(async () => {
      const read = state;
      await new Promise((resolve) => setTimeout(resolve, 10));
      return new Map([['d1', read]]);
    });
    const asked = lookup.find('d1');
    await jest.advanceTimersByTimeAsync(6);
    state = 'inactive';
    lookup.forget('d1');
    expect(await soon(asked)).toBe('inactive');
  });

  it('splits many keys into queries of a thousand', async () => {
    const { lookup, queries } = lookupOf();
    await soon(Promise.all(Array.from({ length: 2500 }, (_, key) => lookup.find(key + 14))));
    expect(queries.map((keys) => keys.length)).toEqual([1000, 1000, 500]);
  });
});
