import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { faultOf } from '@twinbank/protocol';

import { API_PREFIX } from './api-prefix.js';

/** What a server takes on at once. */
export const LOAD_LIMITS = {
  /** Requests in work; beyond, waiting would only add to the load. */
  requests: 512,
  /** From a request's head to the end of a body that is read before its work begins. Uploads are read by their work. */
  bodyMs: 20_000,
};

const RETRY_MS = 1000;
const EVENT_STREAM = `/${API_PREFIX}/events`;
const PROBE = new RegExp(`^(/${API_PREFIX})?/health/`);

/**
 * Sends requests away while too many are in work, and ends those whose body does not come: until it is there nobody has
 * looked who asks, so it must not take the place of others. Streams of events have a limit of their own; probes always pass.
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

/** Answers while the body is still awaited, and closes the connection once the answer is out. */
function refuseSlow(request: FastifyRequest, reply: FastifyReply, bodyMs: number): void {
  if (reply.sent) return void request.raw.destroy();
  reply.raw.once('finish', () => request.raw.destroy());
  void reply
    .header('connection', 'close')
    .send(faultOf('request_timeout', `the body did not arrive within ${bodyMs / 1000} s`));
}

/** Whether a request only asks how the server is: by the route that it took, since anyone can write the word into an address. */
export const isProbe = ({ routeOptions: { url } }: Pick<FastifyRequest, 'routeOptions'>): boolean =>
  url !== undefined && PROBE.test(url);
