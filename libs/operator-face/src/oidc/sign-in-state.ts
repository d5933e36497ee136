import { EncryptJWT, errors, jwtDecrypt } from 'jose';

import { faultOf } from '@twinbank/protocol';

/** A sign-in at an identity provider that is under way. */
export interface SignInUnderWay {
  readonly issuer: string;
  readonly clientId: string;
  readonly state: string;
  readonly nonce: string;
  /** The secret of PKCE: only who has it can use the code [RFC 7636]. */
  readonly verifier: string;
  readonly returnTo: string;
}

/** How long a sign-in may take: for a password, a second factor and a call for help. */
export const SIGN_IN_MS_MAX = 10 * 60_000;

const AUDIENCE = 'twinbank/sign-in';
const FIELDS = ['issuer', 'clientId', 'state', 'nonce', 'verifier', 'returnTo'] as const;

/**
 * The sign-in as a text for a cookie: encrypted and authenticated, so that any server with the same key ring can read it and
 * nobody else can, the person included.
 */
export function sealSignIn(key: Uint8Array, sign: SignInUnderWay, nowMs: number): Promise<string> {
  return new EncryptJWT({ ...sign })
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .setAudience(AUDIENCE)
    .setExpirationTime(Math.floor((nowMs + SIGN_IN_MS_MAX) / 1000))
    .encrypt(key);
}

/**
 * Reads the text of a cookie.
 *
 * @throws Fault `oidc_state_invalid`, `oidc_state_expired`
 */
export async function openSignIn(key: Uint8Array, sealed: string | undefined, nowMs: number): Promise<SignInUnderWay> {
  if (sealed === undefined) throw faultOf('oidc_state_invalid');
  try {
    const { payload } = await jwtDecrypt(sealed, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
      audience: AUDIENCE,
      requiredClaims: ['exp', ...FIELDS],
      currentDate: new Date(nowMs),
    });
    return Object.fromEntries(FIELDS.map((field) => [field, String(payload[field])])) as unknown as SignInUnderWay;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw faultOf('oidc_state_expired');
    if (error instanceof errors.JOSEError) throw faultOf('oidc_state_invalid');
    throw error;
  }
}
