import type { Actor } from '@twinbank/access';
import { addressKey } from '@twinbank/primitives';

import type { AuditDraft, AuditValues } from './entry.js';

/** A request that was refused, or lines of one that were refused with the same code. */
export interface Refusal {
  readonly atMs: number;
  readonly actor: Exclude<Actor, { kind: 'system' }>;
  /** Method and route. */
  readonly action: string;
  readonly object: string;
  readonly code: string;
  readonly reason?: string | undefined;
  /** How many lines, where it is not the whole request. */
  readonly count?: number | undefined;
  /** What they were about. */
  readonly after?: AuditValues | undefined;
}

/** How many refusals one server writes down in a minute. */
export const REFUSAL_LIMITS = {
  /** Refusals with one code from one origin that get an entry each; further ones are only counted. */
  each: 10,
  /**
   * Entries for single refusals: at most this many for all strangers together, and as many again for all who have a
   * token.
   */
  all: 300,
  /**
   * Pairs of origin and code that have a count of their own; refusals of further pairs are counted together, by code.
   */
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
 * Decides which refused requests are written down, so that nobody can fill a disk with them: the first ones of each
 * origin get an entry each, further ones become a count at the end of the minute. An origin is a token, or, for
 * strangers, the address (for IPv6 its /64 network). Strangers have a limit of their own, so they do not use up that of
 * operators with a token.
 */
export class RefusalTally {
  private tallies = new Map<string, Tally>();
  private pending: AuditDraft[] = [];
  private written = { known: 0, strangers: 0 };
  private since: number;

  /** @param steadyMs time of a monotonic clock, in milliseconds */
  constructor(
    steadyMs: number,
    private readonly limits: { readonly each: number; readonly all: number; readonly counted: number } = REFUSAL_LIMITS,
  ) {
    this.since = steadyMs;
  }

  /** Counts a refused request, and keeps an entry for it if the limits allow. */
  note(refusal: Refusal): void {
    const kind = refusal.actor.kind === 'stranger' ? 'strangers' : 'known';
    const tally = this.tallyOf(refusal, kind);
    tally.lastMs = refusal.atMs;
    if (tally.written < this.limits.each && this.written[kind] < this.limits.all) {
      tally.written += 1;
      this.written[kind] += 1;
      this.pending.push({ ...refusal, outcome: 'refused' });
    } else tally.counted += refusal.count ?? 1;
  }

  /** The entries to write now; after a minute is over, also the counts of that minute. */
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

/**
 * One entry for all refusals that were only counted. It names the actor of the first of them; if they came from several
 * origins, the origin says "others".
 */
function countOf({ first, who, counted, lastMs }: Tally): AuditDraft {
  const { actor, code, action, object, atMs } = first;
  const after = { origin: who, from: new Date(atMs).toISOString(), to: new Date(lastMs).toISOString() };
  return { atMs: lastMs, actor, action, object, outcome: 'refused', code, count: counted, after };
}
