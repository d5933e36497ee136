import { setImmediate as turn } from 'node:timers/promises';

import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import type { NotLive } from '@twinbank/campaign';
import { Releases } from '@twinbank/database';
import type { ComparisonDocument } from '@twinbank/inspect';
import type { PartName } from '@twinbank/parts';
import { CLOCK } from '@twinbank/ports';
import { isFault, type Clock } from '@twinbank/primitives';

import { ReleaseComparisons, type ReadRelease } from './release-comparisons.js';

const REMEMBERED_MAX = 10_000;
/** What could not be read is tried again after this time: somebody may have restored it. */
const LOST_MS = 5_000;

/** A release of whose program something is known. */
export interface Program {
  readonly id: number;
  readonly part: PartName;
}

/** Programs by the digests (hex) of their code sections. */
export type Programs = ReadonlyMap<string, Program>;

/** Why releases cannot replace others live, by what is known of both programs (docs/inspection.md): each pair is compared once. */
@Injectable()
export class LiveVerdicts {
  /** By both ids: why the second cannot replace the first live; empty if it can. */
  private readonly verdicts = new LRUCache<string, string>({ max: REMEMBERED_MAX });
  /** Pairs of which something could not be read, and when. */
  private readonly lost = new LRUCache<string, number>({ max: REMEMBERED_MAX });
  /** Whoever asks for a pair that is being compared waits for that comparison. */
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(
    private readonly releases: Releases,
    private readonly comparisons: ReleaseComparisons,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Answers of these programs. */
  among(programs: Programs): LiveLook {
    return new LiveLook(programs, this);
  }

  /** Undefined if it is not known yet, or nothing could be read; empty if nothing is known against it. */
  known(pair: string): string | undefined {
    return this.verdicts.get(pair);
  }

  /** Compares what is not known yet with one release, which is read once. `signal` ends it between two pairs. */
  async compare(froms: readonly Program[], to: Program, signal?: AbortSignal): Promise<void> {
    let target: Promise<ReadRelease | undefined> | undefined;
    for (const from of froms) {
      signal?.throwIfAborted();
      const pair = pairOf(from, to);
      if (this.verdicts.has(pair) || this.clock.nowMs() - (this.lost.get(pair) ?? -Infinity) < LOST_MS) continue;
      let work = this.underWay.get(pair);
      if (!work) {
        work = this.learn(pair, from, (target ??= this.read(to.id)), to.part).finally(() => this.underWay.delete(pair));
        this.underWay.set(pair, work);
      }
      await work;
    }
  }

  private async learn(
    pair: string,
    { id }: Program,
    target: Promise<ReadRelease | undefined>,
    part: PartName,
  ): Promise<void> {
    const [from, to] = await Promise.all([this.read(id), target]);
    if (!from?.complete || !to?.complete) {
      this.lost.set(pair, this.clock.nowMs());
      return;
    }
    // Others have their turn between two comparisons, each of which is one piece of work.
    await turn();
    this.verdicts.set(pair, whyNotLive(this.comparisons.between(from, to, part)));
  }

  private async read(id: number): Promise<ReadRelease | undefined> {
    const release = await this.releases.byId(id);
    return release && this.comparisons.read(release).catch(unreadable);
  }
}

/** Answers at once what is known; what was asked and is not, it can find out. */
export class LiveLook {
  private asked = new Map<string, { readonly from: Program; readonly to: Program }>();
  private readonly tried = new Set<string>();

  constructor(
    private readonly programs: Programs,
    private readonly verdicts: LiveVerdicts,
  ) {}

  readonly notLive: NotLive = (fromDigest, toDigest) => {
    const [from, to] = [this.programs.get(fromDigest), this.programs.get(toDigest)];
    if (!from || !to || from.id === to.id) return undefined;
    const pair = pairOf(from, to);
    const known = this.verdicts.known(pair);
    if (known === undefined && !this.tried.has(pair)) this.asked.set(pair, { from, to });
    return known === '' ? false : known;
  };

  /** Asks for all that can be replaced by one. */
  askAll(toDigest: string): void {
    for (const from of this.programs.keys()) this.notLive(from, toDigest);
  }

  /** Finds out what was asked and was not known; true if there was something, so that answers may be others now. Each pair is tried once. */
  async settle(signal?: AbortSignal): Promise<boolean> {
    const asked = [...this.asked];
    this.asked = new Map();
    const byTarget = new Map<Program, Program[]>();
    for (const [pair, { from, to }] of asked) {
      this.tried.add(pair);
      byTarget.set(to, [...(byTarget.get(to) ?? []), from]);
    }
    for (const [to, froms] of byTarget) await this.verdicts.compare(froms, to, signal);
    return asked.length > 0;
  }
}

const pairOf = (from: Program, to: Program): string => `${from.id}>${to.id}`;

/** An image that cannot be read is found elsewhere, and may be restored. */
function unreadable(error: unknown): undefined {
  if (!isFault(error)) throw error;
}

/** Why a release cannot replace another one live; empty if it can. */
function whyNotLive({ from, to, verdict, findings }: ComparisonDocument): string {
  if (verdict === 'live' || verdict === 'live-plan' || verdict === 'live-run-once') return '';
  const [first] = findings;
  return `${to} cannot replace ${from} while it runs${first ? `: ${first.code}: ${first.detail}` : ''}`;
}
