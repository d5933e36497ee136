import { connect } from 'node:net';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import type { Lists } from '@twinbank/database';

import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';

/** What needs neither a token nor a session, because it leads to one. */
const WAYS_IN = [
  ...['post /api/v1/session', 'post /api/v1/passwords', 'get /api/v1/session/ways'],
  ...['get /api/v1/session/oidc', 'get /api/v1/session/oidc/callback'],
];

describe('the HTTP face', () => {
  let server: ServerUnderTest;
  let url: string;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    url = await server.listen();
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  const json = { 'content-type': 'application/json' };

  it('answers every error with problem+json and the id of the request', async () => {
    const answer = await server.send('GET', 'nowhere', { headers: { 'x-request-id': 'my-id-1' } });
    expect(answer).toMatchObject({
      status: 404,
      headers: {
        'content-type': expect.stringMatching(/^application\/problem\+json/),
        'x-request-id': 'my-id-1',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      },
      json: {
        type: 'urn:twinbank:fault:not_found',
        title: expect.any(String),
        status: 404,
        code: 'not_found',
        instance: 'my-id-1',
      },
    });
  });

  it('makes an id of its own where the caller’s would be harmful in a log', async () => {
    const { json: problem } = await server.send('GET', 'nowhere', { headers: { 'x-request-id': 'a\tb{}' } });
    expect(problem.instance).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each<[string, number, string, string]>([
    ['junk', 400, 'message_malformed', 'not json'],
    ['a list', 400, 'message_malformed', '[1,2]'],
    ['a bomb of brackets', 400, 'message_malformed', `{"a":${'['.repeat(50_000)}`],
    ['a bomb of objects', 400, 'message_malformed', '{"a":'.repeat(50_000)],
    ['bytes that are no UTF-8', 400, 'message_malformed', '{"name":"\xff\xfe"}'],
    ['more than a mebibyte', 413, 'message_too_large', `{"name":"${'x'.repeat(1024 * 1024)}"}`],
    ['a prototype', 400, 'message_malformed', '{"__proto__":{"admin":true},"name":"x"}'],
    ['nothing', 400, 'request_invalid', ''],
  ])('refuses a body of %s', async (what, status, code, body) => {
    const bytes = what.includes('UTF-8') ? Buffer.from(body, 'latin1') : body;
    expect(await server.send('POST', 'products', { body: bytes as string, headers: json })).toMatchObject({
      status,
      json: { code },
    });
  });

  it('takes braces within a text for text', async () => {
    const { json: problem } = await server.send('POST', 'products', { body: { name: '{{{{[[[[{{{{[[[[' } });
    expect(problem.code).toBe('request_invalid');
  });

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded'])('refuses %s', async (type) => {
    expect(await server.send('POST', 'products', { body: 'x', headers: { 'content-type': type } })).toMatchObject({
      status: 415,
      json: { code: 'media_type_unsupported' },
    });
  });

  it('refuses addresses that cannot be read', async () => {
    for (const path of ['/api/v1/products/%zz', `/api/v1/products/${'x'.repeat(300)}`]) {
      const { status, headers, json: problem } = await server.send('GET', path);
      expect([400, 404, 414]).toContain(status);
      expect(headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(['request_invalid', 'not_found', 'product_unknown']).toContain(problem.code);
    }
  });

  it('knows every operation and its security in the documentation', async () => {
    const { json: api } = await server.send('GET', '/docs-json', { scope: 'none' });
    const paths = Object.keys(api.paths as object);
    expect(paths).toEqual(
      expect.arrayContaining([
        '/api/v1/products',
        '/api/v1/products/{product}/releases',
        '/api/v1/devices/bulk',
        '/api/v1/campaigns/{id}/start',
        '/api/v1/events',
        '/health/ready',
      ]),
    );
    for (const [path, methods] of Object.entries(
      api.paths as Record<string, Record<string, { security?: unknown[]; summary?: string }>>,
    )) {
      for (const [method, operation] of Object.entries(methods)) {
        expect(operation.summary).toBeTruthy();
        const open = path.includes('/health/') || WAYS_IN.includes(`${method} ${path}`);
        expect([path, operation.security!.length > 0]).toEqual([path, !open]);
      }
    }
    expect((await server.send('GET', '/docs', { scope: 'none' })).text).toContain('swagger-ui');
  });

  it('takes lines of JSON nowhere but where devices are provisioned', async () => {
    for (const path of ['products', 'campaigns', 'tokens', 'broker/authenticate']) {
      const answer = await server.send('POST', path, {
        body: '{}',
        headers: { 'content-type': 'application/x-ndjson' },
      });
      expect([path, answer.status, answer.json.code]).toEqual([path, 415, 'media_type_unsupported']);
    }
  });

  it.each<[string, object]>([
    ['products', { name: 'p', part: 'STM32G484', hardware: ['A'], finishPolicy: null }],
    ['campaigns', { name: 'c', product: 'p', release: '1.0.0', terms: null }],
    ['campaigns', { name: 'c', product: 'p', release: '1.0.0', selection: [{ deviceIds: ['d-1'] }] }],
    ['campaigns', { name: 'c', product: 'p', release: '1.0.0', retry: [{ attempts: 1 }] }],
    ['broker/authenticate', { clientid: 'd', username: 'd', password: null }],
  ])('refuses for %s what is null, or a list in place of an object: %j', async (path, body) => {
    expect(await server.send('POST', path, { body })).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
  });

  it('finds nothing after the last number, and under what is no number', async () => {
    for (const name of ['first', 'second'])
      await server.send('POST', 'products', {
        body: { name, part: 'STM32G484', hardware: ['A'], finishPolicy: 'mirror' },
      });
    const { items: shown, next } = (await server.send('GET', 'events/log?limit=1')).json;
    const [mark, ...key] = JSON.parse(Buffer.from(next, 'base64url').toString()) as unknown[];
    for (const [number, items] of [
      [0, [expect.objectContaining({ id: shown[0].id })]],
      [Number.MAX_SAFE_INTEGER, []],
    ]) {
      const after = Buffer.from(JSON.stringify([mark, ...key.slice(0, -1), number])).toString('base64url');
      const answer = await server.send('GET', `events/log?limit=1&after=${after}`);
      expect(answer).toMatchObject({ status: 200, json: { items } });
    }
    expect(await server.send('GET', 'campaigns?limit=')).toMatchObject({
      status: 400,
      json: { code: 'request_invalid' },
    });
    for (const id of ['0x1', '1e0', '2147483648']) {
      expect(await server.send('GET', `campaigns/${id}`)).toMatchObject({
        status: 404,
        json: { code: 'campaign_unknown' },
      });
    }
  });

  it('answers with problem+json what is no HTTP, or has too long a head', async () => {
    const address = new URL(url);
    const say = (bytes: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(Number(address.port), address.hostname, () => socket.write(bytes));
        let heard = '';
        socket.on('data', (data) => (heard += data.toString()));
        socket.on('error', () => undefined);
        socket.once('close', () => resolve(heard));
      });
    expect(await say('\x16\x03\x01 hello\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*"code":"message_malformed"/,
    );
    expect(await say(`GET / HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 413 [\s\S]*"status":413[\s\S]*"code":"message_too_large"/,
    );
  });

  it('sends requests away while too many are in work, but not probes', async () => {
    const authorization = `Bearer ${await server.token('read')}`;
    const get = (path: string): Promise<Response> => fetch(`${url}${path}`, { headers: { authorization } });
    let finish = (): void => undefined;
    const held = new Promise<void>((resolve) => (finish = resolve));
    const list = jest
      .spyOn(Object.getPrototypeOf(server.database.lists) as Lists, 'page')
      .mockImplementation(() => held.then(() => ({ items: [] })));
    const answers: Response[] = [];
    const all = Promise.all(
      Array.from({ length: 520 }, () => get('/api/v1/products').then((answer) => answers.push(answer))),
    );
    while (answers.length < 8) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(answers.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual(
      Array(8).fill([503, '1']),
    );
    expect(await answers[0]!.json()).toMatchObject({ code: 'overloaded' });
    for (const probe of ['/health/ready', '/api/v1/health/live']) expect((await get(probe)).status).toBe(200);
    finish();
    await all;
    list.mockRestore();
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(512);
    expect((await get('/api/v1/products')).status).toBe(200);
  }, 30_000);
});
