import type { FastifyInstance } from 'fastify';

/** What pages of other origins may send: the methods and headers of the REST interface. */
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const HEADERS =
  'authorization, content-type, idempotency-key, if-match, if-none-match, last-event-id, repr-digest, twinbank-reason, upload-complete, upload-length, upload-offset, x-csrf-token, x-request-id';
/** Headers of answers that they may read, besides those that everybody may. */
const READABLE =
  'allow, etag, location, retry-after, upload-complete, upload-length, upload-limit, upload-offset, x-request-id';
/** How long a browser may remember the answer to a preflight: the least of what browsers cut it to is ten minutes. */
const REMEMBERED_S = 600;

/**
 * Lets pages of these origins read answers (CORS), also under a session: an answer names the origin that asked, never
 * `*`. Without origins nothing is added, and browsers let no other origin read. Call it before the hooks that answer by
 * themselves. [Fetch §3.2]
 */
export function allowOrigins(fastify: FastifyInstance, origins: readonly string[]): void {
  if (origins.length === 0) return;
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('vary', 'Origin');
    const { origin } = request.headers;
    if (origin === undefined || !origins.includes(origin)) return done();
    void reply.headers({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': READABLE,
    });
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return done();
    void reply
      .status(204)
      .headers({
        'access-control-allow-methods': METHODS,
        'access-control-allow-headers': HEADERS,
        'access-control-max-age': String(REMEMBERED_S),
      });
    return void reply.send();
  });
}
