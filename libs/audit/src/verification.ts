import { sha256, type TrustedKeys } from '@twinbank/keys';
import { isFault, toHex, utf8 } from '@twinbank/primitives';
import { FieldReader } from '@twinbank/protocol';

import { canonicalJson } from './canonical-json.js';
import { CHAIN_PURPOSE, CHAIN_START, type ChainHead } from './chain.js';
import { headOf, readCheckpoint, readExportEnd, type Checkpoint } from './checkpoint.js';
import { CHAIN_BROKEN } from './entry.js';

/** The first place where a chain is broken, and how. */
export interface BrokenLink {
  /** Sequence of the entry at which it breaks. */
  readonly sequence: number;
  readonly reason: string;
}

/** What an unbroken chain proves. */
export interface ChainProof {
  readonly from: ChainHead;
  readonly to: ChainHead;
  readonly entries: number;
  readonly checkpoints: number;
  /** When the server signed the end of the last export. */
  readonly endedAtMs: number;
  /** Whether more entries followed when that export ended. */
  readonly more: boolean;
}

/**
 * Verifies exported chains line by line; it needs nothing but the public keys. Give it every line of one export, or of
 * several exports that continue one another, then ask for the {@link result}. Pass what is known from elsewhere (a
 * checkpoint from the log, the end of an older export) as `known`: then a chain that was rolled back or rewritten as a
 * whole is found, too.
 */
export class ChainVerification {
  private head: ChainHead | undefined;
  private from: ChainHead | undefined;
  /** Where the current export began. */
  private begin: ChainHead = CHAIN_START;
  private entries = 0;
  private checkpoints = 0;
  /** Sequence number of the last entry that a checkpoint covers. */
  private signedUpTo = 0;
  private end: { readonly atMs: number; readonly more: boolean } | undefined;
  private broken: BrokenLink | undefined;

  constructor(
    private readonly keys: TrustedKeys,
    private readonly known: readonly ChainHead[] = [],
  ) {}

  /** Reads the next line. After the first broken link further lines are ignored. */
  line(line: Readonly<Record<string, unknown>>): void {
    if (this.broken !== undefined) return;
    try {
      this.read(line);
    } catch (error) {
      if (!isFault(error)) throw error;
      this.breaks(`${String(line['type'])}: ${error.detail}`);
    }
  }

  /** The first broken link, or what was proved. */
  result(): BrokenLink | ChainProof {
    if (this.broken === undefined && this.end === undefined)
      this.breaks('the export has no end: something was cut off after this entry');
    if (this.broken === undefined) {
      const missing = this.known.find(({ sequence }) => sequence > this.head!.sequence);
      if (missing !== undefined) this.breaks(`the chain is known to have gone on to entry ${missing.sequence}`);
      else if (!this.end!.more && this.signedUpTo < this.head!.sequence)
        this.breaks(`what comes after entry ${this.signedUpTo} was signed by no checkpoint`, this.signedUpTo + 1);
    }
    if (this.broken !== undefined) return this.broken;
    const { from, head, entries, checkpoints, end } = this;
    return { from: from!, to: head!, entries, checkpoints, endedAtMs: end!.atMs, more: end!.more };
  }

  private read(line: Readonly<Record<string, unknown>>): void {
    const fields = new FieldReader(line);
    switch (fields.oneOf('type', ['begin', 'entry', 'checkpoint', 'end'])) {
      case 'begin':
        return this.begins(fields.only('type', 'sequence', 'hash', 'checkpoint'));
      case 'entry':
        return this.isNext(fields.only('type', 'hash', 'entry').text('hash', 64), line['entry']);
      case 'checkpoint':
        return this.isSigned(readCheckpoint(fields.only('type', 'jws').text('jws', 4096), this.keys));
      case 'end':
        return this.ends(fields.only('type', 'jws').text('jws', 4096));
    }
  }

  private begins(fields: FieldReader): void {
    const start = headOf(fields);
    if (this.head !== undefined && this.end === undefined)
      return this.breaks('a further export begins before the end of this one');
    if (this.head !== undefined) {
      if (!same(start, this.head))
        return this.breaks(`the next export goes on after entry ${start.sequence}, not after this one`);
    } else {
      const anchor = fields.optional('checkpoint', (name) => readCheckpoint(fields.text(name, 4096), this.keys));
      if (!same(start, anchor ?? CHAIN_START))
        return this.breaks('it begins neither at the first entry nor at a signed checkpoint', start.sequence + 1);
      this.signedUpTo = start.sequence;
    }
    this.from ??= start;
    this.begin = start;
    this.head = start;
    this.end = undefined;
    this.comparesWithKnown();
  }

  private isNext(hash: string, entry: unknown): void {
    const { head } = this;
    if (head === undefined) return this.breaks('an entry comes before the beginning');
    if (this.end !== undefined) return this.breaks('an entry comes after the end');
    const { sequence, action } = Object(entry) as { sequence?: unknown; action?: unknown };
    if (sequence !== head.sequence + 1) {
      const found = typeof sequence === 'number' ? sequence : 'one without a sequence';
      return this.breaks(
        `entry ${head.sequence + 1} is missing or out of its place: after ${head.sequence} comes ${found}`,
        head.sequence + 1,
      );
    }
    const text = canonicalJson({ purpose: CHAIN_PURPOSE, previous: head.hash, entry });
    if (toHex(sha256(utf8(text))) !== hash)
      return this.breaks('its hash is not that of what it says and of the entry before it', sequence);
    if (action === CHAIN_BROKEN)
      return this.breaks('here a server found that the chain did not go on from what it knew', sequence);
    this.head = { sequence, hash };
    this.entries += 1;
    this.comparesWithKnown();
  }

  private isSigned(checkpoint: Checkpoint): void {
    if (this.head === undefined || !same(checkpoint, this.head))
      return this.breaks(
        `a checkpoint was signed for entry ${checkpoint.sequence} with another hash, or stands in the wrong place`,
      );
    this.checkpoints += 1;
    this.signedUpTo = checkpoint.sequence;
  }

  private ends(jws: string): void {
    const { from, more, atMs, ...to } = readExportEnd(jws, this.keys);
    if (this.head === undefined || !same(to, this.head))
      return this.breaks(`the export was signed to end at entry ${to.sequence}`);
    if (!same(this.begin, from)) return this.breaks('the export was signed with another beginning');
    this.end = { atMs, more };
  }

  private comparesWithKnown(): void {
    const { sequence, hash } = this.head!;
    if (this.known.some((known) => known.sequence === sequence && known.hash !== hash))
      this.breaks('it is known with another hash: the log was rolled back, or rewritten');
  }

  private breaks(reason: string, sequence = this.head?.sequence ?? 0): void {
    this.broken ??= { sequence, reason };
  }
}

const same = (one: ChainHead, other: ChainHead): boolean => one.sequence === other.sequence && one.hash === other.hash;
