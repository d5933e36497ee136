import { connect } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { SERVER_START_MS, ServerUnderTest } from './testing/server-under-test.js';

describe('the HTTP face', () => {
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  const json = { 'content-type': 'application/json' };

  it('answers every error with problem+json and the id of the request', async () => {
    const answer = await server.send('GET', 'nowhere', { headers: { 'x-request-id': 'my-id-1' } });
    expect(answer).toMatchObject({
      status: 404,
      headers: { 'content-type': expect.stringMatching(/^application\/problem\+json/), 'x-request-id': 'my-id-1', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
      json: { type: 'urn:twinbank:fault:not_found', title: expect.any(String), status: 404, code: 'not_found', instance: 'my-id-1' },
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
    ['a prototype', 400, 'request_invalid', '{"__proto__":{"admin":true},"name":"x"}'],
    ['nothing', 400, 'request_invalid', ''],
  ])('refuses a body of %s', async (what, status, code, body) => {
    const bytes = what.includes('UTF-8') ? Buffer.from(body, 'latin1') : body;
    expect(await server.send('POST', 'products', { body: bytes as string, headers: json })).toMatchObject({ status, json: { code } });
  });

  it('takes braces within a text for text', async () => {
    const { json: problem } = await server.send('POST', 'products', { body: { name: '{{{{[[[[{{{{[[[[' } });
    expect(problem.code).toBe('request_invalid');
  });

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded'])('refuses %s', async (type) => {
    expect(await server.send('POST', 'products', { body: 'x', headers: { 'content-type': type } })).toMatchObject({ status: 415, json: { code: 'media_type_unsupported' } });
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
    expect(paths).toEqual(expect.arrayContaining(['/api/v1/products', '/api/v1/products/{product}/releases', '/api/v1/devices/bulk', '/api/v1/campaigns/{id}/start', '/api/v1/events', '/health/ready']));
    for (const [path, methods] of Object.entries(api.paths as Record<string, Record<string, { security?: unknown; summary?: string }>>)) {
      for (const operation of Object.values(methods)) {
        expect(operation.summary).toBeTruthy();
        expect([path, operation.security !== undefined]).toEqual([path, !path.includes('/health/')]);
      }
    }
    expect((await server.send('GET', '/docs', { scope: 'none' })).text).toContain('swagger-ui');
  });

  it('sends requests away while too many are in work', async () => {
    const address = new URL(await server.listen());
    const sockets = Array.from({ length: 520 }, () => connect(Number(address.port), address.hostname));
    const token = await server.token('admin');
    const answers = await Promise.all(
      sockets.map(
        (socket) =>
          new Promise<string>((resolve) => {
            // The body never comes: the request stays in work.
            socket.write(`POST /api/v1/products HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n`);
            socket.once('data', (data: Buffer) => resolve(data.toString()));
            setTimeout(() => resolve(''), 3000).unref();
          }),
      ),
    );
    const refused = answers.filter((answer) => answer !== '');
    expect(refused).toHaveLength(8);
    expect(refused[0]).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: 1\r\n[\s\S]*"code":"overloaded"/i);
    expect(await server.send('GET', 'devices/d-1/events')).toMatchObject({ status: 503, json: { code: 'overloaded' } });
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await server.send('GET', 'products')).status).toBe(200);
  }, 20_000);
});
