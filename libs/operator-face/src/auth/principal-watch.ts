import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';

import type { Principal } from '@twinbank/access';
import { CLOCK, LOGGER } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';

import { OperatorTokensService } from './operator-tokens.service.js';

/** How often the tokens of watched principals are checked. */
const WATCH_MS = 1000;

interface Watch {
  readonly principal: Principal;
  readonly end: () => void;
}

/**
 * Ends work that goes on after its request, such as an event stream, once the sender's token is no longer valid: within
 * a second, at every server.
 */
@Injectable()
export class PrincipalWatch implements OnModuleDestroy {
  private readonly watches = new Set<Watch>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly tokens: OperatorTokensService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Calls `end` when the token of the principal is no longer valid, unless the returned function was called before. */
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
      const good = await this.tokens.good([...new Set(watches.flatMap(({ principal }) => principal.tokenId ?? []))]);
      for (const { principal, end } of watches)
        if (principal.tokenId !== undefined && !good.has(principal.tokenId)) end();
    } catch (error) {
      this.logger.warn({ err: error }, 'the tokens of those who watch events could not be looked at');
    }
  }
}
