import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';

import { parseGroupGrants, type GroupGrants } from '@twinbank/access';
import { CLOCK } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';

import { aPerson, BrowserUnderTest, PASSWORD } from '../testing/people-under-test.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';
import { SIGN_IN_MS_MAX } from './sign-in-state.js';
import { CLIENT, PUBLIC_URL, RealIssuer } from './testing/real-issuer.js';

const GROUPS = '{"ops": ["operator@motors", "viewer"], "ghosts": ["viewer@ghost"], "bosses": ["installation-admin"]}';

/** A browser with the cookies of this server. */
class Visitor {
  readonly cookies = new Map<string, string>();

  constructor(readonly server: ServerUnderTest) {}

  async get(path: string, at = this.server, accept?: string): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(cookie && { cookie }), ...(accept !== undefined && { accept }) };
    const answer = await at.send('GET', path, { scope: 'none', headers });
    for (const line of [answer.headers['set-cookie']].flat().filter((one) => typeof one === 'string')) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/Max-Age=0(;|$)/.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return answer;
  }
}

const pathOf = ({ pathname, search }: URL): string => `${pathname}${search}`;

describe('signing in at an identity provider', () => {
  let issuer: RealIssuer;
  let server: ServerUnderTest;
  let sql: pg.Client;
  const logged: string[] = [];
  beforeAll(async () => {
    issuer = await RealIssuer.start();
    const log = new Writable({ write: (line: Buffer, _encoding, done) => (logged.push(line.toString()), done()) });
    const oidc = {
      issuer: issuer.url,
      ...{ clientId: CLIENT.id, clientSecret: CLIENT.secret },
      ...{ scopes: 'openid profile email groups', groupsClaim: 'groups', label: 'Example Inc.' },
      groupGrants: parseGroupGrants(GROUPS) as GroupGrants,
    };
    server = await ServerUnderTest.start({ log, settings: { oidc, publicUrl: PUBLIC_URL } });
    sql = new pg.Client(server.connection);
    await sql.connect();
    await server.send('POST', 'projects', { body: { name: 'motors' } });
  }, SERVER_START_MS);
  afterAll(async () => {
    await sql.end();
    await server.stop();
    await issuer.stop();
  });

  const person = (id: string, groups: readonly string[], more: object = {}): unknown =>
    issuer.accounts.set(id, {
      preferred_username: id,
      name: `${id} Smith`,
      email: `${id}@example.org`,
      groups,
      ...more,
    });
  /** Begins a sign-in and lets the issuer do its part. Returns where the browser is sent back to. */
  const begun = async (visitor: Visitor, login: string | undefined, path = 'session/oidc'): Promise<URL> => {
    const { status, headers } = await visitor.get(path);
    expect(status).toBe(302);
    return issuer.visit(String(headers['location']), login);
  };
  const signIn = async (login: string, visitor = new Visitor(server)): Promise<Answer> =>
    visitor.get(pathOf(await begun(visitor, login)));
  const grantsOf = async (name: string): Promise<string[]> =>
    ((await server.send('GET', `users/${name}`)).json.grants as { role: string; project?: string }[]).map(
      ({ role, project }) => (project === undefined ? role : `${role}@${project}`),
    );
  const audited = async (query: string): Promise<Record<string, unknown>[]> => {
    await server.seal();
    return (await server.send('GET', `audit?limit=1000&${query}`)).json.items as Record<string, unknown>[];
  };

  it('makes the person with the roles of their groups, begins a session, and goes where the browser wanted to', async () => {
    person('ann', ['ops', 'unmapped', 'ghosts']);
    const visitor = new Visitor(server);
    const start = await visitor.get('session/oidc?return=/docs%3Ftab=1');
    const location = new URL(String(start.headers['location']));
    expect([location.origin, Object.fromEntries(location.searchParams)]).toEqual([
      issuer.url,
      {
        ...{ client_id: CLIENT.id, response_type: 'code', scope: 'openid profile email groups' },
        redirect_uri: `${PUBLIC_URL}/api/v1/session/oidc/callback`,
        code_challenge: expect.stringMatching(/^[\w-]{43}$/),
        code_challenge_method: 'S256',
        ...{ state: expect.stringMatching(/^[\w-]{43}$/), nonce: expect.stringMatching(/^[\w-]{43}$/) },
      },
    ]);
    expect(String(start.headers['set-cookie'])).toMatch(
      /^__Host-twinbank-sign-in=[\w.-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
    );
    const back = await issuer.visit(location.href, 'ann');
    const answer = await visitor.get(pathOf(back));
    expect([answer.status, answer.headers['location']]).toEqual([302, '/docs?tab=1']);
    expect([answer.headers['set-cookie']].flat()).toEqual([
      expect.stringMatching(/^__Host-twinbank-sign-in=; .*Max-Age=0/),
      expect.stringMatching(/^__Host-twinbank=tbs_\w+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure$/),
    ]);
    expect((await visitor.get('session')).json).toMatchObject({
      ...{ name: 'ann', by: 'session', csrfToken: expect.any(String) },
      grants: [{ role: 'operator', project: 'motors' }, { role: 'viewer' }],
    });
    expect((await visitor.get('users/ann/sessions')).json.items).toMatchObject([{ method: 'oidc', current: true }]);
    expect((await server.send('GET', 'users/ann')).json).toMatchObject({
      ...{ displayName: 'ann Smith', email: 'ann@example.org', signsInBy: 'oidc', issuer: issuer.url },
      state: 'active',
    });
    const entries = await audited('actor=ann');
    expect(entries.map(({ action, object }) => [action, String(object).split('/').slice(0, 2).join('/')])).toEqual([
      ['session_started', 'users/ann'],
      ['user_created', 'users/ann'],
    ]);
    expect(logged.join('')).toContain('groups give roles in projects that do not exist');
  });

  it('takes roles that groups give no longer, and leaves those that were given by hand', async () => {
    person('bea', ['ops']);
    await signIn('bea');
    expect(await grantsOf('bea')).toEqual(['operator@motors', 'viewer']);
    await server.send('POST', 'users/bea/grants', { body: { role: 'releaser', project: 'motors' } });
    await server.send('POST', 'users/bea/grants', { body: { role: 'viewer' } });
    person('bea', []);
    await signIn('bea');
    expect(await grantsOf('bea')).toEqual(['viewer', 'releaser@motors']);
    person('bea', ['ops']);
    await signIn('bea');
    expect(await grantsOf('bea')).toEqual(['viewer', 'releaser@motors', 'operator@motors']);
    const sent = (await server.send('GET', 'users/bea')).json.grants as object[];
    await server.send('PATCH', 'users/bea', { body: { grants: sent } });
    person('bea', ['bosses'], { name: 'Bea Miller' });
    await signIn('bea');
    expect(await grantsOf('bea')).toEqual(['viewer', 'releaser@motors', 'installation-admin']);
    expect((await audited('object=users/bea&action=user_changed'))[0]).toMatchObject({
      actor: { name: 'bea' },
      before: { displayName: 'bea Smith' },
      after: { displayName: 'Bea Miller' },
    });
  });

  it('holds new roles for sessions and tokens at once', async () => {
    person('cleo', ['ops']);
    const visitor = new Visitor(server);
    await signIn('cleo', visitor);
    person('cleo', []);
    await signIn('cleo');
    expect((await visitor.get('session')).json.grants).toEqual([]);
    expect((await visitor.get('products')).status).toBe(403);
  });

  it('never takes anybody for a local user, whatever name and e-mail address the issuer says', async () => {
    await aPerson(server, 'dora', [{ role: 'installation-admin' }]);
    await server.send('PATCH', 'users/dora', { body: { email: 'dora@example.org' } });
    person('x-1', ['ops'], { preferred_username: 'DORA', email: 'dora@example.org' });
    person('x-2', ['ops'], { preferred_username: 'dora@elsewhere.example' });
    const names: unknown[] = [];
    for (const id of ['x-1', 'x-2', 'x-1']) {
      const visitor = new Visitor(server);
      await signIn(id, visitor);
      const { json } = await visitor.get('session');
      names.push(json.name);
      expect(json.grants).toEqual([{ role: 'operator', project: 'motors' }, { role: 'viewer' }]);
    }
    expect(names).toEqual(['DORA-2', 'dora-3', 'DORA-2']);
  });

  it('makes one person of two sign-ins at the same time', async () => {
    person('eve', ['ops']);
    const visitors = [new Visitor(server), new Visitor(server), new Visitor(server)];
    const backs = await Promise.all(visitors.map((visitor) => begun(visitor, 'eve')));
    const answers = await Promise.all(visitors.map((visitor, index) => visitor.get(pathOf(backs[index]!))));
    expect(answers.map(({ status }) => status)).toEqual([302, 302, 302]);
    const { rows } = await sql.query<{ name: string }>(`SELECT name FROM users WHERE subject = 'eve'`);
    expect(rows).toEqual([{ name: 'eve' }]);
  });

  it('keeps a disabled person out, and says so in the audit log', async () => {
    person('finn', ['ops']);
    await signIn('finn');
    await server.send('POST', 'users/finn/disable');
    const visitor = new Visitor(server);
    expect(await signIn('finn', visitor)).toMatchObject({ status: 403, json: { code: 'user_disabled' } });
    expect([...visitor.cookies.keys()]).toEqual([]);
    expect(await audited('object=users/finn&outcome=refused')).toMatchObject([
      { action: 'GET session/oidc/callback', code: 'user_disabled', actor: { kind: 'stranger' } },
    ]);
    await server.send('POST', 'users/finn/enable');
    expect((await signIn('finn')).status).toBe(302);
  });

  it('refuses somebody new to whom no group gives a role, and makes no user of them', async () => {
    person('gus', ['unmapped']);
    expect(await signIn('gus')).toMatchObject({ status: 403, json: { code: 'oidc_without_role' } });
    expect((await server.send('GET', 'users/gus')).status).toBe(404);
    expect((await audited('outcome=refused'))[0]).toMatchObject({ code: 'oidc_without_role' });
  });

  it('goes on at another server', async () => {
    const other = await server.beside();
    try {
      person('hal', ['ops']);
      const visitor = new Visitor(server);
      const back = await begun(visitor, 'hal');
      expect((await visitor.get(pathOf(back), other)).status).toBe(302);
      expect((await visitor.get('session', server)).json.name).toBe('hal');
    } finally {
      await other.stop();
    }
  });

  it('takes an answer of the issuer once, from the browser that asked', async () => {
    person('ida', ['ops']);
    const visitor = new Visitor(server);
    const back = pathOf(await begun(visitor, 'ida'));
    const kept = new Map(visitor.cookies);
    expect(await new Visitor(server).get(back)).toMatchObject({ status: 401, json: { code: 'oidc_state_invalid' } });
    const another = new Visitor(server);
    await another.get('session/oidc');
    expect((await another.get(back)).json.code).toBe('oidc_state_invalid');
    expect((await visitor.get(back.replace(/state=[^&]*/, 'state=x'))).json.code).toBe('oidc_state_invalid');
    expect((await visitor.get(back.replace(/state=[^&]*&?/, ''))).json.code).toBe('oidc_state_invalid');
    expect((await visitor.get(`${back}&session_state=unknown-to-us`)).status).toBe(302);
    expect((await visitor.get(back)).json.code).toBe('oidc_state_invalid');
    const thief = new Visitor(server);
    for (const [name, value] of kept) thief.cookies.set(name, value);
    expect(await thief.get(back)).toMatchObject({
      status: 403,
      json: { code: 'oidc_refused', facts: { error: 'invalid_grant' } },
    });
    expect((await audited('outcome=refused&action=GET session/oidc/callback')).map(({ code }) => code)).toEqual(
      expect.arrayContaining(['oidc_state_invalid', 'oidc_refused']),
    );
  });

  it('takes no code that the issuer made for another client, and no answer of another issuer', async () => {
    person('jo', ['ops']);
    const visitor = new Visitor(server);
    const start = new URL(String((await visitor.get('session/oidc')).headers['location']));
    start.searchParams.set('client_id', 'other');
    const back = pathOf(await issuer.visit(start.href, 'jo'));
    expect((await visitor.get(back)).json).toMatchObject({ code: 'oidc_refused', facts: { error: 'invalid_grant' } });
    const again = new Visitor(server);
    const own = pathOf(await begun(again, 'jo'));
    expect((await again.get(own.replace(/iss=[^&]*/, 'iss=https%3A%2F%2Fevil.example'))).json.code).toBe(
      'oidc_token_invalid',
    );
  });

  it('is over after ten minutes', async () => {
    person('kim', ['ops']);
    const visitor = new Visitor(server);
    const back = pathOf(await begun(visitor, 'kim'));
    const clock = server.app.get<Clock>(CLOCK, { strict: false });
    const later = Date.now() + SIGN_IN_MS_MAX + 1000;
    const late = jest.spyOn(clock, 'nowMs').mockReturnValue(later);
    const answer = await visitor.get(back);
    late.mockRestore();
    expect(answer).toMatchObject({ status: 401, json: { code: 'oidc_state_expired' } });
  });

  it('says so where the person gives up at the issuer', async () => {
    const visitor = new Visitor(server);
    const back = await begun(visitor, undefined);
    expect((await visitor.get(pathOf(back))).json).toMatchObject({
      code: 'oidc_refused',
      facts: { error: 'access_denied' },
    });
  });

  it('shows a person in a browser why they are not signed in, and the way back, as it was refused to programs', async () => {
    const visitor = new Visitor(server);
    const back = pathOf(await begun(visitor, undefined));
    const page = await visitor.get(back, server, 'text/html,application/xhtml+xml,*/*;q=0.8');
    expect([page.status, page.headers['content-type'], [...visitor.cookies.keys()]]).toEqual([
      ...[403, 'text/html; charset=utf-8', []],
    ]);
    expect(page.text).toMatch(/<code>oidc_refused<\/code>.*<a href="\/">/);
    const policy = String(page.headers['content-security-policy']);
    const style = createHash('sha256')
      .update(/<style>(.*)<\/style>/.exec(page.text)![1]!)
      .digest('base64');
    expect(policy).toContain(`default-src 'none'; style-src 'sha256-${style}';`);
    expect((await audited('outcome=refused&action=GET session/oidc/callback'))[0]).toMatchObject({
      code: 'oidc_refused',
    });
    const wrong = await visitor.get('session/oidc?return=//evil.example', server, 'text/html');
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('request_invalid')]);
  });

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    'docs',
    '/%09/evil.example',
    `/${'x'.repeat(600)}`,
  ])('goes to no other host afterwards: %s', async (path) => {
    const answer = await new Visitor(server).get(
      `session/oidc?return=${path.startsWith('/%') ? path : encodeURIComponent(path)}`,
    );
    expect(answer).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
    expect(answer.headers['location']).toBeUndefined();
  });

  it('is one of two ways in, and gives nobody a password', async () => {
    expect((await new Visitor(server).get('session/ways')).json).toEqual({
      ways: [
        { method: 'password', label: 'Name and password', address: '/api/v1/session' },
        { method: 'oidc', label: 'Example Inc.', address: '/api/v1/session/oidc' },
      ],
    });
    expect(await server.send('POST', 'users/ann/reset-password')).toMatchObject({
      status: 409,
      json: { code: 'user_of_issuer' },
    });
    const tried = await new BrowserUnderTest(server, '192.0.2.99').signIn('ann', 'x');
    expect(tried).toMatchObject({ status: 401, json: { code: 'wrong_credentials' } });
  });

  it('leaves no client secret, code, token or cookie in any log or table', async () => {
    person('lea', ['ops']);
    const visitor = new Visitor(server);
    const back = await begun(visitor, 'lea');
    const secrets = [CLIENT.secret, back.searchParams.get('code')!, ...visitor.cookies.values()];
    await visitor.get(pathOf(back));
    await visitor.get(pathOf(back));
    secrets.push(...visitor.cookies.values());
    await audited('');
    const { rows: tables } = await sql.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`,
    );
    const kept: [string, string][] = [['log', logged.join('')]];
    for (const { name } of tables)
      kept.push([name, JSON.stringify((await sql.query(`SELECT to_jsonb(t) AS row FROM "${name}" t`)).rows)]);
    expect([logged.length > 20, secrets.length]).toEqual([true, 4]);
    for (const [place, text] of kept)
      for (const secret of secrets) expect([place, secret, text.includes(secret)]).toEqual([place, secret, false]);
  });
});

describe('a server without an identity provider', () => {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  it('says so', async () => {
    for (const path of ['session/oidc', 'session/oidc/callback?code=x&state=y'])
      expect(await server.send('GET', path, { scope: 'none' })).toMatchObject({
        status: 404,
        json: { code: 'oidc_disabled' },
      });
    expect((await server.send('GET', 'session/ways', { scope: 'none' })).json.ways).toMatchObject([
      { method: 'password' },
    ]);
  });

  it('says that there is no person until there is one, and lets nobody make one without a token', async () => {
    const first = async (): Promise<unknown> =>
      (await server.send('GET', 'session/ways', { scope: 'none' })).json.firstPerson;
    const body = { name: 'ann', password: PASSWORD, grants: [{ role: 'admin' }] };
    expect(await server.send('POST', 'users', { body: { name: 'bot', kind: 'service' } })).toMatchObject({
      status: 201,
    });
    expect(await first()).toBe(true);
    expect(await server.send('POST', 'users', { scope: 'none', body })).toMatchObject({
      status: 401,
      json: { code: 'unauthorized' },
    });
    expect(await first()).toBe(true);
    expect((await server.send('POST', 'users', { body })).status).toBe(201);
    expect(await first()).toBeUndefined();
    await server.send('POST', 'users/ann/disable');
    expect(await first()).toBeUndefined();
  });
});
