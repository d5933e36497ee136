import { OperatorTokens, type OperatorToken } from '@twinbank/database';
import { toHex } from '@twinbank/primitives';

import { BelievedRecords } from './believed-records.js';

/** The records of tokens, remembered for a second. */
export class TokenRecords {
  private readonly believed: BelievedRecords<OperatorToken>;

  constructor(
    private readonly tokens: OperatorTokens,
    onError: (error: unknown) => void,
  ) {
    this.believed = new BelievedRecords({
      isGood: (record, nowMs) => isGoodToken(record, nowMs),
      used: ({ id }, nowMs) => tokens.used([id], nowMs),
      onError,
    });
  }

  /**
   * The record of a token that an earlier server signed; undefined if there is none. Notes that the token is used, if
   * it is valid.
   */
  byId(id: string, nowMs: number): Promise<OperatorToken | undefined> {
    return this.believed.of(id, nowMs, async () => (await this.tokens.find([id]))[0]);
  }

  /**
   * The record of the token with this hash; undefined if there is none. Notes that the token is used, if it is valid.
   */
  byHash(hash: Uint8Array, nowMs: number): Promise<OperatorToken | undefined> {
    return this.believed.of(toHex(hash), nowMs, async () => (await this.tokens.byHash([hash]))[0]);
  }

  /** Forgets the record of a token, so that the next request reads it again. */
  forget(id: string): void {
    this.believed.forget((record) => record.id === id);
  }

  /** Forgets the records of all tokens of a user. */
  forgetOwner(userId: string): void {
    this.believed.forget(({ owner }) => owner?.id === userId);
  }
}

/** Whether a token is good now: not revoked, not expired, and not that of a user who is disabled. */
export const isGoodToken = ({ revokedAtMs, expiresAtMs, owner }: OperatorToken, nowMs: number): boolean =>
  revokedAtMs === undefined && expiresAtMs > nowMs && owner?.disabled !== true;
