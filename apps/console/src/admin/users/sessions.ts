import { answerOf, type components } from '@twinbank/client';

import { rest } from '../../server/rest.js';
import { headersOf } from '../../asking/headers.js';
import { useList } from '../../asking/list.js';

/** A browser in which a person has signed in. */
export type BrowserSession = components['schemas']['SessionRecord'];

/** Key of every query about browsers' sessions. */
export const SESSIONS = ['user-sessions'] as const;

/** The sessions of a person, newest first. */
export const useSessions = (user: string) =>
  useList([...SESSIONS, user], async (query): Promise<{ items: BrowserSession[]; next?: string | undefined }> => {
    const page = await answerOf(rest.GET('/api/v1/users/{user}/sessions', { params: { path: { user }, query } }));
    return { items: page.items as BrowserSession[], next: page.next };
  });

/** Ends one session of a person. */
export const endSession = (user: string, id: string) =>
  answerOf(rest.DELETE('/api/v1/users/{user}/sessions/{id}', { params: { path: { user, id }, header: headersOf() } }));

/** Ends all sessions of a person. */
export const endSessions = (user: string) =>
  answerOf(rest.DELETE('/api/v1/users/{user}/sessions', { params: { path: { user }, header: headersOf() } }));
