import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { DEFAULT_PROJECT, USER_LIST } from '@twinbank/database';
import { listed } from '@twinbank/database/testing/listed';

import { aPerson, BrowserUnderTest, PASSWORD } from '../testing/people-under-test.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';

const OTHER = 'seven dwarfs in the rain';
const MOTORS = 'motors';

describe('users', () => {
  let server: ServerUnderTest;
  let number = 0;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    const by = { kind: 'system', name: 'server' } as const;
    await server.database.projects.create({ name: MOTORS, title: 'Motors' }, { by, nowMs: Date.now() });
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  const aName = (): string => `user-${++number}`;
  const signedIn = async (name: string, password = PASSWORD): Promise<BrowserUnderTest> => {
    const browser = new BrowserUnderTest(server);
    expect(await browser.signIn(name, password)).toMatchObject({ status: 201 });
    return browser;
  };
  const withToken = (token: string, path = 'products', to = server): Promise<Answer> =>
    to.send('GET', path, { scope: 'none', headers: { authorization: `Bearer ${token}` } });
  const codeOf = ({ status, json }: Answer): unknown => (status < 300 ? status : json.code);
  const aToken = async (owner: string, roles: readonly string[] = ['viewer']): Promise<{ id: string; token: string }> =>
    (await server.send('POST', 'tokens', { body: { name: 'bot', roles, days: 1, owner } })).json;

  it('are made with a name, roles and a password, and shown without it', async () => {
    const grants = [{ role: 'operator', project: MOTORS }, { role: 'viewer' }];
    const body = {
      name: 'Marianne',
      displayName: 'Marianne Schmidt',
      email: 'm@example.org',
      grants,
      password: PASSWORD,
    };
    const made = await server.send('POST', 'users', { body });
    expect([made.status, made.headers['location']]).toEqual([201, '/api/v1/users/Marianne']);
    const shown = await server.send('GET', 'users/marianne');
    expect(shown.json).toEqual({
      ...{ name: 'Marianne', kind: 'person', displayName: 'Marianne Schmidt', email: 'm@example.org', grants },
      ...{ state: 'active', signsInBy: 'password', created: expect.any(String), createdBy: 'test-admin' },
      revision: expect.any(String),
    });
    expect(made.json).toEqual(shown.json);
    const bare = (await server.send('PATCH', 'users/marianne', { body: { email: null } })).json;
    expect([bare.displayName, 'email' in bare]).toEqual(['Marianne Schmidt', false]);
    const stored = (await listed(server.database, USER_LIST)).at(-1);
    expect(stored!.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(codeOf(await server.send('POST', 'users', { body: { name: 'MARIANNE' } }))).toBe('user_exists');
  });

  it.each([
    [{ name: 'a b' }, 'request_invalid'],
    [{ name: 'x', email: 'nobody' }, 'request_invalid'],
    [{ name: 'x', grants: [{ role: 'root' }] }, 'request_invalid'],
    [{ name: 'x', grants: [{ role: 'auditor', project: MOTORS }] }, 'request_invalid'],
    [{ name: 'x', grants: [{ role: 'viewer', project: 'ghost' }] }, 'project_unknown'],
    [{ name: 'x', kind: 'robot' }, 'request_invalid'],
    [{ name: 'x', kind: 'service', password: PASSWORD }, 'user_of_service'],
    [{ name: 'x', password: 'short' }, 'password_weak'],
    [{ name: 'x', password: 'password1234' }, 'password_weak'],
    [{ name: 'x', passwordHash: 'y' }, 'request_invalid'],
  ])('are not made from %j: %s', async (body, code) => {
    expect(codeOf(await server.send('POST', 'users', { body }))).toBe(code);
    expect(codeOf(await server.send('GET', 'users/x'))).toBe('user_unknown');
  });

  it('set their first password with a secret that is good once, for a day, and not after a newer one', async () => {
    const name = aName();
    const { json } = await server.send('POST', 'users', { body: { name, grants: [{ role: 'viewer' }] } });
    expect(json).toMatchObject({ signsInBy: 'none', passwordSecret: expect.stringMatching(/^tbp_\w{36}$/) });
    const set = (secret: unknown, password = PASSWORD): Promise<Answer> =>
      server.send('POST', 'passwords', { scope: 'none', body: { secret, password } });
    expect(codeOf(await new BrowserUnderTest(server).signIn(name))).toBe('wrong_credentials');
    expect(codeOf(await set(json.passwordSecret, 'short'))).toBe('password_weak');
    const answers = await Promise.all([set(json.passwordSecret), set(json.passwordSecret, OTHER)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    const password = answers[0]!.status === 200 ? PASSWORD : OTHER;
    const browser = await signedIn(name, password);
    const reset = (await server.send('POST', `users/${name}/reset-password`)).json.passwordSecret as string;
    const newer = (await server.send('POST', `users/${name}/reset-password`)).json.passwordSecret as string;
    expect(codeOf(await browser.send('GET', 'session'))).toBe('session_ended');
    expect(codeOf(await new BrowserUnderTest(server).signIn(name, password))).toBe('wrong_credentials');
    for (const secret of [reset, json.passwordSecret, 'tbp_x', newer.replace('tbp', 'tbk')])
      expect(codeOf(await set(secret))).toBe('password_secret_invalid');
    expect(codeOf(await set(newer))).toBe(200);
    await signedIn(name);
  });

  it('change their own password with the old one; their other sessions end', async () => {
    const name = aName();
    await aPerson(server, name, []);
    const [here, elsewhere] = [await signedIn(name), await signedIn(name)];
    const change = (old: string, password: string): Promise<Answer> =>
      here.send('POST', 'session/password', { body: { old, password } });
    expect(codeOf(await change(OTHER, OTHER))).toBe('wrong_credentials');
    expect(codeOf(await change(PASSWORD, name.repeat(2)))).toBe('password_weak');
    expect(codeOf(await change(PASSWORD, OTHER))).toBe(200);
    expect([codeOf(await here.send('GET', 'session')), codeOf(await elsewhere.send('GET', 'session'))]).toEqual([
      200,
      'session_ended',
    ]);
    expect(codeOf(await new BrowserUnderTest(server).signIn(name))).toBe('wrong_credentials');
    await signedIn(name, OTHER);
  });

  it('get other rights at once, in their sessions and tokens too', async () => {
    const name = aName();
    await server.send('POST', 'users', { body: { name, grants: [{ role: 'admin' }], password: PASSWORD } });
    const browser = await signedIn(name);
    const order = { name: 'mine', roles: ['admin'], days: 1 };
    const { token } = (await browser.send('POST', 'tokens', { body: order })).json as { token: string };
    expect([codeOf(await withToken(token, 'tokens')), (await withToken(token, 'session')).json]).toEqual([
      200,
      expect.objectContaining({ name: 'mine', owner: name, grants: [{ role: 'admin' }] }),
    ]);
    await server.send('PATCH', `users/${name}`, { body: { grants: [{ role: 'viewer' }] } });
    expect(codeOf(await browser.send('GET', 'tokens'))).toBe('forbidden');
    expect(codeOf(await browser.send('GET', 'products'))).toBe(200);
    expect(codeOf(await withToken(token, 'tokens'))).toBe('forbidden');
    await server.send('PATCH', `users/${name}`, { body: { grants: [{ role: 'admin' }] } });
    expect(codeOf(await withToken(token, 'tokens'))).toBe(200);
  });

  it('that are disabled lose sessions and tokens, and get the tokens back when they are enabled', async () => {
    const name = aName();
    await aPerson(server, name, [{ role: 'admin' }]);
    const browser = await signedIn(name);
    const { token } = (await browser.send('POST', 'tokens', { body: { name: 't', roles: ['viewer'], days: 1 } })).json;
    expect((await server.send('POST', `users/${name}/disable`)).json.state).toBe('disabled');
    expect(codeOf(await withToken(token as string))).toBe('user_disabled');
    expect(codeOf(await browser.send('GET', 'session'))).toBe('user_disabled');
    expect(codeOf(await new BrowserUnderTest(server).signIn(name))).toBe('user_disabled');
    expect(codeOf(await new BrowserUnderTest(server).signIn(name, OTHER))).toBe('wrong_credentials');
    await server.send('POST', `users/${name}/enable`);
    expect([codeOf(await withToken(token as string)), codeOf(await browser.send('GET', 'session'))]).toEqual([
      200,
      'session_ended',
    ]);
    await signedIn(name);
  });

  it('that are deleted take sessions and tokens with them; the name can be given again, to somebody else', async () => {
    const name = aName();
    await aPerson(server, name, [{ role: 'admin' }]);
    const browser = await signedIn(name);
    const { token, id } = (await browser.send('POST', 'tokens', { body: { name: 't', roles: ['viewer'], days: 1 } }))
      .json;
    expect(codeOf(await server.send('DELETE', `users/${name}`))).toBe(200);
    expect([codeOf(await withToken(token as string)), codeOf(await browser.send('GET', 'session'))]).toEqual([
      'token_revoked',
      'session_ended',
    ]);
    expect((await server.send('GET', `tokens/${id}`)).json).toMatchObject({
      state: 'revoked',
      revokedBy: 'test-admin',
    });
    await aPerson(server, name, []);
    expect(codeOf(await withToken(token as string))).toBe('token_revoked');
    expect((await server.send('GET', `users/${name}/sessions`)).json.items).toEqual([]);
  });

  it('that are service accounts have tokens, and never a password or a session', async () => {
    const name = aName();
    const grants = [{ role: 'releaser', project: MOTORS }];
    expect((await server.send('POST', 'users', { body: { name, kind: 'service', grants } })).json).not.toHaveProperty(
      'passwordSecret',
    );
    expect(codeOf(await server.send('POST', `users/${name}/reset-password`))).toBe('user_of_service');
    expect(codeOf(await new BrowserUnderTest(server).signIn(name, ''))).toBe('request_invalid');
    expect(codeOf(await new BrowserUnderTest(server).signIn(name))).toBe('wrong_credentials');
    const body = { name: 'bot', roles: ['operator'], days: 1, owner: name };
    expect((await server.send('POST', 'tokens', { body })).json).toMatchObject({ code: 'forbidden' });
    expect((await server.send('POST', 'tokens', { body: { ...body, roles: ['releaser'] } })).json).toMatchObject({
      code: 'forbidden',
    });
    const { id } = (
      await server.send('POST', 'users', {
        body: { name: `${name}-all`, kind: 'service', grants: [{ role: 'viewer' }] },
      })
    ).json as { id: string };
    expect(id).toBeUndefined();
    const token = await aToken(`${name}-all`);
    expect((await withToken(token.token, 'session')).json).toMatchObject({ name: 'bot', owner: `${name}-all` });
    const next = await server.send('POST', `tokens/${token.id}/rotate`, { body: { days: 1 } });
    expect((await withToken(next.json.token as string, 'session')).json).toMatchObject({ owner: `${name}-all` });
  });

  it('that are people have tokens of their own making only', async () => {
    const [name, other] = [aName(), aName()];
    await aPerson(server, name, [{ role: 'admin' }]);
    await aPerson(server, other, [{ role: 'admin' }]);
    expect(
      codeOf(await server.send('POST', 'tokens', { body: { name: 'x', roles: ['viewer'], days: 1, owner: name } })),
    ).toBe('forbidden');
    expect(
      codeOf(await server.send('POST', 'tokens', { body: { name: 'x', roles: ['viewer'], days: 1, owner: 'ghost' } })),
    ).toBe('user_unknown');
    const browser = await signedIn(name);
    const { id } = (await browser.send('POST', 'tokens', { body: { name: 'x', roles: ['viewer'], days: 1 } })).json;
    expect(codeOf(await (await signedIn(other)).send('POST', `tokens/${id}/rotate`, { body: { days: 1 } }))).toBe(
      'forbidden',
    );
    expect(codeOf(await browser.send('POST', `tokens/${id}/rotate`, { body: { days: 1 } }))).toBe(201);
  });

  it('get every role that is given at the same time, and lose every one that is taken', async () => {
    const roles = ['viewer', 'operator', 'releaser', 'factory', 'approver', 'auditor'];
    const [taken, ...others] = roles;
    await aPerson(server, 'olga', [{ role: taken as 'viewer' }]);
    const answers = await Promise.all([
      ...others.map((role) => server.send('POST', 'users/olga/grants', { body: { role } })),
      server.send('DELETE', `users/olga/grants?role=${taken}`),
      server.send('PATCH', 'users/olga', { body: { displayName: 'Olga' } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const { json } = await server.send('GET', 'users/olga');
    expect([json.displayName, (json.grants as { role: string }[]).map(({ role }) => role).sort()]).toEqual([
      'Olga',
      [...others].sort(),
    ]);
  });

  it('are given roles of a project by its administrator, who has no more to give, and no more to take', async () => {
    const [admin, name] = [aName(), aName()];
    await aPerson(server, admin, [{ role: 'admin', project: MOTORS }]);
    await aPerson(server, name, [{ role: 'viewer' }]);
    const browser = await signedIn(admin);
    const give = (grant: object): Promise<Answer> => browser.send('POST', `users/${name}/grants`, { body: grant });
    const take = (query: string): Promise<Answer> => browser.send('DELETE', `users/${name}/grants?${query}`);
    expect((await give({ role: 'operator', project: MOTORS })).json.grants).toEqual([
      { role: 'viewer' },
      { role: 'operator', project: MOTORS },
    ]);
    for (const grant of [
      { role: 'operator', project: DEFAULT_PROJECT },
      { role: 'viewer' },
      { role: 'installation-admin' },
    ])
      expect(codeOf(await give(grant))).toBe('forbidden');
    expect(codeOf(await take('role=viewer'))).toBe('forbidden');
    expect((await take(`role=operator&project=${MOTORS}`)).json.grants).toEqual([{ role: 'viewer' }]);
    for (const [method, path] of [
      ['GET', 'users'],
      ['GET', `users/${name}`],
      ['POST', 'users'],
      ['PATCH', `users/${name}`],
      ['POST', `users/${name}/disable`],
      ['POST', `users/${name}/reset-password`],
      ['DELETE', `users/${name}`],
    ] as const)
      expect([path, codeOf(await browser.send(method, path, method === 'POST' ? { body: {} } : {}))]).toEqual([
        path,
        'forbidden',
      ]);
  });

  it('are listed oldest first, in pages, by kind', async () => {
    const { items, next } = (await server.send('GET', 'users?limit=2')).json;
    expect([items.length, items[0].name]).toEqual([2, 'Marianne']);
    expect((await server.send('GET', `users?limit=1&after=${next}`)).json.items[0].name).not.toBe(items[1].name);
    const { json } = await server.send('GET', 'users?kind=service&limit=1000');
    expect(json.items.every(({ kind }: { kind: string }) => kind === 'service')).toBe(true);
  });

  it('with a name full of signs are looked for, and not found', async () => {
    for (const name of ['%25', '_arianne', '%5C', "'--", 'Marianne%00', '%EF%BC%AD'])
      expect([name, codeOf(await server.send('GET', `users/${name}`))]).toEqual([name, 'user_unknown']);
  });

  it('that are disabled at one server are refused at another, and their streams of events end there', async () => {
    const other = await server.beside();
    try {
      const name = aName();
      await server.send('POST', 'users', { body: { name, kind: 'service', grants: [{ role: 'viewer' }] } });
      const { token } = await aToken(name);
      const url = await other.listen();
      const stream = await fetch(`${url}/api/v1/events`, { headers: { authorization: `Bearer ${token}` } });
      const ended = stream.text().then(
        () => 'ended',
        () => 'ended',
      );
      expect([stream.status, codeOf(await withToken(token, 'products', other))]).toEqual([200, 200]);
      await server.send('POST', `users/${name}/disable`);
      let answer: unknown = 200;
      for (let tries = 0; answer === 200 && tries < 200; tries++) {
        await sleep(50);
        answer = codeOf(await withToken(token, 'products', other));
      }
      expect([answer, await ended]).toEqual(['user_disabled', 'ended']);
    } finally {
      await other.stop();
    }
  });
});
