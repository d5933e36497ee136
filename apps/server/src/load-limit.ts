import type { FastifyInstance, FastifyRequest } from 'fastify';

import { faultOf } from '@twinbank/protocol';

import { API_PREFIX } from './api-prefix.js';

/** What a server takes on at once. */
export const LOAD_LIMITS = {
  /** Requests in work; beyond, waiting would only add to the load. */
  requests: 512,
  /** From a request's head to the end of a body that is read before its work begins. Uploads are read by their work. */
  bodyMs: 20_000,
  /** Connections of operators: file descriptors are needed for devices. */
  connections: 2048,
};

const RETRY_MS = 1000;
const EVENT_STREAM = `/${API_PREFIX}/events`;
const PROBE = new RegExp(`^(/${API_PREFIX})?/health/`);

/**
 * Sends requests away while too many are in work, and cuts off those whose body does not come: until it is there nobody has
 * looked who asks, so it must not take the place of others. Streams of events have a limit of their own; probes always pass.
 */
export function limitLoad(fastify: FastifyInstance, limits: typeof LOAD_LIMITS = LOAD_LIMITS): void {
  const awaited = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  let running = 0;
  fastify.server.maxConnections = limits.connections;
  fastify.addHook('onRequest', (request, reply, done) => {
    const timer = setTimeout(() => request.raw.destroy(), limits.bodyMs).unref();
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
    done(running > limits.requests ? faultOf('overloaded', `${limits.requests} requests are in work`, { retryAfterMs: RETRY_MS }) : undefined);
  });
}

/** Whether a request only asks how the server is: by the route that it took, since anyone can write the word into an address. */
export const isProbe = ({ routeOptions: { url } }: Pick<FastifyRequest, 'routeOptions'>): boolean => url !== undefined && PROBE.test(url);
