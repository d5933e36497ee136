import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { QueryClient } from '@tanstack/react-query';

import { SESSION_KEY } from '../server/queries.js';
import { watchPersons } from './persons.js';

describe('what a person saw', () => {
  let queries: QueryClient;
  let next: unknown[];
  let came: string[];
  beforeEach(() => {
    queries = new QueryClient();
    [next, came] = [[], []];
    watchPersons(
      queries,
      (session) => next.push(session),
      (name) => came.push(name),
    );
    queries.setQueryData(['ways'], 'password');
    queries.setQueryData(SESSION_KEY, { name: 'ann', csrfToken: 'a' });
    queries.setQueryData(['devices', ''], ['pump-7']);
  });
  afterEach(() => queries.clear());
  const known = (): unknown[] => [queries.getQueryData(['devices', '']), queries.getQueryData(['ways']), next];

  it('is kept while the same person is signed in, also with another session', () => {
    queries.setQueryData(SESSION_KEY, { name: 'ann', csrfToken: 'b' });
    expect(known()).toEqual([['pump-7'], 'password', []]);
  });

  it.each([
    ['the session ended', null],
    ['another tab signed somebody else in', { name: 'ben', csrfToken: 'b' }],
  ])('is forgotten at once where %s', (_why, session) => {
    queries.setQueryData(SESSION_KEY, session);
    expect(known()).toEqual([undefined, 'password', [session]]);
  });

  it('is known of whoever comes, also after nobody was signed in: what others left here is theirs', () => {
    for (const session of [{ name: 'ann' }, null, { name: 'ann' }, { name: 'ben' }])
      queries.setQueryData(SESSION_KEY, session);
    expect(came).toEqual(['ann', 'ann', 'ben']);
  });

  it('is not forgotten for a session of which nobody had seen anything', () => {
    queries.setQueryData(SESSION_KEY, null);
    queries.setQueryData(['devices', ''], ['pump-8']);
    queries.setQueryData(SESSION_KEY, { name: 'ben' });
    expect(known()).toEqual([['pump-8'], 'password', [null]]);
  });
});
