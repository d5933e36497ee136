import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { faultOf } from '@twinbank/protocol';

import { IDEMPOTENCY_KEY_HEADER } from '../requests/idempotency-key.js';
import { IF_MATCH_HEADER } from '../requests/if-match.js';
import { discardRest } from '../requests/unread-body.js';

/** What an operation accepts besides its path. */
export interface OperationInput {
  readonly method: string;
  /** The route as the router writes it: parameters are `:name`. */
  readonly url: string;
  /** Names of the query parameters; `any` where a standard says that unknown ones are ignored. */
  readonly query: ReadonlySet<string> | 'any';
  /** Media type of the body, if it has one. The content of the body is checked by its own class. */
  readonly body: string | undefined;
  /** Whether it takes `If-Match`. */
  readonly conditional: boolean;
  /** Whether it takes `Idempotency-Key`. */
  readonly keyed: boolean;
}

/** Most characters of an unknown field's name in a fault: enough to find the field. */
const NAME_MAX = 64;
const JSON_TYPE = 'application/json';
const MULTIPART = /^multipart\//i;

/**
 * Refuses input that an operation does not have: unknown query parameters, a condition on what is changed (`If-Match`),
 * a key (`Idempotency-Key`), and, if the operation has no body, any body other than an empty object; and no body where one is documented. Otherwise a
 * mistyped filter would mean "all", a missing option would go unnoticed, and a change would be made that was to be made in
 * one state only, or once. It runs after the guard, so whoever may not use the operation learns nothing else. Faults:
 * `request_invalid`, `media_type_unsupported`.
 */
export class DocumentedInput implements NestInterceptor {
  private readonly operations: ReadonlyMap<string, OperationInput>;

  constructor(operations: readonly OperationInput[]) {
    this.operations = new Map(operations.map((operation) => [`${operation.method} ${operation.url}`, operation]));
  }

  intercept(context: ExecutionContext, next: CallHandler): ReturnType<NestInterceptor['intercept']> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    // Fastify answers HEAD with the route of GET.
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const operation = this.operations.get(`${method} ${request.routeOptions.url}`);
    if (operation === undefined) throw new Error(`${method} ${request.routeOptions.url} is not documented`);
    if (operation.query !== 'any') refuseUnknownQuery(request, operation.query);
    if (method !== 'GET' && !operation.conditional) refuseHeader(request, IF_MATCH_HEADER);
    if (method !== 'GET' && !operation.keyed) refuseHeader(request, IDEMPOTENCY_KEY_HEADER);
    if (operation.body === undefined || !MULTIPART.test(operation.body)) refuseForm(request);
    if (operation.body === undefined) refuseBody(request);
    if (operation.body === JSON_TYPE) requireBody(request);
    return next.handle();
  }
}

function refuseUnknownQuery({ query }: FastifyRequest, known: ReadonlySet<string>): void {
  const unknown = Object.keys(query as object).find((name) => !known.has(name));
  if (unknown !== undefined) throw unknownField(unknown);
}

function refuseHeader(request: FastifyRequest, name: string): void {
  if (request.headers[name.toLowerCase()] === undefined) return;
  // A form, or lines, are not read until a handler asks for them.
  if (hasContent(request)) discardRest(request.raw);
  throw faultOf('request_invalid', `this takes no ${name}`, { field: name });
}

/** The parser of forms does not read a form until a handler asks for it, so the form is discarded here. */
function refuseForm(request: FastifyRequest): void {
  if (!MULTIPART.test(request.headers['content-type'] ?? '') || !hasContent(request)) return;
  discardRest(request.raw);
  throw faultOf('media_type_unsupported', 'this takes no form');
}

function refuseBody({ body }: FastifyRequest): void {
  if (body === undefined || body === null) return;
  if (typeof body !== 'object' || Array.isArray(body))
    throw faultOf('request_invalid', 'this takes no body, or an empty object', { field: '' });
  const [name] = Object.keys(body);
  if (name !== undefined) throw unknownField(name);
}

/** Without this, a body that was lost on the way would count as an order to change nothing. */
function requireBody({ body }: FastifyRequest): void {
  if (body === undefined || body === null) throw faultOf('request_invalid', 'this takes a body', { field: '' });
}

const hasContent = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

function unknownField(name: string): Error {
  const field = name.slice(0, NAME_MAX);
  return faultOf('request_invalid', `unknown field ${field}`, { field });
}
