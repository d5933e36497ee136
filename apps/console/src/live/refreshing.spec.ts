import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { QueryClient, QueryObserver } from '@tanstack/react-query';

import { startRefreshing } from './refreshing.js';

const KEY = ['campaign', 7];

describe('what an event makes out of date', () => {
  let queries: QueryClient;
  let refreshing: ReturnType<typeof startRefreshing>;
  let asked = 0;
  const options = { queryKey: KEY, queryFn: () => Promise.resolve(++asked), staleTime: 3000 };
  beforeEach(() => {
    jest.useFakeTimers();
    asked = 0;
    queries = new QueryClient();
    refreshing = startRefreshing(queries, () => undefined);
  });
  afterEach(() => {
    refreshing.end();
    queries.clear();
    jest.useRealTimers();
  });

  it('is asked for again once in its time while it is on the screen', async () => {
    const leave = new QueryObserver(queries, options).subscribe(() => undefined);
    await jest.advanceTimersByTimeAsync(100);
    for (let tenth = 0; tenth < 100; tenth++) {
      refreshing.listener.told({ kind: 'job_progress', campaign: 7 });
      await jest.advanceTimersByTimeAsync(100);
    }
    leave();
    expect(asked).toBe(4);
  });

  it('is asked for at once when it comes back to the screen, however new it was', async () => {
    new QueryObserver(queries, options).subscribe(() => undefined)();
    await jest.advanceTimersByTimeAsync(100);
    refreshing.listener.told({ kind: 'gate_reached', campaign: 8 });
    new QueryObserver(queries, options).subscribe(() => undefined)();
    expect(asked).toBe(1);
    refreshing.listener.told({ kind: 'gate_reached', campaign: 7 });
    const leave = new QueryObserver(queries, options).subscribe(() => undefined);
    await jest.advanceTimersByTimeAsync(100);
    leave();
    expect(asked).toBe(2);
  });

  it('is asked for at once when it left the screen before it was its turn, and comes back', async () => {
    const leave = new QueryObserver(queries, options).subscribe(() => undefined);
    await jest.advanceTimersByTimeAsync(100);
    refreshing.listener.told({ kind: 'gate_reached', campaign: 7 });
    leave();
    await jest.advanceTimersByTimeAsync(1000);
    expect(asked).toBe(1);
    const leaveAgain = new QueryObserver(queries, options).subscribe(() => undefined);
    await jest.advanceTimersByTimeAsync(100);
    leaveAgain();
    expect(asked).toBe(2);
  });
});
