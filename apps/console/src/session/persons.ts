import type { QueryClient } from '@tanstack/react-query';

import { SESSION_KEY, WAYS_KEY } from '../server/queries.js';

/** What is known of everybody: it is kept when the person changes. */
const KEPT: readonly unknown[] = [SESSION_KEY[0], WAYS_KEY[0]];

/**
 * Forgets what a person saw as soon as they are no longer the one who is signed in: their session ended, however it did, or another tab
 * signed somebody else in. Nothing of it is kept for the next one. A new session of the same person keeps it.
 *
 * @param changed called with the session of the next person when the person has changed; null where there is none
 * @param arrived called with the name of whoever signs in, or is found signed in, also where nobody was before
 * @returns ends the watch
 */
export function watchPersons<Session extends { readonly name: string }>(
  queries: QueryClient,
  changed: (session: Session | null) => void,
  arrived: (name: string) => void,
): () => void {
  let before = personIn(queries);
  return queries.getQueryCache().subscribe(({ type, query }) => {
    if (type !== 'updated' || query.queryKey[0] !== SESSION_KEY[0]) return;
    const now = personIn(queries);
    if (now === before) return;
    const isAnother = before !== undefined;
    before = now;
    if (now !== undefined) arrived(now);
    if (!isAnother) return;
    queries.removeQueries({ predicate: ({ queryKey }) => !KEPT.includes(queryKey[0]) });
    changed(queries.getQueryData<Session | null>(SESSION_KEY) ?? null);
  });
}

/** Who is signed in, as far as it is known. */
const personIn = (queries: QueryClient): string | undefined =>
  queries.getQueryData<{ readonly name: string } | null>(SESSION_KEY)?.name;
