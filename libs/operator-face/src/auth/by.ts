import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

import type { OperatorActor } from '@twinbank/access';
import { reasonOf } from '@twinbank/http';
import { faultOf } from '@twinbank/protocol';

import type { OperatorRequest } from './operator.guard.js';

/**
 * Who sends a request, by the token that the guard has checked, and why.
 *
 * @throws Fault `unauthorized` where it has checked none, `request_invalid` for a reason that cannot be kept
 */
export function actorOf({
  operator,
  ip,
  id,
  headers,
}: Pick<OperatorRequest, 'operator' | 'ip' | 'id' | 'headers'>): OperatorActor {
  if (operator === undefined) throw faultOf('unauthorized');
  const { name, tokenId } = operator;
  const reason = reasonOf(headers);
  return {
    kind: 'operator',
    name,
    ...(tokenId !== undefined && { tokenId }),
    address: ip,
    requestId: id,
    ...(reason !== undefined && { reason }),
  };
}

/** Gives a handler the actor of its request: `@By() by: Actor`. Every handler that changes something takes it. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext) =>
  actorOf(context.switchToHttp().getRequest<OperatorRequest>()),
);
