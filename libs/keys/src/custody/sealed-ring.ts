import { concatBytes, fromBase64Url, isFault, lengthPrefixed, toBase64Url, utf8 } from '@twinbank/primitives';
import { faultOf, FieldReader, readJsonObject } from '@twinbank/protocol';

import { hkdfSha256 } from '../hkdf.js';
import { ChunkSealer, SEALED_SALT_BYTES, unsealChunks } from '../sealed-chunks.js';

/**
 * What a token can be asked for, in the words of PKCS #11. Each gives the same answer to the same question every time, and nobody
 * without the key can tell the answer: ECDSA and RSA-PSS are random, so what they sealed could never be opened.
 */
export const TOKEN_MECHANISMS = ['SHA256-HMAC', 'EDDSA', 'SHA256-RSA-PKCS'] as const;
export type TokenMechanism = (typeof TOKEN_MECHANISMS)[number];

/** A key in a token: it answers questions, and never comes out. */
export interface TokenKey {
  /** Label of the token, at most 32 characters [PKCS #11 §3.2, CK_TOKEN_INFO]. */
  readonly token: string;
  /** Its CKA_ID, in hexadecimal digits; labels of keys need not be unique. */
  readonly id: string;
  readonly mechanism: TokenMechanism;
}

/** A key ring that can be opened only with a token's answer. */
export interface SealedRing {
  readonly by: TokenKey;
  /** 32 random bytes, new each time that a ring is sealed. */
  readonly salt: Uint8Array;
  readonly sealed: Uint8Array;
}

/** Bytes of the salt that makes each question another one. */
export const RING_SALT_BYTES = 32;
/** An answer is a MAC or a signature: 32 bytes of HMAC-SHA256 at least, 512 of RSA-4096 and some room at most. */
export const TOKEN_ANSWER_BYTES = { min: 32, max: 1024 } as const;

const MARK = 'twinbankSealedRing';
/** A ring of 64 KiB, in base64url inside of JSON, and its head. */
const SEALED_TEXT_BYTES_MAX = 100 * 1024;
const LABEL = /^[^\p{C}]{1,32}$/u;
const ID = /^(?:[0-9a-f]{2}){1,32}$/;

/** Whether the text claims to be a sealed key ring; it may still be damaged. */
export function isSealedRing(text: string): boolean {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && MARK in value;
  } catch {
    return false;
  }
}

/**
 * Reads the head of a sealed key ring: which key of which token opens it.
 *
 * @throws Fault `request_invalid`, which names the field
 */
export function readSealedRing(text: string): SealedRing {
  try {
    const fields = new FieldReader(readJsonObject(utf8(text), SEALED_TEXT_BYTES_MAX));
    fields.only(MARK, 'token', 'id', 'mechanism', 'salt', 'sealed');
    fields.whole(MARK, 1, 1);
    const by = { token: fields.text('token', 64), id: fields.text('id', 64), mechanism: fields.text('mechanism', 32) };
    const sealed = fromBase64Url(fields.text('sealed', SEALED_TEXT_BYTES_MAX));
    if (!sealed) throw faultOf('message_malformed', 'sealed must be base64url');
    return { by: tokenKeyOf(by), salt: fields.bytes('salt', RING_SALT_BYTES), sealed };
  } catch (error) {
    if (isFault(error)) throw faultOf('request_invalid', `the sealed key ring: ${error.detail}`);
    throw error;
  }
}

/**
 * A key of a token as somebody names it.
 *
 * @throws Fault `request_invalid` if no token can have such a label, or no key such an id, or the mechanism is none of {@link TOKEN_MECHANISMS}
 */
export function tokenKeyOf({ token, id, mechanism }: { token: string; id: string; mechanism: string }): TokenKey {
  if (!LABEL.test(token) || utf8(token).length > 32)
    throw faultOf('request_invalid', 'the label of a token has 1 to 32 bytes');
  if (!ID.test(id.toLowerCase()))
    throw faultOf('request_invalid', 'the id of a key in a token has 1 to 32 bytes, in hexadecimal digits');
  const known = TOKEN_MECHANISMS.find((name) => name === mechanism);
  if (!known) throw faultOf('request_invalid', `the mechanism is one of ${TOKEN_MECHANISMS.join(', ')}`);
  return { token, id: id.toLowerCase(), mechanism: known };
}

/** What the token is asked: its answer opens the ring that has this salt, and no other one. */
export const ringQuestion = (salt: Uint8Array): Uint8Array => lengthPrefixed('twinbank/1 key ring in a token', salt);

/**
 * Seals the text of a key ring under a token's answer to {@link ringQuestion}: AES-256-GCM by a key that is derived from the answer,
 * the salt and the name of the token's key [RFC 5869].
 *
 * @param salt 32 random bytes, never used before
 */
export function sealRing({
  text,
  by,
  salt,
  answer,
}: {
  readonly text: string;
  readonly by: TokenKey;
  readonly salt: Uint8Array;
  readonly answer: Uint8Array;
}): string {
  const sealer = new ChunkSealer({ key: ringKey(answer, salt, by), salt: salt.slice(0, SEALED_SALT_BYTES) });
  const sealed = concatBytes(sealer.header, sealer.seal(utf8(text), true));
  const { token, id, mechanism } = by;
  const file = { [MARK]: 1, token, id, mechanism, salt: toBase64Url(salt), sealed: toBase64Url(sealed) };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * Opens a sealed key ring.
 *
 * @throws Fault `key_ring_seal_broken` if the answer is of another key, or anything was changed since
 */
export function unsealRing({ by, salt, sealed }: SealedRing, answer: Uint8Array): string {
  const text = unsealChunks({ key: ringKey(answer, salt, by), sealed });
  if (!text) throw faultOf('key_ring_seal_broken');
  return new TextDecoder().decode(text);
}

function ringKey(answer: Uint8Array, salt: Uint8Array, { token, id, mechanism }: TokenKey): Uint8Array {
  if (answer.length < TOKEN_ANSWER_BYTES.min || answer.length > TOKEN_ANSWER_BYTES.max)
    throw faultOf(
      'key_token_failed',
      `the token answered with ${answer.length} bytes; it takes ${TOKEN_ANSWER_BYTES.min} to ${TOKEN_ANSWER_BYTES.max}`,
    );
  const info = lengthPrefixed('twinbank/1 sealed ring', mechanism, token, id);
  return hkdfSha256({ secret: answer, salt, info, length: 32 });
}
