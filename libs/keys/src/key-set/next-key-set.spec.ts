import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { fromBase64Url } from '@twinbank/primitives';
import type { KeySet } from '@twinbank/protocol';

import { p256KeyFromScalar, signingKeyFromSeed, type SigningKey } from '../signing-key.js';
import { lastKeySet, nextKeySet, type KeySetChain, type SaidKeySet, type StoredKeySet } from './next-key-set.js';
import { keySetPoint, rootKeysOf } from './root-keys.js';
import { signKeySet } from './sign-key-set.js';
import { verifyKeySet, type HeldKeySet } from './verify-key-set.js';

let keys: SigningKey[];
beforeAll(async () => {
  keys = await Promise.all([1, 2, 3, 4].map((first) => signingKeyFromSeed(new Uint8Array(32).fill(first))));
});

/** A set with one root key, which it and others have signed; keys are named by their numbers. */
async function stored(version: number, root: number, by: readonly number[], expiresAtMs = 2000): Promise<StoredKeySet> {
  const set: KeySet = {
    ...{ product: 'pump', version, issuedAtMs: 1000, expiresAtMs, rootThreshold: 1, manifestThreshold: 1 },
    keys: [{ x: fromBase64Url(keys[root]!.publicJwk.x)!, uses: ['root', 'manifest', 'ticket'] }],
  };
  const signers = [...new Set([...by, root])].map((index) => keys[index]!);
  return { set, signed: await signKeySet(set, signers) };
}
const chain = (sets: readonly StoredKeySet[]): KeySetChain => ({
  ...{ product: 'pump', sets, factoryRoots: { keys: [keys[0]!.publicJwk], threshold: 1 } },
});
const next = (sets: readonly StoredKeySet[], said: SaidKeySet, nowMs = 1500): number | undefined =>
  nextKeySet(chain(sets), said, nowMs)?.set.version;

describe('the key set that a device is sent', () => {
  it('is the newest, as long as its roots have signed it, whatever lies between', async () => {
    const sets = [await stored(1, 0, []), await stored(3, 0, []), await stored(7, 0, [])];
    expect([0, 1, 3, 7, 8].map((version) => next(sets, { version }))).toEqual([7, 7, 7, undefined, undefined]);
  });

  it('is the last one that its roots have signed, and then that one’s', async () => {
    const sets = [await stored(1, 0, []), await stored(2, 1, [0]), await stored(3, 1, []), await stored(4, 2, [1])];
    expect([0, 1, 2, 3].map((version) => next(sets, { version }))).toEqual([2, 2, 4, 4]);
    // Older roots may have signed along, for those who lag.
    const leaps = [...sets.slice(0, 3), await stored(4, 2, [1, 0])];
    expect([0, 1].map((version) => next(leaps, { version }))).toEqual([4, 4]);
  });

  it('leads on, one after the other, to the last of them; who refused the first of them stays', async () => {
    const sets = [
      await stored(1, 0, []),
      await stored(2, 1, [0]),
      await stored(3, 1, []),
      await stored(4, 2, [1], 1800),
    ];
    const last = (said: SaidKeySet, nowMs = 1500) => lastKeySet(chain(sets), said, nowMs);
    expect([0, 1, 2, 4].map((version) => last({ version }))).toEqual([4, 4, 4, 4]);
    expect([last({ version: 1 }, 1800), last({ version: 3 }, 1800)]).toEqual([3, 3]);
    expect([last({ version: 1, refused: 2 }), last({ version: 1, refused: 3 })]).toEqual([1, 4]);
  });

  it('is none that has expired', async () => {
    const sets = [await stored(1, 0, []), await stored(2, 0, [], 1800)];
    expect([next(sets, { version: 0 }, 1799), next(sets, { version: 0 }, 1800)]).toEqual([2, 1]);
    expect(next(sets, { version: 1 }, 1800)).toBeUndefined();
  });

  it('is not the one that it refused', async () => {
    const sets = [await stored(1, 0, []), await stored(2, 0, [])];
    expect(next(sets, { version: 1, refused: 2 })).toBeUndefined();
    const newer = [...sets, await stored(3, 0, [])];
    expect(next(newer, { version: 1, refused: 2 })).toBe(3);
  });

  it('is for the roots that the factory wrote first, and after its refusal for those that it wrote later', async () => {
    const sets = [await stored(1, 0, []), await stored(2, 1, [0]), await stored(3, 1, [])];
    expect(next(sets, { version: 0 })).toBe(2);
    expect(next(sets, { version: 0, refused: 2 })).toBe(3);
    expect(next(sets, { version: 0, refused: 3 })).toBeUndefined();
  });

  it('is the newest for one that holds a set which is not stored, and none where there are no root keys and no sets', async () => {
    const sets = [await stored(4, 0, []), await stored(6, 1, [0])];
    expect(next(sets, { version: 5 })).toBe(6);
    expect(next([await stored(4, 0, []), await stored(6, 1, [0], 1400)], { version: 5 })).toBeUndefined();
    expect(next([], { version: 0 })).toBeUndefined();
  });

  describe('whose agent does not know P-256', () => {
    /** The root key of P-256 has the number 4, after those of Ed25519; who signs tickets is none of it. */
    async function p256Set(version: number, by: readonly number[]): Promise<StoredKeySet> {
      const root = await p256KeyFromScalar(new Uint8Array(32).fill(5));
      const set: KeySet = {
        ...{ product: 'pump', version, issuedAtMs: 1000, expiresAtMs: 2000, rootThreshold: 1, manifestThreshold: 1 },
        keys: [
          { x: keySetPoint(root.publicJwk), uses: ['root', 'manifest'] },
          { x: keySetPoint(keys[0]!.publicJwk), uses: ['ticket'] },
        ],
      };
      return { set, signed: await signKeySet(set, [...by.map((index) => keys[index]!), root]) };
    }

    it('is never one that names such a key: it could not read it', async () => {
      const sets = [await stored(1, 0, []), await stored(2, 0, []), await p256Set(3, [0])];
      expect([0, 1, 2].map((version) => next(sets, { version }))).toEqual([2, 2, undefined]);
      expect([0, 1, 2].map((version) => next(sets, { version, p256: true }))).toEqual([3, 3, 3]);
      expect(lastKeySet(chain(sets), { version: 0 }, 1500)).toBe(2);
      expect(lastKeySet(chain(sets), { version: 0, p256: true }, 1500)).toBe(3);
      // Nor the newest on trial, where nobody knows the roots that it holds.
      expect([next(sets, { version: 0, refused: 2 }), next([sets[2]!], { version: 9 })]).toEqual([
        undefined,
        undefined,
      ]);
    });

    it('is none that only such a root of its own set has signed, after it went back to an older agent', async () => {
      const back = await stored(4, 0, []);
      const root = await p256KeyFromScalar(new Uint8Array(32).fill(5));
      const signed = await signKeySet(back.set, [root, keys[0]!]);
      const sets = [await p256Set(3, [0]), { set: back.set, signed }];
      expect(next(sets, { version: 3, p256: true })).toBe(4);
      expect(next(sets, { version: 3 })).toBeUndefined();
    });
  });

  it('leads every device that its roots lead on to the newest, and each that is sent is taken', async () => {
    const made = await Promise.all(
      // Root 0, then 1 signed by 0, then 2 signed by 1: any choice of who signs along.
      [[], [0]].flatMap((extra) => [stored(1, 0, []), stored(2, 1, [0]), stored(3, 2, [1, ...extra])]),
    );
    fc.assert(
      fc.property(fc.subarray(made, { minLength: 1 }), (some) => {
        const sets = [...new Map(some.map((one) => [one.set.version, one])).values()].sort(
          (a, b) => a.set.version - b.set.version,
        );
        let held: HeldKeySet = { product: 'pump', version: 0, roots: { keys: [keys[0]!.publicJwk], threshold: 1 } };
        for (let steps = 0; steps <= sets.length; steps++) {
          const sent = nextKeySet({ ...chain(sets) }, { version: held.version }, 1500);
          if (!sent) break;
          let set: KeySet;
          try {
            set = verifyKeySet(sent.signed, held, 1500);
          } catch {
            // Only where nothing that is stored follows by its roots: then it was the newest, on trial.
            expect(sets.some(({ signed }) => follows(signed, held))).toBe(false);
            break;
          }
          held = { product: 'pump', version: set.version, roots: rootKeysOf(set) };
        }
        // Nobody stays behind whom something that is stored would lead on.
        expect(sets.some(({ set, signed }) => set.version > held.version && follows(signed, held))).toBe(false);
      }),
    );
  });
});

function follows(signed: StoredKeySet['signed'], held: Parameters<typeof verifyKeySet>[1]): boolean {
  try {
    verifyKeySet(signed, held, 1500);
    return true;
  } catch {
    return false;
  }
}
