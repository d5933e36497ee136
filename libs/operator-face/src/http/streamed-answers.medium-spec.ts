import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';

import type { Principal } from '@twinbank/access';
import { isFault } from '@twinbank/primitives';
import { until } from '@twinbank/testkit/until';

import type { OperatorRequest } from '../auth/operator.guard.js';
import { STREAM_TIMES, StreamedAnswers } from './streamed-answers.js';

const CHUNK = 'x'.repeat(256 * 1024);
/** More than the buffers of a connection hold: about 64 MB. */
const CHUNKS = 256;
/** The end of a pause in which nothing more may be made. */
const LOOKS = 10;

describe('a streamed answer', () => {
  let app: FastifyInstance;
  let port: number;
  let made = 0;
  let ended = 0;
  let breakAt = Number.POSITIVE_INFINITY;
  /** Ends, as if their token was revoked, the answers that are being sent. */
  let revoke: (() => void)[] = [];
  let answers: StreamedAnswers;

  async function* chunks(): AsyncGenerator<string> {
    try {
      for (; made < CHUNKS; made++) {
        if (made === breakAt) throw new Error('the database is gone');
        yield CHUNK;
      }
    } finally {
      ended += 1;
    }
  }

  const limited = (given: Partial<ConstructorParameters<typeof StreamedAnswers>[0]> = {}): void => {
    const limits = { places: 3, placesEach: 2, ...STREAM_TIMES, ...given };
    answers = new StreamedAnswers(limits, { whileGood: (_principal, end) => (revoke.push(end), () => undefined) });
  };

  beforeEach(async () => {
    [made, ended, breakAt, revoke] = [0, 0, Number.POSITIVE_INFINITY, []];
    limited();
    app = fastify();
    app.setErrorHandler((error, _request, reply) => reply.status(isFault(error, 'overloaded') ? 503 : 500).send());
    app.get('/', async (request, reply) => {
      const name = String(request.headers['x-name'] ?? 'ann');
      (request as OperatorRequest).principal = { name, grants: [], expiresAtMs: 0 } satisfies Principal;
      await answers.send(reply, 'text/plain', () => Promise.resolve(chunks()));
      return reply;
    });
    await app.listen({ port: 0, host: '127.0.0.1' });
    port = (app.server.address() as AddressInfo).port;
  });
  afterEach(() => app.close());

  /** Asks, and reads nothing yet. */
  const ask = (name = 'ann'): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const request = get({ port, host: '127.0.0.1', headers: { 'x-name': name }, agent: false }, (answer) => {
        answer.pause();
        answer.on('error', () => undefined);
        resolve(answer);
      });
      request.on('error', reject);
    });
  /** What comes of an answer, and whether it came to its end. */
  async function read(answer: IncomingMessage): Promise<{ readonly bytes: number; readonly isWhole: boolean }> {
    let bytes = 0;
    answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
    await new Promise((resolve) => answer.once('close', resolve).resume());
    return { bytes, isWhole: answer.complete };
  }
  /** Waits until no more is made for a while. */
  async function standstill(): Promise<number> {
    let [seen, same] = [-1, 0];
    await until(() => {
      same = made === seen ? same + 1 : 0;
      seen = made;
      return same >= LOOKS;
    }, 'nothing more is made');
    return made;
  }

  it('waits for a reader who does not read, and is whole for one who goes on', async () => {
    const answer = await ask();
    const ahead = await standstill();
    expect(ahead).toBeLessThan(CHUNKS / 2);
    expect(await read(answer)).toEqual({ bytes: CHUNKS * CHUNK.length, isWhole: true });
    expect([made, ended]).toEqual([CHUNKS, 1]);
  });

  it('ends when its reader goes away, and its place is free', async () => {
    const both = [await ask(), await ask()];
    expect((await ask()).statusCode).toBe(503);
    for (const answer of both) answer.destroy();
    await until(() => ended === 2, 'both have ended');
    const again = await ask();
    expect(again.statusCode).toBe(200);
    again.destroy();
    await until(() => ended === 3, 'the last one has ended');
  });

  it('leaves room for others, up to its places', async () => {
    const three = [await ask(), await ask(), await ask('bob')];
    expect(three.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    expect((await ask('ann')).statusCode).toBe(503);
    expect((await ask('cid')).statusCode).toBe(503);
    for (const answer of three) answer.destroy();
    await until(() => ended === 3, 'all have ended');
  });

  it.each([
    ['takes nothing', { stallMs: 50 }],
    ['is not done in time', { longestMs: 50 }],
  ])('is cut off where its reader %s, and does not look whole', async (_what, limits) => {
    limited(limits);
    const answer = await ask();
    await until(() => ended === 1, 'it is cut off');
    const { bytes, isWhole } = await read(answer);
    expect([bytes < CHUNKS * CHUNK.length, isWhole]).toEqual([true, false]);
  });

  it('ends when its reader loses the right to read', async () => {
    const answer = await ask();
    await standstill();
    for (const end of revoke) end();
    expect((await read(answer)).isWhole).toBe(false);
    await until(() => ended === 1, 'it has ended');
  });

  it('does not look whole where the server could not go on', async () => {
    breakAt = 3;
    expect((await read(await ask())).isWhole).toBe(false);
    expect(ended).toBe(1);
  });

  it('is a problem where it could not begin', async () => {
    breakAt = 0;
    expect((await ask()).statusCode).toBe(500);
    expect(ended).toBe(1);
  });

  it('is not made for a question about its head', async () => {
    expect((await app.inject({ method: 'HEAD', url: '/' })).statusCode).toBe(200);
    expect([made, ended]).toEqual([0, 0]);
  });
});
