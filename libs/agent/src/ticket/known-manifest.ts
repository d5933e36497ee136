import { decodeManifest, type Manifest } from '@twinbank/image';
import type { ImageFindings } from '@twinbank/inspect';
import { JWS_TYPES, keyIdOfJws, sha256, verifyJws, type TrustedKeys } from '@twinbank/keys';
import type { PartName } from '@twinbank/parts';
import { toHex, utf8 } from '@twinbank/primitives';
import { LIMITS } from '@twinbank/protocol';

/** A manifest with a verified signature, and what is known of its bytes so far. */
export interface KnownManifest {
  readonly manifest: Manifest;
  /** SHA-256 (hex) of the compact JWS: the name of the release in tickets. */
  readonly release: string;
  /** The id of the key that signed it. */
  readonly signer: string;
  /** Plaintext of blocks that had their digest. A block with the same bytes has the digest too. */
  readonly verified: (Uint8Array | undefined)[];
  /**
   * Digests of the code without its first program unit, by the size of the unit. From images of which the whole had its
   * digest.
   */
  readonly tails: Map<number, { readonly head: Uint8Array; readonly tailDigest: Uint8Array }>;
  /** What inspection finds of the image, for each part. It depends only on the bytes, which the digest fixes. */
  readonly findings: Map<PartName, ImageFindings>;
}

/** Most manifests that are kept at once; a process needs only a few. */
const CACHED_MAX = 32;

/**
 * Verifies and reads a manifest. The same text is verified only once.
 *
 * @throws Fault `signature_invalid`, `manifest_malformed`
 */
export function knowManifest(compact: string, keys: TrustedKeys, cache?: Map<string, KnownManifest>): KnownManifest {
  const cached = cache?.get(compact);
  // A device with another key set may share the cache: the signature holds for all, but not the trust in its key.
  if (cached && keys.get(cached.signer)) return cached;
  const payload = verifyJws({ compact, keys, type: JWS_TYPES.manifest, maxBytes: LIMITS.ticketBytes });
  const manifest = decodeManifest(payload);
  const known: KnownManifest = {
    manifest,
    release: toHex(sha256(utf8(compact))),
    signer: keyIdOfJws(compact)!,
    verified: new Array<Uint8Array | undefined>(manifest.blocks.length).fill(undefined),
    tails: new Map(),
    findings: new Map(),
  };
  if (cache) {
    const oldest = cache.size >= CACHED_MAX ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    cache.set(compact, known);
  }
  return known;
}
