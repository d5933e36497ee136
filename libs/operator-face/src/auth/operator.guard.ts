import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';

import {
  isSomewhere,
  projectsOf,
  reachOf,
  type Action,
  type KeyHold,
  type Principal,
  type Reach,
} from '@twinbank/access';
import { faultOf } from '@twinbank/protocol';

import { BrowserSessionsService } from '../sessions/browser-sessions.service.js';
import { ACTION_METADATA, PUBLIC, SIGNED_IN } from './needs.js';
import { OperatorTokensService } from './operator-tokens.service.js';
import { RequestRates } from '../projects/request-rates.js';

/** A request after the guard: with its sender, and the reach of the action that it needs. */
export type OperatorRequest = FastifyRequest & {
  principal?: Principal;
  reach?: Reach;
  /** Its key, if it has one, and has it for itself. */
  keyHold?: KeyHold;
  /** Set where only a part was carried out: a repeat must not be answered as if nothing could be done about the rest. */
  isHalfDone?: boolean;
  /** Whom a sign-in is about, as the path below `/api/v1`: for the audit log, if it is refused. */
  concerns?: string;
};

/**
 * The only place that finds out who sends a request, and decides whether they may do the needed action anywhere at all.
 * In which projects they may do it is passed on with the request, as its reach. A route that was not marked is open to
 * nobody.
 */
@Injectable()
export class OperatorGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: OperatorTokensService,
    private readonly rates: RequestRates,
    private readonly sessions: BrowserSessionsService,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const action = this.reflector.getAllAndOverride<Action | typeof PUBLIC | typeof SIGNED_IN | undefined>(
      ACTION_METADATA,
      [context.getHandler(), context.getClass()],
    );
    if (action === PUBLIC) return true;
    if (action === undefined) throw new Error(`${context.getClass().name} does not say which action it is`);
    const request = context.switchToHttp().getRequest<OperatorRequest>();
    request.principal = await this.principalOf(request);
    request.reach = action === SIGNED_IN ? [] : reachOf(request.principal.grants, action);
    await this.rates.take(projectsOf(request.principal.grants));
    if (action === SIGNED_IN) return true;
    if (isSomewhere(request.reach)) return true;
    throw faultOf('forbidden', `this needs a role that allows ${action}`, { action });
  }

  private principalOf(request: FastifyRequest): Promise<Principal> {
    const { authorization, cookie } = request.headers;
    // A token decides where there is one: no browser adds it by itself, so no other site can have it sent.
    if (authorization === undefined) return this.personOf(request, this.sessions.secretIn(cookie));
    const token = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization)?.[1];
    if (token === undefined) throw faultOf('unauthorized');
    return this.tokens.verify(token);
  }

  /** The person whose session this is, unless another site had the browser send it. */
  private async personOf({ method, headers }: FastifyRequest, secret: string | undefined): Promise<Principal> {
    if (secret === undefined) throw faultOf('unauthorized');
    const principal = await this.sessions.verify(secret);
    this.sessions.refuseForged(method, secret, headers);
    return principal;
  }
}
