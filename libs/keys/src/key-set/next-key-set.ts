import { isFault } from '@twinbank/primitives';
import type { KeySet, SignedKeySet } from '@twinbank/protocol';

import type { RootKeys } from '../signing/signing-policy.js';
import { namesP256, rootKeysOf } from './root-keys.js';
import { verifyKeySet } from './verify-key-set.js';

/** A key set that was checked when it was stored. */
export interface StoredKeySet {
  readonly set: KeySet;
  readonly signed: SignedKeySet;
}

/** The key sets of a product, as they follow one another. */
export interface KeySetChain {
  readonly product: string;
  /** The root keys that the factory writes into devices; undefined if the product has none. */
  readonly factoryRoots: RootKeys | undefined;
  /** The lowest version first. */
  readonly sets: readonly StoredKeySet[];
}

/** What a device says of its key set. */
export interface SaidKeySet {
  /** The version that it holds; 0 for the keys of its factory. */
  readonly version: number;
  /** The version that it refused last while it held this one. It is not sent again: the same document would be refused again. */
  readonly refused?: number | undefined;
  /** Whether its agent checks signatures of P-256, and reads sets that name such keys. Left out: it does not say so. */
  readonly p256?: boolean;
}

/**
 * The key set that a device is to be sent: the newest that it can take, by the roots of the set that it holds; undefined if there is
 * none. Where its roots have not signed the newest one, it is the last one that they signed, and then that one's. Nobody knows the
 * roots of a set that is not stored, nor whether a device with the keys of its factory left it when others were the roots: then it is
 * the newest one, and the device judges. A device whose agent does not know P-256 is sent no set that names a key of that kind, and none that only such roots of
 * the set that it holds have signed: it could not read the one, nor check the other.
 *
 * @param nowMs sets that have expired by then are left out
 */
export function nextKeySet(
  { product, factoryRoots, sets }: KeySetChain,
  { version, refused, p256 = false }: SaidKeySet,
  nowMs: number,
): StoredKeySet | undefined {
  const mayRead = ({ set }: StoredKeySet): boolean => p256 || !namesP256(set);
  const due = sets.filter((next) => next.set.version > version && nowMs < next.set.expiresAtMs && mayRead(next));
  const held = sets.find(({ set }) => set.version === version)?.set;
  const named = held ? rootKeysOf(held) : version === 0 ? factoryRoots : undefined;
  const roots = named && (p256 ? named : { ...named, keys: named.keys.filter(({ kty }) => kty === 'OKP') });
  const signed = roots && due.findLast((next) => mayFollow(next.signed, { product, version, roots }, nowMs));
  const newest = held ? undefined : due.at(-1);
  const tried = [...new Set([signed, newest])].filter((next) => next !== undefined);
  return tried[tried.findIndex(({ set }) => set.version === refused) + 1];
}

/** The version to which the sets that are sent lead a device, one after the other; its own if it is sent none. It gets newer with each, so this ends. */
export function lastKeySet(chain: KeySetChain, said: SaidKeySet, nowMs: number): number {
  let last = said.version;
  const { p256 = false } = said;
  for (let next = nextKeySet(chain, said, nowMs); next; next = nextKeySet(chain, { version: last, p256 }, nowMs))
    last = next.set.version;
  return last;
}

function mayFollow(signed: SignedKeySet, held: Parameters<typeof verifyKeySet>[1], nowMs: number): boolean {
  try {
    verifyKeySet(signed, held, nowMs);
    return true;
  } catch (error) {
    if (isFault(error)) return false;
    throw error;
  }
}
