import { utf8 } from '@twinbank/primitives';

import { sha256 } from './digest.js';

/** Every token begins so: whoever finds one in a log or a repository knows what it is, and so does a scanner for secrets. */
export const API_TOKEN_PREFIX = 'tbk_';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 178 bits that nobody guesses. */
const SECRET_LENGTH = 30;
/** 32 bits in the same alphabet. */
const CHECK_LENGTH = 6;
const FORM = new RegExp(`^${API_TOKEN_PREFIX}[0-9A-Za-z]{${SECRET_LENGTH + CHECK_LENGTH}}$`);
/** Bytes from here on would make some characters likelier than others. */
const FAIR_BELOW = 256 - (256 % ALPHABET.length);

/**
 * Makes a token for the REST face: prefix, 30 random letters and digits, and 6 that are their check sum, as on GitHub. One is told from junk, and one
 * that was mistyped or cut from one that was revoked, without a look into the database.
 *
 * @param randomBytes so many bytes that nobody can guess
 *
 * @example
 * ```ts
 * import { isApiToken, makeApiToken } from '@twinbank/keys';
 *
 * const token = makeApiToken((length) => new Uint8Array(length).fill(7));
 * console.log(token, isApiToken(token), isApiToken(`${token}0`)); // tbk_7777777777777777777777777777772zcaFm true false
 * ```
 */
export function makeApiToken(randomBytes: (length: number) => Uint8Array): string {
  let secret = '';
  while (secret.length < SECRET_LENGTH)
    for (const byte of randomBytes(SECRET_LENGTH))
      if (byte < FAIR_BELOW && secret.length < SECRET_LENGTH) secret += ALPHABET[byte % ALPHABET.length];
  return API_TOKEN_PREFIX + secret + checkSum(secret);
}

/** Whether a text has the form of a token, to the last character, and its check sum. */
export const isApiToken = (text: string): boolean =>
  FORM.test(text) && checkSum(text.slice(API_TOKEN_PREFIX.length, -CHECK_LENGTH)) === text.slice(-CHECK_LENGTH);

/** A text with what looks like a token blotted out: one may stand where it should not, such as in an address that is logged. */
export const blotTokens = (text: string): string => text.replace(/tbk_[0-9A-Za-z]+/g, `${API_TOKEN_PREFIX}…`);

/** What the database keeps of a token: with so much chance in it, nobody gets back from its SHA-256 to the token, and it needs no salt. */
export const apiTokenHash = (token: string): Uint8Array => sha256(utf8(token));

function checkSum(secret: string): string {
  let rest = new DataView(sha256(utf8(`twinbank/1 token check ${secret}`)).slice(0, 4).buffer).getUint32(0);
  let text = '';
  for (let digit = 0; digit < CHECK_LENGTH; digit++, rest = Math.floor(rest / ALPHABET.length))
    text = ALPHABET[rest % ALPHABET.length] + text;
  return text;
}
