import { randomBytes } from 'node:crypto';

import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';

import { ConsoleSite, NOT_BUILT, withVary } from './console-site.js';

const NONCE_BYTES = 16;

interface ConsoleOptions {
  /** Folder of the built console; without it, no console is meant to be there, and nothing is added. */
  readonly folder: string | undefined;
  readonly logger: Logger;
}

/**
 * Answers with the console what no route answers. It makes no route, so none of the interface is shadowed by it. Where the console is not
 * built, the root says so, and so does the log. Call it after the hooks that refuse requests.
 */
export function serveConsole(fastify: FastifyInstance, { folder, logger }: ConsoleOptions): void {
  if (folder === undefined) return;
  const site = ConsoleSite.read(folder) ?? NOT_BUILT;
  if (site === NOT_BUILT) logger.warn({ folder }, 'the console is not built, so that / only says so: npm run setup');
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
    const headers = withVary(answer.headers, reply.getHeader('vary'));
    return void reply.status(answer.status).headers(headers).send(answer.body);
  });
}
