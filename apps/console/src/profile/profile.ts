import { answerOf } from '@twinbank/client';

import { rest } from '../server/rest.js';

/** Changes the password of whoever is signed in; their other sessions end. */
export const changePassword = (body: { readonly old: string; readonly password: string }) =>
  answerOf(rest.POST('/api/v1/session/password', { body }));

/** Sets a password with the secret that an administrator handed over, and answers whose it is. */
export const setPassword = (body: { readonly secret: string; readonly password: string }) =>
  answerOf(rest.POST('/api/v1/passwords', { body }));
