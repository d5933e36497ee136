import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';

import { csrfTokenOf } from '@twinbank/keys';

import { aPerson, BrowserUnderTest, PASSWORD } from '../testing/people-under-test.js';
import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';

const PRODUCT = { name: 'motor', part: 'STM32G484', hardware: ['A'], finishPolicy: 'mirror' };

describe('sessions of browsers', () => {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    await aPerson(server, 'ann', [{ role: 'admin' }]);
    await aPerson(server, 'bob', [{ role: 'viewer' }]);
    await aPerson(server, 'carl', [{ role: 'installation-admin' }]);
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  const browser = async (name = 'ann'): Promise<BrowserUnderTest> => {
    const made = new BrowserUnderTest(server);
    expect(await made.signIn(name)).toMatchObject({ status: 201 });
    return made;
  };
  const reads = async (who: BrowserUnderTest): Promise<unknown> => {
    const { status, json } = await who.send('GET', 'products');
    return status === 200 ? 200 : json.code;
  };
  const query = async (text: string, values: unknown[] = []): Promise<pg.QueryResult> => {
    const client = new pg.Client(server.connection);
    await client.connect();
    try {
      return await client.query(text, values);
    } finally {
      await client.end();
    }
  };

  it('begin with name and password, in whatever case the name is written, and let people do what their roles allow', async () => {
    const made = new BrowserUnderTest(server);
    const { status, headers, json } = await made.signIn('ANN');
    expect([status, headers['location']]).toEqual([201, '/api/v1/session']);
    expect(json).toEqual({
      name: 'ann',
      by: 'session',
      session: expect.any(String),
      grants: [{ role: 'admin' }],
      expires: expect.any(String),
      csrfToken: expect.any(String),
    });
    expect((await made.send('GET', 'session')).json).toEqual(json);
    expect((await made.send('POST', 'products', { body: PRODUCT })).status).toBe(201);
    expect((await made.send('GET', 'audit/export')).status).toBe(403);
  });

  it('are in a cookie that no script can read and no other site has sent, of which only the hash is kept', async () => {
    const made = new BrowserUnderTest(server);
    const { headers, text } = await made.signIn('ann');
    expect(headers['set-cookie']).toMatch(
      /^twinbank=tbs_[0-9A-Za-z]{36}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    );
    const secret = made.cookie!.split('=')[1]!;
    expect(text).not.toContain(secret);
    for (const table of ['browser_sessions', 'events', 'audit_entries', 'users']) {
      const { rows } = await query(`SELECT to_jsonb(t) AS row FROM ${table} t`);
      expect([table, JSON.stringify(rows).includes(secret)]).toEqual([table, false]);
    }
  });

  it('are new at each sign-in: what the browser sent before is worth nothing, and ends', async () => {
    const victim = new BrowserUnderTest(server);
    victim.cookie = 'twinbank=tbs_chosenByAnAttacker0000000000000000000000';
    await victim.signIn('ann');
    const [first, before] = [victim.cookie, victim.at(server)];
    expect(first).not.toContain('chosenByAnAttacker');
    await victim.signIn('ann');
    expect(victim.cookie).not.toBe(first);
    expect([await reads(before), await reads(victim)]).toEqual(['session_ended', 200]);
  });

  it.each([
    ['without the header', {}],
    ['with a header of another session', { 'x-csrf-token': csrfTokenOf('tbs_other') }],
    ['from a page of another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['from a page of a neighbour', { 'sec-fetch-site': 'same-site' }],
    ['from a page in a sandbox', { origin: 'null' }],
  ])('change nothing by a request that a browser was made to send %s', async (_, forged: Record<string, string>) => {
    const made = await browser();
    if (!('origin' in forged) && !('sec-fetch-site' in forged)) made.csrfToken = undefined;
    const requests = [
      ['POST', 'products'],
      ['DELETE', 'session'],
      ['POST', 'session/password'],
      ['PATCH', 'users/bob'],
      ['DELETE', `users/ann/sessions`],
    ] as const;
    for (const [method, path] of requests) {
      const body = path === 'products' ? { ...PRODUCT, name: 'forged' } : {};
      expect([path, (await made.send(method, path, { body, headers: forged })).json]).toMatchObject([
        path,
        { code: 'request_forged', status: 403 },
      ]);
    }
    expect(await reads(made)).toBe(200);
    expect((await server.send('GET', 'products/forged')).status).toBe(404);
  });

  it('are not begun, and no password is set, from a page of another site, nor by a form', async () => {
    const made = new BrowserUnderTest(server);
    for (const path of ['session', 'passwords']) {
      const body = path === 'session' ? { name: 'ann', password: PASSWORD } : { secret: 'tbp_x', password: PASSWORD };
      const headers = { origin: 'https://evil.example' };
      expect((await made.send('POST', path, { body, headers })).json.code).toBe('request_forged');
      for (const type of ['text/plain', 'application/x-www-form-urlencoded'])
        expect(
          (await made.send('POST', path, { body: JSON.stringify(body), headers: { 'content-type': type } })).status,
        ).toBe(415);
    }
    expect(made.cookie).toBeUndefined();
  });

  it('do not help a request with a token: that one decides, and needs no header', async () => {
    const made = await browser('bob');
    const headers = { authorization: `Bearer ${await server.token('admin')}` };
    made.csrfToken = undefined;
    expect((await made.send('GET', 'session', { headers })).json).toMatchObject({ by: 'token', name: 'test-admin' });
    expect((await made.send('DELETE', 'session', { headers })).json.code).toBe('session_missing');
    expect((await made.send('GET', 'products', { headers: { authorization: 'Bearer junk' } })).json.code).toBe(
      'token_invalid',
    );
  });

  it('end when people sign out, and when they end them elsewhere; those of others need a role', async () => {
    const [one, two, bob, admin] = [await browser(), await browser(), await browser('bob'), await browser('carl')];
    const { json: list } = await one.send('GET', 'users/ann/sessions?limit=2');
    expect(list.items.map(({ current }: { current: boolean }) => current)).toEqual([false, true]);
    const [{ id }] = list.items as [{ id: string }];
    expect((await bob.send('GET', 'users/ann/sessions')).json.code).toBe('forbidden');
    expect((await bob.send('GET', 'users/ghost/sessions')).json.code).toBe('forbidden');
    expect((await bob.send('DELETE', `users/ann/sessions/${id}`)).json.code).toBe('forbidden');
    expect((await bob.send('DELETE', `users/bob/sessions/${id}`)).json.code).toBe('session_unknown');
    expect([(await one.send('DELETE', `users/ann/sessions/${id}`)).json, await reads(two)]).toEqual([
      { count: 1 },
      'session_ended',
    ]);
    expect((await one.send('DELETE', `users/ann/sessions/${id}`)).json).toEqual({ count: 0 });
    const out = one.at(server);
    expect((await one.send('DELETE', 'session')).headers['set-cookie']).toMatch(/^twinbank=; .*Max-Age=0/);
    expect([one.cookie, await reads(out)]).toEqual([undefined, 'session_ended']);
    expect((await admin.send('DELETE', 'users/bob/sessions')).json.count).toBeGreaterThan(0);
    expect(await reads(bob)).toBe('session_ended');
  });

  it('end without use, and at their age, whichever is first', async () => {
    const [idle, old] = [await browser('bob'), await browser('bob')];
    const idOf = async (who: BrowserUnderTest): Promise<string> => (await who.send('GET', 'session')).json.session;
    const ids = [await idOf(idle), await idOf(old)];
    await query(`UPDATE browser_sessions SET last_used_at = now() - interval '61 minutes' WHERE id = $1`, [ids[0]]);
    await query(`UPDATE browser_sessions SET expires_at = now() - interval '1 second' WHERE id = $1`, [ids[1]]);
    while ((await reads(idle)) === 200 || (await reads(old)) === 200) await sleep(50);
    expect([await reads(idle), await reads(old)]).toEqual(['session_expired', 'session_expired']);
  });

  it('cost one read a second at most, however often they are used', async () => {
    const made = await browser();
    const read = jest.spyOn(server.database.browserSessions, 'byHash');
    const startMs = performance.now();
    for (let times = 0; times < 20; times++) await reads(made);
    expect(read.mock.calls.length).toBeLessThanOrEqual(1 + Math.ceil((performance.now() - startMs) / 1000));
    read.mockRestore();
  });

  it.each(['', 'x', 'tbs_', 'tbs_777777777777777777777777777777000000', `tbs_${'7'.repeat(60)}`, '%00', 'tbk_x'])(
    'are none with the cookie %j',
    async (value) => {
      const made = new BrowserUnderTest(server);
      made.cookie = `twinbank=${value}`;
      expect(await reads(made)).toBe('session_ended');
      expect(await made.signIn('ann')).toMatchObject({ status: 201 });
    },
  );

  it('are none where a neighbouring host has set a second cookie of the name', async () => {
    const made = await browser();
    made.cookie = `${made.cookie}; ${made.cookie}`;
    expect(await reads(made)).toBe('unauthorized');
  });

  it('leave who signed in, and out, in the audit log', async () => {
    const made = await browser();
    const { json } = await made.send('GET', 'session');
    await made.send('DELETE', 'session');
    await server.seal();
    const { items } = (await server.send('GET', `audit?object=users/ann/sessions/${json.session}`)).json;
    expect(items).toMatchObject([
      {
        action: 'session_ended',
        actor: { kind: 'operator', name: 'ann', session: json.session, address: '127.0.0.1' },
      },
      { action: 'session_started', actor: { name: 'ann', session: json.session }, after: { method: 'password' } },
    ]);
  });

  describe('beside another server', () => {
    let other: ServerUnderTest;
    beforeAll(async () => {
      other = await server.beside();
    }, SERVER_START_MS);
    afterAll(() => other.stop());

    it('hold at both, and end at both; so do streams of events under them', async () => {
      const made = await browser();
      const there = made.at(other);
      expect(await reads(there)).toBe(200);
      const url = await other.listen();
      const stream = await fetch(`${url}/api/v1/events`, { headers: { cookie: made.cookie! } });
      expect(stream.status).toBe(200);
      const ended = stream.text().then(
        () => 'ended',
        () => 'ended',
      );
      await made.send('DELETE', 'session');
      while ((await reads(there)) === 200) await sleep(50);
      expect([await reads(there), await ended]).toEqual(['session_ended', 'ended']);
    });
  });
});

describe('over TLS', () => {
  it('the cookie is bound to the host, and pages of other origins are refused', async () => {
    const server = await ServerUnderTest.start({ settings: { publicUrl: 'https://bank.example' } });
    try {
      await aPerson(server, 'ann', [{ role: 'viewer' }]);
      const made = new BrowserUnderTest(server);
      const { headers } = await made.signIn('ann');
      expect(headers['set-cookie']).toMatch(/^__Host-twinbank=tbs_\w+; Path=\/; .*; SameSite=Strict; Secure$/);
      expect((await made.send('GET', 'session')).status).toBe(200);
      for (const [origin, status] of [
        ['https://bank.example', 200],
        ['http://bank.example', 403],
        ['http://localhost', 403],
      ] as const)
        expect([
          origin,
          (await made.send('DELETE', 'users/ann/sessions/x', { headers: { origin } })).json.status ?? 200,
        ]).toEqual([origin, status === 200 ? 404 : 403]);
      made.cookie = made.cookie!.replace('__Host-', '');
      expect((await made.send('GET', 'session')).status).toBe(401);
    } finally {
      await server.stop();
    }
  });
});
