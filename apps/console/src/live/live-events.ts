import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';

import { answerOf } from '@twinbank/client';

import { SESSION_KEY } from '../server/queries.js';
import { rest } from '../server/rest.js';
import { followEvents, type StreamWorld } from './event-stream.js';
import { liveStanding, noteHappening, watchStanding } from './live-standing.js';
import { startRefreshing } from './refreshing.js';
import type { Standing } from './standing.js';

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
    const refreshing = startRefreshing(queries, () => void queries.invalidateQueries({ queryKey: SESSION_KEY }));
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
