import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { Batcher } from './batcher.js';

function batcherOf(limits = { itemsMax: 3, waitMs: 5 }, delayMs = 0) {
  const written: number[][] = [];
  const batcher = new Batcher<number>(async (items) => {
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (items.includes(13)) throw new Error('no luck');
    written.push([...items]);
  }, limits);
  return { batcher, written };
}

/** Returns the promise after advancing the faked time by a tenth of a second. */
async function soon<Value>(value: Promise<Value>): Promise<Value> {
  await jest.advanceTimersByTimeAsync(100);
  return value;
}

describe('Batcher', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('writes items that arrive within a moment together', async () => {
    const { batcher, written } = batcherOf();
    await soon(Promise.all([batcher.add(1), batcher.add(2)]));
    await soon(batcher.add(3));
    expect(written).toEqual([[1, 2], [3]]);
  });

  it('writes at once when a batch is full, and the rest right after it', async () => {
    const { batcher, written } = batcherOf({ itemsMax: 3, waitMs: 60_000 });
    const all = [1, 2, 3, 4].map((item) => batcher.add(item));
    await soon(Promise.all(all));
    expect(written).toEqual([[1, 2, 3], [4]]);
  });

  it('fills the next batch while one is being written', async () => {
    const { batcher, written } = batcherOf({ itemsMax: 100, waitMs: 1 }, 20);
    const first = batcher.add(1);
    await jest.advanceTimersByTimeAsync(8);
    await soon(Promise.all([first, batcher.add(2), batcher.add(3)]));
    expect(written).toEqual([[1], [2, 3]]);
  });

  it('pauses twice as long as a write took, but at most 150 ms', async () => {
    jest.useFakeTimers();
    try {
      for (const [tookMs, restMs] of [
        [40, 80],
        [500, 150],
      ] as const) {
        const { batcher, written } = batcherOf({ itemsMax: 100, waitMs: 5 }, tookMs);
        void batcher.add(1);
        await jest.advanceTimersByTimeAsync(5 + tookMs - 1);
        void batcher.add(2);
        await jest.advanceTimersByTimeAsync(restMs + tookMs);
        expect(written).toEqual([[1]]);
        await jest.advanceTimersByTimeAsync(2);
        expect(written).toEqual([[1], [2]]);
      }
    } finally {
      jest.useRealTimers();
    }
  });

  it('rejects for the items whose batch could not be written, and only for those', async () => {
    const { batcher, written } = batcherOf();
    const results = await soon(Promise.allSettled([12, 13, 14, 15].map((item) => batcher.add(item))));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled']);
    expect(written).toEqual([[15]]);
  });

  it('writes an item that is added at the very moment when a batch was written', async () => {
    const { batcher, written } = batcherOf({ itemsMax: 1, waitMs: 1 });
    const behind = async (turns: number): Promise<void> => {
      await batcher.add(turns);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      await batcher.add(100 + turns);
    };
    for (let turns = 0; turns < 6; turns++) await soon(behind(turns));
    expect(written).toHaveLength(12);
  });

  it('writes everything when drained', async () => {
    const { batcher, written } = batcherOf({ itemsMax: 2, waitMs: 60_000 }, 5);
    for (const item of [1, 2, 3]) void batcher.add(item);
    await soon(batcher.drain());
    expect([written, batcher.waiting]).toEqual([[[1, 2], [3]], 0]);
  });

  describe('while something more urgent goes on', () => {
    let busy: boolean;
    let batcher: Batcher<number>;
    let written: number[][];
    beforeEach(() => {
      busy = true;
      written = [];
      const write = (items: readonly number[]): Promise<void> => Promise.resolve(void written.push([...items]));
      batcher = new Batcher<number>(write, { itemsMax: 3, waitMs: 25 }, { busy: () => busy, waitMs: 200 });
    });

    it('waits, but not for ever', () => {
      void batcher.add(1);
      jest.advanceTimersByTime(100);
      void batcher.add(2);
      jest.advanceTimersByTime(99);
      expect(written).toEqual([]);
      jest.advanceTimersByTime(26);
      expect(written).toEqual([[1, 2]]);
    });

    it('writes soon after that ends', () => {
      void batcher.add(1);
      jest.advanceTimersByTime(60);
      busy = false;
      jest.advanceTimersByTime(25);
      expect(written).toEqual([[1]]);
    });

    it('writes a full batch all the same', () => {
      for (const item of [1, 2, 3]) void batcher.add(item);
      expect(written).toEqual([[1, 2, 3]]);
    });
  });

  it('continues after a drain that found nothing', async () => {
    const { batcher, written } = batcherOf();
    await batcher.drain();
    await soon(batcher.add(1));
    expect(written).toEqual([[1]]);
  });
});
