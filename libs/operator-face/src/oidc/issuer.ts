import * as oidc from 'openid-client';

import { isIssuerAddress } from '@twinbank/access';

import { boundedRequest } from './bounded-requests.js';
import type { OidcSettings } from './oidc-settings.js';

/** How long what an issuer says of itself is used before it is asked again. */
export const DISCOVERED_MS = 10 * 60_000;
/** After a failure the issuer is left alone for so long. */
const QUIET_MS = 3000;
/** Longest time for one request to the issuer, unless a setting says otherwise. */
const REQUEST_MS = 10_000;
/** How far the clocks of issuer and server may differ. */
export const CLOCK_TOLERANCE_S = 60;

/**
 * The identity provider: what it says of itself is read when it is first needed, and again from time to time. If it cannot
 * be read again, what it said before is used. Its keys are read anew for each sign-in, so that new ones are known at once.
 */
export class Issuer {
  private known: { readonly metadata: oidc.ServerMetadata; readonly atMs: number } | undefined;
  private failed: { readonly error: unknown; readonly atMs: number } | undefined;
  private looking: Promise<oidc.ServerMetadata> | undefined;
  private readonly requestMs: number;

  /** @param nowMs a clock that nobody sets */
  constructor(
    private readonly settings: OidcSettings,
    private readonly nowMs: () => number,
  ) {
    this.requestMs = settings.requestMs ?? REQUEST_MS;
  }

  /** A client of the issuer, for one sign-in. @throws an error of the library, or TypeError, if the issuer cannot be used */
  async client(): Promise<oidc.Configuration> {
    const metadata = await this.metadata();
    const { clientId, clientSecret } = this.settings;
    const properties = { [oidc.clockTolerance]: CLOCK_TOLERANCE_S };
    const client = new oidc.Configuration(metadata, clientId, properties, authenticationOf(metadata, clientSecret));
    client.timeout = this.requestMs / 1000;
    client[oidc.customFetch] = boundedRequest as oidc.CustomFetch;
    // The library relies on TLS alone unless it is told to check signatures.
    oidc.enableNonRepudiationChecks(client);
    if (this.isPlain) oidc.allowInsecureRequests(client);
    return client;
  }

  private async metadata(): Promise<oidc.ServerMetadata> {
    const nowMs = this.nowMs();
    if (this.known !== undefined && nowMs - this.known.atMs < DISCOVERED_MS) return this.known.metadata;
    try {
      if (this.failed !== undefined && nowMs - this.failed.atMs < QUIET_MS) throw this.failed.error;
      return await (this.looking ??= this.discover().finally(() => (this.looking = undefined)));
    } catch (error) {
      if (this.known !== undefined) return this.known.metadata;
      throw error;
    }
  }

  private async discover(): Promise<oidc.ServerMetadata> {
    try {
      const { issuer, clientId } = this.settings;
      const found = await oidc.discovery(new URL(issuer), clientId, undefined, oidc.None(), {
        timeout: this.requestMs / 1000,
        execute: this.isPlain ? [oidc.allowInsecureRequests] : [],
        [oidc.customFetch]: boundedRequest as oidc.CustomFetch,
      });
      const metadata = found.serverMetadata();
      refuseUnsafe(metadata);
      this.known = { metadata, atMs: this.nowMs() };
      this.failed = undefined;
      return metadata;
    } catch (error) {
      this.failed = { error, atMs: this.nowMs() };
      throw error;
    }
  }

  /** Whether the issuer is spoken to without TLS, which only an address of this machine is. */
  private get isPlain(): boolean {
    return new URL(this.settings.issuer).protocol === 'http:';
  }
}

/** The way to show who this server is: by default the one that every issuer must know [RFC 6749 §2.3.1]. */
function authenticationOf(metadata: oidc.ServerMetadata, secret: string | undefined): oidc.ClientAuth {
  if (secret === undefined) return oidc.None();
  const { token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] } = metadata;
  return methods.includes('client_secret_basic') ? oidc.ClientSecretBasic(secret) : oidc.ClientSecretPost(secret);
}

function refuseUnsafe(metadata: oidc.ServerMetadata): void {
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'userinfo_endpoint'] as const) {
    const address = metadata[name];
    if (address === undefined && name !== 'userinfo_endpoint') throw new TypeError(`the issuer names no ${name}`);
    if (address !== undefined && !isIssuerAddress(address)) throw new TypeError(`the issuer names an unsafe ${name}`);
  }
}
