import { KEY_SET_KEYS_MAX, KEY_USES, type KeySet, type KeySetKey } from '@twinbank/protocol';

import type { NvmLog } from './nvm-log.js';

/** What the journal keeps of a key set. */
export type HeldKeys = Pick<KeySet, 'version' | 'rootThreshold' | 'keys'>;

/** Bytes of a key's id that the journal keeps with a job. */
export const KEY_MARK_BYTES = 8;

const VERSION = 0x80;
/** Three bits for each key, from the lowest on, and the threshold of the roots in the four highest. */
const USES = 0x81;
const KEYS = 0x88;
const KEY_WORDS = 8;
const USE_BITS = 3;
const THRESHOLD_SHIFT = 28;

type Change = readonly [address: number, value: number];

/** The changes that keep a key set: all of them or none, so there is always one whole set. */
export function keySetChanges({ version, rootThreshold, keys }: HeldKeys): Change[] {
  const uses = keys.reduce((word, key, index) => word | (maskOf(key) << (USE_BITS * index)), 0);
  return [
    ...keys.flatMap(({ x }, index) => wordsOf(KEYS + KEY_WORDS * index, x)),
    [USES, (uses | (rootThreshold << THRESHOLD_SHIFT)) >>> 0],
    [VERSION, version],
  ];
}

/** The key set that the journal holds; undefined if none was ever taken. */
export function heldKeySet(log: Pick<NvmLog, 'get' | 'has'>): HeldKeys | undefined {
  if (!log.has(VERSION)) return undefined;
  const word = log.get(USES);
  const keys: KeySetKey[] = [];
  for (let index = 0; index < KEY_SET_KEYS_MAX; index++) {
    const mask = (word >>> (USE_BITS * index)) & (2 ** USE_BITS - 1);
    if (mask === 0) break;
    keys.push({ x: bytesOf(log, KEYS + KEY_WORDS * index), uses: KEY_USES.filter((_, bit) => mask & (1 << bit)) });
  }
  return { version: log.get(VERSION), rootThreshold: word >>> THRESHOLD_SHIFT, keys };
}

const maskOf = ({ uses }: KeySetKey): number => uses.reduce((mask, use) => mask | (1 << KEY_USES.indexOf(use)), 0);

function wordsOf(base: number, bytes: Uint8Array): Change[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: KEY_WORDS }, (_, i) => [base + i, view.getUint32(4 * i)] as const);
}

function bytesOf(log: Pick<NvmLog, 'get'>, base: number): Uint8Array {
  const bytes = new Uint8Array(4 * KEY_WORDS);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < KEY_WORDS; i++) view.setUint32(4 * i, log.get(base + i));
  return bytes;
}
