import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';

import type { Bearer, OperatorScope } from '@twinbank/keys';
import { faultOf } from '@twinbank/protocol';

import { OperatorTokensService } from './operator-tokens.service.js';
import { PUBLIC, SCOPE_METADATA } from './scope.js';

/** A request whose token the guard has checked. */
export type OperatorRequest = FastifyRequest & { operator?: Bearer };

/** Scopes that include others: who may change may look. */
const INCLUDED: Readonly<Record<OperatorScope, readonly OperatorScope[]>> = {
  read: ['read'],
  operate: ['operate', 'read'],
  admin: ['admin', 'operate', 'read', 'broker'],
  broker: ['broker'],
};

/** Lets a request through whose bearer token grants what the handler's mark asks for. Nothing is open by omission. */
@Injectable()
export class OperatorGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: OperatorTokensService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const marked = this.reflector.getAllAndOverride<OperatorScope | typeof PUBLIC | undefined>(SCOPE_METADATA, [
      context.getHandler(),
      context.getClass(),
    ]);
    const scope = marked ?? 'admin';
    if (scope === PUBLIC) return true;
    const request = context.switchToHttp().getRequest<OperatorRequest>();
    const operator = await this.operatorOf(request);
    request.operator = operator;
    if (operator.scopes.some((granted) => INCLUDED[granted].includes(scope))) return true;
    throw faultOf('forbidden', `this needs a token with the scope ${scope}`, { scope });
  }

  private operatorOf(request: FastifyRequest): Promise<Bearer> {
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw faultOf('unauthorized');
    return this.tokens.verify(token);
  }
}
