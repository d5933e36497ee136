import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';

import type { Grant, Principal } from '@twinbank/access';
import { CLOCK, LOGGER } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';

import { BrowserSessionsService } from '../sessions/browser-sessions.service.js';
import { OperatorTokensService } from './operator-tokens.service.js';

/** How often the tokens and sessions of watched principals are checked. */
const WATCH_MS = 1000;

const NONE: ReadonlyMap<string, readonly Grant[]> = new Map();

interface Watch {
  readonly principal: Principal;
  readonly end: () => void;
}

/**
 * Ends work that goes on after its request, such as an event stream, once the sender's token or session is no longer
 * valid, or allows something else than it did: within a second, at every server.
 */
@Injectable()
export class PrincipalWatch implements OnModuleDestroy {
  private readonly watches = new Set<Watch>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly tokens: OperatorTokensService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly sessions: BrowserSessionsService,
  ) {}

  /** Calls `end` when the token or session of the principal is no longer what it was, unless the returned function was called before. */
  whileGood(principal: Principal, end: () => void): () => void {
    const watch = { principal, end };
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
    // Whether a token has expired is known without the database, which may not answer.
    for (const { principal, end } of [...this.watches]) if (principal.expiresAtMs <= nowMs) end();
    const watches = [...this.watches];
    try {
      const idsOf = (key: 'tokenId' | 'sessionId'): string[] => [
        ...new Set(watches.flatMap(({ principal }) => principal[key] ?? [])),
      ];
      const [tokenIds, sessionIds] = [idsOf('tokenId'), idsOf('sessionId')];
      const tokens = tokenIds.length === 0 ? NONE : await this.tokens.good(tokenIds);
      const sessions = sessionIds.length === 0 ? NONE : await this.sessions.good(sessionIds);
      for (const { principal, end } of watches) {
        const { tokenId, sessionId, grants } = principal;
        if (tokenId !== undefined && !isSame(tokens.get(tokenId), grants)) end();
        if (sessionId !== undefined && !isSame(sessions.get(sessionId), grants)) end();
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'the tokens and sessions of event streams could not be checked');
    }
  }
}

const isSame = (now: readonly Grant[] | undefined, before: readonly Grant[]): boolean =>
  now !== undefined && JSON.stringify(now) === JSON.stringify(before);
