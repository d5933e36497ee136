import { connect, type AddressInfo, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';

import { until } from '@twinbank/testkit/until';

import { limitLoad } from './load-limit.js';

describe('the limit of load', () => {
  let fastify: FastifyInstance;
  let port: number;
  let working: number;
  let finish: () => void;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    fastify = Fastify();
    limitLoad(fastify, { requests: 2, bodyMs: 100 });
    const finished = new Promise<void>((resolve) => (finish = resolve));
    working = 0;
    fastify.get('/work', async () => (working++, finished.then(() => 'done')));
    fastify.post('/work', async () => 'done');
    fastify.get('/health/live', async () => 'up');
    fastify.addContentTypeParser('application/x-parts', (_request, payload, done) => done(null, payload));
    fastify.post<{ Body: Readable }>('/upload', async ({ body }) => text(body));
    await fastify.listen({ port: 0, host: '127.0.0.1' });
    port = (fastify.server.address() as AddressInfo).port;
  });
  afterEach(async () => {
    finish();
    for (const socket of sockets.splice(0)) socket.destroy();
    await fastify.close();
  });

  const get = async (path: string): Promise<number> => (await fetch(`http://127.0.0.1:${port}${path}`)).status;

  it('sends away what is more than it takes on, until something has ended; probes pass', async () => {
    const both = [get('/work'), get('/work')];
    await until(() => working === 2, 'both to be at work');
    for (const path of ['/work', '/work?as=/health/live']) {
      expect(await (await fetch(`http://127.0.0.1:${port}${path}`)).json()).toMatchObject({ code: 'overloaded' });
    }
    expect(await get('/health/live')).toBe(200);
    finish();
    expect(await Promise.all(both)).toEqual([200, 200]);
    expect(await get('/work')).toBe(200);
  });

  it('gives no place to requests whose body does not come, tells them so and cuts them off', async () => {
    const ends = Array.from({ length: 5 }, () => {
      const socket = connect(port, '127.0.0.1');
      sockets.push(socket);
      socket.write('POST /work HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{');
      let heard = '';
      socket.on('data', (data) => (heard += data.toString()));
      return new Promise<string>((resolve) => socket.once('close', () => resolve(heard)));
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    finish();
    expect(await get('/work')).toBe(200);
    for (const answer of await Promise.all(ends)) expect(answer).toMatch(/"code":"request_timeout"/);
  });

  it('leaves a body that is read by its work all the time that it needs', async () => {
    async function* parts(): AsyncGenerator<string> {
      for (const part of ['one ', 'two ', 'three']) {
        yield part;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    const request = {
      method: 'POST',
      headers: { 'content-type': 'application/x-parts' },
      body: Readable.from(parts()),
      duplex: 'half',
    };
    expect(await (await fetch(`http://127.0.0.1:${port}/upload`, request as unknown as RequestInit)).text()).toBe(
      'one two three',
    );
  });
});
