import type { ReleaseFacts, UpdateOrder } from '@twinbank/campaign';
import { codeSection, encodeManifest, type Release } from '@twinbank/image';
import { JWS_TYPES, sha256 } from '@twinbank/keys';
import { toHex, utf8 } from '@twinbank/primitives';
import type { PartName } from '@twinbank/parts';

import type { SceneKeys } from '../scene/orders.js';
import { sampleRelease } from '../scene/sample-image.js';
import type { SignedImage } from '../scene/scene-facts.js';

/** A release with its signed manifest. */
export interface SignedRelease extends SignedImage {
  readonly release: Release;
  readonly manifest: string;
  readonly digest: string;
  readonly salt: Uint8Array;
  readonly facts: ReleaseFacts;
}

/** Builds and signs the n-th release for a part; its security counter is n. */
export async function signRelease(keys: SceneKeys, part: PartName, n: number, bytes: number): Promise<SignedRelease> {
  const version = `1.${n}.0`;
  const release = sampleRelease({ part, version, counter: n, bytes });
  const manifest = await keys.manifest.sign(encodeManifest(release.manifest), JWS_TYPES.manifest);
  const { offset, length } = codeSection(release.manifest);
  const code = release.stream.slice(offset, offset + length);
  return {
    ...{ version, counter: n, code, release, manifest, facts: factsOf(release) },
    digest: toHex(sha256(utf8(manifest))),
    salt: sha256(utf8(`salt of ${part} ${version}`)),
  };
}

/** What a server knows of a release from its manifest. */
function factsOf(release: Release): ReleaseFacts {
  const { version, counter, parts, hardware, blockSize, swapSection, ramLayout, postUpdateEntry } = release.manifest;
  const { sha256: digest, length } = codeSection(release.manifest);
  return {
    ...{ version, counter, parts, hardware, blockSize, codeDigest: toHex(digest), codeLength: length, ramLayout },
    swapSection: swapSection && { ...swapSection, sha256: toHex(swapSection.sha256) },
    runOnce: postUpdateEntry !== undefined,
  };
}

/** The order that a campaign of a release gives, as far as devices are judged by it. */
export function orderOf(
  release: SignedRelease,
  mayRun: readonly SignedRelease[],
  terms: UpdateOrder['terms'],
): UpdateOrder {
  return { release: release.facts, terms, running: new Map(mayRun.map(({ facts }) => [facts.codeDigest, facts])) };
}
