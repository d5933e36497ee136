import { Inject, Injectable } from '@nestjs/common';

import { signOperatorToken, verifyOperatorToken, type KeyRing, type Operator } from '@twinbank/keys';
import { isFault, type Clock } from '@twinbank/primitives';

import { CLOCK, KEY_RING } from '../composition/tokens.js';

const DAY_MS = 24 * 3600 * 1000;

/** A token and its end. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresAtMs: number;
}

/** Makes operators' tokens. They are not stored: a token ends by its date, all of them by a new key ring. */
@Injectable()
export class OperatorTokensService {
  constructor(
    @Inject(KEY_RING) private readonly keyRing: KeyRing,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async issue(operator: Operator, days: number): Promise<IssuedToken> {
    const nowMs = this.clock.nowMs();
    const token = await signOperatorToken({ key: this.keyRing.operatorKey, operator, nowMs, lifetimeMs: days * DAY_MS });
    return { token, expiresAtMs: nowMs + days * DAY_MS };
  }

  /** The operator that a token was made for. @throws Fault `token_missing`, `token_invalid`, `token_expired` */
  verify(token: string): Promise<Operator> {
    return verifyOperatorToken({ token, key: this.keyRing.operatorKey, nowMs: this.clock.nowMs() });
  }

  async isValid(token: string): Promise<boolean> {
    try {
      await this.verify(token);
      return true;
    } catch (error) {
      if (isFault(error)) return false;
      throw error;
    }
  }
}
