import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import {
  waitsForOthers,
  type Campaign,
  type LiveFacts,
  type PathRelease,
  type ReleaseFacts,
  type UpdateOrder,
} from '@twinbank/campaign';
import { Releases, type Release } from '@twinbank/database';
import { codeSection, decodeManifest } from '@twinbank/image';
import { toHex } from '@twinbank/primitives';

import { decodeManifestJws } from './signed-manifest.js';

/** The facts of a release take some hundred bytes and never change. */
const REMEMBERED_MAX = 10_000;

/** The parts of a campaign that decide which devices it excludes. */
export type OrderedBy = Pick<Campaign, 'product' | 'releaseId'> & {
  readonly config: Pick<Campaign['config'], 'terms' | 'otherCampaigns' | 'postpone'>;
};

/**
 * Collects what a campaign tells its devices to install, as far as devices can be judged by it: from the signed
 * manifests.
 */
@Injectable()
export class UpdateOrders {
  private readonly facts = new LRUCache<number, ReleaseFacts>({ max: REMEMBERED_MAX });

  constructor(private readonly releases: Releases) {}

  /** @throws Error if the release is missing, which its campaign makes impossible */
  async of({ product, releaseId, config }: OrderedBy): Promise<UpdateOrder> {
    const running: ReadonlyMap<string, LiveFacts> = await this.known(product);
    const release = await this.factsOf(releaseId);
    if (!release) throw new Error(`release ${releaseId} is missing`);
    const { terms, postpone } = config;
    return { release, terms, running, waits: waitsForOthers(config), postpones: postpone !== undefined };
  }

  /** What is known of the releases of a product, by the digests of their code sections. */
  async known(product: string): Promise<ReadonlyMap<string, ReleaseFacts>> {
    const known = new Map<string, ReleaseFacts>();
    for (const id of await this.releases.ids(product)) {
      const facts = await this.factsOf(id);
      if (facts) known.set(facts.codeDigest, facts);
    }
    return known;
  }

  /** The releases of a product that devices may be brought to, with what they check of them. */
  async available(product: string): Promise<readonly PathRelease[]> {
    const found: PathRelease[] = [];
    for (const { id, version } of await this.releases.available(product)) {
      const facts = await this.factsOf(id);
      if (facts) found.push({ version, facts });
    }
    return found;
  }

  private async factsOf(releaseId: number): Promise<ReleaseFacts | undefined> {
    const known = this.facts.get(releaseId);
    if (known) return known;
    const release = await this.releases.byId(releaseId);
    if (!release) return undefined;
    const facts = releaseFacts(release);
    this.facts.set(releaseId, facts);
    return facts;
  }
}

/** The facts of a stored release that devices check against themselves. */
export function releaseFacts({ manifestJws }: Pick<Release, 'manifestJws'>): ReleaseFacts {
  const manifest = decodeManifest(decodeManifestJws(manifestJws));
  const { counter, parts, hardware, blockSize, swapSection, ramLayout, postUpdateEntry, upgradesFrom } = manifest;
  const { sha256, length } = codeSection(manifest);
  return {
    counter,
    parts,
    hardware,
    blockSize,
    codeDigest: toHex(sha256),
    codeLength: length,
    swapSection: swapSection && { ...swapSection, sha256: toHex(swapSection.sha256) },
    ramLayout,
    runOnce: postUpdateEntry !== undefined,
    ...(upgradesFrom !== undefined && { upgradesFrom }),
  };
}
