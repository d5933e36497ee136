import { randomBytes } from 'node:crypto';

import type { FastifyInstance } from 'fastify';

import { ConsoleSite } from './console-site.js';

const NONCE_BYTES = 16;

/**
 * Answers with the console what no route answers. It makes no route, so none of the interface is shadowed by it. Call it after
 * the hooks that refuse requests.
 *
 * @param folder of the built console; without it, or if it is empty, nothing is added
 */
export function serveConsole(fastify: FastifyInstance, folder: string | undefined): void {
  const site = folder === undefined ? undefined : ConsoleSite.read(folder);
  if (site === undefined) return;
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.is404 || (request.method !== 'GET' && request.method !== 'HEAD')) return done();
    const { accept = '', 'accept-encoding': encodings = '' } = request.headers;
    const answer = site.answer({
      path: request.url.split('?')[0] ?? '',
      accept,
      acceptEncoding: String(encodings),
      nonce: randomBytes(NONCE_BYTES).toString('base64'),
    });
    if (answer === undefined) return done();
    return void reply.headers(answer.headers).send(answer.body);
  });
}
