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
  PARTIAL_UPLOAD_MEDIA_TYPE,
  parseQuery,
  PROBLEM_MEDIA_TYPE,
  problemOf,
  requestIdOf,
} from '@twinbank/http';
import { blotTokens } from '@twinbank/keys';
import { PACKAGE_MEDIA_TYPE, SBOM_LIMITS, SBOM_MEDIA_TYPE } from '@twinbank/package';
import type { Fault } from '@twinbank/primitives';
import { faultOf, readJsonObject } from '@twinbank/protocol';

import { API_PREFIX } from './api-prefix.js';
import type { OperatorRequest } from '../auth/operator.guard.js';
import type { OperatorSettings } from '../operator-settings.js';
import { devicesByLine } from './devices-by-line.js';
import { readForwarded } from './forwarded.js';
import { answerBare, answerEdges } from './http-edges.js';
import { CONNECTION_LIMITS, HttpConnections } from './http-connections.js';
import { isProbe, limitLoad } from './load-limit.js';
import { allowOrigins } from './other-origins.js';
import { securityHeaders } from './security-headers.js';

/** Longest JSON body, in bytes. The longest valid one is a campaign that selects 10 000 devices by id. */
const JSON_BYTES_MAX = 1024 * 1024;
/**
 * Longest time from the first byte of a request to its last: enough for an image over a slow line, but it ends
 * slow-loris attacks.
 */
const REQUEST_MS_MAX = 300_000;
/** Longest time for the head of a request, and how often Node checks whether one is late. */
const HEAD_MS_MAX = 15_000;
const HEAD_CHECK_MS = 5000;
/** A limit that takes effect is logged at most once in this time. */
const LIMIT_QUIET_MS = 60_000;
/** The routes that take newline-delimited JSON: the first one as a stream, the second one as another form of its order. */
const BULK = `/${API_PREFIX}/devices/bulk`;
const BULK_CHANGE = `${BULK}/change`;
/** The only route that takes release packages. */
const RELEASES = `/${API_PREFIX}/products/:product/releases`;
/** The only route that takes software bills of materials. */
const SBOM = `${RELEASES}/:version/sbom`;
/** The only route that takes a part of an upload. */
const UPLOAD = `/${API_PREFIX}/products/:product/uploads/:upload`;
/** Most characters of a media type that a refusal repeats. */
const TYPE_QUOTED_MAX = 64;
/**
 * Longest path parameter, in characters. A version and a device id have up to 64; percent-encoded they may be three
 * times as long.
 */
const PARAMETER_LENGTH_MAX = 200;

/** A certificate and its private key, both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** The Fastify adapter, configured with log, request ids, TLS and limits. */
export function createHttpAdapter(
  logger: Logger,
  { tls, trustedProxies = [] }: { readonly tls?: Certificate | undefined } & Pick<OperatorSettings, 'trustedProxies'>,
): FastifyAdapter {
  const options = {
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'request' }),
    genReqId: requestIdOf,
    requestIdHeader: false,
    bodyLimit: JSON_BYTES_MAX,
    requestTimeout: REQUEST_MS_MAX,
    // Without trusted proxies nobody is believed about the address of somebody else.
    ...(trustedProxies.length > 0 && { trustProxy: [...trustedProxies] }),
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
    ...(tls
      ? { https: { cert: tls.cert, key: tls.key, minVersion: TLS_MIN, ...NODE_OPTIONS } }
      : { http: NODE_OPTIONS }),
  };
  return new FastifyAdapter(options as never);
}

/** Older versions have known weaknesses [RFC 8996]. */
const TLS_MIN = 'TLSv1.2';

/** Node itself must not check for the Host header, because its answer to a request without Host has no body. */
const NODE_OPTIONS = {
  requireHostHeader: false,
  headersTimeout: HEAD_MS_MAX,
  connectionsCheckingInterval: HEAD_CHECK_MS,
};

/** Answers what cannot be read as HTTP: there is no request object yet. */
function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy(error);
  answerBare(socket, UNREADABLE[error.code ?? ''] ?? faultOf('message_malformed', 'this is no HTTP request'));
}

/** Faults for the error codes of Node's parser; for all other codes the request is malformed. */
const UNREADABLE: Readonly<Record<string, Fault>> = {
  HPE_HEADER_OVERFLOW: faultOf('message_too_large', 'the head of the request is too long'),
  ERR_HTTP_REQUEST_TIMEOUT: faultOf('request_timeout', 'the request did not arrive in time'),
};

/**
 * Adds what applies to every request: parsers with limits, the overload limit, headers, one log line.
 *
 * @param places most connections at the same time
 */
export async function prepareHttp(
  app: NestFastifyApplication,
  places: number,
  { corsOrigins = [] }: Pick<OperatorSettings, 'corsOrigins'>,
): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  readForwarded(fastify);
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
  // The code that reads uploads checks the size itself, and says which limit was exceeded.
  await app.register(multipart as never, { throwFileSizeLimit: false });
  limitLoad(fastify);
  fastify.addHook('onRequest', (request, reply, done) => {
    const tls = request.protocol === 'https';
    void reply
      .header('x-request-id', request.id)
      .header('cache-control', 'no-store')
      .headers(securityHeaders(request.url, tls));
    done();
  });
  allowOrigins(fastify, corsOrigins);
  answerEdges(fastify);
  fastify.addHook('onResponse', (request, reply, done) => {
    logRequest(request, reply);
    done();
  });
}

/** Log messages about closed or refused connections: otherwise they would look like a network problem. */
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
  // The route for provisioning gets the body as a stream and limits each line itself. Other routes must not get the
  // stream, because they would take it for an object.
  fastify.addContentTypeParser(NDJSON_MEDIA_TYPE, (request, payload, done) => {
    if (request.routeOptions.url === BULK) done(null, payload);
    else if (request.routeOptions.url === BULK_CHANGE) devicesByLine(payload, JSON_BYTES_MAX, done);
    else emptyBody(payload, `${NDJSON_MEDIA_TYPE} is taken for the provisioning and the change of devices only`, done);
  });
  fastify.addContentTypeParser(PACKAGE_MEDIA_TYPE, (request, payload, done) => {
    if (request.method === 'POST' && request.routeOptions.url === RELEASES) done(null, payload);
    else emptyBody(payload, `${PACKAGE_MEDIA_TYPE} is taken for releases only`, done);
  });
  fastify.addContentTypeParser(PARTIAL_UPLOAD_MEDIA_TYPE, (request, payload, done) => {
    if (request.method === 'PATCH' && request.routeOptions.url === UPLOAD) done(null, payload);
    else emptyBody(payload, `${PARTIAL_UPLOAD_MEDIA_TYPE} is taken for uploads that were begun only`, done);
  });
  fastify.addContentTypeParser(
    SBOM_MEDIA_TYPE,
    { parseAs: 'buffer', bodyLimit: SBOM_LIMITS.bytes },
    (request, body, done) => {
      if (request.method === 'POST' && request.routeOptions.url === SBOM) done(null, body);
      else done(faultOf('media_type_unsupported', `${SBOM_MEDIA_TYPE} is taken for SBOMs only`));
    },
  );
  // curl sends a content type even with an empty body, so the type is only refused if the body has bytes.
  fastify.addContentTypeParser('*', (request, payload, done) => {
    emptyBody(
      payload,
      `a body of the type ${(request.headers['content-type'] ?? 'none').slice(0, TYPE_QUOTED_MAX)} is not taken here`,
      done,
    );
  });
}

/** Accepts an empty body; otherwise passes on Fault `media_type_unsupported` when the first bytes arrive. */
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

/** Logs one line for each request, without its query; probes only at level debug. */
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
