import { compareVersions } from '@twinbank/primitives';

import type { UpdateTerms } from '../config.js';
import { HOPS_MAX } from './hops.js';
import {
  exclusionOf,
  type DeviceFacts,
  type Exclusion,
  type LiveFacts,
  type NotLive,
  type PathRelease,
} from '../exclusion.js';

/** What ways are looked for. */
export interface PathsWanted {
  readonly target: PathRelease;
  /** The available releases of the product; those older than the target may be stepping stones. */
  readonly releases: readonly PathRelease[];
  /** How the updates are to be made, each hop alike. */
  readonly terms: UpdateTerms;
  /** What is known about images that may be running now, by the digest of their code section. */
  readonly running: ReadonlyMap<string, LiveFacts>;
  readonly notLive?: NotLive | undefined;
  /** The application of a device may put its swap off. */
  readonly postpones?: boolean;
}

/** The versions to install, one after the other, the target last; none where it runs already. Or why there is no way. */
export type DevicePath = { readonly hops: readonly string[] } | { readonly hops?: undefined; readonly why: Exclusion };

/** A release, how many updates lie between it and the target, and the next of them. */
interface Stone {
  readonly release: PathRelease;
  readonly left: number;
  readonly next: Stone | undefined;
}

/**
 * Finds the fewest updates by which a device comes to a release. Each is one that `exclusionOf` has nothing against, judged by what
 * the device would be then; so what a campaign would leave out is no hop.
 *
 * Stepping stones get newer from hop to hop and are older than the target, so there can be no circle. Of two ways of one length, the one whose
 * first difference is the newer version is taken. What an agent understands is taken to stay as it is: what a release brings is not known before it runs.
 *
 * The ways from release to release are found once for devices of one kind (part, hardware, boot ROM, skills); a device then costs one look at each release.
 */
export class ReleasePaths {
  private readonly newestFirst: readonly PathRelease[];
  private readonly stonesOf = new Map<string, readonly Stone[]>();

  constructor(private readonly wanted: PathsWanted) {
    const { target, releases } = wanted;
    this.newestFirst = releases
      .filter(({ version }) => compareVersions(version, target.version) < 0)
      .sort((a, b) => compareVersions(b.version, a.version) || (a.version < b.version ? 1 : -1));
  }

  /** The way of one device, in as many looks as there are releases. */
  pathOf(device: DeviceFacts): DevicePath {
    const { target } = this.wanted;
    const why = this.refusal(device, target);
    if (why === undefined) return { hops: [target.version] };
    if (why.reason === 'already_installed') return { hops: [] };
    const first = this.firstStone(device);
    return first ? { hops: hopsFrom(first).map(({ version }) => version) } : { why };
  }

  /** The releases over which a device comes to the target, that last; undefined if it needs none in between, or more than a job may have. */
  over(device: DeviceFacts): readonly PathRelease[] | undefined {
    if (this.refusal(device, this.wanted.target) === undefined) return undefined;
    const first = this.firstStone(device);
    return first && first.left < HOPS_MAX ? hopsFrom(first) : undefined;
  }

  private firstStone(device: DeviceFacts): Stone | undefined {
    const { version } = device;
    // Of a device that never said what it runs, nobody knows which releases are newer.
    if (version === undefined) return undefined;
    let best: Stone | undefined;
    for (const stone of this.stones(device))
      if (
        (best === undefined || stone.left < best.left) &&
        compareVersions(stone.release.version, version) > 0 &&
        this.refusal(device, stone.release) === undefined
      )
        best = stone;
    return best;
  }

  /** The releases from which a device of this kind comes to the target, newest first. */
  private stones(device: DeviceFacts): readonly Stone[] {
    // All that stays as it is on the way, so that a fact of which nobody thinks here tells devices apart, too.
    const kind = JSON.stringify({ ...device, ...PASSING, version: undefined, digest: undefined, counter: undefined });
    let stones = this.stonesOf.get(kind);
    if (!stones) this.stonesOf.set(kind, (stones = this.found(device)));
    return stones;
  }

  /** From the target backwards, level by level: each release is reached first by the fewest updates. */
  private found(device: DeviceFacts): readonly Stone[] {
    const found: Stone[] = [];
    let open = this.newestFirst;
    let level: readonly Stone[] = [{ release: this.wanted.target, left: 0, next: undefined }];
    while (level.length > 0) {
      const reached = open.flatMap((release): Stone[] => {
        const then = afterwards(device, release);
        const next = level.find((stone) => isNewer(stone.release, release) && !this.refusal(then, stone.release));
        return next ? [{ release, left: next.left + 1, next }] : [];
      });
      found.push(...reached);
      const taken = new Set(reached.map(({ release }) => release));
      open = open.filter((release) => !taken.has(release));
      level = reached;
    }
    return found;
  }

  private refusal(device: DeviceFacts, { facts: release, signed }: PathRelease): Exclusion | undefined {
    const { terms, running, notLive, postpones = false } = this.wanted;
    return exclusionOf(device, { release, terms, running, notLive, postpones, signed });
  }
}

const isNewer = (one: PathRelease, other: PathRelease): boolean => compareVersions(one.version, other.version) > 0;

/** What of a device says nothing about a later hop: the bank that it came from, and what another campaign does with it now. */
const PASSING = { active: true, openCampaign: undefined, otherDigest: undefined };

/** What a device is once it has confirmed a release. */
function afterwards(device: DeviceFacts, { version, facts }: PathRelease): DeviceFacts {
  return { ...device, ...PASSING, version, digest: facts.codeDigest, counter: facts.counter };
}

function hopsFrom(first: Stone): readonly PathRelease[] {
  const hops: PathRelease[] = [];
  for (let stone: Stone | undefined = first; stone; stone = stone.next) hops.push(stone.release);
  return hops;
}
