import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import { faultOf } from '@twinbank/protocol';

import { discardRest } from '../requests/unread-body.js';

/** What an operation takes beside its address. */
export interface OperationInput {
  readonly method: string;
  /** The route as the router knows it: parameters are written `:name`. */
  readonly url: string;
  /** Names of the query's fields. */
  readonly query: ReadonlySet<string>;
  /** Media type of the body, where there is one; what is in it is for the body's own class to judge. */
  readonly body: string | undefined;
}

/** Name of a field in a refusal: as much of it as helps to find it. */
const NAME_MAX = 64;
const MULTIPART = /^multipart\//i;

/**
 * Refuses what no class of an operation knows, so that a mistyped condition never means "all" and an option that is not there never
 * goes unnoticed: any field of the query that the operation does not have, and in an operation without a body whatever is
 * more than an empty object. It stands behind the guard: who may not ask is told nothing else. Faults: `request_invalid`,
 * `media_type_unsupported`.
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
    refuseUnknownQuery(request, operation.query);
    if (operation.body === undefined || !MULTIPART.test(operation.body)) refuseForm(request);
    if (operation.body === undefined) refuseBody(request);
    return next.handle();
  }
}

function refuseUnknownQuery({ query }: FastifyRequest, known: ReadonlySet<string>): void {
  const unknown = Object.keys(query as object).find((name) => !known.has(name));
  if (unknown !== undefined) throw unknownField(unknown);
}

/** The reader of forms leaves a form where it is until somebody wants it. */
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

const hasContent = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

function unknownField(name: string): Error {
  const field = name.slice(0, NAME_MAX);
  return faultOf('request_invalid', `unknown field ${field}`, { field });
}
