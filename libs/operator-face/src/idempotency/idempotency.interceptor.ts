import { createHash, createHmac, randomUUID } from 'node:crypto';

import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { lastValueFrom, of, type Observable } from 'rxjs';

import type { KeyHold, Principal } from '@twinbank/access';
import { canonicalJson } from '@twinbank/audit';
import type { GivenAnswer, IdempotencyKeys, KeyState } from '@twinbank/database';
import { idempotencyKeyOf, reasonOf, REPLAYED_HEADER } from '@twinbank/http';
import type { Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import type { OperatorRequest } from '../auth/operator.guard.js';

/** Longest pause that is recommended where another request works: most take a fraction of a second. */
const RETRY_AFTER_MAX_MS = 5000;

interface IdempotencyOptions {
  readonly keys: IdempotencyKeys;
  readonly clock: Clock;
  /** The routes (`POST /api/v1/users`) that are carried out once under a key. An answer with a secret is never kept. */
  readonly routes: ReadonlyMap<string, { readonly showsSecret: boolean }>;
}

/** What is kept of an answer. */
interface KeptAnswer {
  /** Digest of the rights of whoever got it: with others it is not shown again. */
  readonly rights: string;
  readonly location?: string | undefined;
  readonly body: unknown;
}

/**
 * Carries a request with `Idempotency-Key` out once. A repeat is answered as the first one was, without being carried out;
 * where that answer was not kept, by `answer_not_kept`, which names what was made. A refused request changed nothing and
 * frees its key. How the change and the key come to be written together: {@link IdempotencyKeys}, ADR 0138.
 */
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(private readonly options: IdempotencyOptions) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<OperatorRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const { principal } = request;
    const route = this.options.routes.get(`${request.method} ${request.routeOptions.url}`);
    const key = route && idempotencyKeyOf(request.headers);
    if (route === undefined || key === undefined || principal === undefined) return next.handle();
    // The reason is no part of the order; but one that cannot be stored is refused of a repeat, too.
    reasonOf(request.headers);
    const hold = { id: idOf(principal, key), holder: randomUUID() };
    const nowMs = this.options.clock.nowMs();
    const state = await this.options.keys.take({ hold, fingerprint: fingerprintOf(request, key), nowMs });
    if (state.state !== 'taken') return of(replayed(state, principal, reply));
    request.keyHold = hold;
    const { body, answer } = await this.carriedOut(hold, { request, reply, principal }, next);
    // The change is made, so its answer is given whether or not it can be kept.
    const kept = route.showsSecret || request.isHalfDone ? { status: answer.status } : answer;
    await this.options.keys.answered(hold, kept).catch((error: unknown) => untold(request, error));
    return of(body);
  }

  /** Carries a request out; gives the key up if that fails. */
  private async carriedOut(
    hold: KeyHold,
    { request, reply, principal }: { request: OperatorRequest; reply: FastifyReply; principal: Principal },
    next: CallHandler,
  ): Promise<{ readonly body: unknown; readonly answer: GivenAnswer }> {
    const { keys, clock } = this.options;
    try {
      const body: unknown = await lastValueFrom(next.handle());
      const location = reply.getHeader('location')?.toString();
      const text = JSON.stringify({ rights: rightsOf(principal), location, body } satisfies KeptAnswer);
      return { body, answer: { status: reply.statusCode, text } };
    } catch (error) {
      await keys.release(hold, clock.nowMs()).catch((failed: unknown) => untold(request, failed));
      throw error;
    }
  }
}

const untold = (request: OperatorRequest, error: unknown): void =>
  request.log.warn({ err: error }, 'what became of a request could not be written to its key');

function replayed(state: Exclude<KeyState, { state: 'taken' }>, principal: Principal, reply: FastifyReply): unknown {
  if (state.state === 'reused') throw faultOf('idempotency_key_reused');
  if (state.state === 'working')
    throw faultOf('idempotency_key_in_use', undefined, { retryAfterMs: Math.min(state.heldForMs, RETRY_AFTER_MAX_MS) });
  const { answer, object } = state;
  const kept = answer?.text === undefined ? undefined : (JSON.parse(answer.text) as KeptAnswer);
  if (kept === undefined || kept.rights !== rightsOf(principal))
    throw faultOf('answer_not_kept', undefined, { ...(object !== undefined && { object }) });
  void reply.status(answer!.status).header(REPLAYED_HEADER.toLowerCase(), 'true');
  if (kept.location !== undefined) void reply.header('location', kept.location);
  return kept.body;
}

/** Keys belong to the token, or to the person who signed in: nobody meets the key of another. */
const idOf = ({ tokenId, userId, name }: Principal, key: string): string =>
  sha256(canonicalJson([tokenId === undefined ? ['user', userId ?? name] : ['token', tokenId], key]));

/**
 * Under the key, so that a password in a body cannot be found by trying with the stored value alone. The reason and the id
 * of a request are not part of the order.
 */
const fingerprintOf = ({ method, url, headers, body }: OperatorRequest, key: string): string =>
  createHmac('sha256', key)
    .update(canonicalJson([method, url, headers['if-match'] ?? null, body ?? null]))
    .digest('hex');

const rightsOf = ({ grants }: Principal): string => sha256(canonicalJson(grants));
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
