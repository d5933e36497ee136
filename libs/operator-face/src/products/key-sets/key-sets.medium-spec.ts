import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import {
  keySetPoint,
  nextKeySet,
  p256KeyFromScalar,
  signingKeyFromSeed,
  signKeySet,
  type P256Jwk,
  type PublicJwk,
  type SigningKey,
} from '@twinbank/keys';
import type { KeySet, KeyUse, SignedKeySet } from '@twinbank/protocol';
import { ProductKeySets } from '@twinbank/stored-releases';

import { anImage } from '../../testing/an-image.js';
import { aForm } from '../../testing/forms.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../../testing/server-under-test.js';
import { signedChange } from '../../testing/team-keys.js';

const PART = 'STM32G484';

describe('the key sets of a product', () => {
  let server: ServerUnderTest;
  let [root, other, team, spare]: SigningKey[] = [];
  let made = 0;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    [root, other, team, spare] = await Promise.all(
      [1, 2, 3, 4].map((first) => signingKeyFromSeed(new Uint8Array(32).fill(first))),
    );
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  /** A product, with root keys unless told. */
  const aProduct = async (roots: readonly SigningKey[] = [root!]): Promise<string> => {
    const name = `motor-${(made += 1)}`;
    await server.send('POST', 'products', { body: { name, part: PART, hardware: ['A'], agent: 'own' } });
    if (roots.length > 0) await signing(name, { rootKeys: roots.map(({ publicJwk }) => publicJwk) });
    return name;
  };
  const signing = (product: string, change: object): Promise<Answer> =>
    server.send('POST', `products/${product}/signing`, { body: { keys: [], serverKey: true, ...change } });
  const key = (jwk: PublicJwk, ...uses: KeyUse[]): KeySet['keys'][number] => ({ x: keySetPoint(jwk), uses });
  const ticketKey = (): PublicJwk => server.keyRing.ticketKey.publicJwk;
  const setOf = (product: string, version: number, change: Partial<KeySet> = {}): KeySet => ({
    ...{ product, version, issuedAtMs: 1000, expiresAtMs: Date.now() + 3_600_000 },
    ...{ rootThreshold: 1, manifestThreshold: 1 },
    keys: [key(root!.publicJwk, 'root'), key(team!.publicJwk, 'manifest'), key(ticketKey(), 'ticket')],
    ...change,
  });
  const store = (product: string, body: SignedKeySet, query = '', headers = {}): Promise<Answer> =>
    server.send('POST', `products/${product}/key-sets${query}`, { body, headers });
  const stored = async (set: KeySet, by: readonly SigningKey[] = [root!], query = ''): Promise<Answer> =>
    store(set.product, await signKeySet(set, by), query);

  it('are stored if the root keys have signed them, and say from then on who may sign releases', async () => {
    const product = await aProduct();
    const answer = await stored(setOf(product, 1));
    expect(answer).toMatchObject({
      status: 201,
      json: { product, version: 1, rootThreshold: 1, signedBy: [root!.kid] },
    });
    expect(answer.json.keys.map(({ kid, uses }: { kid: string; uses: string[] }) => [kid, ...uses])).toEqual([
      [root!.kid, 'root'],
      [team!.kid, 'manifest'],
      [ticketKey().kid, 'ticket'],
    ]);
    const { json } = await server.send('GET', `products/${product}`);
    expect(json.signing).toMatchObject({ keySet: 1, serverKey: false, threshold: 1, rootKeys: [root!.publicJwk] });
    expect(json.signing.keys).toEqual([{ name: 'key-set-1-1', jwk: team!.publicJwk }]);
    const form = aForm({ version: '1.0.0', counter: 1 }, { image: anImage(PART) });
    expect(await server.send('POST', `products/${product}/releases`, form)).toMatchObject({
      json: { code: 'release_unsigned' },
    });
    expect(await signing(product, {})).toMatchObject({ status: 409, json: { code: 'signing_follows_key_set' } });
  });

  it('are signed by keys of P-256, and name them, as others', async () => {
    const [p256Root, p256Team] = await Promise.all(
      [1, 2].map((first) => p256KeyFromScalar(new Uint8Array(32).fill(first))),
    );
    const product = await aProduct([root!, p256Root!]);
    const [ed, ec] = [root!.publicJwk, p256Root!.publicJwk];
    expect((await server.send('GET', `products/${product}`)).json.signing.rootKeys).toEqual([ed, ec]);
    const keys = [key(ec, 'root'), key(p256Team!.publicJwk, 'manifest'), key(ticketKey(), 'ticket')];
    const answer = await stored(setOf(product, 1, { keys }), [p256Root!]);
    const { kid, crv, x, y } = p256Root!.publicJwk as P256Jwk;
    expect(answer).toMatchObject({ status: 201, json: { signedBy: [kid] } });
    expect(answer.json.keys[0]).toEqual({ kid, crv, x, y, uses: ['root'] });
    const { json } = await server.send('GET', `products/${product}`);
    expect(json.signing.keys).toEqual([{ name: 'key-set-1-1', jwk: p256Team!.publicJwk }]);
    const ofTickets = [...keys.slice(0, 2), key(ec, 'ticket')];
    expect(await stored(setOf(product, 2, { keys: ofTickets }), [p256Root!])).toMatchObject({
      ...{ status: 400, json: { code: 'key_set_malformed' } },
    });
  });

  it('let the server sign images where they name its key', async () => {
    const product = await aProduct();
    const own = server.keyRing.manifestKey!.publicJwk;
    const keys = [key(root!.publicJwk, 'root'), key(own, 'manifest'), key(ticketKey(), 'ticket')];
    expect(await stored(setOf(product, 1, { keys }))).toMatchObject({ status: 201 });
    const form = aForm({ version: '1.0.0', counter: 1 }, { image: anImage(PART) });
    expect(await server.send('POST', `products/${product}/releases`, form)).toMatchObject({ status: 201 });
  });

  it('change nothing when the same document comes again, and take no other of its number', async () => {
    const product = await aProduct();
    const set = setOf(product, 3);
    const first = await stored(set);
    const { revision } = (await server.send('GET', `products/${product}`)).json;
    // A body without signatures is no key set; the same one again is what is there.
    expect((await stored(set, [])).status).toBe(400);
    expect(await stored(set)).toMatchObject({ status: 200, json: first.json });
    expect((await server.send('GET', `products/${product}`)).json.revision).toBe(revision);
    expect(await stored({ ...set, issuedAtMs: 1001 })).toMatchObject({ json: { code: 'key_set_outdated' } });
    expect(await stored(setOf(product, 2))).toMatchObject({ status: 409, json: { code: 'key_set_outdated' } });
  });

  /** A product whose root key was replaced by another: version 1 names the first one, 2 the other. */
  const replaced = async (): Promise<string> => {
    const product = await aProduct();
    await stored(setOf(product, 1));
    const keys = [key(other!.publicJwk, 'root'), key(team!.publicJwk, 'manifest'), key(ticketKey(), 'ticket')];
    await stored(setOf(product, 2, { keys }), [root!, other!]);
    return product;
  };
  const byOther = (product: string): KeySet =>
    setOf(product, 3, {
      keys: [key(other!.publicJwk, 'root'), key(team!.publicJwk, 'manifest'), key(ticketKey(), 'ticket')],
    });

  it('get the signatures that are new when the same document comes again, for devices that lag', async () => {
    const product = await replaced();
    const set = byOther(product);
    expect(await stored(set, [other!])).toMatchObject({ status: 201, json: { signedBy: [other!.kid] } });
    const { revision } = (await server.send('GET', `products/${product}`)).json;
    const both = { status: 200, json: { signedBy: [other!.kid, root!.kid] } };
    // Also where only the new one is sent; what was there already is not there twice.
    expect(await stored(set, [root!])).toMatchObject(both);
    expect(await stored(set, [root!, other!])).toMatchObject(both);
    expect((await server.send('GET', `products/${product}/key-sets/3`)).json).toMatchObject(both.json);
    expect((await server.send('GET', `products/${product}`)).json.revision).toBe(revision);
    await server.seal();
    const filter = `action==key_set_stored;object==products/${product}/key-sets/3`;
    const { items } = (await server.send('GET', `audit?filter=${filter}`)).json;
    const numbers = (items as { before: object; after: { signatures: unknown[] } }[]).map(
      ({ after }) => after.signatures.length,
    );
    expect(numbers.sort()).toEqual([1, 2]);
    const chain = await server.get(ProductKeySets).of(product);
    expect(nextKeySet(chain!, { version: 1 }, Date.now())?.set.version).toBe(3);
  });

  it('have no signature that fits no root key, neither at first nor later', async () => {
    const product = await replaced();
    const set = byOther(product);
    const good = await signKeySet(set, [other!]);
    const [fit] = good.signatures;
    const strange = (await signKeySet(set, [spare!])).signatures[0]!;
    const [, of] = (await signKeySet(setOf(product, 9), [root!, other!])).signatures;
    const wrong = { ...(await signKeySet(set, [root!])).signatures[0]!, signature: of!.signature };
    const refused = async (one: object, code: string, status: number): Promise<void> =>
      expect(await store(product, { ...good, signatures: [fit!, one] } as SignedKeySet)).toMatchObject({
        ...{ status, json: { code } },
      });
    for (let times = 0; times < 2; times++) {
      await refused(strange, 'signing_key_unknown', 422);
      await refused(wrong, 'signature_invalid', 422);
      await refused(fit!, 'signature_invalid', 422);
      await refused({ ...fit!, protected: 'e30' }, 'key_set_malformed', 400);
      await refused({ ...fit!, protected: 'e30=' }, 'key_set_malformed', 400);
      // And once more where the set is there.
      expect((await store(product, good)).json.signedBy).toEqual([other!.kid]);
    }
  });

  it('have eight signatures at most, by the root keys of many years', async () => {
    const roots = await Promise.all(
      Array.from({ length: 9 }, (_, at) => signingKeyFromSeed(new Uint8Array(32).fill(20 + at))),
    );
    const product = await aProduct([roots[0]!]);
    const named = (at: number, version: number): KeySet =>
      setOf(product, version, {
        keys: [key(roots[at]!.publicJwk, 'root'), key(team!.publicJwk, 'manifest'), key(ticketKey(), 'ticket')],
      });
    for (let at = 1; at < roots.length; at++) await stored(named(at, at), [roots[at - 1]!, roots[at]!]);
    const last = named(8, 20);
    expect(await stored(last, roots.slice(1))).toMatchObject({ status: 201 });
    expect(await stored(last, roots.slice(0, 1))).toMatchObject({
      ...{ status: 409, json: { code: 'key_set_signatures_full', facts: { limit: 8 } } },
    });
  });

  it('are stored only at the revision that the request names', async () => {
    const product = await aProduct();
    const { revision } = (await server.send('GET', `products/${product}`)).json as { revision: string };
    const at = async (set: KeySet, named: string, by = [root!]): Promise<Answer> =>
      store(product, await signKeySet(set, by), '', { 'if-match': `"${named}"` });
    const one = setOf(product, 1);
    expect(await at(one, 'x.1')).toMatchObject({ status: 412, json: { code: 'precondition_failed' } });
    expect((await server.send('GET', `products/${product}/key-sets`)).json.items).toEqual([]);
    expect(await at(one, revision)).toMatchObject({ status: 201 });
    // What is done already is done, though the answer was lost; the revision of before is good for nothing new.
    expect(await at(one, revision)).toMatchObject({ status: 200 });
    expect(await at(setOf(product, 2), revision)).toMatchObject({ status: 412 });
    const two = setOf(product, 3, { keys: [...setOf(product, 3).keys, key(other!.publicJwk, 'root')] });
    expect(await stored(two)).toMatchObject({ status: 201 });
    expect(await at(two, revision, [other!])).toMatchObject({ status: 412 });
  });

  it('follow the roots of the one before', async () => {
    const product = await aProduct();
    const keys = [key(other!.publicJwk, 'root'), key(team!.publicJwk, 'manifest'), key(ticketKey(), 'ticket')];
    const moved = setOf(product, 2, { keys });
    expect(await stored(moved, [other!])).toMatchObject({ status: 422, json: { code: 'key_set_unsigned' } });
    expect(await stored(moved, [root!, other!])).toMatchObject({ status: 201 });
    expect(await stored(setOf(product, 3, { keys }), [root!])).toMatchObject({ json: { code: 'key_set_unsigned' } });
    expect(await stored(setOf(product, 3, { keys }), [other!])).toMatchObject({ status: 201 });
  });

  it.each<[string, (product: string) => Partial<KeySet>, string]>([
    ['for another product', () => ({ product: 'valve' }), 'key_set_foreign'],
    ['that has expired', () => ({ expiresAtMs: Date.now() - 1 }), 'key_set_expired'],
  ])('are not taken %s', async (_, change, code) => {
    const product = await aProduct();
    const signed = await signKeySet({ ...setOf(product, 1), ...change(product) }, [root!]);
    expect(await store(product, signed)).toMatchObject({ status: 409, json: { code } });
    expect((await server.send('GET', `products/${product}/key-sets`)).json.items).toEqual([]);
  });

  it('are not taken where nobody named root keys, and cannot be read', async () => {
    const product = await aProduct([]);
    expect(await stored(setOf(product, 1))).toMatchObject({ status: 409, json: { code: 'root_keys_missing' } });
    const signed = await signKeySet(setOf(product, 1), [root!]);
    expect(await store(product, { ...signed, keySet: 'e30' })).toMatchObject({
      status: 400,
      json: { code: 'key_set_malformed' },
    });
    expect(await store(product, { ...signed, keySet: 'A'.repeat(9000) })).toMatchObject({ status: 400 });
    expect(await store('valve', signed)).toMatchObject({ status: 404, json: { code: 'product_unknown' } });
  });

  it('name the key of this server for tickets, unless told otherwise', async () => {
    const product = await aProduct();
    const keys = [key(root!.publicJwk, 'root'), key(team!.publicJwk, 'manifest'), key(spare!.publicJwk, 'ticket')];
    const set = setOf(product, 1, { keys });
    expect(await stored(set)).toMatchObject({
      status: 409,
      json: { code: 'ticket_key_not_in_set', facts: { kid: ticketKey().kid } },
    });
    expect(await server.get(ProductKeySets).ticketProblem(product)).toBeUndefined();
    expect(await stored(set, [root!], '?anyTicketKey=true')).toMatchObject({ status: 201 });
    expect(await server.get(ProductKeySets).ticketProblem(product)).toContain('key set 1');
  });

  it('can name the keys of this server, which it tells', async () => {
    const { manifestKey } = server.keyRing;
    expect((await server.send('GET', 'server-keys')).json).toEqual({
      ...{ ticketKey: ticketKey(), manifestKey: manifestKey!.publicJwk },
      ...{ ticketKeys: [ticketKey()], manifestKeys: [manifestKey!.publicJwk] },
      custody: { kind: 'file' },
    });
  });

  it('have no key of this server as root key', async () => {
    const product = await aProduct();
    const { ticketKey: own } = server.keyRing;
    const keys = [key(own.publicJwk, 'root', 'ticket'), key(team!.publicJwk, 'manifest')];
    expect(await stored(setOf(product, 1, { keys }), [root!, own])).toMatchObject({
      json: { code: 'signing_policy_invalid' },
    });
    expect(await signing(await aProduct([]), { rootKeys: [own.publicJwk] })).toMatchObject({
      status: 400,
      json: { code: 'signing_policy_invalid' },
    });
  });

  it('are listed, shown whole, and kept in the audit log with their signatures', async () => {
    const product = await aProduct();
    await stored(setOf(product, 1));
    const signed = await signKeySet(setOf(product, 5), [root!]);
    await store(product, signed);
    const { json } = await server.send('GET', `products/${product}/key-sets?total=true`);
    const versions = (json.items as { version: number }[]).map(({ version }) => version);
    expect([versions, json.total]).toEqual([[5, 1], 2]);
    const one = await server.send('GET', `products/${product}/key-sets?filter=version==1&fields=version`);
    expect(one.json.items).toEqual([{ version: 1 }]);
    expect((await server.send('GET', `products/${product}/key-sets/5`)).json).toMatchObject(signed);
    for (const version of ['2', '0', 'x', '99999999999'])
      expect(await server.send('GET', `products/${product}/key-sets/${version}`)).toMatchObject({
        status: 404,
        json: { code: 'key_set_unknown' },
      });
    await server.seal();
    const audit = await server.send(
      'GET',
      `audit?filter=action==key_set_stored;object==products/${product}/key-sets/5`,
    );
    expect(audit.json.items).toHaveLength(1);
    expect(audit.json.items[0]).toMatchObject({
      after: { version: 5, document: signed.keySet, signatures: signed.signatures },
      before: { keySet: 1 },
    });
  });

  it('are stored once where different ones of one number come at the same time', async () => {
    const product = await aProduct();
    const both = [setOf(product, 1), setOf(product, 1, { manifestThreshold: 1, issuedAtMs: 2000 })];
    const answers = await Promise.all(both.map((set) => stored(set)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect((await server.send('GET', `products/${product}/key-sets`)).json.items).toHaveLength(1);
  });

  it('are no way around the team keys: root keys are named by those who hold', async () => {
    const product = await aProduct([]);
    const named = { keys: [{ name: 'release', jwk: team!.publicJwk }], serverKey: false };
    await signing(product, named);
    const change = { ...named, rootKeys: [root!.publicJwk] };
    expect(await signing(product, change)).toMatchObject({ status: 422, json: { code: 'signatures_missing' } });
    const bare = await signedChange(server, product, named, [team!]);
    expect(await signing(product, { ...bare, rootKeys: [root!.publicJwk] })).toMatchObject({
      json: { code: 'signature_invalid' },
    });
    const roots = { keys: [root!.publicJwk], threshold: 1 };
    const signed = await signedChange(server, product, { ...named, roots }, [team!]);
    const { roots: _, ...body } = signed;
    expect(await signing(product, { ...body, rootKeys: [root!.publicJwk] })).toMatchObject({
      status: 200,
      json: { signing: { rootKeys: [root!.publicJwk], rootThreshold: 1 } },
    });
  });

  it('have root keys that stay as they were named first', async () => {
    const product = await aProduct();
    expect(await signing(product, { rootKeys: [other!.publicJwk] })).toMatchObject({
      status: 409,
      json: { code: 'root_keys_held' },
    });
    expect(await signing(product, { rootKeys: [root!.publicJwk] })).toMatchObject({ status: 200 });
    const named = { keys: [{ name: 'release', jwk: team!.publicJwk }] };
    expect((await signing(product, named)).json.signing.rootKeys).toEqual([root!.publicJwk]);
  });

  it('are given to the factory with their keys and root keys; before the first one those of the product', async () => {
    const product = await aProduct();
    const lines = async (): Promise<Record<string, unknown>[]> => {
      const id = randomBytes(6).toString('hex');
      const { text } = await server.send('POST', 'devices/bulk', {
        body: `${JSON.stringify({ id, product, hardware: 'A' })}\n`,
        headers: { 'content-type': 'application/x-ndjson' },
      });
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    };
    const own = server.keyRing.manifestKey!.publicJwk;
    const before = await lines();
    expect(before[0]).not.toHaveProperty('rootKeys');
    expect(before[1]).toMatchObject({ product, manifestKeys: [own], rootKeys: [root!.publicJwk], rootThreshold: 1 });
    const keys = [key(other!.publicJwk, 'root'), key(team!.publicJwk, 'manifest'), key(ticketKey(), 'ticket')];
    const signed = await signKeySet(setOf(product, 4, { keys }), [root!, other!]);
    await store(product, signed);
    expect((await lines())[1]).toMatchObject({
      product,
      ...{ manifestKeys: [team!.publicJwk], ticketKeys: [ticketKey()], rootKeys: [other!.publicJwk], keySet: signed },
    });
  });

  it('are not got rid of with their product, nor are root keys and team keys; without any, its name can be used again', async () => {
    const [rooted, product] = [await aProduct(), await aProduct([])];
    const refused = (why: string) => ({
      ...{ status: 409, json: { code: 'product_not_empty', detail: expect.stringContaining(why) } },
    });
    const remove = (name: string): Promise<Answer> => server.send('DELETE', `products/${name}`);
    expect(await remove(rooted)).toMatchObject(refused('root keys'));
    await stored(setOf(rooted, 1));
    expect(await remove(rooted)).toMatchObject(refused('key set 1'));
    expect((await server.send('GET', `products/${rooted}/key-sets`)).json.items).toHaveLength(1);
    await signing(product, { keys: [{ name: 'release', jwk: team!.publicJwk }], serverKey: false });
    expect(await remove(product)).toMatchObject(refused('team keys'));
    // Those who hold the keys can give the product up.
    const none = await signedChange(server, product, { keys: [], serverKey: true }, [team!]);
    expect(await signing(product, none)).toMatchObject({ status: 200 });
    expect(await remove(product)).toMatchObject({ status: 200 });
    const again = { name: product, part: PART, hardware: ['A'] };
    expect(await server.send('POST', 'products', { body: again })).toMatchObject({
      ...{ status: 201, json: { signing: { keys: [], serverKey: true, sequence: 0 } } },
    });
    expect((await server.send('GET', `products/${product}/key-sets`)).json.items).toEqual([]);
  });
});
