import { ReleasePaths, STONES_MAX, type CampaignConfig, type ReleaseFacts, type UpdateOrder } from '@twinbank/campaign';
import { codeSection, encodeManifest, type Release } from '@twinbank/image';
import { JWS_TYPES, sha256 } from '@twinbank/keys';
import { compareVersions, toHex, utf8 } from '@twinbank/primitives';
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

/** The n-th release for a part. */
export interface NthRelease {
  readonly part: PartName;
  readonly n: number;
  readonly bytes: number;
  /** The oldest version that it replaces; without it, any. */
  readonly upgradesFrom?: string | undefined;
}

/** Builds and signs the n-th release for a part; its security counter is n. */
export async function signRelease(
  keys: SceneKeys,
  { part, n, bytes, upgradesFrom }: NthRelease,
): Promise<SignedRelease> {
  const version = `1.${n}.0`;
  const bound = upgradesFrom !== undefined && { upgradesFrom };
  const release = sampleRelease({ part, version, counter: n, bytes, ...bound });
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
  const { version, counter, parts, hardware, blockSize, swapSection, ramLayout, postUpdateEntry, upgradesFrom } =
    release.manifest;
  const { sha256: digest, length } = codeSection(release.manifest);
  return {
    ...{ version, counter, parts, hardware, blockSize, codeDigest: toHex(digest), codeLength: length, ramLayout },
    swapSection: swapSection && { ...swapSection, sha256: toHex(swapSection.sha256) },
    runOnce: postUpdateEntry !== undefined,
    ...(upgradesFrom !== undefined && { upgradesFrom }),
  };
}

/** The order that a campaign of a release gives, as far as devices are judged by it. */
export function orderOf(
  release: SignedRelease,
  mayRun: ReadonlyMap<number, SignedRelease>,
  { terms, hops }: Pick<CampaignConfig, 'terms' | 'hops'>,
): UpdateOrder {
  const running = new Map([...mayRun.values()].map(({ facts }) => [facts.codeDigest, facts]));
  const order = { release: release.facts, terms, running };
  if (hops !== 'path') return order;
  const ofPart = (facts: ReleaseFacts): boolean => facts.parts[0] === release.facts.parts[0];
  const releases = [...mayRun]
    .map(([id, { version, facts }]) => ({ id, version, facts }))
    .filter(({ version, facts }) => ofPart(facts) && compareVersions(version, release.version) < 0)
    .slice(-STONES_MAX.live);
  const paths = new ReleasePaths({ target: release, releases, terms, running });
  return { ...order, ways: (device) => paths.over(device) };
}
