import { describe, expect, it } from '@jest/globals';

import { PasswordPlaces } from './password-places.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('places for the hashing of passwords', () => {
  const LIMITS = { running: 2, waiting: 3, ofOneNetwork: 4 };

  /** Work that ends when it is told to, and the most that ran at the same time. */
  function work(): {
    places: PasswordPlaces;
    order: string[];
    most: () => number;
    begin: (name: string, network?: string) => Promise<string>;
    end: () => void;
  } {
    const places = new PasswordPlaces(LIMITS);
    const ends: (() => void)[] = [];
    const order: string[] = [];
    let [running, most] = [0, 0];
    const begin = (name: string, network = name): Promise<string> =>
      places
        .run(network, async () => {
          order.push(name);
          most = Math.max(most, ++running);
          await new Promise<void>((resolve) => ends.push(resolve));
          running -= 1;
          return 'done';
        })
        .catch((error: { code: string }) => error.code);
    return { places, order, most: () => most, begin, end: () => ends.shift()?.() };
  }

  it('run a few at a time, the others in turn, and refuse what is too much', async () => {
    const { begin, end, order, most } = work();
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => begin(name));
    await turn();
    expect(await begin('f')).toBe('overloaded');
    for (let ended = 0; ended < 5; ended++) {
      end();
      await turn();
    }
    expect(await Promise.all(all)).toEqual(Array(5).fill('done'));
    expect([order, most()]).toEqual([['a', 'b', 'c', 'd', 'e'], 2]);
  });

  it('are not all taken by one network, and are free again afterwards', async () => {
    const { begin, end } = work();
    const greedy = Array.from({ length: 4 }, () => begin('x', 'one'));
    await turn();
    expect(await begin('x', 'one')).toBe('overloaded');
    const other = begin('y', 'two');
    for (let ended = 0; ended < 5; ended++) {
      end();
      await turn();
    }
    expect(await Promise.all([...greedy, other])).toEqual(Array(5).fill('done'));
    const again = begin('x', 'one');
    await turn();
    end();
    expect(await again).toBe('done');
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])(
    'are handed on, so that nobody slips in between: %i steps after an end',
    async (steps) => {
      const { begin, end, most } = work();
      const all = ['a', 'b', 'c'].map((name) => begin(name));
      await turn();
      end();
      for (let step = 0; step < steps; step++) await Promise.resolve();
      all.push(begin('d'));
      for (let ended = 0; ended < 4; ended++) {
        await turn();
        end();
      }
      expect(await Promise.all(all)).toEqual(Array(4).fill('done'));
      expect(most()).toBe(2);
    },
  );

  it('are given back by work that fails', async () => {
    const places = new PasswordPlaces({ running: 1, waiting: 1, ofOneNetwork: 1 });
    const failing = (): Promise<never> => places.run('n', () => Promise.reject(new Error('no')));
    for (let attempt = 0; attempt < 5; attempt++) await expect(failing()).rejects.toThrow('no');
    expect(await places.run('n', async () => 'free')).toBe('free');
  });
});
