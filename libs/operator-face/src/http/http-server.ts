import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

import multipart from '@fastify/multipart';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogController, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import {
  discardRest,
  faultFrom,
  NDJSON_MEDIA_TYPE,
  parseQuery,
  PROBLEM_MEDIA_TYPE,
  problemOf,
  requestIdOf,
} from '@twinbank/http';
import { blotTokens } from '@twinbank/keys';
import type { Fault } from '@twinbank/primitives';
import { faultOf, readJsonObject } from '@twinbank/protocol';

import { API_PREFIX } from './api-prefix.js';
import type { OperatorRequest } from '../auth/operator.guard.js';
import { answerBare, answerEdges } from './http-edges.js';
import { CONNECTION_LIMITS, HttpConnections } from './http-connections.js';
import { isProbe, limitLoad } from './load-limit.js';

/** A body of JSON: the longest is a campaign that selects 10 000 devices by id. */
const JSON_BYTES_MAX = 1024 * 1024;
/** From the first byte of a request to its last: an image over a slow line, but no slow loris. */
const REQUEST_MS_MAX = 300_000;
/** For the head of a request, and how often Node looks whether one is late. */
const HEAD_MS_MAX = 15_000;
const HEAD_CHECK_MS = 5000;
/** A limit that bites is told of once in this time. */
const LIMIT_QUIET_MS = 60_000;
/** The one route that takes a stream of lines. */
const BULK = `/${API_PREFIX}/devices/bulk`;
/** How much of a media type a refusal repeats. */
const TYPE_QUOTED_MAX = 64;
/** A version has up to 64 characters, a device id too; percent-encoded they may be three times as long. */
const PARAMETER_LENGTH_MAX = 200;

/** A certificate and its private key, both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Fastify as the server needs it: log, request ids, TLS, limits. */
export function createHttpAdapter(logger: Logger, tls?: Certificate): FastifyAdapter {
  const options = {
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request' }),
    genReqId: requestIdOf,
    requestIdHeader: false,
    bodyLimit: JSON_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    forceCloseConnections: false,
    routerOptions: { maxParamLength: PARAMETER_LENGTH_MAX, querystringParser: parseQuery },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const problem = problemOf(faultFrom(error), request.id);
      void reply
        .status(problem.status)
        .header('x-request-id', request.id)
        .type(PROBLEM_MEDIA_TYPE)
        .serializer(JSON.stringify)
        .send(problem);
    },
    clientErrorHandler: refuseUnreadable,
    ...(tls ? { https: { cert: tls.cert, key: tls.key, ...NODE_OPTIONS } } : { http: NODE_OPTIONS }),
  };
  return new FastifyAdapter(options as never);
}

/** Node's own answer to a request without Host has no body. */
const NODE_OPTIONS = {
  requireHostHeader: false,
  headersTimeout: HEAD_MS_MAX,
  connectionsCheckingInterval: HEAD_CHECK_MS,
};

/** What cannot be read as HTTP gets its answer before there is a request. */
function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy(error);
  answerBare(socket, UNREADABLE[error.code ?? ''] ?? faultOf('message_malformed', 'this is no HTTP request'));
}

/** What Node's parser says, by its codes; everything else is junk. */
const UNREADABLE: Readonly<Record<string, Fault>> = {
  HPE_HEADER_OVERFLOW: faultOf('message_too_large', 'the head of the request is too long'),
  ERR_HTTP_REQUEST_TIMEOUT: faultOf('request_timeout', 'the request did not arrive in time'),
};

/**
 * Adds what every request passes: parsers that bound what they read, the overload limit, headers, one log line.
 *
 * @param places connections at once
 */
export async function prepareHttp(app: NestFastifyApplication, places: number): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const connections = new HttpConnections(fastify.server, limitLog(fastify.log as Logger), {
    ...CONNECTION_LIMITS,
    connections: places,
  });
  fastify.decorate('connectionCounts', connections.counts);
  fastify.addHook('preClose', (done) => {
    connections.closeIdle();
    done();
  });
  addParsers(fastify);
  // Its reader looks at the size itself, and says which limit it was.
  await app.register(multipart as never, { throwFileSizeLimit: false });
  limitLoad(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply
      .header('x-request-id', request.id)
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'no-store');
    done();
  });
  answerEdges(fastify);
  fastify.addHook('onResponse', (request, reply, done) => {
    logRequest(request, reply);
    done();
  });
}

/** What happened to connections, for the log: their silence would otherwise look like a network at fault. */
const LIMITS_IN_WORDS = {
  shed: 'an idle connection was closed to make room for others',
  refused: 'a connection was refused: all places are taken by requests in work',
  silent: 'a connection was closed that asked nothing',
} as const;

function limitLog(log: Logger): (limit: keyof typeof LIMITS_IN_WORDS, address: string) => void {
  const toldMs = new Map<string, number>();
  return (limit, address) => {
    const nowMs = performance.now();
    if (nowMs - (toldMs.get(limit) ?? -Infinity) < LIMIT_QUIET_MS) return;
    toldMs.set(limit, nowMs);
    log.warn({ limit, address }, LIMITS_IN_WORDS[limit]);
  };
}

function addParsers(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: JSON_BYTES_MAX },
    (_request, body, done) => {
      try {
        done(null, body.length === 0 ? undefined : readJsonObject(body as Buffer, JSON_BYTES_MAX));
      } catch (error) {
        done(error as Error);
      }
    },
  );
  // Handed on as a stream to the route that reads it, which bounds each line; anywhere else a stream would be taken for an object.
  fastify.addContentTypeParser(NDJSON_MEDIA_TYPE, (request, payload, done) => {
    if (request.routeOptions.url === BULK) done(null, payload);
    else emptyBody(payload, `${NDJSON_MEDIA_TYPE} is taken for the provisioning of devices only`, done);
  });
  // curl names a type also for a body of nothing: what has no byte has no wrong type.
  fastify.addContentTypeParser('*', (request, payload, done) => {
    emptyBody(
      payload,
      `a body of the type ${(request.headers['content-type'] ?? 'none').slice(0, TYPE_QUOTED_MAX)} is not taken here`,
      done,
    );
  });
}

/** Nothing where the body has no byte; else Fault `media_type_unsupported`, at its first. */
function emptyBody(
  payload: IncomingMessage,
  refusal: string,
  done: (error: Error | null, body?: unknown) => void,
): void {
  const ended = (): void => done(null, undefined);
  payload.once('error', done).once('end', ended);
  payload.once('data', () => {
    payload.off('error', done).off('end', ended);
    done(faultOf('media_type_unsupported', refusal));
    discardRest(payload);
  });
}

/** One line for each request, without its query: probes only where somebody debugs. */
function logRequest(request: OperatorRequest, reply: FastifyReply): void {
  const level = isProbe(request) ? 'debug' : 'info';
  const { method, principal } = request;
  request.log[level](
    {
      method,
      path: blotTokens(request.url.split('?')[0] ?? ''),
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      ...(principal && { operator: principal.name }),
    },
    'request',
  );
}
