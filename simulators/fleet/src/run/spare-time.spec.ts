import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { SpareTime } from './spare-time.js';

describe('SpareTime', () => {
  let spare: SpareTime;
  let done: number[];
  beforeEach(() => {
    jest.useFakeTimers();
    spare = new SpareTime();
    done = [];
  });
  afterEach(() => void jest.useRealTimers());

  /** Simulates constant messages for this many milliseconds. */
  function traffic(ms: number): void {
    for (let passed = 0; passed < ms; passed++) {
      spare.heard();
      jest.advanceTimersByTime(1);
    }
  }

  it('runs work in order while the line is quiet, and not within the call', () => {
    for (const number of [1, 2, 3]) spare.later(() => done.push(number));
    expect(done).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(done).toEqual([1, 2, 3]);
  });

  it('waits until messages pause', () => {
    spare.heard();
    spare.later(() => done.push(1));
    traffic(200);
    expect(done).toEqual([]);
    jest.advanceTimersByTime(20);
    expect(done).toEqual([1]);
  });

  it('waits no longer than a second, however much arrives', () => {
    spare.heard();
    spare.later(() => done.push(1));
    traffic(999);
    expect(done).toEqual([]);
    traffic(10);
    expect(done).toEqual([1]);
  });

  it('lets messages in between pieces of long work', () => {
    for (const number of [1, 2, 3, 4])
      spare.later(() => {
        jest.advanceTimersByTime(5);
        done.push(number);
        if (number === 2) spare.heard();
      });
    jest.advanceTimersByTime(1);
    expect(done).toEqual([1, 2]);
    jest.advanceTimersByTime(40);
    expect(done).toEqual([1, 2, 3, 4]);
  });
});
