import { errors, jwtVerify, SignJWT, type JWTPayload } from 'jose';

import { fromBase64Url } from '@twinbank/primitives';
import { faultOf } from '@twinbank/protocol';

const DEVICE_AUDIENCE = 'twinbank/mqtt';
const OPERATOR_AUDIENCE = 'twinbank/rest';
/** Longest lifetime of a device token: a device makes a new one for every connection. */
export const DEVICE_TOKEN_LIFETIME_MAX_MS = 60 * 60 * 1000;
/** How far a device's clock may be wrong. */
const CLOCK_TOLERANCE_S = 60;
/** Longest token in characters: ours have about 200, but a broker passes on passwords of up to 65 535. */
const TOKEN_LENGTH_MAX = 2048;

/** Makes the token that serves as a device's MQTT password: HS256 with its auth key. */
export function signDeviceToken({
  authKey,
  deviceId,
  nowMs,
  lifetimeMs,
}: {
  authKey: Uint8Array;
  deviceId: string;
  nowMs: number;
  lifetimeMs: number;
}): Promise<string> {
  const issued = Math.floor(nowMs / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(deviceId)
    .setAudience(DEVICE_AUDIENCE)
    .setIssuedAt(issued)
    .setExpirationTime(issued + Math.ceil(lifetimeMs / 1000))
    .sign(authKey);
}

/**
 * Checks a device's token.
 *
 * @throws Fault `token_missing`, `token_invalid`, `token_expired`, `token_foreign`
 *
 * @example
 * ```ts
 * import { deriveAuthKey, signDeviceToken, verifyDeviceToken } from '@twinbank/keys';
 *
 * const authKey = deriveAuthKey(new Uint8Array(32).fill(1));
 * const nowMs = 1_700_000_000_000;
 * const token = await signDeviceToken({ authKey, deviceId: 'm-0001', nowMs, lifetimeMs: 600_000 });
 * await verifyDeviceToken({ token, authKey, deviceId: 'm-0001', nowMs });
 * const late = verifyDeviceToken({ token, authKey, deviceId: 'm-0001', nowMs: nowMs + 3_600_000 });
 * console.log(await late.catch(({ code }) => code)); // token_expired
 * ```
 */
export async function verifyDeviceToken({
  token,
  authKey,
  deviceId,
  nowMs,
}: {
  token: string;
  authKey: Uint8Array;
  deviceId: string;
  nowMs: number;
}): Promise<void> {
  const claims = await verifyToken(token, authKey, DEVICE_AUDIENCE, nowMs);
  if (claims.sub !== deviceId) throw faultOf('token_foreign');
  if (claims.iat === undefined || claims.exp === undefined)
    throw faultOf('token_invalid', 'a device token states when it was made and when it ends');
  if (claims.iat > nowMs / 1000 + CLOCK_TOLERANCE_S) throw faultOf('token_invalid', 'the token is made in the future');
  if ((claims.exp - claims.iat) * 1000 > DEVICE_TOKEN_LIFETIME_MAX_MS)
    throw faultOf('token_invalid', 'a device token lives an hour at most');
}

/**
 * What an operator may do: read; operate releases, devices and campaigns; administer products, keys and tokens.
 * `broker` is for a broker that asks whether a device may connect, and permits nothing else.
 */
export const OPERATOR_SCOPES = ['read', 'operate', 'admin', 'broker'] as const;
export type OperatorScope = (typeof OPERATOR_SCOPES)[number];

/** Who makes a request. */
export interface Operator {
  readonly name: string;
  readonly scopes: readonly OperatorScope[];
}

/** What a token says about its bearer. */
export interface Bearer extends Operator {
  /** Id of the token, by which it can be revoked; tokens issued by the first servers have none. */
  readonly tokenId?: string;
  readonly expiresAtMs: number;
}

/** Makes an operator's bearer token: HS256 with the server's operator key. */
export function signOperatorToken({
  key,
  operator,
  id,
  nowMs,
  lifetimeMs,
}: {
  key: Uint8Array;
  operator: Operator;
  id?: string;
  nowMs: number;
  lifetimeMs: number;
}): Promise<string> {
  const issued = Math.floor(nowMs / 1000);
  return new SignJWT({ scope: operator.scopes.join(' '), ...(id !== undefined && { jti: id }) })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(operator.name)
    .setAudience(OPERATOR_AUDIENCE)
    .setIssuedAt(issued)
    .setExpirationTime(issued + Math.ceil(lifetimeMs / 1000))
    .sign(key);
}

/**
 * Checks an operator's bearer token.
 *
 * @throws Fault `token_missing`, `token_invalid`, `token_expired`
 *
 * @example
 * ```ts
 * import { signOperatorToken, verifyOperatorToken } from '@twinbank/keys';
 *
 * const key = new Uint8Array(32).fill(1);
 * const nowMs = 1_700_000_000_000;
 * const operator = { name: 'build-server', scopes: ['read', 'operate'] } as const;
 * const token = await signOperatorToken({ key, operator, nowMs, lifetimeMs: 3_600_000 });
 * const bearer = await verifyOperatorToken({ token, key, nowMs });
 * console.log(bearer.name, bearer.scopes.join(' ')); // build-server read operate
 * ```
 */
export async function verifyOperatorToken({
  token,
  key,
  nowMs,
}: {
  token: string;
  key: Uint8Array;
  nowMs: number;
}): Promise<Bearer> {
  const claims = await verifyToken(token, key, OPERATOR_AUDIENCE, nowMs);
  const words = typeof claims['scope'] === 'string' ? claims['scope'].split(' ') : [];
  if (claims.sub === undefined || claims.exp === undefined)
    throw faultOf('token_invalid', 'an operator token names its operator and its end');
  const scopes = OPERATOR_SCOPES.filter((scope) => words.includes(scope));
  return {
    name: claims.sub,
    scopes,
    expiresAtMs: claims.exp * 1000,
    ...(claims.jti !== undefined && { tokenId: claims.jti }),
  };
}

async function verifyToken(token: string, key: Uint8Array, audience: string, nowMs: number): Promise<JWTPayload> {
  if (token === '') throw faultOf('token_missing');
  if (token.length > TOKEN_LENGTH_MAX)
    throw faultOf('token_invalid', `a token has at most ${TOKEN_LENGTH_MAX} characters`);
  // Lenient decoders ignore trailing characters, so one token could be written in many ways.
  if (!token.split('.').every((part) => fromBase64Url(part) !== undefined))
    throw faultOf('token_invalid', 'a part of the token is not base64url as it is written');
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      audience,
      currentDate: new Date(nowMs),
      clockTolerance: CLOCK_TOLERANCE_S,
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw faultOf('token_expired');
    if (error instanceof errors.JOSEError) throw faultOf('token_invalid');
    throw error;
  }
}
