import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import {
  ReleasePaths,
  STONES_MAX,
  waitsForOthers,
  type Campaign,
  type PathRelease,
  type ReleaseFacts,
  type SignedOrder,
  type UpdateOrder,
} from '@twinbank/campaign';
import { Releases, type Release } from '@twinbank/database';
import { carriedBytes, codeSection, decodeManifest, type Manifest } from '@twinbank/image';
import { compareVersions, toHex } from '@twinbank/primitives';

import { LiveVerdicts, type LiveLook, type Program } from './live-verdicts.js';
import { ProductKeySets } from './product-key-sets.js';
import { decodeManifestJws, isSignedByP256 } from './signed-manifest.js';

/** The facts of a release take some hundred bytes and never change. */
const REMEMBERED_MAX = 10_000;
/** A release is compared with so many before it, the newest ones: a comparison takes up to some tenths of a second, once. */
const COMPARED_MAX = 50;

/** The parts of a campaign that decide which devices it excludes. */
export type OrderedBy = Pick<Campaign, 'product' | 'releaseId'> & {
  readonly config: Pick<Campaign['config'], 'terms' | 'otherCampaigns' | 'postpone' | 'hops'>;
};

/** A release of the store that devices may be brought to. */
type Stored = PathRelease & { readonly id: number };

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

  constructor(
    private readonly releases: Releases,
    private readonly verdicts: LiveVerdicts,
    private readonly keySets: ProductKeySets,
  ) {}

  /** What follows from key sets is as they are stored now. `signal` ends it between two comparisons. @throws Error if the release is missing, which its campaign makes impossible */
  async of({ product, releaseId, config }: OrderedBy, signal?: AbortSignal): Promise<UpdateOrder> {
    const { terms, postpone } = config;
    await this.keySets.anew(product);
    const running = await this.known(product);
    const release = (await this.knownOf(releaseId))?.facts;
    if (!release) throw new Error(`release ${releaseId} is missing`);
    const look = terms.mode === 'live' ? await this.liveLook(product, releaseId) : undefined;
    const stones = config.hops === 'path' ? await this.stones(product, release.version, STONES_MAX[terms.mode]) : [];
    look?.askAll(release.codeDigest);
    for (const { facts } of stones)
      for (const older of olderThan(facts, running)) look?.notLive(older, facts.codeDigest);
    await look?.settle(signal);
    const { notLive } = look ?? {};
    const signed = await this.signed(product, releaseId);
    const [waits, postpones] = [waitsForOthers(config), postpone !== undefined];
    const order = { release, terms, running, notLive, waits, postpones, signed };
    if (stones.length === 0) return order;
    const target = { id: releaseId, version: release.version, facts: release, signed };
    const paths = new ReleasePaths({ target, releases: stones, terms, running, notLive, postpones });
    return { ...order, ways: (device) => paths.over(device) };
  }

  /** The available releases that devices may be brought over: the newest of those that are older, each with whose signatures it has. */
  private async stones(product: string, version: string, most: number): Promise<readonly Stored[]> {
    const older = (await this.available(product))
      .filter((release) => compareVersions(release.version, version) < 0)
      .sort((a, b) => compareVersions(b.version, a.version))
      .slice(0, most);
    if (!(await this.keySets.of(product))) return older;
    return Promise.all(older.map(async (stone) => ({ ...stone, signed: await this.signed(product, stone.id) })));
  }

  /** Why devices of a product would refuse every ticket of this server; undefined if they take them. */
  ticketProblem(product: string): Promise<string | undefined> {
    return this.keySets.ticketProblem(product);
  }

  /** Asked first whether there are key sets: most products have none. */
  private async signed(product: string, releaseId: number): Promise<SignedOrder | undefined> {
    if (!(await this.keySets.of(product))) return undefined;
    const release = await this.releases.byId(releaseId);
    return release && this.keySets.signed(product, release);
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
  async available(product: string): Promise<readonly Stored[]> {
    const found: Stored[] = [];
    for (const { id, version } of await this.releases.available(product)) {
      const facts = (await this.knownOf(id))?.facts;
      if (facts) found.push({ id, version, facts });
    }
    return found;
  }

  /** What speaks against replacing images live, where both came as ELF files (docs/inspection.md): of the newest releases, and one more. */
  async liveLook(product: string, releaseId: number): Promise<LiveLook> {
    const programs = new Map<string, Program>();
    const newest = (await this.releases.ids(product)).slice(-COMPARED_MAX);
    for (const id of [...newest, releaseId]) {
      const known = await this.knownOf(id);
      const part = known?.facts.parts[0];
      if (known?.hasProgram && part !== undefined) programs.set(known.facts.codeDigest, { id, part });
    }
    return this.verdicts.among(programs);
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

/** The images that a release may replace, by its version and what it says of theirs. */
const olderThan = (
  { version, upgradesFrom = '0.0.0-0' }: ReleaseFacts,
  known: ReadonlyMap<string, ReleaseFacts>,
): readonly string[] =>
  [...known.values()]
    .filter((one) => compareVersions(one.version, version) < 0 && compareVersions(one.version, upgradesFrom) >= 0)
    .map(({ codeDigest }) => codeDigest);

/** The facts of a stored release that devices check against themselves. */
export function releaseFacts({ manifestJws, findings }: Pick<Release, 'manifestJws' | 'findings'>): ReleaseFacts {
  const manifest = decodeManifest(decodeManifestJws(manifestJws));
  const {
    version,
    counter,
    parts,
    hardware,
    blockSize,
    swapSection,
    ramLayout,
    postUpdateEntry,
    upgradesFrom,
    bootRomMin,
  } = manifest;
  const { sha256, length } = codeSection(manifest);
  const isUndescribed = findings?.some(({ code }) => code === 'no_descriptor') === true;
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
    ...(isUndescribed && { undescribed: true as const }),
    ...(upgradesFrom !== undefined && { upgradesFrom }),
    ...(bootRomMin !== undefined && { bootRomMin }),
    ...(manifest.sections.length > 1 && { sections: true }),
    ...(isUndescribed && manifest.sections.some(({ type }) => type === 'ram-code') && { isrCopies: true }),
    ...companionsOf(manifest),
    ...(manifest.sections.some(({ type }) => type === 'ram-init') && { startValues: true }),
    ...plansOf(manifest),
    ...(isSignedByP256(manifestJws) && { p256: true }),
  };
}

/** For which images a release has plans, and whether they carry values; nothing where it has none. */
function plansOf({ plans }: Pick<Manifest, 'plans'>): Pick<ReleaseFacts, 'planFor' | 'planCarries'> {
  if (!plans) return {};
  const planFor = plans.flatMap(({ from }) => from.map(toHex));
  return { planFor, ...(plans.some(({ steps }) => carriedBytes(steps) > 0) && { planCarries: true }) };
}

/** The other chips that a release is for; nothing where it is for none. */
function companionsOf({ sections }: Pick<Manifest, 'sections'>): Pick<ReleaseFacts, 'companions'> {
  const companions = sections.flatMap(({ target }) => target ?? []);
  return companions.length > 0 ? { companions } : {};
}
