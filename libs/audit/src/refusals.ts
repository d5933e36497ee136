import type { Actor } from '@twinbank/access';
import { addressKey } from '@twinbank/primitives';

import type { AuditDraft } from './entry.js';

/** A request that was refused. */
export interface Refusal {
  readonly atMs: number;
  readonly actor: Exclude<Actor, { kind: 'system' }>;
  /** Method and route. */
  readonly action: string;
  readonly object: string;
  readonly code: string;
  readonly reason?: string | undefined;
}

/** How much of what was refused is written down, in a minute at one server. */
export const REFUSAL_LIMITS = {
  /** Refusals of one origin with one code that get an entry each; further ones are counted. */
  each: 10,
  /** Entries of single refusals of all strangers together; and as many of all who have a token. */
  all: 300,
  /** Origins and codes that are counted each for itself; further ones together, by code. */
  counted: 200,
} as const;

const MINUTE_MS = 60_000;

interface Tally {
  readonly first: Refusal;
  readonly who: string;
  written: number;
  counted: number;
  lastMs: number;
}

/**
 * Decides what is written down of refused requests, so that nobody can fill a disk with them: the first ones of an origin one by one, the others as a number at the end of
 * the minute. An origin is a token, or for strangers the address (of IPv6 the /64 network); strangers take nothing from those who have a token.
 */
export class RefusalTally {
  private tallies = new Map<string, Tally>();
  private pending: AuditDraft[] = [];
  private written = { known: 0, strangers: 0 };
  private since: number;

  /** @param steadyMs time by a clock that nobody puts back */
  constructor(
    steadyMs: number,
    private readonly limits: { readonly each: number; readonly all: number; readonly counted: number } = REFUSAL_LIMITS,
  ) {
    this.since = steadyMs;
  }

  /** Takes note of a refused request. */
  note(refusal: Refusal): void {
    const kind = refusal.actor.kind === 'stranger' ? 'strangers' : 'known';
    const tally = this.tallyOf(refusal, kind);
    tally.lastMs = refusal.atMs;
    if (tally.written < this.limits.each && this.written[kind] < this.limits.all) {
      tally.written += 1;
      this.written[kind] += 1;
      this.pending.push({ ...refusal, outcome: 'refused' });
    } else tally.counted += 1;
  }

  /** What is to be written now; once a minute is over, also how many more there were in it. */
  take(steadyMs: number): readonly AuditDraft[] {
    const over = steadyMs - this.since >= MINUTE_MS;
    const counts = over ? [...this.tallies.values()].filter(({ counted }) => counted > 0).map(countOf) : [];
    const taken = [...this.pending, ...counts];
    this.pending = [];
    if (over) {
      this.tallies = new Map();
      this.written = { known: 0, strangers: 0 };
      this.since = steadyMs;
    }
    return taken;
  }

  private tallyOf(refusal: Refusal, kind: 'known' | 'strangers'): Tally {
    const who = originOf(refusal.actor);
    const own = `${kind} ${who} ${refusal.code}`;
    const key = this.tallies.has(own) || this.tallies.size < this.limits.counted ? own : `${kind} * ${refusal.code}`;
    let tally = this.tallies.get(key);
    if (tally === undefined) {
      tally = { first: refusal, who: key === own ? who : 'others', written: 0, counted: 0, lastMs: refusal.atMs };
      this.tallies.set(key, tally);
    }
    return tally;
  }
}

const originOf = (actor: Refusal['actor']): string =>
  actor.kind === 'stranger' ? addressKey(actor.address) : `${actor.name} ${actor.tokenId ?? ''}`;

/** One entry for all that were only counted. It stands under the first one's actor, or where it is about many origins, says so. */
function countOf({ first, who, counted, lastMs }: Tally): AuditDraft {
  const { actor, code, action, object, atMs } = first;
  const after = { origin: who, from: new Date(atMs).toISOString(), to: new Date(lastMs).toISOString() };
  return { atMs: lastMs, actor, action, object, outcome: 'refused', code, count: counted, after };
}
