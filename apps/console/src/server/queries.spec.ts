import { afterEach, describe, expect, it } from '@jest/globals';
import { MutationObserver, onlineManager, QueryObserver, type QueryClient } from '@tanstack/react-query';

import { createQueries } from './queries.js';

const lost = (): Promise<never> => Promise.reject(new Error('the network is lost'));

describe('what pages ask of the server', () => {
  let queries: QueryClient;
  afterEach(() => {
    onlineManager.setOnline(true);
    queries.clear();
  });

  it('is sent at once or fails where the browser believes that there is no network, and never waits for it', async () => {
    onlineManager.setOnline(false);
    queries = createQueries();
    const order = new MutationObserver(queries, { mutationFn: lost });
    await expect(order.mutate()).rejects.toThrow('the network is lost');
    await expect(queries.fetchQuery({ queryKey: ['device'], queryFn: lost, retry: false })).rejects.toThrow(
      'the network is lost',
    );
  });

  it('is told to a page whose parts read the answer only later', async () => {
    queries = createQueries();
    const observer = new QueryObserver<string>(queries, {
      queryKey: ['plan'],
      queryFn: () => Promise.resolve('3 devices'),
    });
    // What the page itself reads; the part that shows the answer is not loaded yet.
    observer.trackProp('error');
    const told = new Promise((resolve) => {
      observer.subscribe(({ data }) => data !== undefined && resolve(data));
    });
    expect(await told).toBe('3 devices');
  });
});
