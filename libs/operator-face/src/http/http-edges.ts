import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import {
  PARTIAL_UPLOAD_MEDIA_TYPE,
  PROBLEM_MEDIA_TYPE,
  problemOf,
  queryFault,
  requestIdOf,
  RouteMethods,
} from '@twinbank/http';
import type { Fault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { UPLOAD_BYTES_MAX } from '../releases/upload-bounds.js';
import { API_PREFIX } from './api-prefix.js';

/** Where an upload in several requests begins: OPTIONS says so [draft-ietf-httpbis-resumable-upload, Limits]. */
const RESUMED = new RegExp(`^/${API_PREFIX}/products/[^/]+/releases$`);
const MEDIA_TYPE = /^[^\s/;]+\/[^\s/;]+\s*(;|$)/;

/**
 * Handles requests that the framework answers without a body, or wrongly: a method that the path does not allow,
 * `OPTIONS`, a request without Host or with two, an expectation that the server cannot meet, `CONNECT`, a query that
 * cannot be read. Call it before routes are made.
 */
export function answerEdges(fastify: FastifyInstance): void {
  const routes = new RouteMethods();
  fastify.addHook('onRoute', ({ url, method }) => routes.add(url, method));
  fastify.addHook('onRequest', (request, reply, done) => {
    forgetTypeOfNothing(request.raw);
    const fault = hostFault(request.raw) ?? queryFault(request.query);
    if (fault !== undefined) return done(fault);
    return answerMethod(routes, request, reply) ? undefined : done(methodFault(routes, request, reply));
  });
  fastify.server.on('checkExpectation', refuseExpectation);
  fastify.server.on('connect', (_request: IncomingMessage, socket: Socket) => {
    socket.on('error', () => undefined);
    answerBare(socket, faultOf('method_not_allowed', 'this server is no proxy'), { allow: routes.all().join(', ') });
  });
}

/** Sends a problem on a socket that has no response object, and closes the socket. */
export function answerBare(socket: Socket, fault: Fault, extra: Readonly<Record<string, string>> = {}): void {
  const { status, body, headers } = bareProblem(fault, randomUUID());
  const lines = Object.entries({ ...headers, ...extra }).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

function refuseExpectation(request: IncomingMessage, response: ServerResponse): void {
  const { status, body, headers } = bareProblem(faultOf('expectation_failed'), requestIdOf(request));
  response.writeHead(status, headers).end(body);
}

function bareProblem(fault: Fault, id: string): { status: number; body: string; headers: Record<string, string> } {
  const problem = problemOf(fault, id);
  const body = JSON.stringify(problem);
  const headers = {
    'x-request-id': id,
    'content-type': PROBLEM_MEDIA_TYPE,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  return { status: problem.status, body, headers };
}

/** The fault of a request with more than one Host, or of an HTTP/1.1 request without one [RFC 9112 §3.2]. */
function hostFault({ rawHeaders, httpVersion }: IncomingMessage): Fault | undefined {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host').length;
  if (hosts > 1) return faultOf('message_malformed', 'the request names more than one Host');
  return hosts === 0 && httpVersion === '1.1' ? faultOf('message_malformed', 'the request names no Host') : undefined;
}

/** Drops an invalid content type if the request has no body: some clients send the header with an empty value. */
function forgetTypeOfNothing({ headers }: IncomingMessage): void {
  const empty = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
  if (empty && !MEDIA_TYPE.test(headers['content-type'] ?? '')) delete headers['content-type'];
}

/** Answers an OPTIONS request with the methods that the path allows. Returns whether it has answered. */
function answerMethod(routes: RouteMethods, request: FastifyRequest, reply: FastifyReply): boolean {
  if (request.method !== 'OPTIONS' || !request.is404) return false;
  const allowed = request.url === '*' ? routes.all() : routes.of(pathOf(request));
  if (allowed === undefined) return false;
  if (RESUMED.test(pathOf(request)))
    void reply.headers({ 'accept-patch': PARTIAL_UPLOAD_MEDIA_TYPE, 'upload-limit': `max-size=${UPLOAD_BYTES_MAX}` });
  void reply.status(204).header('allow', allowed.join(', ')).send();
  return true;
}

/** The fault of a method that the path does not take, also where the router took the path for a parameter of another route. */
function methodFault(routes: RouteMethods, request: FastifyRequest, reply: FastifyReply): Fault | undefined {
  const path = pathOf(request);
  const allowed = request.is404 ? routes.of(path) : routes.ofLiteral(path);
  if (allowed === undefined || allowed.includes(request.method)) return undefined;
  void reply.header('allow', allowed.join(', '));
  return faultOf('method_not_allowed', `this address takes ${allowed.join(', ')}`);
}

/** The path of a request, also if the request gives an absolute URL [RFC 9112 §3.2.2]. */
function pathOf({ url }: FastifyRequest): string {
  const [path = ''] = url.split('?');
  return path.replace(/^https?:\/\/[^/]*/i, '') || '/';
}
