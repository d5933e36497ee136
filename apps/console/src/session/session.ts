import { useQuery, useQueryClient, type QueryClient, type UseQueryResult } from '@tanstack/react-query';

import { answerOf, type components } from '@twinbank/client';

import { drafts, forgetDrafts } from '../drafts/drafts.js';
import { SESSION_KEY } from '../server/queries.js';
import { isSignedOut } from '../server/refusals.js';
import { forgetOrders, rememberCsrfToken, rest } from '../server/rest.js';
import { watchPersons } from './persons.js';

/** Who is signed in. */
export type Session = components['schemas']['SessionAnswer'];

/**
 * The session of this browser: null where nobody is signed in. Another tab may have signed somebody else in, so it is asked for whenever
 * this one is shown again. (Of two windows side by side, the other one learns it by its next refused order.)
 */
export const useSession = (): UseQueryResult<Session | null> =>
  useQuery({ queryKey: SESSION_KEY, queryFn: readSession, staleTime: Infinity, refetchOnWindowFocus: 'always' });

async function readSession(): Promise<Session | null> {
  try {
    const session = await answerOf(rest.GET('/api/v1/session'));
    rememberCsrfToken(session);
    return session;
  } catch (error) {
    if (isSignedOut(error)) return null;
    throw error;
  }
}

/** Signs in with name and password, and signs out. Both throw a RestError where the server refuses. */
export function useSigning(): { signIn(name: string, password: string): Promise<void>; signOut(): Promise<void> } {
  const queries = useQueryClient();
  return {
    signIn: async (name, password) => {
      const session = await answerOf(rest.POST('/api/v1/session', { body: { name, password } }));
      queries.setQueryData(SESSION_KEY, session);
      rememberCsrfToken(session);
    },
    signOut: async () => {
      try {
        await answerOf(rest.DELETE('/api/v1/session'));
      } catch (error) {
        if (!isSignedOut(error)) throw error;
      }
      forgetDrafts();
      queries.setQueryData(SESSION_KEY, null);
    },
  };
}

/**
 * Has what a person saw and ordered forgotten as soon as they are no longer the one who is signed in. What they typed is kept for them, should
 * only their session have ended, until somebody else signs in.
 */
export const forgetFormerPersons = (queries: QueryClient): (() => void) =>
  watchPersons<Session>(
    queries,
    (session) => {
      forgetOrders();
      rememberCsrfToken(session ?? {});
    },
    (name) => drafts.keepOnly(name),
  );
