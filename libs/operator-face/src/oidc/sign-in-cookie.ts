import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import type { KeyRing } from '@twinbank/keys';
import { CLOCK, KEY_RING } from '@twinbank/ports';
import type { Clock } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { OPERATOR_SETTINGS, type OperatorSettings } from '../operator-settings.js';
import { cookieName, cookieOf, setCookie } from '../sessions/cookies.js';
import { siteOf } from '../sessions/session-limits.js';
import { openSignIn, sealSignIn, SIGN_IN_MS_MAX, type SignInUnderWay } from './sign-in-state.js';

/**
 * The cookie of a sign-in that is under way. `Lax`, because the identity provider sends the browser back from another
 * site, and a stricter cookie would stay at home then.
 */
@Injectable()
export class SignInCookie {
  private readonly secure: boolean;
  private readonly name: string;

  constructor(
    @Inject(OPERATOR_SETTINGS) private readonly settings: OperatorSettings,
    @Inject(KEY_RING) private readonly keyRing: KeyRing,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.secure = siteOf(settings).secure;
    this.name = cookieName('twinbank-sign-in', this.secure);
  }

  /** Gives the browser the cookie. */
  async give(reply: FastifyReply, sign: SignInUnderWay): Promise<void> {
    this.set(reply, await sealSignIn(this.keyRing.signInKey, sign, this.clock.nowMs()), SIGN_IN_MS_MAX / 1000);
  }

  /** Takes the cookie away. */
  take(reply: FastifyReply): void {
    this.set(reply, '', 0);
  }

  /**
   * The sign-in in the cookie of a request, if an answer with this state belongs to it.
   *
   * @throws Fault `oidc_disabled`, `oidc_state_invalid`, `oidc_state_expired`
   */
  async of(header: string | undefined, state: string): Promise<SignInUnderWay> {
    const { oidc } = this.settings;
    if (oidc === undefined) throw faultOf('oidc_disabled');
    const sign = await openSignIn(this.keyRing.signInKey, cookieOf(header, this.name), this.clock.nowMs());
    if (sign.state !== state || sign.issuer !== oidc.issuer || sign.clientId !== oidc.clientId)
      throw faultOf('oidc_state_invalid');
    return sign;
  }

  private set(reply: FastifyReply, value: string, maxAge: number): void {
    const cookie = { name: this.name, value, maxAge, sameSite: 'Lax' as const, secure: this.secure };
    void reply.header('set-cookie', setCookie(cookie));
  }
}
