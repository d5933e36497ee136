import { answerOf } from '@twinbank/client';

import { rest } from '../server/rest.js';

/** Changes the password of whoever is signed in; their other sessions end. */
export const changePassword = (body: { readonly old: string; readonly password: string }) =>
  answerOf(rest.POST('/api/v1/session/password', { body }));
