import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { SERVER } from '@twinbank/access';
import { until } from '@twinbank/testkit/until';

import { OperatorTokensService } from './auth/operator-tokens.service.js';
import { anImage } from './testing/an-image.js';
import { campaignActs } from './testing/campaign-acts.js';
import { aForm, anSbom } from './testing/forms.js';
import { deviceOrders, ofMany } from './testing/device-orders.js';
import { groupActs } from './testing/group-acts.js';
import { webhookActs } from './testing/webhook-acts.js';
import { aPerson, BrowserUnderTest } from './testing/people-under-test.js';
import { beginUpload } from './testing/upload-acts.js';
import { LOGS, NOTHING_WRITTEN, SECRETS } from './testing/writing-routes.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from './testing/server-under-test.js';
import { aRootedProduct, TEAM_KEY } from './testing/team-keys.js';

type Request = Parameters<ServerUnderTest['send']>[2];
type Event = { readonly kind: string; readonly actor?: { readonly request?: string } };

/** One request to a route that writes: creates what the request needs, then sends it through the given function. */
type Act = (send: (path: string, request?: Request) => Promise<Answer>) => Promise<Answer>;

describe('every route that writes', () => {
  let server: ServerUnderTest;
  let token: { readonly id: string; readonly token: string };
  let routes: readonly string[];
  let once: ReadonlySet<string>;
  let number = 0;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    const order = { name: 'build-server', roles: ['installation-admin' as const], days: 1 };
    token = await server.get(OperatorTokensService).issue(order, SERVER);
    const { json: api } = await server.send('GET', '/docs-json', { scope: 'none' });
    const all = Object.entries(api.paths as Record<string, Record<string, object>>).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method, name: `${method} ${path}`, operation })),
    );
    routes = all.flatMap(({ method, name }) => (['get', 'head'].includes(method) ? [] : [name]));
    once = new Set(all.flatMap(({ name, operation }) => ('x-once-under-key' in operation ? [name] : [])));
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  const post = (path: string, request: Request = {}): Promise<Answer> => server.send('POST', path, request);
  const bulk = (product: string, id: string): Request => ({
    body: `${JSON.stringify({ id, product, hardware: 'A' })}\n`,
    headers: { 'content-type': 'application/x-ndjson' },
  });
  const aProduct = (name: string): Request => ({
    body: { name, part: 'STM32G484', hardware: ['A'], finishPolicy: 'mirror', agent: 'own' },
  });
  const anUpload = (): Request => aForm({ version: '1.0.0', counter: 1 }, { image: anImage('STM32G484') });

  /** Creates a product with a release and a device, and a campaign in the state that the commands lead to. */
  async function prepared(...commands: string[]): Promise<{ product: string; campaign: number; order: Request }> {
    const product = `motor-${++number}`;
    const order = { body: { name: 'spring', product, release: '1.0.0', terms: { mode: 'reset' } } };
    await post('products', aProduct(product));
    await post(`products/${product}/releases`, anUpload());
    await post('devices/bulk', bulk(product, `${product}-d`));
    const { json } = await post('campaigns', order);
    for (const command of commands) await post(`campaigns/${json.id}/${command}`);
    return { product, campaign: json.id as number, order };
  }
  const aDevice = async (): Promise<string> => `${(await prepared()).product}-d`;

  /** An order about a device that has had others before: by itself, or as the only one of many. */
  const ordering =
    (order: string, ...before: string[]): Act =>
    async (send) => {
      const id = await aDevice();
      for (const command of before) await post(`devices/${id}/${command}`);
      if (order.endsWith('disposal')) return send(`devices/${id}/disposal`, { body: { confirm: id, reason: 'x' } });
      const moved = order.endsWith('move') && { product: id.slice(0, -'-d'.length), hardware: 'A' };
      const body = order.endsWith('rekey') ? {} : moved || (order.startsWith('bulk') && ofMany(order, id));
      return send(`devices/${order.replace('{id}', id)}`, body ? { body } : {});
    };

  /** Makes a project; returns its name. */
  async function aProject(): Promise<string> {
    const name = `project-${++number}`;
    await post('projects', { body: { name } });
    return name;
  }

  /** Makes a person; returns their name. */
  async function aUser(): Promise<string> {
    const name = `user-${++number}`;
    await aPerson(server, name, []);
    return name;
  }

  /** Makes a token; returns its id. */
  const aToken = async (): Promise<string> =>
    (await post('tokens', { body: { name: 'old', roles: ['viewer'], days: 1 } })).json.id as string;

  const ACTS: Readonly<Record<string, readonly [kind: string, act: Act]>> = {
    'post /api/v1/products': ['product_created', (send) => send('products', aProduct('alone'))],
    'post /api/v1/products/{product}/move': [
      'product_moved',
      async (send) => {
        await post('products', aProduct('moving'));
        return send('products/moving/move', { body: { project: await aProject() } });
      },
    ],
    'post /api/v1/products/{product}/signing': [
      'product_signing_changed',
      async (send) => {
        await post('products', aProduct('signed'));
        return send('products/signed/signing', { body: { keys: [TEAM_KEY], serverKey: true } });
      },
    ],
    'post /api/v1/products/{product}/key-sets': [
      'key_set_stored',
      async (send) => send('products/rooted/key-sets', { body: await aRootedProduct(server, 'rooted') }),
    ],
    'post /api/v1/projects': ['project_created', (send) => send('projects', { body: { name: `project-${++number}` } })],
    'patch /api/v1/projects/{project}': [
      'project_changed',
      async (send) => send(`projects/${await aProject()}`, { body: { title: 'Motors' } }),
    ],
    'delete /api/v1/projects/{project}': ['project_deleted', async (send) => send(`projects/${await aProject()}`)],
    'patch /api/v1/products/{product}': [
      'product_changed',
      async (send) => send(`products/${(await prepared()).product}`, { body: { finishPolicy: 'keep-previous' } }),
    ],
    'delete /api/v1/products/{product}': [
      'product_deleted',
      async (send) => {
        await post('products', aProduct('mistake'));
        return send('products/mistake');
      },
    ],
    'post /api/v1/products/{product}/releases': [
      'release_created',
      async (send) => {
        await post('products', aProduct('uploaded'));
        return send('products/uploaded/releases', anUpload());
      },
    ],
    'patch /api/v1/products/{product}/uploads/{upload}': [
      'release_created',
      async (send) => {
        await post('products', aProduct('resumed'));
        const { headers, body } = aForm({ version: '1.0.0', counter: 1 }, { image: anImage('STM32G484') });
        const authorization = `Bearer ${token.token}`;
        const way = { scope: 'none' as const, headers: { authorization } };
        const begun = await beginUpload(server, 'resumed', { headers, body }, way);
        const added = { 'content-type': 'application/partial-upload', 'upload-offset': '0', 'upload-complete': '?1' };
        return send(String(begun.headers['location']), { body, headers: added });
      },
    ],
    'patch /api/v1/products/{product}/releases/{version}': [
      'release_changed',
      async (send) => send(`products/${(await prepared()).product}/releases/1.0.0`, { body: { labels: ['stable'] } }),
    ],
    'post /api/v1/products/{product}/releases/{version}/sbom': [
      'release_changed',
      async (send) => send(`products/${(await prepared()).product}/releases/1.0.0/sbom`, anSbom('newlib')),
    ],
    'post /api/v1/products/{product}/releases/{version}/withdraw': [
      'release_withdrawn',
      async (send) => send(`products/${(await prepared('stop')).product}/releases/1.0.0/withdraw`),
    ],
    'post /api/v1/devices/bulk': [
      'devices_provisioned',
      async (send) => send('devices/bulk', bulk((await prepared()).product, 'one-more')),
    ],
    'patch /api/v1/devices/{id}': [
      'device_changed',
      async (send) => send(`devices/${(await prepared()).product}-d`, { body: { note: 'back from repair' } }),
    ],
    ...deviceOrders(ordering),
    ...campaignActs(() => server, prepared),
    'post /api/v1/tokens': [
      'token_issued',
      (send) => send('tokens', { body: { name: 'other', roles: ['viewer'], days: 1 } }),
    ],
    'post /api/v1/tokens/{id}/rotate': [
      'token_rotated',
      async (send) => send(`tokens/${await aToken()}/rotate`, { body: { days: 2 } }),
    ],
    ...webhookActs(() => server),
    ...groupActs(() => server, aDevice),
    'post /api/v1/users': ['user_created', (send) => send('users', { body: { name: `user-${++number}` } })],
    'patch /api/v1/users/{user}': [
      'user_changed',
      async (send) => send(`users/${await aUser()}`, { body: { displayName: 'Ann' } }),
    ],
    'delete /api/v1/users/{user}': ['user_deleted', async (send) => send(`users/${await aUser()}`)],
    'post /api/v1/users/{user}/disable': ['user_disabled', async (send) => send(`users/${await aUser()}/disable`)],
    'post /api/v1/users/{user}/enable': [
      'user_enabled',
      async (send) => {
        const user = await aUser();
        await post(`users/${user}/disable`);
        return send(`users/${user}/enable`);
      },
    ],
    'post /api/v1/users/{user}/reset-password': [
      'password_reset',
      async (send) => send(`users/${await aUser()}/reset-password`),
    ],
    'post /api/v1/users/{user}/grants': [
      'user_changed',
      async (send) => send(`users/${await aUser()}/grants`, { body: { role: 'viewer' } }),
    ],
    'delete /api/v1/users/{user}/grants': [
      'user_changed',
      async (send) => {
        const user = await aUser();
        await post(`users/${user}/grants`, { body: { role: 'viewer' } });
        return send(`users/${user}/grants?role=viewer`);
      },
    ],
    'delete /api/v1/users/{user}/sessions': [
      'session_ended',
      async (send) => {
        const user = await aUser();
        await new BrowserUnderTest(server).signIn(user);
        return send(`users/${user}/sessions`);
      },
    ],
    'delete /api/v1/users/{user}/sessions/{id}': [
      'session_ended',
      async (send) => {
        const user = await aUser();
        const { json } = await new BrowserUnderTest(server).signIn(user);
        return send(`users/${user}/sessions/${json.session}`);
      },
    ],
    'delete /api/v1/tokens/{id}': ['token_revoked', async (send) => send(`tokens/${await aToken()}`)],
  };

  const methodOf = (method: string): 'POST' | 'PATCH' | 'DELETE' => method.toUpperCase() as 'POST';

  /** The entries that a request left in the audit log. */
  const audited = async (request: string): Promise<Record<string, unknown>[]> => {
    await server.seal();
    return (await server.send('GET', `audit?request=${request}`)).json.items as Record<string, unknown>[];
  };

  /** What a request left in the audit log. A refusal is noted after the answer, so it may take a moment. */
  const entriesOf = (request: string): Promise<Record<string, unknown>[]> =>
    until(async () => {
      const entries = await audited(request);
      return entries.length > 0 && entries;
    }, `an entry of ${request}`);

  const recorded = async (request: string): Promise<Event[]> => {
    const { json } = await server.send('GET', 'events/log?limit=1000');
    expect(json.next).toBeUndefined();
    return (json.items as Event[]).filter(({ actor }) => actor?.request === request);
  };

  /** What a request gets that is sent again with its key. It leaves no record. */
  async function repeatOf(send: (request: string) => Promise<Answer>): Promise<[number, string]> {
    const request = randomUUID();
    const { status, text, json } = await send(request);
    expect(await recorded(request)).toEqual([]);
    return status < 300 ? [200, text] : [status, json.code as string];
  }

  it('of the document is either tried here or known to write nothing', () => {
    expect([...Object.keys(ACTS), ...Object.keys(NOTHING_WRITTEN)].sort()).toEqual([...routes].sort());
  });

  it.each(Object.entries(ACTS))(
    'leaves a record that says who, by what token, from where: %s',
    async (route, [kind, act]) => {
      const request = randomUUID();
      const [method] = route.split(' ');
      const key = once.has(route) && { 'idempotency-key': randomUUID() };
      const sent: ((request: string) => Promise<Answer>)[] = [];
      const answer = await act((path, { headers, ...rest } = {}) => {
        const own = { 'twinbank-reason': 'TICKET-7', authorization: `Bearer ${token.token}`, ...key };
        const send = (id: string): Promise<Answer> =>
          server.send(methodOf(method!), path, { ...rest, headers: { ...headers, ...own, 'x-request-id': id } });
        sent.push(send);
        return send(request);
      });
      expect([route, answer.status, answer.text]).toEqual([
        route,
        answer.status === 201 ? 201 : 200,
        expect.any(String),
      ]);
      const actor = { kind: 'operator', name: 'build-server', token: token.id, address: '127.0.0.1', request };
      const reason = 'TICKET-7';
      const records = Array<unknown>(LOGS.get(route) ?? 1);
      records.fill(expect.objectContaining({ kind, actor: { ...actor, reason } }));
      expect(await recorded(request)).toEqual(records);
      if (key)
        expect(await repeatOf(sent[0]!)).toEqual(SECRETS.has(route) ? [409, 'answer_not_kept'] : [200, answer.text]);
      const what = { action: kind, outcome: 'done', object: expect.any(String), after: expect.any(Object) };
      expect(await entriesOf(request)).toEqual(records.map(() => expect.objectContaining({ ...what, actor, reason })));
    },
  );

  it('marks the key that it was sent with in the transaction of its change', async () => {
    const sql = new pg.Client(server.connection);
    await sql.connect();
    const text = 'SELECT object IS NOT NULL AS marked, count(*)::int AS keys FROM idempotency_keys GROUP BY 1';
    expect((await sql.query(text).finally(() => sql.end())).rows).toEqual([
      { marked: true, keys: [...once].filter((route) => Object.hasOwn(ACTS, route)).length },
    ]);
    expect(once.size).toBeGreaterThan(25);
  });

  it.each(Object.keys(ACTS))(
    'that is refused leaves an entry too, under the token or as a stranger’s: %s',
    async (route) => {
      const [method, path] = route.split(' ') as [string, string];
      const object = path.replace('/api/v1/', '').replace(/\{\w+\}/g, 'x');
      const action = `${method.toUpperCase()} ${path.replace('/api/v1/', '').replace(/\{(\w+)\}/g, ':$1')}`;
      const name = `broker-${++number}`;
      const from = `192.0.2.${number}`;
      const { token: brokers } = await server
        .get(OperatorTokensService)
        .issue({ name, roles: ['broker'], days: 1 }, SERVER);
      for (const [authorization, code, who] of [
        ['Bearer junk', 'token_invalid', { kind: 'stranger', name: 'stranger' }],
        [`Bearer ${brokers}`, 'forbidden', { kind: 'operator', name, token: expect.any(String) }],
      ] as const) {
        const request = randomUUID();
        const headers = { authorization, 'x-request-id': request, 'twinbank-reason': 'please' };
        await server.send(methodOf(method), object, { from, headers });
        const actor = { ...who, address: from, request };
        const entry = { action, object, outcome: 'refused', code, reason: 'please', actor };
        expect(await entriesOf(request)).toEqual([expect.objectContaining(entry)]);
      }
    },
  );

  it.each([
    ['not found', 'products/ghost/releases/1.0.0/withdraw', undefined, 'release_unknown'],
    ['in conflict with what is there', 'campaigns/%c/resume', undefined, 'campaign_transition'],
    ['not to be understood', 'products', { name: 'x y' }, 'request_invalid'],
    ['no address', 'nowhere', undefined, 'not_found'],
  ])('leaves an entry with the code where a request was %s', async (_, path, body, code) => {
    const request = randomUUID();
    const { campaign } = await prepared();
    const address = path.replace('%c', String(campaign));
    await server.send('POST', address, { ...(body && { body }), headers: { 'x-request-id': request } });
    expect(await entriesOf(request)).toMatchObject([{ outcome: 'refused', code, object: address }]);
  });

  it('leaves an entry where somebody may not look, and none where there is nothing to be seen', async () => {
    const refused = async (): Promise<void> => {
      const request = randomUUID();
      await server.send('GET', 'tokens', { scope: 'none', from: '192.0.2.201', headers: { 'x-request-id': request } });
      await entriesOf(request);
    };
    for (const [path, scope, entries] of [
      ['products', 'none', 1],
      ['tokens', 'read', 1],
      ['products/ghost', 'read', 0],
      ['products', 'read', 0],
    ] as const) {
      const request = randomUUID();
      await server.send('GET', path, { scope, from: '192.0.2.200', headers: { 'x-request-id': request } });
      // What comes later is noted later: once it is there, so is whatever this request left.
      await refused();
      expect([path, scope, (await audited(request)).length]).toEqual([path, scope, entries]);
    }
  });

  it.each(Object.keys(NOTHING_WRITTEN))('records nothing where it writes nothing: %s', async (route) => {
    const request = randomUUID();
    const [method, path] = route.split(' ');
    const body = { clientid: 'd', username: 'd', password: 'p', action: 'publish', topic: 't' };
    const headers = { 'x-request-id': request };
    await server.send(methodOf(method!), path!, { ...(method === 'post' && { body }), headers, scope: 'broker' });
    expect(await recorded(request)).toEqual([]);
  });

  it('tells in the campaign who wrote it down and who brought it into its state, and in its history who paused it', async () => {
    const { campaign } = await prepared('start');
    const headers = { authorization: `Bearer ${token.token}`, 'x-request-id': 'night-shift' };
    await server.send('POST', `campaigns/${campaign}/pause`, { headers });
    const who = { kind: 'operator', name: 'build-server', token: token.id };
    const by = { ...who, address: '127.0.0.1', request: 'night-shift' };
    const { json: shown } = await server.send('GET', `campaigns/${campaign}`);
    expect(shown).toMatchObject({ state: 'paused', movedBy: by, createdBy: { kind: 'operator', name: 'test-admin' } });
    const { json: history } = await server.send('GET', `events/log?campaign=${campaign}`);
    const data = { reason: 'build-server paused it' };
    expect(history.items.at(-1)).toMatchObject({ kind: 'campaign_paused', actor: by, data });
  });

  it('names the server where nobody ordered it: the administrator’s token that it made itself', async () => {
    const { json } = await server.send('GET', 'events/log?limit=1');
    expect(json.items[0]).toMatchObject({ kind: 'token_issued', actor: { kind: 'system', name: 'server' } });
    expect(Object.keys(json.items[0].actor)).toEqual(['kind', 'name']);
  });
});
