import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from '@jest/globals';

import { OperatorClient } from './operator-client.js';

describe('OperatorClient', () => {
  let server: Server;

  async function clientOf(answer: RequestListener): Promise<OperatorClient> {
    server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new OperatorClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'secret');
  }
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  afterEach(() => (server.listening ? close() : undefined));

  it('shows its token and reads JSON', async () => {
    const client = await clientOf(({ headers, url }, response) =>
      response.end(JSON.stringify({ name: url, part: headers.authorization })),
    );
    expect(await client.product('a/b')).toEqual({ name: '/api/v1/products/a%2Fb', part: 'Bearer secret' });
  });

  it('tells the code of a fault, and the status of any other refusal', async () => {
    const client = await clientOf((request, response) => {
      response.statusCode = 404;
      response.end(request.url?.endsWith('ghost') ? '{"code": "product_unknown", "detail": "no ghost"}' : '<html>');
    });
    await expect(client.product('ghost')).rejects.toMatchObject({
      status: 404,
      code: 'product_unknown',
      message: 'product_unknown: no ghost',
    });
    await expect(client.product('other')).rejects.toMatchObject({ code: 'http_404', message: 'http_404: <html>' });
  });

  it('says which server it cannot reach, and why', async () => {
    const client = await clientOf(() => undefined);
    await close();
    await expect(client.product('pump')).rejects.toThrow(
      /^http:\/\/127\.0\.0\.1:\d+ cannot be reached: connect ECONNREFUSED/,
    );
  });
});
