import { useQuery } from '@tanstack/react-query';

import { answerOf, type components } from '@twinbank/client';

import { LIVE_COUNTED } from '../../server/queries.js';
import { rest } from '../../server/rest.js';
import type { Granted } from '../rights/grants.js';
import { headersOf } from '../../asking/headers.js';
import { useList } from '../../asking/list.js';
import { within } from '../../asking/within.js';

/** A person or a service account. */
export type User = components['schemas']['UserAnswer'];
/** A new one, with the secret by which a person sets a password. */
export type NewUser = components['schemas']['UserCreatedAnswer'];
type Wish = components['schemas']['UserRequest'];
type Change = components['schemas']['UserChangeRequest'];

/** Key of every query about users. */
export const USERS = ['users'] as const;

/** People and service accounts, oldest first; those who have a role in a project, if it is named. Refuses with `selection_invalid` a filter that cannot be read. */
export const useUsers = (filter: string, project?: string) => {
  const asked = within(filter, project);
  return useList([...USERS, 'list', asked], async (place): Promise<{ items: User[]; next?: string | undefined }> => {
    const query = { ...place, ...(asked !== '' && { filter: asked }) };
    const page = await answerOf(rest.GET('/api/v1/users', { params: { query } }));
    return { items: page.items as User[], next: page.next };
  });
};

/** One user. */
export const useUser = (user: string) =>
  useQuery({
    queryKey: [...USERS, 'one', user],
    queryFn: () => answerOf(rest.GET('/api/v1/users/{user}', { params: { path: { user } } })),
    ...LIVE_COUNTED,
  });

const about = ({ name, revision }: User) => ({ path: { user: name }, header: headersOf({ revision }) });

/** Makes a user. */
export const makeUser = (body: Wish): Promise<NewUser> =>
  answerOf(rest.POST('/api/v1/users', { params: { header: headersOf() }, body }));

/** Changes how a user is called. */
export const changeUser = (user: User, body: Change) =>
  answerOf(rest.PATCH('/api/v1/users/{user}', { params: about(user), body }));

/** Disables or enables a user as it was seen. */
export const switchUser = (user: User, order: 'disable' | 'enable') =>
  answerOf(rest.POST(`/api/v1/users/{user}/${order}`, { params: about(user) }));

/** Takes a person's password away; the answer has a secret with which they set another. */
export const resetPassword = (user: User) =>
  answerOf(rest.POST('/api/v1/users/{user}/reset-password', { params: about(user) }));

/** Deletes a user as it was seen. */
export const deleteUser = (user: User) => answerOf(rest.DELETE('/api/v1/users/{user}', { params: about(user) }));

/** Gives a user a role. */
export const giveRole = (user: string, body: Granted) =>
  answerOf(rest.POST('/api/v1/users/{user}/grants', { params: { path: { user }, header: headersOf() }, body }));

/** Takes a role from a user. */
export const takeRole = (user: string, { role, project }: Granted) => {
  const query = { role, ...(project !== undefined && { project }) };
  return answerOf(
    rest.DELETE('/api/v1/users/{user}/grants', { params: { path: { user }, header: headersOf(), query } }),
  );
};
