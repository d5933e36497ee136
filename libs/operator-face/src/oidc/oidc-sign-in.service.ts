import { randomUUID } from 'node:crypto';

import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import { grantsOfGroups } from '@twinbank/access';
import { Users, type User } from '@twinbank/database';
import { Gate } from '@twinbank/http';
import { CLOCK, LOGGER } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';

import {
  BrowserSessionsService,
  type SignInOrigin,
  type StartedSession,
} from '../sessions/browser-sessions.service.js';
import { personOf, type Claims } from './external-person.js';
import { IssuerExchange } from './issuer-exchange.js';
import type { SignInUnderWay } from './sign-in-state.js';

/** Answers of the identity provider that are worked on at the same time: each is two or three requests to it. */
export const CALLBACKS_MAX = 16;
const RETRY_MS = 2000;

/** A request that an identity provider sent a browser back with. */
export interface Callback {
  /** The query of the request. */
  readonly search: string;
  readonly origin: SignInOrigin;
  /** Told the user whom the identity provider vouches for, before anything is refused. */
  readonly concerns: (name: string) => void;
}

/** Begins sessions for people whom the identity provider vouches for. */
@Injectable()
export class OidcSignInService {
  private readonly gate = new Gate(CALLBACKS_MAX, RETRY_MS);

  constructor(
    private readonly issuer: IssuerExchange,
    private readonly users: Users,
    private readonly sessions: BrowserSessionsService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Makes or updates the person, and begins a session for them.
   *
   * @throws Fault `oidc_unavailable`, `oidc_refused`, `oidc_token_invalid`, `oidc_without_role`, `user_disabled`, `overloaded`
   */
  finish(sign: SignInUnderWay, callback: Callback): Promise<StartedSession & { readonly user: User }> {
    return this.gate.run(async () => {
      const user = await this.provision(sign.issuer, await this.issuer.claims(sign, callback.search), callback);
      this.sessions.userChanged(user.id);
      return { user, ...(await this.sessions.start(user, 'oidc', callback.origin)) };
    });
  }

  private async provision(issuer: string, claims: Claims, { origin, concerns }: Callback): Promise<User> {
    const { groupsClaim, groupGrants } = this.issuer.given;
    const { groups, ...person } = personOf(claims, groupsClaim);
    const { address, requestId } = origin;
    const { user, missing } = await this.users.provision(
      {
        ...person,
        id: randomUUID(),
        external: { issuer, subject: String(claims['sub']) },
        grants: groupGrants === undefined ? [] : grantsOfGroups(groupGrants, groups),
        onlyWithRole: groupGrants !== undefined,
        concerns,
      },
      (name) => ({ nowMs: this.clock.nowMs(), by: { kind: 'operator', name, address, requestId } }),
    );
    if (missing.length > 0)
      this.logger.warn({ user: user.name, projects: missing }, 'groups give roles in projects that do not exist');
    return user;
  }
}
