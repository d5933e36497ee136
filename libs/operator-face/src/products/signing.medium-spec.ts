import { readFileSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { signingKeyFromSeed, type SigningKey } from '@twinbank/keys';

import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';
import { aRootedProduct, rootKey, signedChange, type SignersBody } from '../testing/team-keys.js';

const PART = 'STM32G484';

describe('who signs the releases of a product', () => {
  let server: ServerUnderTest;
  let key: SigningKey;
  beforeAll(async () => {
    key = await signingKeyFromSeed(new Uint8Array(32).fill(1));
    server = await ServerUnderTest.start();
    for (const name of ['alone', 'team', 'motor-g4'])
      await server.send('POST', 'products', { body: { name, part: PART, hardware: ['A'] } });
  }, SERVER_START_MS);
  afterAll(() => server.stop());
  const post = (body: object, headers = {}): Promise<Answer> =>
    server.send('POST', 'products/team/signing', { body, headers });
  /** Changes the policy, signed by the team's key. */
  const sign = async (body: SignersBody, headers = {}): Promise<Answer> =>
    post(await signedChange(server, 'team', body, [key]), headers);
  const team = (serverKey: boolean): SignersBody => ({ keys: [{ name: 'release', jwk: key.publicJwk }], serverKey });

  it('is the server, until somebody says otherwise; what is so already changes nothing', async () => {
    const { json } = await server.send('GET', 'products/team');
    expect(json.signing).toEqual({ keys: [], threshold: 1, serverKey: true, sequence: 0 });
    const changed = await sign(team(false));
    expect(changed).toMatchObject({ status: 200, json: { signing: { ...team(false), threshold: 1 } } });
    expect((await sign(team(false))).json.revision).toBe(changed.json.revision);
    expect(await sign(team(true), { 'if-match': `"${json.revision}"` })).toMatchObject({ status: 412 });
    const again = { name: 'team', part: PART, hardware: ['A'] };
    expect(await server.send('POST', 'products', { body: again })).toMatchObject({ status: 200 });
    await server.seal();
    const audit = await server.send('GET', 'audit?filter=action==product_signing_changed');
    const entries = audit.json.items as { action: string; object: string }[];
    expect(entries.map(({ object }) => object)).toEqual(['products/team']);
    expect(audit.json.items[0].after.signatures).toBeUndefined();
  });

  it('is kept in the audit log with the signatures that its change needed', async () => {
    await sign(team(true));
    const body = await signedChange(server, 'team', team(false), [key]);
    expect(await post(body)).toMatchObject({ status: 200 });
    await server.seal();
    const audit = await server.send('GET', 'audit?filter=action==product_signing_changed;object==products/team');
    const kept = (audit.json.items as { after: { signatures?: unknown } }[]).map(({ after }) => after.signatures);
    expect(kept).toContainEqual(body.signatures);
    const { items } = (await server.send('GET', 'events/log?limit=1000')).json;
    const events = (items as { kind: string; data: { signedBy?: unknown } }[]).filter(
      ({ kind }) => kind === 'product_signing_changed',
    );
    expect(events.map(({ data }) => data.signedBy)).toContainEqual([key.kid]);
  });

  it.each([
    [{ keys: [], serverKey: false }, 'signing_policy_invalid'],
    [
      { keys: [{ name: 'a', jwk: { kty: 'EC', crv: 'P-256', x: 'a', y: 'b' } }], serverKey: true },
      'signing_key_unsupported',
    ],
    [
      { keys: [{ name: 'a', jwk: { kty: 'EC', crv: 'P-384', x: 'a', y: 'b' } }], serverKey: true },
      'signing_key_unsupported',
    ],
    [{ keys: [{ name: 'a', jwk: { kty: 'oct', k: 'a' } }], serverKey: true }, 'signing_key_private'],
    [{ keys: [{ name: 'a', jwk: 7 }], serverKey: true }, 'request_invalid'],
    [{ keys: [], threshold: 9, serverKey: true }, 'request_invalid'],
    [{ keys: [] }, 'request_invalid'],
  ])('is not changed to %j', async (body, code) => {
    expect(await post(body)).toMatchObject({ status: 400, json: { code } });
  });

  it('is not the server in a list of team keys, by none of its keys', async () => {
    const { manifestKey, ticketKey, auditKey } = server.keyRing;
    for (const { publicJwk } of [manifestKey!, ticketKey, auditKey]) {
      const own = { name: 'own', jwk: publicJwk };
      expect(await sign({ keys: [own], serverKey: false })).toMatchObject({ json: { code: 'signing_policy_invalid' } });
    }
  });

  it('is not changed by a token alone once a team has keys, and by nothing that was signed before', async () => {
    await sign(team(false));
    const before = (await server.send('GET', 'products/team')).json;
    expect(await post({ keys: [], serverKey: true })).toMatchObject({
      status: 422,
      json: { code: 'signatures_missing', facts: { signatures: 0, needed: 1 } },
    });
    expect((await server.send('GET', 'products/team')).json).toEqual(before);
    const back = await signedChange(server, 'team', { keys: [], serverKey: true }, [key]);
    const changed = await post(back);
    expect([changed.status, changed.json.signing.sequence]).toEqual([200, before.signing.sequence + 1]);
    // The same again is done already; after another change it is not taken a second time.
    expect((await post(back)).json.revision).toBe(changed.json.revision);
    await sign(team(false));
    expect(await post(back)).toMatchObject({ status: 409, json: { code: 'signing_policy_outdated' } });
    const { sequence: _, ...bare } = back;
    expect(await post(bare)).toMatchObject({ json: { code: 'signature_invalid' } });
    expect(await post({ ...bare, signatures: [{ protected: 7, signature: '' }] })).toMatchObject({ status: 400 });
  });

  /** Runs the order of docs/keys.md that begins anew, for one product; returns how many rows it changed. */
  async function beginAnew(product: string): Promise<number | null> {
    const page = readFileSync(new URL('../../../../docs/keys.md', import.meta.url), 'utf8');
    const [, rescue] = /```sql\n(UPDATE products[\s\S]*?)```/.exec(page)!;
    const sql = new pg.Client(server.connection);
    await sql.connect();
    const done = await sql.query(rescue!.replace("'motor-g4'", `'${product}'`)).finally(() => sql.end());
    return done.rowCount;
  }

  it('begins anew by the order of docs/keys.md, and no change that was signed before is good again', async () => {
    const spare = await signingKeyFromSeed(new Uint8Array(32).fill(2));
    const named = { keys: [{ name: 'spare', jwk: spare.publicJwk }], serverKey: false };
    const old = await signedChange(server, 'motor-g4', named, []);
    const change = (body: object): Promise<Answer> => server.send('POST', 'products/motor-g4/signing', { body });
    expect(await change(old)).toMatchObject({ status: 200, json: { signing: { sequence: 1 } } });
    const kept = await signedChange(server, 'motor-g4', { keys: [], serverKey: true }, [spare]);
    expect(await beginAnew('motor-g4')).toBe(1);
    const { signing } = (await server.send('GET', 'products/motor-g4')).json;
    expect(signing).toEqual({ keys: [], threshold: 1, serverKey: true, sequence: 2 });
    for (const body of [old, kept])
      expect(await change({ ...body, keys: named.keys, serverKey: false })).toMatchObject({
        ...{ status: 409, json: { code: 'signing_policy_outdated' } },
      });
    // Whoever may change it names keys again.
    expect(await change({ ...named, sequence: 3 })).toMatchObject({ status: 200 });
  });

  it('keeps its root keys by that order, and is left to the next key set where there is one', async () => {
    const signed = await aRootedProduct(server, 'rooted');
    const { publicJwk: root } = await rootKey();
    const signing = async (): Promise<object> => (await server.send('GET', 'products/rooted')).json.signing;
    const named = { keys: [{ name: 'release', jwk: key.publicJwk }], serverKey: false };
    await server.send('POST', 'products/rooted/signing', { body: named });
    expect(await beginAnew('rooted')).toBe(1);
    expect(await signing()).toEqual({
      ...{ keys: [], threshold: 1, serverKey: true, sequence: 3, rootKeys: [root], rootThreshold: 1 },
    });
    // So nobody names other root keys than devices have, and the first key set still follows.
    expect(await server.send('POST', 'products/rooted/key-sets', { body: signed })).toMatchObject({ status: 201 });
    const held = await signing();
    expect(held).toMatchObject({ keySet: 1, rootKeys: [root] });
    expect(await beginAnew('rooted')).toBe(0);
    expect(await signing()).toEqual(held);
  });

  it('is what its devices are given as manifest keys, and those of other products as before', async () => {
    const own = server.keyRing.manifestKey!.publicJwk;
    const lines = async (serverKey: boolean, mark: string): Promise<Record<string, unknown>[]> => {
      await sign(team(serverKey));
      const orders = ['team', 'alone', 'team'].map((product, index) => ({
        id: `${mark}${index}`,
        product,
        hardware: 'A',
      }));
      const body = orders.map((order) => `${JSON.stringify(order)}\n`).join('');
      const headers = { 'content-type': 'application/x-ndjson' };
      const { text } = await server.send('POST', 'devices/bulk', { body, headers });
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    };
    const alone = await lines(false, 'a');
    expect(alone.map(({ type, product }) => [type, product].join(' ').trim())).toEqual([
      'keys',
      'keys team',
      'device',
      'device',
      'device',
      'end',
    ]);
    expect(alone[0]).toMatchObject({ manifestKeys: [own] });
    expect(alone[1]).toEqual({ ...alone[0], product: 'team', manifestKeys: [key.publicJwk] });
    expect((await lines(true, 'b'))[1]).toMatchObject({ manifestKeys: [key.publicJwk, own] });
  });

  it('is told anew to a factory whose request is still read when it changes', async () => {
    await sign(team(false));
    const own = server.keyRing.manifestKey!.publicJwk;
    // The policy changes after each batch of 500 lines.
    const policies = [team(false), { keys: [], serverKey: true }, { keys: [], serverKey: true }, team(true)];
    const { products } = server.database;
    const { list } = products;
    products.list = async (...rest) => {
      await sign(policies.shift()!);
      return list.apply(products, rest);
    };
    const body = Array.from(
      { length: 2000 },
      (_, index) => `{"id":"c${index}","product":"team","hardware":"A"}\n`,
    ).join('');
    const answer = await server.send('POST', 'devices/bulk', {
      body,
      headers: { 'content-type': 'application/x-ndjson' },
    });
    Reflect.deleteProperty(products, 'list');
    const lines = answer.text.split('\n').filter((line) => line.startsWith('{"type":"keys"'));
    expect(lines.map((line) => (JSON.parse(line) as { manifestKeys: unknown }).manifestKeys)).toEqual([
      [own],
      [key.publicJwk],
      [own],
      [key.publicJwk, own],
    ]);
  });
});
