import { lengthPrefixed, toHex, utf8 } from '@twinbank/primitives';

import { sha256 } from './digest.js';
import { hkdfSha256 } from './hkdf.js';
import type { KeyRing } from './key-ring.js';

/** Tells one key from another without revealing any of it. */
export interface KeyFingerprint {
  /** `master/1` for the master key of epoch 1, `manifest`, `ticket`, `storage`. */
  readonly name: string;
  /** Hexadecimal, or base64url of a thumbprint. */
  readonly fingerprint: string;
}

/** How a key ring compares with the one that a database was used with before. */
export interface RingComparison {
  /** Keys that the database was used with and the ring lacks, though it needs them. */
  readonly missing: readonly string[];
  /** Keys with the same name but another value. */
  readonly different: readonly string[];
  /** Keys that the database has not seen: all of them at first, later an added epoch. */
  readonly fresh: readonly KeyFingerprint[];
}

const FINGERPRINT_BYTES = 16;
/** The only key that a ring may lack: nothing but signing is lost without it. */
const MANIFEST = 'manifest';

/**
 * The fingerprints of all keys on which devices and images depend. Secret keys go through HKDF with a purpose of
 * its own [RFC 5869]; signing keys are identified by the thumbprints of their public keys [RFC 7638]. The key of
 * operator tokens is not included: if it changes, tokens are issued anew and nothing is lost.
 */
export function fingerprintsOf(ring: KeyRing): readonly KeyFingerprint[] {
  const masters = ring.masters.map(({ epoch, secret }) => ({
    name: `master/${epoch}`,
    fingerprint: fingerprintOf(secret, 'master'),
  }));
  return [
    ...masters,
    ...(ring.manifestKey ? [{ name: MANIFEST, fingerprint: ring.manifestKey.kid }] : []),
    { name: 'ticket', fingerprint: ring.ticketKey.publicJwk.kid },
    { name: 'storage', fingerprint: fingerprintOf(ring.storageKey, 'storage') },
  ];
}

/** Compares the fingerprints of a ring with those that a database has recorded. */
export function compareRing(own: readonly KeyFingerprint[], recorded: readonly KeyFingerprint[]): RingComparison {
  const [ours, theirs] = [own, recorded].map(
    (list) => new Map(list.map(({ name, fingerprint }) => [name, fingerprint])),
  ) as [Map<string, string>, Map<string, string>];
  return {
    missing: recorded.map(({ name }) => name).filter((name) => !ours.has(name) && name !== MANIFEST),
    different: recorded
      .filter(({ name, fingerprint }) => ours.has(name) && ours.get(name) !== fingerprint)
      .map(({ name }) => name),
    fresh: own.filter(({ name }) => !theirs.has(name)),
  };
}

/**
 * A short name for all fingerprints together, in any order. An operator uses it to say which ring is to be
 * replaced.
 */
export function nameOfRing(fingerprints: readonly KeyFingerprint[]): string {
  const lines = fingerprints.map(({ name, fingerprint }) => `${name} ${fingerprint}\n`).sort();
  return toHex(sha256(utf8(lines.join('')))).slice(0, 16);
}

const fingerprintOf = (secret: Uint8Array, what: string): string =>
  toHex(
    hkdfSha256({
      secret,
      salt: new Uint8Array(0),
      info: lengthPrefixed('twinbank/1 fingerprint', what),
      length: FINGERPRINT_BYTES,
    }),
  );
