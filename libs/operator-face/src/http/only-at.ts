import { createParamDecorator, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tap, type Observable } from 'rxjs';

import { etagOf, revisionsNamed } from '@twinbank/http';

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
