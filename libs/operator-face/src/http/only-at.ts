import { createParamDecorator, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tap, type Observable } from 'rxjs';

import type { Command } from '@twinbank/access';
import { etagOf, revisionsNamed } from '@twinbank/http';

import { actorOf } from '../auth/by.js';
import type { OperatorRequest } from '../auth/operator.guard.js';

/** The extension of the OpenAPI document that marks an operation which takes `If-Match`. */
export const CONDITIONAL_EXTENSION = 'x-conditional';

/** The revisions at which a request wants something to be done; undefined if at any. */
export type Revisions = readonly string[] | undefined;

/** The document says it of exactly those operations whose handler is given the revisions. */
const documented = (target: object, key: string | symbol | undefined): void => {
  const method = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
  if (method !== undefined) ApiExtension(CONDITIONAL_EXTENSION, true)(target, key!, method);
};

/**
 * Gives a handler the revisions that its request names in `If-Match`: `@OnlyAt() onlyAt: Revisions`. Every handler that
 * changes something that has a revision takes it, and hands it on with the command.
 */
export const OnlyAt = createParamDecorator(
  (_: unknown, context: ExecutionContext): Revisions =>
    revisionsNamed(context.switchToHttp().getRequest<FastifyRequest>().headers),
  [documented],
);

/** Gives a handler both in one: `@Ordered() order: Order`, where it takes much else. */
export const Ordered = createParamDecorator(
  (_: unknown, context: ExecutionContext): Order => {
    const request = context.switchToHttp().getRequest<OperatorRequest>();
    return { by: actorOf(request), onlyAt: revisionsNamed(request.headers) };
  },
  [documented],
);

/** Who orders something, and the revisions at which it is to be done. */
export type Order = Omit<Command, 'nowMs'>;

/** Adds the header `ETag` to every answer that is one thing with a revision. */
export class RevisionInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      tap((answer: unknown) => {
        const revision = (answer as { readonly revision?: unknown } | undefined)?.revision;
        if (typeof revision !== 'string') return;
        void context.switchToHttp().getResponse<FastifyReply>().header('etag', etagOf(revision));
      }),
    );
  }
}
