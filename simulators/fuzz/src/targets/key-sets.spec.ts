import { describe, expect, it } from '@jest/globals';
import { fromBase64Url, isFault, seededRng } from '@twinbank/primitives';
import { decodeKeySet, type KeySet } from '@twinbank/protocol';

import { fuzz } from '../run/fuzz-run.js';
import { keySetTarget } from './key-sets.js';

/** A decoder that lets through what the real one refuses for this reason. */
const lenient =
  (reason: RegExp) =>
  (bytes: Uint8Array): KeySet => {
    try {
      return decodeKeySet(bytes);
    } catch (error) {
      if (!isFault(error) || !reason.test(error.detail ?? '')) throw error;
      const { keys, ...more } = JSON.parse(new TextDecoder().decode(bytes)) as Omit<KeySet, 'keys'> & {
        keys: { x: string; uses: KeySet['keys'][number]['uses'] }[];
      };
      return { ...more, keys: keys.map(({ x, uses }) => ({ x: fromBase64Url(x)!, uses })) };
    }
  };
const problemOf = (decode?: (bytes: Uint8Array) => KeySet): string | undefined =>
  fuzz(keySetTarget(decode), {
    ...{ inputs: 40_000, rng: seededRng('key-set'), coverage: undefined, watch: () => undefined },
  }).finding?.problem;

describe('key sets', () => {
  it.each([
    ['a key that counts twice', /holds a key twice/, 'no key counts twice'],
    ['nobody who signs something', /holds none for/, 'somebody signs'],
    ['more root signatures than there can be', /^rootThreshold must/, 'the next set can be signed'],
    ['no signature of a release', /^manifestThreshold must/, 'a release can be signed'],
    ['an end before the beginning', /^expiresAtMs must/, 'a set has a version'],
    ['no version', /^version must/, 'a set has a version'],
  ])('of a decoder that takes %s are noticed', (_, reason, rule) => {
    expect(problemOf(lenient(reason))).toContain(rule);
  });

  it('of the real one are not', () => expect(problemOf()).toBeUndefined());
});
