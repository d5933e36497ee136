import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from '@jest/globals';

import { formOf } from './release-form.js';
import { answerOf, createRestClient, type RestClient } from './rest-client.js';

describe('the client of the REST interface', () => {
  let server: Server;

  async function clientOf(answer: RequestListener): Promise<RestClient> {
    server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return createRestClient({ server: `http://127.0.0.1:${port}`, token: 'secret' });
  }
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  afterEach(() => (server.listening ? close() : undefined));
  const product = (client: RestClient, name: string) =>
    answerOf(client.GET('/api/v1/products/{product}', { params: { path: { product: name } } }));

  it('sends its token and reads JSON', async () => {
    const client = await clientOf(({ headers, url }, response) =>
      response.end(JSON.stringify({ name: url, part: headers.authorization })),
    );
    expect(await product(client, 'a/b')).toEqual({ name: '/api/v1/products/a%2Fb', part: 'Bearer secret' });
  });

  it('reports the code of a fault with its problem, and the status of any other refusal', async () => {
    const problem = { code: 'product_unknown', detail: 'no ghost', facts: { field: 'product' } };
    const client = await clientOf((request, response) => {
      response.statusCode = 404;
      const strange = request.url?.endsWith('newer') ? '{"code": "from_the_future"}' : '<html>';
      response.end(request.url?.endsWith('ghost') ? JSON.stringify(problem) : strange);
    });
    const [status, name] = [404, 'RestError'];
    await expect(product(client, 'ghost')).rejects.toMatchObject({
      ...{ name, status, problem, code: 'product_unknown', message: 'product_unknown: no ghost' },
    });
    const other = await product(client, 'other').catch((error: unknown) => error);
    expect(other).toMatchObject({ name, status, code: 'http_404', message: 'http_404: <html>' });
    expect(other).toHaveProperty('problem', undefined);
    await expect(product(client, 'newer')).rejects.toMatchObject({
      ...{ code: 'http_404', message: 'http_404: {"code":"from_the_future"}' },
    });
  });

  it('sends an upload as a form, with the image last', async () => {
    let heard = '';
    const client = await clientOf((request, response) => {
      request.setEncoding('latin1').on('data', (chunk: string) => (heard += chunk));
      request.on('end', () => response.end('{}'));
    });
    const body = { image: new Blob(['bytes']), version: '1.1.0', counter: 2, hardware: ['A', 'B'] };
    await answerOf(
      client.POST('/api/v1/products/{product}/releases', {
        params: { path: { product: 'pump' } },
        body,
        bodySerializer: () => formOf(body, 'pump.bin'),
      }),
    );
    const names = [...heard.matchAll(/name="(\w+)"(?:; filename="([^"]+)")?/g)].map(([, name, file]) => [name, file]);
    expect(names).toEqual([
      ['version', undefined],
      ['counter', undefined],
      ['hardware', undefined],
      ['hardware', undefined],
      ['image', 'pump.bin'],
    ]);
    expect(heard).toContain('\r\n\r\nbytes\r\n');
  });

  it('names the server that it cannot reach, and the reason', async () => {
    const client = await clientOf(() => undefined);
    await close();
    await expect(product(client, 'pump')).rejects.toThrow(
      /^http:\/\/127\.0\.0\.1:\d+ cannot be reached: connect ECONNREFUSED/,
    );
  });
});
