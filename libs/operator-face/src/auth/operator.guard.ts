import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';

import { isSomewhere, reachOf, type Action, type Principal, type Reach } from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import { ACTION_METADATA, PUBLIC } from './needs.js';
import { OperatorTokensService } from './operator-tokens.service.js';

/** A request of which the guard has found out who sends it, and how far they may do what it asks for. */
export type OperatorRequest = FastifyRequest & { principal?: Principal; reach?: Reach };

/**
 * The one place where it is found out who sends a request, and decided whether they may do what it asks for anywhere at all. Where exactly, in which
 * projects, goes on with the request as its reach. Nothing is open by omission.
 */
@Injectable()
export class OperatorGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: OperatorTokensService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const action = this.reflector.getAllAndOverride<Action | typeof PUBLIC | undefined>(ACTION_METADATA, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (action === PUBLIC) return true;
    if (action === undefined) throw new Error(`${context.getClass().name} does not say which action it is`);
    const request = context.switchToHttp().getRequest<OperatorRequest>();
    request.principal = await this.principalOf(request);
    request.reach = reachOf(request.principal.grants, action);
    if (isSomewhere(request.reach)) return true;
    throw faultOf('forbidden', `this needs a role that allows ${action}`, { action });
  }

  private principalOf(request: FastifyRequest): Promise<Principal> {
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw faultOf('unauthorized');
    return this.tokens.verify(token);
  }
}
