import { lengthPrefixed, toHex, utf8 } from '@twinbank/primitives';

import { sha256 } from './digest.js';
import { hkdfSha256 } from './hkdf.js';
import type { KeyRing } from './key-ring.js';
import type { SigningKey } from './signing-key.js';

/** Tells one key from another without revealing any of it. */
export interface KeyFingerprint {
  /** `master/1` for the master key of epoch 1, `manifest`, `ticket`, `storage`; `ticket/2` for the second key for tickets. */
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
/** The only keys that a ring may lack: nothing but signing is lost without them. */
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
  const numbered = (name: string, keys: readonly SigningKey[]): KeyFingerprint[] =>
    keys.map(({ kid }, at) => ({ name: at === 0 ? name : `${name}/${at + 1}`, fingerprint: kid }));
  return [
    ...masters,
    ...numbered(MANIFEST, ring.manifestKeys),
    ...numbered('ticket', ring.ticketKeys),
    { name: 'storage', fingerprint: fingerprintOf(ring.storageKey, 'storage') },
  ];
}

/** Compares the fingerprints of a ring with those that a database has recorded. */
export function compareRing(own: readonly KeyFingerprint[], recorded: readonly KeyFingerprint[]): RingComparison {
  const [ours, theirs] = [own, recorded].map(
    (list) => new Map(list.map(({ name, fingerprint }) => [name, fingerprint])),
  ) as [Map<string, string>, Map<string, string>];
  return {
    missing: recorded.map(({ name }) => name).filter((name) => !ours.has(name) && !mayBeDropped(name, ours)),
    different: recorded
      .filter(({ name, fingerprint }) => ours.has(name) && ours.get(name) !== fingerprint)
      .map(({ name }) => name),
    fresh: own.filter(({ name }) => !theirs.has(name)),
  };
}

/** All keys for manifests may be dropped together; one alone may not be missing, such as the newest where a server was not given it. */
const mayBeDropped = (name: string, ours: ReadonlyMap<string, string>): boolean =>
  (name === MANIFEST || name.startsWith(`${MANIFEST}/`)) && !ours.has(MANIFEST);

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
