import { describe, expect, it } from '@jest/globals';

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

describe('Batcher', () => {
  it('writes what comes within a moment together', async () => {
    const { batcher, written } = batcherOf();
    await Promise.all([batcher.add(1), batcher.add(2)]);
    await batcher.add(3);
    expect(written).toEqual([[1, 2], [3]]);
  });

  it('writes at once when a batch is full, and the rest right behind it', async () => {
    const { batcher, written } = batcherOf({ itemsMax: 3, waitMs: 60_000 });
    const all = [1, 2, 3, 4].map((item) => batcher.add(item));
    await Promise.all(all);
    expect(written).toEqual([[1, 2, 3], [4]]);
  });

  it('lets the next batch fill while one is being written', async () => {
    const { batcher, written } = batcherOf({ itemsMax: 100, waitMs: 1 }, 20);
    const first = batcher.add(1);
    await new Promise((resolve) => setTimeout(resolve, 8));
    await Promise.all([first, batcher.add(2), batcher.add(3)]);
    expect(written).toEqual([[1], [2, 3]]);
  });

  it('tells those whose batch could not be written, and only those', async () => {
    const { batcher, written } = batcherOf();
    const results = await Promise.allSettled([12, 13, 14, 15].map((item) => batcher.add(item)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled']);
    expect(written).toEqual([[15]]);
  });

  it('writes what is added in the moment at which a batch was written', async () => {
    const { batcher, written } = batcherOf({ itemsMax: 1, waitMs: 1 });
    const behind = async (turns: number): Promise<void> => {
      await batcher.add(turns);
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      await batcher.add(100 + turns);
    };
    for (let turns = 0; turns < 6; turns++) await behind(turns);
    expect(written).toHaveLength(12);
  }, 2000);

  it('writes everything when drained', async () => {
    const { batcher, written } = batcherOf({ itemsMax: 2, waitMs: 60_000 }, 5);
    for (const item of [1, 2, 3]) void batcher.add(item);
    await batcher.drain();
    expect([written, batcher.waiting]).toEqual([[[1, 2], [3]], 0]);
  });

  it('waits for others longer while something more urgent goes on, but not for ever', async () => {
    let busy = true;
    const written: number[][] = [];
    const write = (items: readonly number[]): Promise<void> => Promise.resolve(void written.push([...items]));
    const batcher = new Batcher<number>(write, { itemsMax: 100, waitMs: 2 }, { goesOn: () => busy, waitMs: 200 });
    const startMs = performance.now();
    const first = batcher.add(1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await Promise.all([first, batcher.add(2)]);
    expect(written).toEqual([[1, 2]]);
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(199);
    const third = batcher.add(3);
    busy = false;
    await third;
    expect(performance.now() - startMs).toBeLessThan(390);
  });

  it('goes on after there was nothing to drain', async () => {
    const { batcher, written } = batcherOf();
    await batcher.drain();
    await batcher.add(1);
    expect(written).toEqual([[1]]);
  });
});
