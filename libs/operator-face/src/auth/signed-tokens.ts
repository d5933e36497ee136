import { Inject, Injectable } from '@nestjs/common';

import { verifyOperatorToken, type Bearer, type KeyRing } from '@twinbank/keys';
import { KEY_RING } from '@twinbank/ports';
import { faultOf } from '@twinbank/protocol';

import { OPERATOR_SETTINGS, type OperatorSettings } from '../operator-settings.js';

/** Tokens that earlier servers signed: valid until they expire, unless a setting refuses them all. */
@Injectable()
export class SignedTokens {
  constructor(
    @Inject(OPERATOR_SETTINGS) private readonly settings: OperatorSettings,
    @Inject(KEY_RING) private readonly keyRing: KeyRing,
  ) {}

  /**
   * What the token says about its bearer.
   *
   * @throws Fault `token_missing`, `token_invalid`, `token_expired`, `token_outdated`
   */
  async verify(token: string, nowMs: number): Promise<Bearer> {
    const bearer = await verifyOperatorToken({ token, key: this.keyRing.operatorKey, nowMs });
    if (this.settings.signedTokens === 'refuse') throw faultOf('token_outdated');
    return bearer;
  }
}
