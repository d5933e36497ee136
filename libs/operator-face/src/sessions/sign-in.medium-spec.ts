import { Writable } from 'node:stream';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { hash } from '@node-rs/argon2';
import pg from 'pg';

import { judgeSignIn, SIGN_IN_LIMITS } from '@twinbank/access';

import { AuditRefusals } from '../audit/audit-refusals.js';
import { ARGON2 } from '../people/passwords.js';
import { PASSWORD_PLACES } from '../people/password-places.js';
import { aPerson, BrowserUnderTest, PASSWORD } from '../testing/people-under-test.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';

const WRONG = 'not the right one 42';

describe('signing in', () => {
  let server: ServerUnderTest;
  const logged: string[] = [];
  beforeAll(async () => {
    const log = new Writable({ write: (line: Buffer, _encoding, done) => (logged.push(line.toString()), done()) });
    server = await ServerUnderTest.start({ log });
    for (const name of ['ann', 'bob', 'carl', 'dora']) await aPerson(server, name, [{ role: 'viewer' }]);
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  const tries = (name: string, password = WRONG, from = '192.0.2.1'): Promise<Answer> =>
    new BrowserUnderTest(server, from).signIn(name, password);
  const codeOf = ({ json, status }: Answer): unknown => (status === 201 ? 201 : json.code);
  const query = async (text: string): Promise<pg.QueryResult> => {
    const client = new pg.Client(server.connection);
    await client.connect();
    try {
      return await client.query(text);
    } finally {
      await client.end();
    }
  };
  /** Makes the waits that began last as long as they can be, so that they outlast a slow machine. */
  const hold = (): Promise<unknown> => query(`UPDATE sign_in_failures SET last_at = now() + interval '10 minutes'`);
  const forget = (): Promise<unknown> => query('DELETE FROM sign_in_failures');

  it('fails alike with a wrong name and with a wrong password, after the same work', async () => {
    await forget();
    const answers = [await tries('ann'), await tries('nobody')];
    expect(answers.map(({ status, json }) => [status, json.code, json.detail])).toEqual([
      [401, 'wrong_credentials', answers[0]!.json.detail],
      [401, 'wrong_credentials', answers[0]!.json.detail],
    ]);
    const { rows } = await query('SELECT count FROM sign_in_failures ORDER BY count');
    expect(rows.map(({ count }: { count: number }) => count)).toEqual([1, 1, 1, 1, 2]);
  });

  it('is locked for one name from one address after five failures, the right password or not, and says until when', async () => {
    await forget();
    for (let failed = 0; failed < SIGN_IN_LIMITS.pair.free; failed++)
      expect(codeOf(await tries('ann'))).toBe('wrong_credentials');
    await hold();
    for (const password of [WRONG, PASSWORD]) {
      const answer = await tries('ann', password);
      expect(answer).toMatchObject({ status: 429, json: { code: 'identity_locked', facts: { by: 'pair' } } });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    }
    expect(codeOf(await tries('bob', PASSWORD))).toBe(201);
    expect(codeOf(await tries('ann', PASSWORD, '198.51.100.1'))).toBe(201);
    await query(`UPDATE sign_in_failures SET last_at = now() - interval '1 hour'`);
    expect(codeOf(await tries('ann', PASSWORD))).toBe(201);
  });

  it('is locked for a name that nobody has just the same', async () => {
    await forget();
    const codes: unknown[] = [];
    for (let failed = 0; failed < SIGN_IN_LIMITS.pair.free; failed++) codes.push(codeOf(await tries('ghost')));
    await hold();
    expect([...codes, codeOf(await tries('ghost'))]).toEqual([
      ...Array<string>(SIGN_IN_LIMITS.pair.free).fill('wrong_credentials'),
      'identity_locked',
    ]);
  });

  it('counts attempts that come at the same time, however many', async () => {
    await forget();
    const nowMs = Date.now();
    const attempt = { keys: { pair: 'p', name: 'n', address: 'a' }, name: 'x', network: '192.0.2.9', nowMs };
    const verdicts = await Promise.all(
      Array.from({ length: 40 }, () =>
        server.database.signInFailures.count(attempt, (history) => judgeSignIn(history, nowMs)),
      ),
    );
    expect(verdicts.filter(({ allowed }) => allowed).length).toBe(SIGN_IN_LIMITS.pair.free);
  });

  it('from an address that tries many names waits, but not for somebody who has signed in from there before', async () => {
    await forget();
    const nat = '203.0.113.5';
    expect(codeOf(await tries('ann', PASSWORD, nat))).toBe(201);
    const codes: unknown[] = [];
    for (let name = 1; name < SIGN_IN_LIMITS.address.free; name++)
      codes.push(codeOf(await tries(`name-${name}`, WRONG, nat)));
    expect(new Set(codes)).toEqual(new Set(['wrong_credentials']));
    expect(codeOf(await tries('bob', WRONG, nat))).toBe('wrong_credentials');
    await hold();
    expect(codeOf(await tries('dora', PASSWORD, nat))).toBe('identity_locked');
    expect(codeOf(await tries('ann', PASSWORD, nat))).toBe(201);
    expect(codeOf(await tries('dora', PASSWORD, '203.0.113.6'))).toBe(201);
  });

  it('hashes a few passwords at a time, and refuses more than can wait, from one address before all', async () => {
    await forget();
    const answers = await Promise.all(
      Array.from({ length: 3 * PASSWORD_PLACES.ofOneNetwork }, (_, index) =>
        tries(`crowd-${index}`, WRONG, '192.0.2.77'),
      ),
    );
    const codes = answers.map(codeOf);
    expect(codes.filter((code) => code === 'overloaded').length).toBe(2 * PASSWORD_PLACES.ofOneNetwork);
    const refused = answers.find(({ status }) => status === 503)!;
    expect(refused.headers['retry-after']).toBe('1');
    expect(codeOf(await tries('bob', PASSWORD, '192.0.2.78'))).toBe(201);
  });

  it.each([
    [{ name: 'ann' }],
    [{ name: 'ann', password: '' }],
    [{ name: '', password: PASSWORD }],
    [{ name: ['ann'], password: PASSWORD }],
    [{ name: 'ann', password: { $ne: '' } }],
    [{ name: 'ann', password: 'x'.repeat(5000) }],
    [{ name: 'x'.repeat(5000), password: PASSWORD }],
    [{ name: 'ann', password: PASSWORD, user: 'ann' }],
  ])('refuses what is no name and password before any work: %#', async (body) => {
    const find = jest.spyOn(server.database.users, 'find');
    expect((await server.send('POST', 'session', { scope: 'none', body })).json.code).toBe('request_invalid');
    expect(find).not.toHaveBeenCalled();
    find.mockRestore();
  });

  it.each([`ann' OR '1'='1`, 'ann%', 'an_', 'ann '])('takes no name for another: %j', async (name) => {
    expect(codeOf(await tries(name, PASSWORD, '192.0.2.200'))).toBe('wrong_credentials');
  });

  it('leaves failures in the audit log, with the name where somebody has it, and nothing of one that nobody has', async () => {
    await forget();
    await tries('ann', WRONG, '192.0.2.50');
    await tries('hunter2-typed-into-the-wrong-field', WRONG, '192.0.2.51');
    await server.seal();
    const { items } = (await server.send('GET', 'audit?action=POST session&limit=1000')).json as {
      items: { actor?: { address: string } }[];
    };
    const from = (address: string): object | undefined => items.find(({ actor }) => actor?.address === address);
    expect(from('192.0.2.50')).toMatchObject({ object: 'users/ann', outcome: 'refused', code: 'wrong_credentials' });
    expect(from('192.0.2.51')).toMatchObject({ object: 'session', outcome: 'refused', code: 'wrong_credentials' });
  });

  it('renews a hash that was made with other parameters, once, and not with a wrong password', async () => {
    await forget();
    const stored = async (): Promise<string> =>
      (await query(`SELECT password_hash AS hash FROM users WHERE name = 'carl'`)).rows[0].hash as string;
    const weaker = await hash(PASSWORD, { ...ARGON2, memoryCost: 8 * 1024, timeCost: 1 });
    await query(`UPDATE users SET password_hash = '${weaker}' WHERE name = 'carl'`);
    expect(codeOf(await tries('carl'))).toBe('wrong_credentials');
    expect(await stored()).toBe(weaker);
    expect(codeOf(await tries('carl', PASSWORD))).toBe(201);
    const renewed = await stored();
    expect(renewed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(codeOf(await tries('carl', PASSWORD))).toBe(201);
    expect(await stored()).toBe(renewed);
  });

  it('works, too, where a hash cannot be renewed', async () => {
    await forget();
    const weaker = await hash(PASSWORD, { ...ARGON2, timeCost: 1 });
    await query(`UPDATE users SET password_hash = '${weaker}' WHERE name = 'carl'`);
    const failing = jest.spyOn(server.database.users, 'renewHash').mockRejectedValueOnce(new Error('no database'));
    expect(codeOf(await tries('carl', PASSWORD))).toBe(201);
    expect(failing).toHaveBeenCalledTimes(1);
    failing.mockRestore();
  });

  it('leaves no password, no secret and no cookie in any log or table', async () => {
    await forget();
    const made = await server.send('POST', 'users', { body: { name: 'eve' } });
    const secrets = [PASSWORD, WRONG, made.json.passwordSecret as string, 'hunter2-typed-into-the-wrong-field'];
    await server.send('POST', 'passwords', { scope: 'none', body: { secret: secrets[2], password: PASSWORD } });
    const browser = new BrowserUnderTest(server);
    await browser.signIn('eve');
    secrets.push(browser.cookie!.split('=')[1]!, browser.csrfToken!);
    await browser.send('POST', 'session/password', { body: { old: PASSWORD, password: 'another one, much better' } });
    await browser.send('POST', 'session/password', { body: { old: WRONG, password: PASSWORD } });
    await server.send('GET', `users/${secrets[2]}`);
    await server.send('GET', `products?${secrets[4]}`);
    await server.send('POST', 'users', { body: { name: 'fay', password: 'password1234' } });
    secrets.push('another one, much better', 'password1234');
    await server.get(AuditRefusals).flush();
    const tables = (
      await query(`SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`)
    ).rows as { name: string }[];
    const kept: [string, string][] = [['log', logged.join('')]];
    for (const { name } of tables)
      kept.push([name, JSON.stringify((await query(`SELECT to_jsonb(t) AS row FROM "${name}" t`)).rows)]);
    expect(logged.length).toBeGreaterThan(20);
    for (const [place, text] of kept)
      for (const secret of secrets) expect([place, secret, text.includes(secret)]).toEqual([place, secret, false]);
  });
});
