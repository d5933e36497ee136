import { decodeManifest, type Manifest } from '@twinbank/image';
import type { ImageFindings } from '@twinbank/inspect';
import { JWS_TYPES, sha256, verifyJws, type TrustedKeys } from '@twinbank/keys';
import type { PartName } from '@twinbank/parts';
import { toHex, utf8 } from '@twinbank/primitives';
import { LIMITS } from '@twinbank/protocol';

/** A manifest whose signature was verified, and what was found out about its bytes since. */
export interface KnownManifest {
  readonly manifest: Manifest;
  /** SHA-256 (hex) of the compact JWS: how a ticket names the release. */
  readonly release: string;
  /** Plaintext of blocks that had their digest: a block with the same bytes has it too. */
  readonly verified: (Uint8Array | undefined)[];
  /** Digests of the code without its first program unit, by the unit's size, from images that had the digest of the whole. */
  readonly tails: Map<number, { readonly head: Uint8Array; readonly tailDigest: Uint8Array }>;
  /** What the image is for a part: a matter of its bytes, which the digest fixes. */
  readonly findings: Map<PartName, ImageFindings>;
}

/** Manifests kept at once; a process sees a handful. */
const CACHED_MAX = 32;

/**
 * Verifies and reads a manifest, or remembers that these very characters were verified before.
 *
 * @throws Fault `signature_invalid`, `manifest_malformed`
 */
export function knowManifest(compact: string, keys: TrustedKeys, cache?: Map<string, KnownManifest>): KnownManifest {
  const cached = cache?.get(compact);
  if (cached) return cached;
  const payload = verifyJws({ compact, keys, type: JWS_TYPES.manifest, maxBytes: LIMITS.ticketBytes });
  const manifest = decodeManifest(payload);
  const known: KnownManifest = {
    manifest,
    release: toHex(sha256(utf8(compact))),
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
