import { isFault, toBase64Url, utf8 } from '@twinbank/primitives';

import { faultOf } from '../faults.js';
import { FieldReader, readJsonObject } from '../json-reader.js';
import { LIMITS } from '../limits.js';
import { NAME, NAME_LENGTH_MAX } from '../names.js';

/** What a key of a set may sign: the next set, releases, or tickets. */
export const KEY_USES = ['root', 'manifest', 'ticket'] as const;
export type KeyUse = (typeof KEY_USES)[number];

/** Most keys of a set: what fits into the journal of the smallest part beside everything else. */
export const KEY_SET_KEYS_MAX = 8;

/** A public key and what it may sign. */
export interface KeySetKey {
  /** The public key: 32 bytes of Ed25519 [RFC 8032 §5.1.5], or 33 of P-256 in its short form [SEC 1 §2.3.3]. */
  readonly x: Uint8Array;
  /** In the order of {@link KEY_USES}, at least one. */
  readonly uses: readonly KeyUse[];
}

/** Whose signatures the devices of a product take: one of the versions that follow one another. */
export interface KeySet {
  readonly product: string;
  /** From 1 on. A device takes only a higher one than it holds. */
  readonly version: number;
  readonly issuedAtMs: number;
  /** Until when a device with a clock takes the set. A set that was taken holds until the next one is. */
  readonly expiresAtMs: number;
  /** How many root keys have to sign the next set. */
  readonly rootThreshold: number;
  /** How many manifest keys have to sign a package for the server to take it; a device counts one. */
  readonly manifestThreshold: number;
  readonly keys: readonly KeySetKey[];
}

/** What a set says of a key that is about to be counted, without regard to signatures. */
export const keysFor = ({ keys }: Pick<KeySet, 'keys'>, use: KeyUse): readonly KeySetKey[] =>
  keys.filter(({ uses }) => uses.includes(use));

/** Whether a key is one of P-256. A device needs the skill `p256` to read a set with such a key. */
export const isP256Key = ({ x }: Pick<KeySetKey, 'x'>): boolean => x.length === P256_BYTES;

const VERSION_MAX = 0x7fffffff;
const TIME_MAX = 1_099_511_627_775_000;
const X_BYTES = 32;
/** 02 or 03, and x. */
const P256_BYTES = 33;

/**
 * The bytes that are signed of a key set: JSON with its fields in one order and without spaces.
 *
 * @example
 * ```ts
 * import { decodeKeySet, encodeKeySet } from '@twinbank/protocol';
 *
 * const keys = [{ x: new Uint8Array(32).fill(1), uses: ['root', 'manifest', 'ticket'] as const }];
 * const more = { issuedAtMs: 1000, expiresAtMs: 2000, rootThreshold: 1, manifestThreshold: 1 };
 * const bytes = encodeKeySet({ product: 'pump', version: 1, ...more, keys });
 * console.log(decodeKeySet(bytes).version, bytes.length); // 1 215
 * ```
 */
export function encodeKeySet(set: KeySet): Uint8Array {
  const { product, version, issuedAtMs, expiresAtMs, rootThreshold, manifestThreshold } = set;
  const keys = set.keys.map(({ x, uses }) => ({ [isP256Key({ x }) ? 'p256' : 'x']: toBase64Url(x), uses }));
  const fields = { format: 1, product, version, issuedAtMs, expiresAtMs, rootThreshold, manifestThreshold, keys };
  return utf8(JSON.stringify(fields));
}

/**
 * Reads a key set. It is a command: unknown fields are refused, and so is a set with which nobody could sign the next one, a
 * release or a ticket.
 *
 * @throws Fault `key_set_malformed`
 */
export function decodeKeySet(bytes: Uint8Array): KeySet {
  try {
    return readKeySet(new FieldReader(readJsonObject(bytes, LIMITS.keySetBytes)));
  } catch (error) {
    if (isFault(error)) throw faultOf('key_set_malformed', error.detail);
    throw error;
  }
}

function readKeySet(fields: FieldReader): KeySet {
  fields.only(
    ...['format', 'product', 'version', 'issuedAtMs', 'expiresAtMs', 'rootThreshold', 'manifestThreshold', 'keys'],
  );
  fields.whole('format', 1, 1);
  const keys = fields.objects('keys', KEY_SET_KEYS_MAX).map(readKey);
  if (new Set(keys.map(({ x }) => toBase64Url(x))).size < keys.length)
    throw faultOf('key_set_malformed', 'keys holds a key twice');
  const xs = keys.filter(isP256Key).map(({ x }) => toBase64Url(x.subarray(1)));
  if (new Set(xs).size < xs.length)
    throw faultOf('key_set_malformed', 'keys holds two of P-256 with one x: whoever holds one of them holds both');
  for (const use of KEY_USES)
    if (keysFor({ keys }, use).length === 0) throw faultOf('key_set_malformed', `keys holds none for ${use}`);
  const threshold = (name: string, use: KeyUse): number => fields.whole(name, 1, keysFor({ keys }, use).length);
  const issuedAtMs = fields.whole('issuedAtMs', 0, TIME_MAX);
  return {
    product: fields.text('product', NAME_LENGTH_MAX, NAME),
    version: fields.whole('version', 1, VERSION_MAX),
    issuedAtMs,
    expiresAtMs: fields.whole('expiresAtMs', issuedAtMs + 1, TIME_MAX),
    rootThreshold: threshold('rootThreshold', 'root'),
    manifestThreshold: threshold('manifestThreshold', 'manifest'),
    keys,
  };
}

function readKey(fields: FieldReader): KeySetKey {
  const named = fields.texts('uses', KEY_USES.length, /^(?:root|manifest|ticket)$/);
  const uses = KEY_USES.filter((use) => named.includes(use));
  if (uses.length === 0 || uses.join() !== named.join())
    throw faultOf('key_set_malformed', `uses must name some of ${KEY_USES.join(', ')}, in this order, each once`);
  const short = fields.optional('p256', (name) => fields.bytes(name, P256_BYTES));
  // One of the two, and not both, not even as null.
  fields.only(short ? 'p256' : 'x', 'uses');
  if (!short) return { x: fields.bytes('x', X_BYTES), uses };
  if (short[0] !== 2 && short[0] !== 3)
    throw faultOf('key_set_malformed', 'p256 must begin with 02 or 03, by whether y is even or odd');
  // A device checks a ticket with each order, and its server has no such key.
  if (uses.includes('ticket')) throw faultOf('key_set_malformed', 'a key of P-256 signs no tickets');
  return { x: short, uses };
}
