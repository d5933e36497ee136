import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { watchEventLoop } from './event-loop-watch.js';

describe('watching the event loop', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('reports how late it is, and that it is no longer late', () => {
    const told: number[] = [];
    const unwatch = watchEventLoop((lateMs) => told.push(lateMs));
    jest.advanceTimersByTime(100);
    const now = jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 850);
    jest.advanceTimersByTime(100);
    now.mockRestore();
    expect(told).toEqual([0, 750]);
    unwatch();
    jest.advanceTimersByTime(1000);
    expect(told).toHaveLength(2);
  });
});
