import { focusManager, type Query, type QueryClient, type QueryKey } from '@tanstack/react-query';

import type { StreamListener } from './event-stream.js';
import { noteHappening } from './live-standing.js';
import { isOutdatedBy, isTold } from './outdated.js';
import { Refresher, type Shown } from './refresher.js';

/** How often it is looked for answers to ask for again. */
const LOOK_MS = 250;
/** Events come in groups; an answer is asked for when a group is over, and the server has written what it told. */
const SETTLE_MS = 500;
/** How often an answer may be asked for that does not say it, in milliseconds. */
const USUAL_EVERY_MS = 3000;

/**
 * Asks again for what events make out of date, each answer no more often than it allows. What is not on the screen is asked for when it
 * comes there, however new it is.
 */
export function startRefreshing(
  queries: QueryClient,
  signedOut: () => void,
): { readonly listener: StreamListener; end(): void } {
  const cache = queries.getQueryCache();
  const refresher = new Refresher();
  const shown = (): Query[] => cache.getAll().filter((query) => query.isActive());
  const outdate = (isMeant: (queryKey: QueryKey) => boolean): void => {
    for (const query of cache.getAll())
      if (isMeant(query.queryKey)) {
        // Also of what is on the screen: it may leave before it is its turn.
        query.invalidate();
        if (query.isActive()) refresher.mark(query.queryHash, Date.now());
      }
  };
  const timer = setInterval(() => {
    if (!refresher.isWaiting || !focusManager.isFocused()) return;
    const due = new Set(refresher.due(shown().map(shownOf), Date.now(), SETTLE_MS));
    if (due.size > 0) void queries.refetchQueries({ predicate: ({ queryHash }) => due.has(queryHash) });
  }, LOOK_MS);
  const unwatch = cache.subscribe((change) => {
    if (change.type === 'updated' && change.action.type === 'success' && change.action.manual !== true)
      noteHappening({ what: 'answered' });
  });
  return {
    listener: {
      happened: (happening) => {
        noteHappening(happening);
        // Between two streams anything may have happened, and passing events are not told afterwards.
        outdate(isTold);
      },
      told: (event) => outdate((queryKey) => isOutdatedBy(event, queryKey)),
      signedOut,
    },
    end: () => {
      clearInterval(timer);
      unwatch();
    },
  };
}

const shownOf = ({ queryHash, state, observers }: Query): Shown => {
  const every = observers.map(({ options: { staleTime } }) =>
    typeof staleTime === 'number' ? staleTime : USUAL_EVERY_MS,
  );
  return {
    hash: queryHash,
    everyMs: Math.min(...every),
    answeredMs: Math.max(state.dataUpdatedAt, state.errorUpdatedAt),
    isAsking: state.fetchStatus !== 'idle',
  };
};
