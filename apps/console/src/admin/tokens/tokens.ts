import { answerOf, type components } from '@twinbank/client';

import { rest } from '../../server/rest.js';
import { headersOf } from '../../asking/headers.js';
import { useList } from '../../asking/list.js';
import { within } from '../../asking/within.js';
import { quoted } from '../../asking/selection-text.js';

/** What is known of a token; never the token itself. */
export type Token = components['schemas']['TokenRecord'];
/** A new token, with its text. */
export type NewToken = components['schemas']['TokenAnswer'];
/** What a new token is to be. */
export type TokenWish = components['schemas']['TokenRequest'];

/** Key of every query about tokens. */
export const TOKENS = ['tokens'] as const;

/** The tokens that one may see, newest first; those of one user, and of one project, if they are named. */
export const useTokens = (owner?: string, project?: string) =>
  useList(
    [...TOKENS, owner ?? '', project ?? ''],
    async (place): Promise<{ items: Token[]; next?: string | undefined }> => {
      const filter = within(owner === undefined ? '' : `owner==${quoted(owner)}`, project);
      const query = { ...place, ...(filter !== '' && { filter }) };
      const page = await answerOf(rest.GET('/api/v1/tokens', { params: { query } }));
      return { items: page.items as Token[], next: page.next };
    },
  );

/** Makes a token. */
export const makeToken = (body: TokenWish): Promise<NewToken> =>
  answerOf(rest.POST('/api/v1/tokens', { params: { header: headersOf() }, body }));

/** Makes a token in the place of another, which goes on for the overlap. */
export const rotateToken = (id: string, body: { days: number; overlapSeconds: number }): Promise<NewToken> =>
  answerOf(rest.POST('/api/v1/tokens/{id}/rotate', { params: { path: { id }, header: headersOf() }, body }));

/** Ends a token at once. */
export const revokeToken = (id: string, force: boolean) =>
  answerOf(
    rest.DELETE('/api/v1/tokens/{id}', {
      params: { path: { id }, header: headersOf(), ...(force && { query: { force } }) },
    }),
  );
