import { QueryClient } from '@tanstack/react-query';

import { liveStanding } from '../live/live-standing.js';
import { isTold } from '../live/outdated.js';
import { isRefusal } from './refusals.js';

/** Key of the query for the session; its data is null where nobody is signed in. */
export const SESSION_KEY = ['session'] as const;
/** Key of the query for the ways to sign in. */
export const WAYS_KEY = ['ways'] as const;
/** How often what is shown is asked for again, in milliseconds. */
const REFRESH_MS = 3000;
/** The same for what the server has to count, in milliseconds. */
const COUNTED_REFRESH_MS = 10_000;
/** How often it is asked for although the events of the server tell when it changes: should one be lost on the way. In milliseconds. */
const TOLD_REFRESH_MS = 60_000;
/** How often a request is repeated that got no answer, or one by a server in trouble. */
const REPEATS = 2;

/** A refusal stays one; a lost connection or a busy server may pass. */
const isWorthRepeating = (count: number, error: Error): boolean => count < REPEATS && !isRefusal(error);

/** How a query is asked again: what was refused is not, until somebody changes it or tries again. */
interface Asked {
  readonly queryKey: readonly unknown[];
  readonly state: { readonly error: Error | null };
}
const refreshed = (everyMs: number) => ({
  staleTime: everyMs,
  refetchInterval: ({ queryKey, state: { error } }: Asked): number | false => {
    if (isRefusal(error)) return false;
    return liveStanding().state === 'live' && isTold(queryKey) ? TOLD_REFRESH_MS : everyMs;
  },
});

/** Options of queries for what changes while it is looked at. */
export const LIVE = refreshed(REFRESH_MS);
/** Options of queries for what the server has to count. */
export const LIVE_COUNTED = refreshed(COUNTED_REFRESH_MS);

/**
 * The answers of the server that pages share. A request is sent at once or fails, whatever the browser believes of the network: an
 * order that waited for it could be sent after somebody left it, or in the name of the next person.
 */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        ...{ retry: isWorthRepeating, staleTime: REFRESH_MS, networkMode: 'always' },
        // By default only what a component has read of a result makes it draw again. A part of it that is loaded later would read it too
        // late, and show for ever that it waits.
        notifyOnChangeProps: 'all',
      },
      mutations: { networkMode: 'always' },
    },
  });
}
