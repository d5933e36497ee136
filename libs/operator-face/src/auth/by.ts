import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

import { UNDER_KEY, type Asking, type OperatorActor } from '@twinbank/access';
import { reasonOf } from '@twinbank/http';
import { faultOf } from '@twinbank/protocol';

import type { OperatorRequest } from './operator.guard.js';

const requestOf = (context: ExecutionContext): OperatorRequest => context.switchToHttp().getRequest<OperatorRequest>();

/**
 * The actor of a request, as the guard identified it, with the reason that the request gives.
 *
 * @throws Fault `unauthorized` if the guard has identified nobody, `request_invalid` for a reason that cannot be stored
 */
export function actorOf({
  principal,
  ip,
  id,
  headers,
  keyHold,
}: Pick<OperatorRequest, 'principal' | 'ip' | 'id' | 'headers' | 'keyHold'>): OperatorActor {
  if (principal === undefined) throw faultOf('unauthorized');
  const { name, tokenId, sessionId, owner } = principal;
  const reason = reasonOf(headers);
  return {
    kind: 'operator',
    name,
    ...(tokenId !== undefined && { tokenId }),
    ...(sessionId !== undefined && { sessionId }),
    ...(owner !== undefined && { owner }),
    address: ip,
    requestId: id,
    ...(reason !== undefined && { reason }),
    ...(keyHold !== undefined && { [UNDER_KEY]: keyHold }),
  };
}

/** Gives a handler the actor of its request: `@By() by: Actor`. Every handler that changes something takes it. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext) => actorOf(requestOf(context)));

/** Gives a handler the principal and the reach that the guard determined: `@AskedBy() { principal, reach }: Asking`. */
export const AskedBy = createParamDecorator((_: unknown, context: ExecutionContext): Asking => {
  const { principal, reach } = requestOf(context);
  if (principal === undefined || reach === undefined) throw faultOf('unauthorized');
  return { principal, reach };
});
