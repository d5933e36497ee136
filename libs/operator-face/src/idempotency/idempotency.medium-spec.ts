import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { SERVER, type Grant } from '@twinbank/access';
import { aCommand, TEST_DATABASE_KINDS, TEST_DATABASES } from '@twinbank/database/testing/test-database';

import { OperatorTokensService } from '../auth/operator-tokens.service.js';
import { anImage } from '../testing/an-image.js';
import { aForm } from '../testing/forms.js';
import { aPerson, BrowserUnderTest } from '../testing/people-under-test.js';
import { startBehindCutter, type ServerBehindCutter } from '../testing/server-behind-cutter.js';
import { SERVER_START_MS, ServerUnderTest, type Answer, type Sent } from '../testing/server-under-test.js';

const SPRING = { name: 'spring', product: 'motor', release: '1.0.0', terms: { mode: 'reset' } };

/** What both groups of tests begin with: a token, and a product with a release. */
async function furnished(server: ServerUnderTest): Promise<string> {
  const order = { name: 'build-server', roles: ['installation-admin' as const], days: 1 };
  const { token } = await server.get(OperatorTokensService).issue(order, SERVER);
  await server.send('POST', 'products', { body: { name: 'motor', part: 'STM32G484', hardware: ['A'] } });
  const form = aForm({ version: '1.0.0', counter: 1 }, { image: anImage('STM32G484') });
  await server.send('POST', 'products/motor/releases', form);
  await server.database.devices.provision(
    [{ id: 'motor-1', product: 'motor', hardware: 'A', keyEpoch: 1 }],
    aCommand(),
  );
  return token;
}

const sending =
  (server: ServerUnderTest, token: string) =>
  (path: string, key: string, body?: object, { headers, ...rest }: Sent = {}): Promise<Answer> =>
    server.send('POST', path, {
      ...(body && { body }),
      ...rest,
      headers: { authorization: `Bearer ${token}`, 'idempotency-key': key, ...headers },
    });
const campaignsOf = async (server: ServerUnderTest): Promise<{ state: string }[]> =>
  (await server.send('GET', 'campaigns')).json.items as { state: string }[];

describe.each(TEST_DATABASES)('a request with Idempotency-Key, on %s', (_kind, open) => {
  let server: ServerUnderTest;
  let sql: pg.Client;
  let token: string;
  let post: ReturnType<typeof sending>;
  let key: string;
  beforeAll(async () => {
    server = await ServerUnderTest.start({ open });
    sql = new pg.Client(server.connection);
    await sql.connect();
    token = await furnished(server);
    post = sending(server, token);
  }, SERVER_START_MS);
  afterAll(async () => {
    await sql.end();
    await server.stop();
  });
  beforeEach(() => void (key = randomUUID()));

  it('is carried out once: a repeat gets the answer that the first one got, and says so', async () => {
    const before = (await campaignsOf(server)).length;
    const first = await post('campaigns', key, SPRING);
    const again = await post('campaigns', `"${key}"`, SPRING);
    expect(first).toMatchObject({ status: 201, json: { state: 'draft' } });
    expect(again).toMatchObject({ status: 201, text: first.text, headers: { 'idempotent-replayed': 'true' } });
    for (const name of ['location', 'etag', 'content-type']) {
      expect(first.headers[name]).toBeDefined();
      expect([name, again.headers[name]]).toEqual([name, first.headers[name]]);
    }
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    expect(await campaignsOf(server)).toHaveLength(before + 1);
  });

  it('is refused where its reason cannot be stored, as the first one would have been', async () => {
    await post('campaigns', key, SPRING);
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': key, 'twinbank-reason': 'x'.repeat(501) };
    expect(await server.send('POST', 'campaigns', { headers, body: SPRING })).toMatchObject({
      status: 400,
      json: { code: 'request_invalid' },
    });
  });

  it('is refused where the key was sent with another body, address, condition or method, and changes nothing', async () => {
    const { json } = await post('campaigns', key, SPRING);
    const reused = { status: 422, json: { code: 'idempotency_key_reused' } };
    expect(await post('campaigns', key, { ...SPRING, name: 'summer' })).toMatchObject(reused);
    expect(await post(`campaigns/${json.id}/start`, key)).toMatchObject(reused);
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': key };
    expect(await server.send('DELETE', `campaigns/${json.id}`, { headers })).toMatchObject(reused);
    const startKey = randomUUID();
    await post(`campaigns/${json.id}/stop`, startKey);
    const conditional = { headers: { 'if-match': '"x"' } };
    expect(await post(`campaigns/${json.id}/stop`, startKey, undefined, conditional)).toMatchObject(reused);
  });

  it('is the same order where only its spelling, its reason or its id differ', async () => {
    const first = await post('campaigns', key, SPRING);
    const turned = JSON.stringify(Object.fromEntries(Object.entries(SPRING).reverse()), undefined, 2);
    const headers = { 'content-type': 'application/json', 'twinbank-reason': 'again', 'x-request-id': 'other' };
    expect(await post('campaigns', key, undefined, { body: turned, headers })).toMatchObject({ text: first.text });
  });

  it('frees its key where it is refused: put right, it is carried out', async () => {
    expect(await post('campaigns', key, { ...SPRING, release: '9.9.9' })).toMatchObject({ status: 404 });
    expect(await post('campaigns', key, { ...SPRING, name: '' })).toMatchObject({ status: 400 });
    expect(await post('campaigns', key, SPRING)).toMatchObject({ status: 201 });
  });

  it('is carried out once where it comes many times at once, at two servers', async () => {
    const other = await server.beside();
    const before = (await campaignsOf(server)).length;
    const there = sending(other, token);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? post : there)('campaigns', key, SPRING)),
    );
    await other.stop();
    expect(await campaignsOf(server)).toHaveLength(before + 1);
    const made = answers.filter(({ status }) => status === 201);
    expect(made.length).toBeGreaterThanOrEqual(1);
    expect(new Set(made.map(({ json }) => json.id as number)).size).toBe(1);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expect(answer).toMatchObject({ status: 409, json: { code: 'idempotency_key_in_use' } });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    }
  });

  it('is carried out for each sender by themselves, whatever keys others use', async () => {
    const { json } = await post('tokens', randomUUID(), { name: 'second', roles: ['installation-admin'], days: 1 });
    const first = await post('campaigns', key, SPRING);
    const second = await sending(server, json.token as string)('campaigns', key, SPRING);
    expect(second).toMatchObject({ status: 201 });
    expect(second.json.id).not.toBe(first.json.id);
  });

  it('keeps no secret: a repeat is told what was made, and nothing more is made', async () => {
    const order = { name: 'secret', roles: ['viewer'], days: 1 };
    const { json } = await post('tokens', key, order);
    expect(await post('tokens', key, order)).toMatchObject({
      status: 409,
      json: { code: 'answer_not_kept', facts: { object: `tokens/${json.id}` } },
    });
    const user = { name: `ben-${number()}` };
    const userKey = randomUUID();
    const made = await post('users', userKey, user);
    expect(made.json.passwordSecret).toMatch(/^tbp_/);
    expect(await post('users', userKey, user)).toMatchObject({ json: { facts: { object: `users/${user.name}` } } });
    const { rows } = await sql.query<{ kept: string }>('SELECT row_to_json(k)::text AS kept FROM idempotency_keys k');
    const kept = rows.map((row) => row.kept).join('\n');
    for (const secret of [json.token, made.json.passwordSecret, key, userKey] as string[])
      expect([secret, kept.includes(secret)]).toEqual([secret, false]);
  });

  it('shows no answer again to whoever has other rights by now', async () => {
    const name = `cleo-${number()}`;
    const grant: Grant = { role: 'admin' };
    await aPerson(server, name, [grant]);
    const browser = new BrowserUnderTest(server);
    await browser.signIn(name);
    const ask = (): Promise<Answer> =>
      browser.send('POST', 'campaigns', { body: SPRING, headers: { 'idempotency-key': key } });
    const first = await ask();
    expect([first.status, (await ask()).text]).toEqual([201, first.text]);
    await server.send('POST', `users/${name}/grants`, { body: { role: 'viewer' } });
    const gone = { status: 409, json: { code: 'answer_not_kept', facts: { object: `campaigns/${first.json.id}` } } };
    expect(await ask()).toMatchObject(gone);
  });

  it('is refused where it is not what a key looks like, and where the operation takes none', async () => {
    const refused = { status: 400, json: { code: 'request_invalid', facts: { field: 'Idempotency-Key' } } };
    for (const bad of ['short', 'x'.repeat(129), 'sixteen letters, and spaces'])
      expect(await post('campaigns', bad, SPRING)).toMatchObject(refused);
    const form = aForm({ version: '2.0.0', counter: 2 }, { image: anImage('STM32G484') });
    const upload = { ...form, headers: { ...form.headers, 'idempotency-key': key } };
    expect(await server.send('POST', 'products/motor/releases', upload)).toMatchObject(refused);
    const signIn = { body: { name: 'x', password: 'y' }, headers: { 'idempotency-key': key } };
    expect(await server.send('POST', 'session', { ...signIn, scope: 'none' })).toMatchObject(refused);
  });

  let count = 0;
  const number = (): number => ++count;
});

describe.each(TEST_DATABASE_KINDS)('a request with Idempotency-Key whose answer never came, on %s', (kind) => {
  let test: ServerBehindCutter['test'];
  let empty: ServerBehindCutter['empty'];
  let server: ServerUnderTest;
  let post: ReturnType<typeof sending>;
  let key: string;
  beforeAll(async () => {
    ({ server, test, empty } = await startBehindCutter(kind));
  }, SERVER_START_MS);
  afterAll(() => server.stop());
  beforeEach(async () => {
    await empty();
    post = sending(server, await furnished(server));
    key = randomUUID();
  });

  const kept = { status: 409, json: { code: 'answer_not_kept', facts: { object: 'campaigns/1' } } };

  it('makes one campaign: the connection was cut between COMMIT and its answer, and the repeat is told which', async () => {
    test.cutter.cutAfter(/COMMIT/);
    expect(await post('campaigns', key, SPRING)).toMatchObject({ status: 503, json: { code: 'overloaded' } });
    expect(test.cutter.cuts).toBe(1);
    expect(await post('campaigns', key, SPRING)).toMatchObject(kept);
    expect(await campaignsOf(server)).toMatchObject([{ state: 'draft' }]);
  });

  it('makes one campaign where the database was gone then, as if the server had died: repeats are told which, perhaps later', async () => {
    test.cutter.cutAfter(/COMMIT/, 'down');
    expect(await post('campaigns', key, SPRING)).toMatchObject({ status: 503 });
    test.cutter.down = false;
    const { code } = (await post('campaigns', key, SPRING)).json as { code: string };
    // Through a connection that was not cut, the server may have given the key up.
    expect(['idempotency_key_in_use', 'answer_not_kept']).toContain(code);
    await letHoldsEnd();
    expect(await post('campaigns', key, SPRING)).toMatchObject(kept);
    expect(await campaignsOf(server)).toHaveLength(1);
  });

  it('makes a campaign after all where the connection was cut before COMMIT', async () => {
    test.cutter.cutAfter(/INSERT INTO campaigns/);
    expect(await post('campaigns', key, SPRING)).toMatchObject({ status: 503 });
    expect(test.cutter.cuts).toBe(1);
    expect(await post('campaigns', key, SPRING)).toMatchObject({ status: 201 });
    expect(await campaignsOf(server)).toHaveLength(1);
  });

  it('answers even if its answer could not be kept, and a repeat does nothing', async () => {
    test.cutter.cutAfter(/idempotency_answer/);
    const first = await post('campaigns', key, SPRING);
    expect([first.status, test.cutter.cuts]).toEqual([201, 1]);
    // The answer was written, only nobody was told.
    expect(await post('campaigns', key, SPRING)).toMatchObject({ status: 201, text: first.text });
    expect(await campaignsOf(server)).toHaveLength(1);
  });

  /** Lets the time pass for which a request has its key for itself. */
  async function letHoldsEnd(): Promise<void> {
    const sql = new pg.Client(test.connection);
    await sql.connect();
    await sql.query(`UPDATE idempotency_keys SET held_until = now() - interval '1 second'`).finally(() => sql.end());
  }
});
