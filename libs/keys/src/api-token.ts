import { toBase64Url, utf8 } from '@twinbank/primitives';

import { sha256 } from './digest.js';

/** Every token begins with this, so people and secret scanners recognise a token in a log or a repository. */
export const API_TOKEN_PREFIX = 'tbk_';
/** What the cookie of a browser session begins with. */
export const SESSION_SECRET_PREFIX = 'tbs_';
/** What a text begins with that lets somebody set a password once. */
export const PASSWORD_SECRET_PREFIX = 'tbp_';

/** The first characters of a secret text, which say what it is for. */
export type SecretPrefix = typeof API_TOKEN_PREFIX | typeof SESSION_SECRET_PREFIX | typeof PASSWORD_SECRET_PREFIX;

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 30 characters of this alphabet are 178 bits: nobody can guess them. */
const SECRET_LENGTH = 30;
/** 32 bits of check sum in the same alphabet. */
const CHECK_LENGTH = 6;
const FORM = new RegExp(`^[0-9A-Za-z]{${SECRET_LENGTH + CHECK_LENGTH}}$`);
/** Bytes from this value on are not used: with them some characters would be more likely than others. */
const FAIR_BELOW = 256 - (256 % ALPHABET.length);

/**
 * Makes a token for the REST API: the prefix, 30 random letters and digits, and a check sum of 6 characters, as GitHub
 * does. The check sum tells a mistyped or truncated token from a revoked one without a query to the database.
 *
 * @param randomBytes returns the given number of cryptographically random bytes
 *
 * @example
 * ```ts
 * import { isApiToken, makeApiToken } from '@twinbank/keys';
 *
 * const token = makeApiToken((length) => new Uint8Array(length).fill(7));
 * console.log(token, isApiToken(token), isApiToken(`${token}0`)); // tbk_7777777777777777777777777777772zcaFm true false
 * ```
 */
export const makeApiToken = (randomBytes: (length: number) => Uint8Array): string =>
  makeSecret(API_TOKEN_PREFIX, randomBytes);

/** Makes a secret text of the same form for another purpose, which its prefix names. */
export function makeSecret(prefix: SecretPrefix, randomBytes: (length: number) => Uint8Array): string {
  let secret = '';
  while (secret.length < SECRET_LENGTH)
    for (const byte of randomBytes(SECRET_LENGTH))
      if (byte < FAIR_BELOW && secret.length < SECRET_LENGTH) secret += ALPHABET[byte % ALPHABET.length];
  return prefix + secret + checkSum(secret);
}

/** Whether the whole text has the form of a token, and a valid check sum. */
export const isApiToken = (text: string): boolean => isSecret(API_TOKEN_PREFIX, text);

/** Whether the whole text has the form of a secret with this prefix, and a valid check sum. */
export function isSecret(prefix: SecretPrefix, text: string): boolean {
  const rest = text.startsWith(prefix) ? text.slice(prefix.length) : '';
  return FORM.test(rest) && checkSum(rest.slice(0, -CHECK_LENGTH)) === rest.slice(-CHECK_LENGTH);
}

/** The text with everything that looks like a token replaced: a token may be in the wrong place, such as a logged URL. */
export const blotTokens = (text: string): string => text.replace(/(tb[kps]_)[0-9A-Za-z]+/g, '$1…');

/** The hash by which the database knows a token. A token is too random to be guessed from its SHA-256, so no salt is needed. */
export const apiTokenHash = (token: string): Uint8Array => sha256(utf8(token));

/**
 * The text that a browser must send in a header beside the cookie of its session. It follows from the secret in the
 * cookie, so it is stored nowhere; the secret does not follow from it.
 */
export const csrfTokenOf = (sessionSecret: string): string =>
  toBase64Url(sha256(utf8(`twinbank/1 csrf ${sessionSecret}`)));

function checkSum(secret: string): string {
  let rest = new DataView(sha256(utf8(`twinbank/1 token check ${secret}`)).slice(0, 4).buffer).getUint32(0);
  let text = '';
  for (let digit = 0; digit < CHECK_LENGTH; digit++, rest = Math.floor(rest / ALPHABET.length))
    text = ALPHABET[rest % ALPHABET.length] + text;
  return text;
}
