import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

import type { OperatorActor } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import type { OperatorRequest } from './operator.guard.js';

/** Who sends a request, by the token that the guard has checked. @throws Fault `unauthorized` where it has checked none */
export function actorOf({ operator, ip, id }: Pick<OperatorRequest, 'operator' | 'ip' | 'id'>): OperatorActor {
  if (operator === undefined) throw faultOf('unauthorized');
  const { name, tokenId } = operator;
  return { kind: 'operator', name, ...(tokenId !== undefined && { tokenId }), address: ip, requestId: id };
}

/** Gives a handler the actor of its request: `@By() by: Actor`. Every handler that changes something takes it. */
export const By = createParamDecorator((_: unknown, context: ExecutionContext) =>
  actorOf(context.switchToHttp().getRequest<OperatorRequest>()),
);
