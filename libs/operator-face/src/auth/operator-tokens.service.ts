import { randomUUID } from 'node:crypto';

import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';

import type { Actor } from '@twinbank/access';
import { OperatorTokens, type OperatorToken, type Page, type PageRequest } from '@twinbank/database';
import { signOperatorToken, verifyOperatorToken, type Bearer, type KeyRing, type Operator } from '@twinbank/keys';
import { CLOCK, EventBus, KEY_RING, LOGGER } from '@twinbank/ports';
import { isFault, type Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { TokenRecords } from './token-records.js';

/** How ids of tokens are written. */
const TOKEN_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DAY_MS = 24 * 3600 * 1000;
/** How often it is looked whether the tokens of those who watch something are still good. */
const WATCH_MS = 1000;

/** A token, its id and its end. */
export interface IssuedToken {
  readonly id: string;
  readonly token: string;
  readonly expiresAtMs: number;
}

interface Watch {
  readonly bearer: Bearer;
  readonly end: () => void;
}

/**
 * Makes, checks and revokes operators' tokens. Tokens are not stored, their ids are: a token is good while its signature fits and the
 * database has its id unrevoked. Tokens of the first servers have no id; they end by their date, or all at once by a new operator key.
 */
@Injectable()
export class OperatorTokensService implements OnModuleDestroy {
  private readonly records: TokenRecords;
  private readonly watches = new Set<Watch>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly tokens: OperatorTokens,
    private readonly bus: EventBus,
    @Inject(KEY_RING) private readonly keyRing: KeyRing,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.records = new TokenRecords(tokens, (error) =>
      this.logger.warn({ err: error }, 'the use of a token could not be noted'),
    );
  }

  /** Makes a token, and records who had it made. */
  async issue(operator: Operator, days: number, by: Actor): Promise<IssuedToken> {
    const nowMs = this.clock.nowMs();
    const id = randomUUID();
    const lifetimeMs = days * DAY_MS;
    const { name, scopes } = operator;
    await this.tokens.add({ id, name, scopes, createdAtMs: nowMs, expiresAtMs: nowMs + lifetimeMs }, by);
    this.bus.recorded();
    const token = await signOperatorToken({ key: this.keyRing.operatorKey, operator, id, nowMs, lifetimeMs });
    return { id, token, expiresAtMs: nowMs + lifetimeMs };
  }

  /** Who bears the token. @throws Fault `token_missing`, `token_invalid`, `token_expired`, `token_revoked` */
  async verify(token: string): Promise<Bearer> {
    const nowMs = this.clock.nowMs();
    const bearer = await verifyOperatorToken({ token, key: this.keyRing.operatorKey, nowMs });
    if (bearer.tokenId === undefined) return bearer;
    const record = await this.records.of(bearer.tokenId, nowMs);
    if (record === undefined || record.revokedAtMs !== undefined) throw faultOf('token_revoked');
    return bearer;
  }

  /** Whether a token works, and could be revoked. */
  async isRevocable(token: string): Promise<boolean> {
    try {
      return (await this.verify(token)).tokenId !== undefined;
    } catch (error) {
      if (isFault(error) && error.code.startsWith('token_')) return false;
      throw error;
    }
  }

  /** @throws Fault `token_unknown` */
  async get(id: string): Promise<OperatorToken> {
    const [record] = TOKEN_ID.test(id) ? await this.tokens.find([id]) : [];
    if (record === undefined) throw faultOf('token_unknown');
    return record;
  }

  list(page: PageRequest<number>): Promise<Page<OperatorToken, number>> {
    return this.tokens.list(page);
  }

  /**
   * Revokes a token: here at once, at other servers within a second. Says whether it was still good.
   *
   * @throws Fault `token_unknown`, `token_last_admin`
   */
  async revoke(
    id: string,
    by: Actor,
    evenLast: boolean,
  ): Promise<{ readonly record: OperatorToken; readonly changed: boolean }> {
    if (!TOKEN_ID.test(id)) throw faultOf('token_unknown');
    const changed = await this.tokens.revoke({ id, atMs: this.clock.nowMs(), by, evenLast });
    if (changed) this.bus.recorded();
    this.records.forget(id);
    for (const watch of this.watches) if (watch.bearer.tokenId === id) watch.end();
    return { record: await this.get(id), changed };
  }

  /** Calls `end` once the bearer's token is no longer good, for what outlives its request; until the returned function is called. */
  whileGood(bearer: Bearer, end: () => void): () => void {
    const watch = { bearer, end };
    this.watches.add(watch);
    this.timer ??= setInterval(() => void this.look(), WATCH_MS).unref();
    return () => {
      this.watches.delete(watch);
      if (this.watches.size === 0) this.rest();
    };
  }

  onModuleDestroy(): void {
    this.rest();
  }

  private rest(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private async look(): Promise<void> {
    const nowMs = this.clock.nowMs();
    const watches = [...this.watches];
    const ids = [...new Set(watches.flatMap(({ bearer }) => bearer.tokenId ?? []))];
    try {
      const good = new Set(
        (await this.tokens.find(ids)).filter(({ revokedAtMs }) => revokedAtMs === undefined).map(({ id }) => id),
      );
      for (const { bearer, end } of watches) {
        if (bearer.expiresAtMs <= nowMs || (bearer.tokenId !== undefined && !good.has(bearer.tokenId))) end();
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'the tokens of those who watch events could not be looked at');
    }
  }
}
