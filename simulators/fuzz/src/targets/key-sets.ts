import { toBase64Url } from '@twinbank/primitives';
import { decodeKeySet, encodeKeySet, KEY_USES, LIMITS, type KeySet, type SignedKeySet } from '@twinbank/protocol';

import { rule, type Target } from './target.js';

const key = (first: number, ...uses: KeySet['keys'][number]['uses']): KeySet['keys'][number] => ({
  x: new Uint8Array(32).fill(first),
  uses,
});

/** Sets as teams have them: one key for everything, and keys that share the work. */
const KEY_SETS: readonly [KeySet, KeySet] = [
  {
    ...{ product: 'drive', version: 1, issuedAtMs: 1_795_348_800_000, expiresAtMs: 1_826_884_800_000 },
    ...{ rootThreshold: 1, manifestThreshold: 1, keys: [key(1, ...KEY_USES)] },
  },
  {
    ...{ product: 'drive', version: 2, issuedAtMs: 1_795_348_800_000, expiresAtMs: 1_826_884_800_000 },
    ...{ rootThreshold: 2, manifestThreshold: 2 },
    keys: [key(1, 'root', 'manifest'), key(2, 'root', 'manifest'), key(3, 'ticket')],
  },
];

const header = { alg: 'EdDSA', kid: 'k'.repeat(43), typ: 'twinbank-key-set+jws' };
const base64 = (text: string): string => Buffer.from(text).toString('base64url');

/** A key set as it is sent; nobody has signed it, and whoever reads its form alone does not mind. */
export const A_SIGNED_KEY_SET: SignedKeySet = {
  keySet: toBase64Url(encodeKeySet(KEY_SETS[1])),
  signatures: [1, 2].map(() => ({ protected: base64(JSON.stringify(header)), signature: 'A'.repeat(86) })),
};

/** Keys that stand in the sets already, and uses. */
const WORDS = [
  ...KEY_SETS[1].keys.map(({ x }) => `{"x":"${toBase64Url(x)}","uses":["root"]},`),
  ...['"root",', '"manifest",', '"ticket"', '"uses":["root","manifest","ticket"]', '"rootThreshold":3,'],
  ...['"manifestThreshold":0,', '"expiresAtMs":0,', '"version":0,', '__proto__', 'null', '-1', '1e99', '\\u0000'],
];

/**
 * What reads key sets. A device that took a wrong one would be lost for its team, so what a set has to be is said here once more.
 *
 * @param decode another decoder, to show that the rules notice what it lets through
 */
export const keySetTarget = (decode: (bytes: Uint8Array) => KeySet = decodeKeySet): Target => ({
  name: 'key-set',
  about: 'key sets: whose signatures devices take',
  seeds: () => KEY_SETS.map(encodeKeySet),
  words: WORDS,
  bytesMax: LIMITS.keySetBytes,
  read: (bytes) => {
    const set = decode(bytes);
    const count = (use: (typeof KEY_USES)[number]): number => set.keys.filter(({ uses }) => uses.includes(use)).length;
    rule(
      KEY_USES.every((use) => count(use) > 0),
      'somebody signs the next set, releases and tickets',
    );
    rule(set.rootThreshold >= 1 && set.rootThreshold <= count('root'), 'the next set can be signed, and has to be');
    rule(
      set.manifestThreshold >= 1 && set.manifestThreshold <= count('manifest'),
      'a release can be signed, and has to be',
    );
    const spellings = set.keys.map(({ x }) => Buffer.from(x).toString('hex'));
    rule(
      spellings.every((one, at) => one.length === 64 && spellings.indexOf(one) === at),
      'no key counts twice',
    );
    rule(set.version >= 1 && set.expiresAtMs > set.issuedAtMs, 'a set has a version, and a time in which it is taken');
    const written = encodeKeySet(set);
    rule(
      Buffer.compare(encodeKeySet(decodeKeySet(written)), written) === 0,
      'what was read, written and read again is the same',
    );
  },
});
