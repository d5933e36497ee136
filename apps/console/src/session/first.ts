import { answerOf } from '@twinbank/client';

import { newKey, rest } from '../server/rest.js';

/** The role without which the first person could make no other. */
const ROLE = 'installation-admin';

/** The first person, and the token that shows that they may be made. */
export interface FirstPersonOrder {
  readonly token: string;
  readonly name: string;
  readonly password: string;
}

/** Makes a person by an administrator's token, without the cookies of this browser. Throws a RestError where the server refuses. */
export const makeFirstPerson = ({ token, name, password }: FirstPersonOrder): Promise<unknown> =>
  answerOf(
    rest.POST('/api/v1/users', {
      params: { header: { 'Idempotency-Key': newKey() } },
      headers: { authorization: `Bearer ${token}` },
      credentials: 'omit',
      body: { kind: 'person', name, password, grants: [{ role: ROLE }] },
    }),
  );
