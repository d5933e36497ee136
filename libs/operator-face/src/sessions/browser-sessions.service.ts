import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Logger } from 'pino';

import type { Command, Grant, Principal } from '@twinbank/access';
import { BrowserSessions, type BrowserSession, type SignInMethod, type User } from '@twinbank/database';
import { apiTokenHash, csrfTokenOf, isSecret, makeSecret, SESSION_SECRET_PREFIX } from '@twinbank/keys';
import { CLOCK, EventBus, LOGGER } from '@twinbank/ports';
import { addressKey, toHex, type Clock } from '@twinbank/primitives';
import { allOf, equal, since, type Selection } from '@twinbank/selection';
import { faultOf } from '@twinbank/protocol';

import { BelievedRecords } from '../auth/believed-records.js';
import { OPERATOR_SETTINGS, type OperatorSettings } from '../operator-settings.js';
import { cookieName, cookieOf, setCookie } from './cookies.js';
import { refuseForged, refuseOtherSites } from './forgery.js';
import { sessionLimits, siteOf } from './session-limits.js';

const COOKIE = 'twinbank';
/** Longest text of what a browser says it is. */
const AGENT_MAX = 200;

/** Where a sign-in came from. */
export interface SignInOrigin {
  readonly address: string;
  readonly requestId: string;
  readonly agent: string | undefined;
  /** The header `Cookie`: a session that the browser had before ends. */
  readonly cookie: string | undefined;
}

/** A session that has just begun: the secret for the cookie, and who the sender of the next request is. */
export interface StartedSession {
  readonly secret: string;
  readonly principal: Principal;
}

/**
 * Begins, verifies and ends sessions of browsers. A session is a random text in a cookie that no script can read; the
 * database stores its hash. It ends when it was not used for a while, at an age that use does not put off, or when it is
 * ended: at this server at once, at others within a second.
 */
@Injectable()
export class BrowserSessionsService {
  private readonly records: BelievedRecords<BrowserSession>;
  private readonly limits: { readonly idleMs: number; readonly longestMs: number };

  constructor(
    private readonly sessions: BrowserSessions,
    private readonly bus: EventBus,
    @Inject(OPERATOR_SETTINGS) private readonly settings: OperatorSettings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) logger: Logger,
  ) {
    this.limits = sessionLimits(settings);
    this.records = new BelievedRecords({
      isGood: (session, nowMs) => this.endOf(session, nowMs) === undefined,
      used: ({ id }, nowMs) => sessions.used(id, nowMs),
      onError: (error) => logger.warn({ err: error }, 'the last use of a session could not be stored'),
    });
  }

  /** Begins a session with a new secret: whatever the browser sent before, nobody else can know it. */
  async start(user: User, method: SignInMethod, origin: SignInOrigin): Promise<StartedSession> {
    const nowMs = this.clock.nowMs();
    const id = randomUUID();
    const secret = makeSecret(SESSION_SECRET_PREFIX, (length) => new Uint8Array(randomBytes(length)));
    const before = this.secretIn(origin.cookie);
    const { address, requestId, agent = '' } = origin;
    await this.sessions.start(
      {
        ...{ id, method, user, address, hash: apiTokenHash(secret), network: addressKey(address) },
        agent: agent.slice(0, AGENT_MAX),
        expiresAtMs: nowMs + this.limits.longestMs,
        ...(before !== undefined && { replaces: apiTokenHash(before) }),
      },
      { nowMs, by: { kind: 'operator', name: user.name, sessionId: id, address, requestId } },
    );
    if (before !== undefined) this.forgetSecret(before);
    this.bus.recorded();
    return { secret, principal: principalOf({ id, user, expiresAtMs: nowMs + this.limits.longestMs }) };
  }

  /**
   * The person whose session the cookie belongs to.
   *
   * @throws Fault `session_ended`, `session_expired`, `user_disabled`
   */
  async verify(secret: string): Promise<Principal> {
    const nowMs = this.clock.nowMs();
    const hash = apiTokenHash(secret);
    const session = isSecret(SESSION_SECRET_PREFIX, secret)
      ? await this.records.of(toHex(hash), nowMs, () => this.sessions.byHash(hash))
      : undefined;
    if (session === undefined) throw faultOf('session_ended');
    const end = this.endOf(session, nowMs);
    if (end !== undefined) throw faultOf(end);
    return principalOf(session);
  }

  /** Those of the sessions that are good now, as the database says, and what each allows. */
  async good(ids: readonly string[]): Promise<ReadonlyMap<string, readonly Grant[]>> {
    const nowMs = this.clock.nowMs();
    const good = (await this.sessions.find(ids)).filter((session) => this.endOf(session, nowMs) === undefined);
    return new Map(good.map(({ id, user }) => [id, user.grants]));
  }

  /** Selects the sessions of a user that are good now. */
  goodOf(userId: string): Selection {
    const nowMs = this.clock.nowMs();
    return allOf(
      equal('userId', 'text', userId),
      equal('hasEnded', 'boolean', false),
      since('expires', nowMs + 1),
      since('lastUsed', nowMs - this.limits.idleMs + 1),
    );
  }

  /**
   * Ends one session of a user, or all of them. Returns how many had not ended before.
   *
   * @throws Fault `session_unknown` if that user has no such session
   */
  async end(
    user: { readonly id: string; readonly name: string },
    id: string | undefined,
    command: Command,
  ): Promise<number> {
    if (id !== undefined && (await this.sessions.byId(id))?.user.id !== user.id) throw faultOf('session_unknown');
    const ended = await this.sessions.end({ userId: user.id, userName: user.name, id }, command);
    this.userChanged(user.id);
    return ended.length;
  }

  /** Tells that a user, or what they may do, was changed: their sessions are read again. */
  userChanged(userId: string): void {
    this.records.forget(({ user }) => user.id === userId);
    this.bus.recorded();
  }

  /** Refuses a request that a browser sent from a page of another site. @throws Fault `request_forged` */
  refuseOtherSites(headers: IncomingHttpHeaders): void {
    refuseOtherSites({ headers, ...siteOf(this.settings) });
  }

  /** Refuses a request under a session that another site had the browser send. @throws Fault `request_forged` */
  refuseForged(method: string, secret: string, headers: IncomingHttpHeaders): void {
    refuseForged(method, secret, { headers, ...siteOf(this.settings) });
  }

  /** The secret in the cookie of a request; undefined if the browser sent none. */
  secretIn(cookie: string | undefined): string | undefined {
    return cookieOf(cookie, this.cookie);
  }

  /** Gives the browser the cookie of a session, or takes it away. */
  setCookie(reply: FastifyReply, secret: string | undefined): void {
    const { secure } = siteOf(this.settings);
    const maxAge = secret === undefined ? 0 : Math.floor(this.limits.longestMs / 1000);
    const cookie = { name: this.cookie, value: secret ?? '', maxAge, sameSite: 'Strict' as const, secure };
    void reply.header('set-cookie', setCookie(cookie));
  }

  /** The text that requests under this session must carry in a header. */
  csrfToken(secret: string): string {
    return csrfTokenOf(secret);
  }

  private get cookie(): string {
    return cookieName(COOKIE, siteOf(this.settings).secure);
  }

  private forgetSecret(secret: string): void {
    this.records.drop(toHex(apiTokenHash(secret)));
  }

  /** Why a session is over; undefined while it is not. */
  private endOf(
    session: BrowserSession,
    nowMs: number,
  ): 'session_ended' | 'session_expired' | 'user_disabled' | undefined {
    if (session.user.disabledAtMs !== undefined) return 'user_disabled';
    if (session.endedAtMs !== undefined) return 'session_ended';
    const isOld = session.expiresAtMs <= nowMs || nowMs - session.lastUsedAtMs >= this.limits.idleMs;
    return isOld ? 'session_expired' : undefined;
  }
}

const principalOf = ({
  id,
  user,
  expiresAtMs,
}: Pick<BrowserSession, 'id' | 'expiresAtMs'> & { user: BrowserSession['user'] | User }): Principal => ({
  name: user.name,
  sessionId: id,
  userId: user.id,
  grants: user.grants,
  expiresAtMs,
});
