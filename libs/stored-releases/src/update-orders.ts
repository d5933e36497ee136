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
import type { ComparisonDocument } from '@twinbank/inspect';
import { isFault, toHex } from '@twinbank/primitives';

import { ReleaseComparisons } from './release-comparisons.js';
import { decodeManifestJws } from './signed-manifest.js';

/** The facts of a release take some hundred bytes and never change. */
const REMEMBERED_MAX = 10_000;
/** A release is compared with so many before it, the newest ones: a comparison takes up to some tenths of a second, once. */
const COMPARED_MAX = 50;

/** The parts of a campaign that decide which devices it excludes. */
export type OrderedBy = Pick<Campaign, 'product' | 'releaseId'> & {
  readonly config: Pick<Campaign['config'], 'terms' | 'otherCampaigns' | 'postpone'>;
};

/** A release, and whether something is known of its program beside its image. */
interface Known {
  readonly facts: ReleaseFacts;
  readonly hasProgram: boolean;
}

/**
 * Collects what a campaign tells its devices to install, as far as devices can be judged by it: from the signed
 * manifests.
 */
@Injectable()
export class UpdateOrders {
  private readonly facts = new LRUCache<number, Known>({ max: REMEMBERED_MAX });
  /** By both ids: why the second cannot replace the first live; empty if it can, or not enough is known. */
  private readonly verdicts = new LRUCache<string, string>({ max: REMEMBERED_MAX });

  constructor(
    private readonly releases: Releases,
    private readonly comparisons: ReleaseComparisons,
  ) {}

  /** @throws Error if the release is missing, which its campaign makes impossible */
  async of({ product, releaseId, config }: OrderedBy): Promise<UpdateOrder> {
    const { terms, postpone } = config;
    const known = await this.known(product);
    const release = (await this.knownOf(releaseId))?.facts;
    if (!release) throw new Error(`release ${releaseId} is missing`);
    const running = terms.mode === 'live' ? await this.judged(known, product, releaseId) : known;
    return { release, terms, running, waits: waitsForOthers(config), postpones: postpone !== undefined };
  }

  /** What is known of the releases of a product, by the digests of their code sections. */
  async known(product: string): Promise<ReadonlyMap<string, ReleaseFacts>> {
    const known = new Map<string, ReleaseFacts>();
    for (const id of await this.releases.ids(product)) {
      const facts = (await this.knownOf(id))?.facts;
      if (facts) known.set(facts.codeDigest, facts);
    }
    return known;
  }

  /** The releases of a product that devices may be brought to, with what they check of them. */
  async available(product: string): Promise<readonly PathRelease[]> {
    const found: PathRelease[] = [];
    for (const { id, version } of await this.releases.available(product)) {
      const facts = (await this.knownOf(id))?.facts;
      if (facts) found.push({ version, facts });
    }
    return found;
  }

  /** Adds what speaks against replacing an image live by a release, where both came as ELF files (docs/inspection.md). */
  private async judged(
    known: ReadonlyMap<string, ReleaseFacts>,
    product: string,
    releaseId: number,
  ): Promise<ReadonlyMap<string, LiveFacts>> {
    if (!(await this.knownOf(releaseId))?.hasProgram) return known;
    const running = new Map<string, LiveFacts>(known);
    for (const id of (await this.releases.ids(product)).slice(-COMPARED_MAX)) {
      const own = await this.knownOf(id);
      if (id === releaseId || !own?.hasProgram) continue;
      const notLive = await this.againstLive(id, releaseId);
      if (notLive !== '') running.set(own.facts.codeDigest, { ...own.facts, notLive });
    }
    return running;
  }

  private async againstLive(fromId: number, toId: number): Promise<string> {
    const pair = `${fromId}>${toId}`;
    const known = this.verdicts.get(pair);
    if (known !== undefined) return known;
    const [from, to] = [await this.releases.byId(fromId), await this.releases.byId(toId)];
    const part = (await this.knownOf(toId))?.facts.parts[0];
    if (!from || !to || !part) return '';
    const compared = await this.comparisons.of(from, to, part).catch(unreadable);
    if (!compared) return '';
    const why = whyNotLive(compared);
    this.verdicts.set(pair, why);
    return why;
  }

  private async knownOf(releaseId: number): Promise<Known | undefined> {
    const known = this.facts.get(releaseId);
    if (known) return known;
    const release = await this.releases.byId(releaseId);
    if (!release) return undefined;
    const read = { facts: releaseFacts(release), hasProgram: release.factsKey !== undefined };
    this.facts.set(releaseId, read);
    return read;
  }
}

/** An image that cannot be read is found elsewhere, and may be restored. */
function unreadable(error: unknown): undefined {
  if (!isFault(error)) throw error;
}

/** Why a release cannot replace another one live; empty if it can. */
function whyNotLive({ from, to, verdict, findings }: ComparisonDocument): string {
  if (verdict === 'live' || verdict === 'live-run-once') return '';
  const [first] = findings;
  return `${to} cannot replace ${from} while it runs${first ? `: ${first.code}: ${first.detail}` : ''}`;
}

/** The facts of a stored release that devices check against themselves. */
export function releaseFacts({ manifestJws }: Pick<Release, 'manifestJws'>): ReleaseFacts {
  const manifest = decodeManifest(decodeManifestJws(manifestJws));
  const { version, counter, parts, hardware, blockSize, swapSection, ramLayout, postUpdateEntry, upgradesFrom } =
    manifest;
  const { sha256, length } = codeSection(manifest);
  return {
    version,
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
