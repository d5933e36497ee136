import { describe, expect, it, jest } from '@jest/globals';

import { SpareTime } from './spare-time.js';

describe('SpareTime', () => {
  const withTimers = (test: (spare: SpareTime) => void) => () => {
    jest.useFakeTimers();
    try {
      test(new SpareTime(() => performance.now()));
    } finally {
      jest.useRealTimers();
    }
  };

  it(
    'does things in order while the line is quiet, and not within the call',
    withTimers((spare) => {
      const done: number[] = [];
      for (const number of [1, 2, 3]) spare.later(() => done.push(number));
      expect(done).toEqual([]);
      jest.advanceTimersByTime(1);
      expect(done).toEqual([1, 2, 3]);
    }),
  );

  it(
    'waits until messages pause',
    withTimers((spare) => {
      const done: string[] = [];
      spare.heard();
      spare.later(() => done.push('work'));
      for (let ms = 0; ms < 200; ms++) {
        jest.advanceTimersByTime(1);
        spare.heard();
      }
      expect(done).toEqual([]);
      jest.advanceTimersByTime(20);
      expect(done).toEqual(['work']);
    }),
  );

  it(
    'waits no longer than a second, however much comes',
    withTimers((spare) => {
      let doneMs: number | undefined;
      spare.heard();
      spare.later(() => (doneMs = performance.now()));
      for (let ms = 0; ms < 1100; ms++) {
        jest.advanceTimersByTime(1);
        spare.heard();
      }
      expect(doneMs).toBeGreaterThanOrEqual(1000);
      expect(doneMs).toBeLessThan(1010);
    }),
  );

  it(
    'lets messages in between pieces of long work',
    withTimers((spare) => {
      const done: number[] = [];
      for (const number of [1, 2, 3, 4])
        spare.later(() => {
          jest.advanceTimersByTime(0);
          jest.setSystemTime(Date.now());
          spend(5);
          done.push(number);
          if (number === 2) spare.heard();
        });
      jest.advanceTimersByTime(1);
      expect(done).toEqual([1, 2]);
      jest.advanceTimersByTime(40);
      expect(done).toEqual([1, 2, 3, 4]);
    }),
  );

  /** Work of so many milliseconds. */
  function spend(ms: number): void {
    jest.advanceTimersByTime(ms);
  }
});
