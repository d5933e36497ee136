import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { faultOf } from '@twinbank/protocol';

import { API_PREFIX } from './api-prefix.js';

/** Limits of a server on its load. */
export const LOAD_LIMITS = {
  /**
   * Most requests in work at the same time. Further ones are refused, because letting them wait would only add to the
   * load.
   */
  requests: 512,
  /**
   * Time from the head of a request to the end of its body, if the body is read before the work begins. Uploads are
   * read during the work.
   */
  bodyMs: 20_000,
};

const RETRY_MS = 1000;
const EVENT_STREAM = `/${API_PREFIX}/events`;
const PROBE = new RegExp(`^(/${API_PREFIX})?/health/`);

/**
 * Refuses requests while too many are in work, and ends those whose body does not arrive in time. A sender is only
 * checked after the body has arrived; until then the request must not take the place of others. Event streams have a
 * limit of their own; probes always pass.
 */
export function limitLoad(fastify: FastifyInstance, limits: typeof LOAD_LIMITS = LOAD_LIMITS): void {
  const awaited = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  let running = 0;
  fastify.addHook('onRequest', (request, reply, done) => {
    const timer = setTimeout(() => refuseSlow(request, reply, limits.bodyMs), limits.bodyMs).unref();
    awaited.set(request, timer);
    reply.raw.once('close', () => clearTimeout(timer));
    done();
  });
  fastify.addHook('preValidation', (request, reply, done) => {
    clearTimeout(awaited.get(request));
    if (request.routeOptions.url === EVENT_STREAM || isProbe(request)) return done();
    running += 1;
    reply.raw.once('close', () => {
      running -= 1;
    });
    done(
      running > limits.requests
        ? faultOf('overloaded', `${limits.requests} requests are in work`, { retryAfterMs: RETRY_MS })
        : undefined,
    );
  });
}

/** Refuses a request whose body has not arrived yet, and closes the connection after the answer. */
function refuseSlow(request: FastifyRequest, reply: FastifyReply, bodyMs: number): void {
  if (reply.sent) return void request.raw.destroy();
  reply.raw.once('finish', () => request.raw.destroy());
  void reply
    .header('connection', 'close')
    .send(faultOf('request_timeout', `the body did not arrive within ${bodyMs / 1000} s`));
}

/**
 * Whether a request is a health probe. It is judged by its route, not by its path, because anyone can put the word into
 * a path.
 */
export const isProbe = ({ routeOptions: { url } }: Pick<FastifyRequest, 'routeOptions'>): boolean =>
  url !== undefined && PROBE.test(url);
