import { connect } from 'node:net';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';

interface Heard {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly problem: { readonly code?: string; readonly status?: number; readonly instance?: string };
}

describe('the edges of HTTP', () => {
  let server: ServerUnderTest;
  let address: URL;
  let authorization: string;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    address = new URL(await server.listen());
    authorization = `Authorization: Bearer ${await server.token('admin')}`;
    await server.send('POST', 'products', { body: { name: 'motor', part: 'STM32G484', hardware: ['A'] } });
    await server.send('POST', 'devices/bulk', {
      body: '{"id":"d-1","product":"motor","hardware":"A"}\n',
      headers: { 'content-type': 'application/x-ndjson' },
    });
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  /** Sends bytes on a connection of its own and returns the first answer. */
  async function say(head: string, body = ''): Promise<Heard> {
    const heard = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(address.port), address.hostname, () => socket.write(`${head}\r\n\r\n${body}`));
      let text = '';
      socket.setTimeout(10_000, () => socket.destroy(new Error('no answer')));
      socket.on('error', reject);
      socket.on('data', (data) => {
        text += data.toString();
        const length = /content-length: (\d+)/i.exec(text)?.[1];
        if (text.includes('\r\n\r\n') && text.split('\r\n\r\n')[1]!.length >= Number(length ?? 0)) {
          socket.destroy();
          resolve(text);
        }
      });
      socket.on('close', () => reject(new Error(`closed after ${text}`)));
    });
    const [top = '', text = ''] = heard.split('\r\n\r\n');
    const [status = '', ...lines] = top.split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
    );
    return {
      status: Number(status.split(' ')[1]),
      headers,
      problem: text === '' ? {} : (JSON.parse(text) as Heard['problem']),
    };
  }
  const problem = (status: number, code: string): object => ({
    status,
    headers: {
      'content-type': expect.stringMatching(/^application\/problem\+json/),
      'x-request-id': expect.any(String),
    },
    problem: { status, code, instance: expect.any(String) },
  });

  it.each<[string, string, string]>([
    ['DELETE', '/api/v1/products', 'GET, HEAD, OPTIONS, POST'],
    ['GET', '/api/v1/campaigns/1/start', 'OPTIONS, POST'],
    ['PUT', '/api/v1/devices/d-1', 'GET, HEAD, OPTIONS, PATCH'],
    ['PUT', '/api/v1/products/a%2Fb/releases/1.0.0', 'GET, HEAD, OPTIONS, PATCH'],
    ['PUT', '/api/v1/campaigns/1', 'DELETE, GET, HEAD, OPTIONS, PATCH'],
    ['POST', '/health/live', 'GET, HEAD, OPTIONS'],
    ['TRACE', '/api/v1/products', 'GET, HEAD, OPTIONS, POST'],
    ['PROPFIND', '/api/v1/products', 'GET, HEAD, OPTIONS, POST'],
    ['PUT', '/docs-json', 'GET, HEAD, OPTIONS'],
    ['GET', '/api/v1/devices/bulk', 'OPTIONS, POST'],
  ])('%s %s is method_not_allowed, with what is allowed, and needs no token for that', async (method, path, allow) => {
    const answer = await say(`${method} ${path}?x=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 0`);
    expect(answer).toMatchObject(problem(405, 'method_not_allowed'));
    expect(answer.headers['allow']).toBe(allow);
  });

  it('OPTIONS is answered with what is allowed, and with nothing else', async () => {
    expect(await say('OPTIONS /api/v1/products HTTP/1.1\r\nHost: h')).toMatchObject({
      status: 204,
      headers: { allow: 'GET, HEAD, OPTIONS, POST', 'x-request-id': expect.any(String) },
      problem: {},
    });
    expect((await say('OPTIONS * HTTP/1.1\r\nHost: h')).headers['allow']).toMatch(/GET.*OPTIONS.*POST/);
    expect(await say('OPTIONS /api/v1/nothing HTTP/1.1\r\nHost: h')).toMatchObject(problem(404, 'not_found'));
  });

  it('a method that is right on an address that is not stays not_found', async () => {
    for (const path of ['/api/v1/productx', '/', '/api/v1/products/a/b', '/api/v1/campaigns/1/start/now']) {
      expect(await say(`POST ${path} HTTP/1.1\r\nHost: h\r\nContent-Length: 0`)).toMatchObject(
        problem(404, 'not_found'),
      );
    }
  });

  it.each<[string, string, number, string]>([
    ['no Host', 'GET /health/live HTTP/1.1\r\nX: y', 400, 'message_malformed'],
    ['two Hosts', 'GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b', 400, 'message_malformed'],
    [
      'an expectation that nobody meets',
      'POST /api/v1/products HTTP/1.1\r\nHost: h\r\nExpect: miracles\r\nContent-Length: 2',
      417,
      'expectation_failed',
    ],
    ['CONNECT', 'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443', 405, 'method_not_allowed'],
    ['a whole address of another path', 'GET http://h/nowhere HTTP/1.1\r\nHost: h', 404, 'not_found'],
    ['a whole address without a path', 'GET http://h HTTP/1.1\r\nHost: h', 404, 'not_found'],
    [
      'a whole address that wants another method',
      'PUT http://h/api/v1/products HTTP/1.1\r\nHost: h\r\nContent-Length: 0',
      405,
      'method_not_allowed',
    ],
    ['a query that is no UTF-8', 'GET /api/v1/devices?product=%ff HTTP/1.1\r\nHost: h', 400, 'request_invalid'],
    [
      'a query that says something twice',
      'GET /api/v1/devices?product=a&product=b HTTP/1.1\r\nHost: h',
      400,
      'request_invalid',
    ],
    ['a query with a reserved name', 'GET /api/v1/devices?__proto__=a HTTP/1.1\r\nHost: h', 400, 'request_invalid'],
  ])('%s is answered with a problem', async (_what, head, status, code) => {
    expect(await say(`${head}\r\n${authorization}`)).toMatchObject(problem(status, code));
  });

  it('a request of HTTP/1.0 needs no Host, and a whole address reaches its path', async () => {
    expect((await say('GET /health/live HTTP/1.0')).status).toBe(200);
    expect((await say('GET http://h/health/live HTTP/1.1\r\nHost: h')).status).toBe(200);
    expect(
      (await say('POST /api/v1/products HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2')).status,
    ).toBe(100);
  });

  it.each<[string, string, string]>([
    ['what curl -d "" sends', 'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0', ''],
    ['JSON of no length', 'Content-Type: application/json\r\nContent-Length: 0', ''],
    ['text of no length', 'Content-Type: text/plain\r\nContent-Length: 0', ''],
    ['a type that is none', 'Content-Type: \r\nContent-Length: 0', ''],
    [
      'chunks that end at once',
      'Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked',
      '0\r\n\r\n',
    ],
    ['chunks without a type', 'Transfer-Encoding: chunked', '0\r\n\r\n'],
    ['lines of JSON, of which there are none', 'Content-Type: application/x-ndjson\r\nContent-Length: 0', ''],
    ['neither type nor length', 'X: y', ''],
  ])('an order that needs no body is taken with %s', async (_what, headers, body) => {
    expect(
      (await say(`POST /api/v1/devices/d-1/deactivate HTTP/1.1\r\nHost: h\r\n${authorization}\r\n${headers}`, body))
        .status,
    ).toBe(200);
  });

  it('an order that needs a body says that it misses it, and of a wrong type that it is not taken', async () => {
    const order = (headers: string, body = ''): Promise<Heard> =>
      say(`POST /api/v1/products HTTP/1.1\r\nHost: h\r\n${authorization}\r\n${headers}`, body);
    expect(await order('Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0')).toMatchObject(
      problem(400, 'request_invalid'),
    );
    expect(await order('Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 2', '{}')).toMatchObject(
      problem(415, 'media_type_unsupported'),
    );
    expect(await order('Content-Length: 2', '{}')).toMatchObject(problem(415, 'media_type_unsupported'));
    expect(await order('Content-Type: junk\r\nContent-Length: 2', '{}')).toMatchObject(
      problem(415, 'media_type_unsupported'),
    );
  });

  it.each([
    '{"name":"a","name":"b"}',
    '{"constructor":1}',
    '{"name":"a\\u0000"}',
    '{"name":"\\ud800"}',
    '{"name":1e400}',
  ])('a body that means two things is message_malformed: %s', async (body) => {
    expect(
      await server.send('POST', 'products', { body, headers: { 'content-type': 'application/json' } }),
    ).toMatchObject({ status: 400, json: { code: 'message_malformed' } });
  });
});
