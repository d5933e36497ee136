import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import * as oidc from 'openid-client';
import type { Logger } from 'pino';

import { LOGGER } from '@twinbank/ports';
import { isFault } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

import { API_PREFIX } from '../http/api-prefix.js';
import { OPERATOR_SETTINGS, type OperatorSettings } from '../operator-settings.js';
import type { Claims } from './external-person.js';
import { Issuer } from './issuer.js';
import { issuerFault, loggable } from './issuer-faults.js';
import type { OidcSettings } from './oidc-settings.js';
import { isReturnPath } from './return-path.js';
import type { SignInUnderWay } from './sign-in-state.js';

/** Path of the callback: the identity provider must know it, behind the public address of the server. */
export const CALLBACK_PATH = `/${API_PREFIX}/session/oidc/callback`;

/** What is said to the identity provider, and what it answers [OpenID Connect Core §3.1]. */
@Injectable()
export class IssuerExchange implements OnApplicationBootstrap {
  private readonly issuer: Issuer | undefined;

  constructor(
    @Inject(OPERATOR_SETTINGS) private readonly settings: OperatorSettings,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.issuer = settings.oidc && new Issuer(settings.oidc, () => performance.now());
  }

  /** Looks whether the issuer answers, and says so in the log. The start does not wait for it, nor fail for it. */
  onApplicationBootstrap(): void {
    const { issuer } = this.settings.oidc ?? {};
    this.issuer?.client().then(
      () => this.logger.info({ issuer }, 'the identity provider answers'),
      (error: unknown) =>
        this.logger.warn({ issuer, err: loggable(error) }, 'the identity provider cannot be used yet'),
    );
  }

  /** The settings. @throws Fault `oidc_disabled` if there is no identity provider */
  get given(): OidcSettings {
    const { oidc: given } = this.settings;
    if (given === undefined) throw faultOf('oidc_disabled');
    return given;
  }

  /** What people read on the button; undefined if there is no identity provider. */
  get label(): string | undefined {
    return this.settings.oidc?.label;
  }

  /**
   * A new sign-in, and where the browser goes for it.
   *
   * @throws Fault `request_invalid` for a path that may lead to another host, `oidc_disabled`, `oidc_unavailable`
   */
  async begin(returnTo: string): Promise<{ readonly location: string; readonly sign: SignInUnderWay }> {
    if (!isReturnPath(returnTo))
      throw faultOf('request_invalid', 'return must be a path on this server', { field: 'return' });
    const { issuer, clientId, scopes } = this.given;
    const client = await this.asking(() => this.issuer!.client());
    const verifier = oidc.randomPKCECodeVerifier();
    const sign = { issuer, clientId, verifier, returnTo, state: oidc.randomState(), nonce: oidc.randomNonce() };
    const location = oidc.buildAuthorizationUrl(client, {
      redirect_uri: this.callbackUrl('').href,
      scope: scopes,
      state: sign.state,
      nonce: sign.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    return { location: location.href, sign };
  }

  /**
   * What the issuer says of the person, for the code in the query of a callback.
   *
   * @throws Fault `oidc_unavailable`, `oidc_refused`, `oidc_token_invalid`
   */
  claims({ verifier, state, nonce }: SignInUnderWay, search: string): Promise<Claims> {
    return this.asking(async () => {
      const client = await this.issuer!.client();
      const tokens = await oidc.authorizationCodeGrant(client, this.callbackUrl(search), {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims()!;
      const isWhole = Object.hasOwn(claims, this.given.groupsClaim);
      if (isWhole || client.serverMetadata().userinfo_endpoint === undefined) return claims;
      // Many issuers tell groups and names only where they are asked for them.
      return { ...(await oidc.fetchUserInfo(client, tokens.access_token, claims.sub)), ...claims };
    });
  }

  /** Asks the issuer; tells in the log what went wrong, and in a fault what people may know of it. */
  private async asking<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const fault = issuerFault(error);
      if (!isFault(error))
        this.logger.warn({ code: fault.code, err: loggable(error) }, 'a sign-in at the identity provider failed');
      throw fault;
    }
  }

  private callbackUrl(search: string): URL {
    return new URL(`${CALLBACK_PATH}${search}`, this.settings.publicUrl);
  }
}
