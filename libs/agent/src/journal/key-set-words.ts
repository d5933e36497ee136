import { concatBytes } from '@twinbank/primitives';
import { isP256Key, KEY_SET_KEYS_MAX, KEY_USES, type KeySet, type KeySetKey } from '@twinbank/protocol';

import type { NvmLog } from './nvm-log.js';

/** What the journal keeps of a key set. */
export interface HeldKeys extends Pick<KeySet, 'version' | 'rootThreshold' | 'keys'> {
  /** The first {@link PRODUCT_MARK_BYTES} bytes of the SHA-256 of the product's name: the device may be made one of another product. */
  readonly productMark: Uint8Array;
}

/** Bytes of a key's id that the journal keeps with a job. */
export const KEY_MARK_BYTES = 8;

/** Bytes of the SHA-256 of a product's name that the journal keeps with a key set: enough to tell products apart. */
export const PRODUCT_MARK_BYTES = 8;

const VERSION = 0x80;
/** Three bits for each key, from the lowest on, and the threshold of the roots in the four highest. */
const USES = 0x81;
const PRODUCT = 0x82;
/** Two bits for each key, from the lowest on: what stands before its x. Agents that do not know this word know no key of P-256 either. */
const SHORT_FORMS = 0x84;
const SHORT_FORM_BITS = 2;
const KEYS = 0x88;
const KEY_WORDS = 8;
const USE_BITS = 3;
const THRESHOLD_SHIFT = 28;

type Change = readonly [address: number, value: number];

/**
 * The changes that keep a key set: all of them or none, so there is always one whole set. Where no key is of P-256 and none ever was, they are those of an
 * agent that knows no such keys.
 */
export function keySetChanges(
  log: Pick<NvmLog, 'has'>,
  { version, rootThreshold, keys, productMark }: HeldKeys,
): Change[] {
  const uses = keys.reduce((word, key, index) => word | (maskOf(key) << (USE_BITS * index)), 0);
  const forms = keys.reduce((word, key, index) => word | (shortForm(key) << (SHORT_FORM_BITS * index)), 0);
  return [
    ...keys.flatMap((key, index) => wordsOf(KEYS + KEY_WORDS * index, isP256Key(key) ? key.x.slice(1) : key.x)),
    ...wordsOf(PRODUCT, productMark),
    ...(forms !== 0 || log.has(SHORT_FORMS) ? [[SHORT_FORMS, forms] as const] : []),
    [USES, (uses | (rootThreshold << THRESHOLD_SHIFT)) >>> 0],
    [VERSION, version],
  ];
}

/** The key set that the journal holds; undefined if none was ever taken. */
export function heldKeySet(log: Pick<NvmLog, 'get' | 'has'>): HeldKeys | undefined {
  if (!log.has(VERSION)) return undefined;
  const [word, forms] = [log.get(USES), log.get(SHORT_FORMS)];
  const keys: KeySetKey[] = [];
  for (let index = 0; index < KEY_SET_KEYS_MAX; index++) {
    const mask = (word >>> (USE_BITS * index)) & (2 ** USE_BITS - 1);
    if (mask === 0) break;
    const form = (forms >>> (SHORT_FORM_BITS * index)) & (2 ** SHORT_FORM_BITS - 1);
    const x = bytesOf(log, KEYS + KEY_WORDS * index, KEY_WORDS);
    keys.push({
      x: form === 0 ? x : concatBytes(Uint8Array.of(form), x),
      uses: KEY_USES.filter((_, bit) => mask & (1 << bit)),
    });
  }
  const productMark = bytesOf(log, PRODUCT, PRODUCT_MARK_BYTES / 4);
  return { version: log.get(VERSION), rootThreshold: word >>> THRESHOLD_SHIFT, keys, productMark };
}

/** The byte before x in the short form of P-256, 2 or 3; 0 for a key of Ed25519, which has none. */
const shortForm = (key: KeySetKey): number => (isP256Key(key) ? key.x[0]! : 0);

const maskOf = ({ uses }: KeySetKey): number => uses.reduce((mask, use) => mask | (1 << KEY_USES.indexOf(use)), 0);

function wordsOf(base: number, bytes: Uint8Array): Change[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_, i) => [base + i, view.getUint32(4 * i)] as const);
}

function bytesOf(log: Pick<NvmLog, 'get'>, base: number, words: number): Uint8Array {
  const bytes = new Uint8Array(4 * words);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < words; i++) view.setUint32(4 * i, log.get(base + i));
  return bytes;
}
