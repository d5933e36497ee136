import { useQuery, useQueryClient, type QueryClient, type UseQueryResult } from '@tanstack/react-query';

import { answerOf, type components } from '@twinbank/client';

import { SESSION_KEY } from '../server/queries.js';
import { isSignedOut } from '../server/refusals.js';
import { rememberCsrfToken, rest } from '../server/rest.js';

/** Who is signed in. */
export type Session = components['schemas']['SessionAnswer'];

/** Key of the query for the ways to sign in. */
export const WAYS_KEY = ['ways'] as const;

/** The session of this browser: null where nobody is signed in. */
export const useSession = (): UseQueryResult<Session | null> =>
  useQuery({ queryKey: SESSION_KEY, queryFn: readSession, staleTime: Infinity });

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
      rememberCsrfToken(session);
      queries.setQueryData(SESSION_KEY, session);
    },
    signOut: async () => {
      try {
        await answerOf(rest.DELETE('/api/v1/session'));
      } catch (error) {
        if (!isSignedOut(error)) throw error;
      }
      queries.setQueryData(SESSION_KEY, null);
    },
  };
}

/** Forgets what one person saw and ordered, however their session ended: it is not kept for the next one. */
export function forgetPerson(queries: QueryClient): void {
  rememberCsrfToken(undefined);
  const kept: readonly unknown[] = [SESSION_KEY[0], WAYS_KEY[0]];
  queries.removeQueries({ predicate: ({ queryKey }) => !kept.includes(queryKey[0]) });
}
