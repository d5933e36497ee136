import multipart from '@fastify/multipart';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogController, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import { faultFrom, NDJSON_MEDIA_TYPE, PROBLEM_MEDIA_TYPE, problemOf, requestIdOf } from '@twinbank/http';
import { faultOf, readJsonObject } from '@twinbank/protocol';

import { API_PREFIX } from './api-prefix.js';
import type { OperatorRequest } from './auth/operator.guard.js';
import type { TlsFiles } from './composition/config.js';
import { OpenConnections } from './open-connections.js';

/** A body of JSON: the longest is a campaign that selects 10 000 devices by id. */
const JSON_BYTES_MAX = 1024 * 1024;
/** From the first byte of a request to its last: an image over a slow line, but no slow loris. */
const REQUEST_MS_MAX = 300_000;
/** Requests in work at once; beyond, waiting would only add to the load. Streams of events do not count. */
const REQUESTS_MAX = 512;
const EVENT_STREAM = `/${API_PREFIX}/events`;
const OVERLOAD_RETRY_MS = 1000;
/** A version has up to 64 characters, a device id too; percent-encoded they may be three times as long. */
const PARAMETER_LENGTH_MAX = 200;

/** Fastify as the server needs it: log, request ids, TLS, limits. */
export function createHttpAdapter(logger: Logger, tls?: TlsFiles): FastifyAdapter {
  const options = {
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request' }),
    genReqId: requestIdOf,
    requestIdHeader: false,
    bodyLimit: JSON_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    forceCloseConnections: false,
    routerOptions: { maxParamLength: PARAMETER_LENGTH_MAX },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const problem = problemOf(faultFrom(error), request.id);
      void reply.status(problem.status).type(PROBLEM_MEDIA_TYPE).serializer(JSON.stringify).send(problem);
    },
    ...(tls && { https: { cert: tls.cert, key: tls.key } }),
  };
  return new FastifyAdapter(options as never);
}

/** Adds what every request passes: parsers that bound what they read, the overload limit, headers, one log line. */
export async function prepareHttp(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const connections = new OpenConnections(fastify.server);
  fastify.addHook('preClose', (done) => {
    connections.closeIdle();
    done();
  });
  addParsers(fastify);
  // Its reader looks at the size itself, and says which limit it was.
  await app.register(multipart as never, { throwFileSizeLimit: false });
  limitLoad(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    logRequest(request, reply);
    done();
  });
}

function addParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit: JSON_BYTES_MAX }, (_request, body, done) => {
    try {
      done(null, body.length === 0 ? undefined : readJsonObject(body as Buffer, JSON_BYTES_MAX));
    } catch (error) {
      done(error as Error);
    }
  });
  // Handed on as a stream; its reader bounds each line.
  fastify.addContentTypeParser(NDJSON_MEDIA_TYPE, (_request, payload, done) => done(null, payload));
}

function limitLoad(fastify: FastifyInstance): void {
  let running = 0;
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.routeOptions.url === EVENT_STREAM) return done();
    running += 1;
    reply.raw.once('close', () => {
      running -= 1;
    });
    done(running > REQUESTS_MAX ? faultOf('overloaded', `${REQUESTS_MAX} requests are in work`, { retryAfterMs: OVERLOAD_RETRY_MS }) : undefined);
  });
}

/** One line for each request, without its query: probes only where somebody debugs. */
function logRequest(request: OperatorRequest, reply: FastifyReply): void {
  const level = request.url.includes('/health/') ? 'debug' : 'info';
  const { method, operator } = request;
  request.log[level](
    { method, path: request.url.split('?')[0], status: reply.statusCode, ms: Math.round(reply.elapsedTime), ...(operator && { operator: operator.name }) },
    'request',
  );
}
