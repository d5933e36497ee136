import { focusManager, useQueryClient, type Query, type QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';

import { answerOf } from '@twinbank/client';

import { SESSION_KEY } from '../server/queries.js';
import { rest } from '../server/rest.js';
import { followEvents, type StreamListener, type StreamWorld } from './event-stream.js';
import { liveStanding, noteHappening, watchStanding } from './live-standing.js';
import { isOutdatedBy, isTold } from './outdated.js';
import { Refresher, type Shown } from './refresher.js';
import type { Standing } from './standing.js';

/** How often it is looked for answers to ask for again. */
const LOOK_MS = 250;
/** Events come in groups; an answer is asked for when a group is over, and the server has written what it told. */
const SETTLE_MS = 500;
/** How often an answer may be asked for that does not say it, in milliseconds. */
const USUAL_EVERY_MS = 3000;
/** A tab that nobody has looked at for so long closes its stream: browsers and servers have a limited number. */
const ASLEEP_AFTER_MS = 60_000;

const WORLD: StreamWorld = {
  open: async (signal) => answerOf(rest.GET('/api/v1/events', { parseAs: 'stream', signal })),
  nowMs: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
    }),
  random: () => Math.random(),
};

/** How this tab learns what changes. */
export const useStanding = (): Standing => useSyncExternalStore(watchStanding, liveStanding);

/** Keeps what is on the screen up to date by the events of the server, while the component is there and somebody looks. */
export function useLiveEvents(): void {
  const queries = useQueryClient();
  useEffect(() => {
    const refreshing = startRefreshing(queries);
    const end = whileLookedAt((signal) => void followEvents(WORLD, refreshing.listener, signal));
    return () => {
      end();
      refreshing.end();
    };
  }, [queries]);
}

/** Begins something now, ends it when nobody has looked at the tab for a while, and begins it again when somebody does. */
function whileLookedAt(begin: (signal: AbortSignal) => void): () => void {
  let running: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wake = (): void => {
    clearTimeout(timer);
    if (running) return;
    noteHappening({ what: 'woke' });
    begin((running = new AbortController()).signal);
  };
  const rest = (): void => {
    running?.abort();
    running = undefined;
    noteHappening({ what: 'slept' });
  };
  const look = (): void => {
    if (document.visibilityState === 'visible') return wake();
    clearTimeout(timer);
    timer = setTimeout(rest, ASLEEP_AFTER_MS);
  };
  document.addEventListener('visibilitychange', look);
  wake();
  look();
  return () => {
    document.removeEventListener('visibilitychange', look);
    clearTimeout(timer);
    rest();
  };
}

/** Asks again for what events make out of date, each answer no more often than it allows. */
function startRefreshing(queries: QueryClient): { readonly listener: StreamListener; end(): void } {
  const cache = queries.getQueryCache();
  const refresher = new Refresher();
  const shown = (): Query[] => cache.getAll().filter((query) => query.isActive());
  const mark = (outdated: readonly Query[]): void =>
    outdated.forEach(({ queryHash }) => refresher.mark(queryHash, Date.now()));
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
        mark(shown().filter(({ queryKey }) => isTold(queryKey)));
      },
      told: (event) => mark(shown().filter(({ queryKey }) => isOutdatedBy(event, queryKey))),
      signedOut: () => void queries.invalidateQueries({ queryKey: SESSION_KEY }),
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
