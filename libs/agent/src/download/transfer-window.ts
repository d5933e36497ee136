import { LIMITS, type Want } from '@twinbank/protocol';

import { Credit } from './credit.js';
import { Flight, type Traveller } from './flight.js';
import { RttEstimator, type RttLimits } from './rtt-estimator.js';

/** How a device paces a transfer. */
export interface TransferLimits {
  /** Blocks that may be on their way at once, at most: a bound of the credit that a device gives the server. */
  readonly windowBlocks: number;
  /** The same in bytes; two blocks may be on their way in any case. */
  readonly windowBytes: number;
  /** With how much a transfer begins on a new connection; one block at least. */
  readonly startBytes: number;
  readonly rtt: RttLimits;
}

/** What is moved, and over what. */
export interface TransferTerms {
  readonly transfer: number;
  readonly blocks: number;
  readonly blockSize: number;
  readonly nowUs: number;
  /** How long the connection's handshake took, where it was measured. */
  readonly handshakeUs?: number | undefined;
}

/**
 * Share of the credit that is free before it is used: wants of several blocks where many are on their way. While the credit
 * grows on a fast line, more of it: one want of four blocks costs the server half of what two wants of two do.
 */
const ASK_SHARE = 1 / 4;
const ASK_SHARE_GROWING = 3 / 4;
/** A spoilt block is asked for so often without a pause. */
const ASKS_AT_ONCE = 3;
const ASKS_MAX = 255;
const NEVER = Infinity;

const MISSING = 0;
const ASKED = 1;
const HERE = 2;

/**
 * Which blocks are there, which are on their way, and which to ask for next. As much is on its way as the line holds
 * ({@link Credit}); when a quarter of that has come, as much is asked for again. What stays away is asked for again where
 * later blocks came first ({@link Flight}), else when nothing at all came for longer than the round trips seen explain: then
 * for the newest one alone, whose answer tells whether the others are lost or late.
 */
export class TransferWindow {
  readonly transfer: number;
  private readonly state: Uint8Array;
  private readonly asks: Uint8Array;
  private readonly flight = new Flight();
  private readonly rtt: RttEstimator;
  private readonly credit: Credit;
  private readonly startBytes: number;
  private wants = 0;
  /** The newest want of which a block came, or which was put off: those before it are answered too. */
  private answered = 0;
  private next = 0;
  private pausedUntilUs = 0;
  /** When something of this transfer came last, or was asked for after a silence. */
  private signUs = 0;
  /** Asked for again since nothing came; undefined once something did. */
  private probe: number | undefined;
  private last: { readonly traveller: Traveller; readonly atUs: number } | undefined;
  /** Blocks still missing, those on their way included. */
  missing: number;
  /** When the last new block came, or the transfer began. */
  lastProgressUs: number;

  constructor({ transfer, blocks, blockSize, nowUs, handshakeUs }: TransferTerms, limits: TransferLimits) {
    this.transfer = transfer;
    this.state = new Uint8Array(blocks);
    this.asks = new Uint8Array(blocks);
    const max = Math.min(limits.windowBlocks, Math.max(2, Math.floor(limits.windowBytes / blockSize)));
    const start = Math.min(max, Math.max(1, Math.floor(limits.startBytes / blockSize)));
    this.credit = new Credit({ start, max });
    this.startBytes = start * blockSize;
    this.rtt = new RttEstimator(limits.rtt);
    this.rtt.begin(this.startBytes, handshakeUs);
    this.missing = blocks;
    this.lastProgressUs = nowUs;
  }

  /** Blocks of the transfer. */
  get blocks(): number {
    return this.state.length;
  }

  /** Whether a block is there. */
  has(block: number): boolean {
    return this.state[block] === HERE;
  }

  /** A new connection: nothing comes of what was asked for before, and its line may be another. */
  begin(handshakeUs?: number): void {
    this.pause(0);
    this.asks.fill(0);
    this.credit.begin();
    this.rtt.begin(this.startBytes, handshakeUs);
    this.last = undefined;
  }

  /** Something of this transfer came, whatever it was: the line lives. */
  heard(nowUs: number): void {
    this.signUs = nowUs;
  }

  /** Notes that a block is there; false where it was already, or is none of this transfer. */
  take(block: number, nowUs: number): boolean {
    const state = this.state[block];
    if (state === undefined || state === HERE) return false;
    this.state[block] = HERE;
    this.missing--;
    this.lastProgressUs = nowUs;
    this.signUs = nowUs;
    const traveller = state === ASKED ? this.flight.remove(block) : undefined;
    if (traveller) this.learn(traveller, nowUs);
    return true;
  }

  /** Notes that a block arrived spoilt: it is asked for again at once; one that is spoilt again and again, when the timer fires. */
  spoil(block: number): void {
    if (this.state[block] === ASKED && this.asks[block]! < ASKS_AT_ONCE) {
      this.flight.remove(block);
      this.forget(block);
    }
  }

  /** Notes that a block which was there is lost again. */
  lose(block: number): void {
    if (this.state[block] !== HERE) return;
    this.missing++;
    this.forget(block);
  }

  /** What to ask for now: nothing while most of the credit is on its way, or the server asked for patience. */
  ask(nowUs: number): Want | undefined {
    const { blocks, growsFast } = this.credit;
    const free = blocks - this.flight.size;
    const share = Math.floor(blocks * (growsFast ? ASK_SHARE_GROWING : ASK_SHARE));
    if (free < Math.max(1, share) || nowUs < this.pausedUntilUs) return undefined;
    if (this.missing === this.flight.size) return undefined;
    const want = this.wantFrom(this.nextMissing(this.next), free, nowUs);
    if (this.next >= this.blocks) this.next = 0;
    return want;
  }

  /** What the timer does: where nothing came in time, asks for the newest block on its way once more. */
  expire(nowUs: number): Want | undefined {
    const { newest } = this.flight;
    if (!newest || nowUs < Math.max(this.silentUntilUs(), this.pausedUntilUs)) return undefined;
    this.rtt.timedOut();
    this.credit.stalled();
    this.signUs = nowUs;
    this.flight.remove(newest.block);
    this.forget(newest.block);
    this.probe = newest.block;
    const { next } = this;
    const want = this.wantFrom(newest.block, 1, nowUs);
    this.next = next;
    return want;
  }

  /** When the timer should fire next; Infinity where nothing is on its way and no pause runs. */
  timerUs(): number {
    if (this.flight.size === 0) return this.pausedUntilUs > 0 ? this.pausedUntilUs : NEVER;
    return Math.max(this.silentUntilUs(), this.pausedUntilUs);
  }

  /**
   * The server asks for patience until then: in the place of the blocks of one want. Wants are answered in order, so it is the oldest of
   * which nothing has come; what was asked for after it may be on its way.
   */
  putOff(untilUs: number): void {
    const off = this.flight.removeWantAfter(this.answered);
    for (const block of off?.blocks ?? []) this.forget(block);
    this.answered = off?.want ?? this.answered;
    this.pausedUntilUs = untilUs;
  }

  /** Expects nothing of what was asked for: the connection is gone. Asks for nothing until then. */
  pause(untilUs: number): void {
    for (const block of this.flight.clear()) this.forget(block);
    this.probe = undefined;
    this.pausedUntilUs = untilUs;
  }

  /** Ends a pause; what is on its way stays so. */
  goOn(): void {
    this.pausedUntilUs = 0;
  }

  private silentUntilUs(): number {
    return Math.max(this.signUs, this.flight.oldestUs) + this.rtt.waitUs;
  }

  /** What a block that was on its way tells of the line, and of those that are still out. */
  private learn(traveller: Traveller, nowUs: number): void {
    const { block, want, askedUs, onTheWay, again } = traveller;
    if (!again) {
      this.answered = Math.max(this.answered, want);
      const timeUs = Math.max(1, nowUs - askedUs);
      const neighbour = this.last?.traveller.block === block - 1 && this.last.traveller.want === want;
      this.rtt.sample(timeUs);
      this.credit.came({ timeUs, onTheWay, gapUs: neighbour ? nowUs - this.last!.atUs : undefined });
    }
    this.last = { traveller, atUs: nowUs };
    const lost = this.probe === block ? this.flight.clear() : this.flight.passedBy(traveller);
    this.probe = undefined;
    for (const each of lost) this.forget(each);
  }

  private forget(block: number): void {
    this.state[block] = MISSING;
    if (block < this.next) this.next = block;
  }

  private nextMissing(from: number): number {
    for (let tried = 0, block = from; tried < this.blocks; tried++, block++) {
      if (block >= this.blocks) block = 0;
      if (this.state[block] === MISSING) return block;
    }
    return this.blocks;
  }

  private wantFrom(first: number, count: number, nowUs: number): Want {
    const end = Math.min(this.blocks, first + LIMITS.wantBitmapBytes * 8);
    const bits = new Uint8Array(LIMITS.wantBitmapBytes);
    this.wants++;
    let last = first;
    let block = first;
    for (let left = count; block < end && left > 0; block++) {
      if (this.state[block] !== MISSING) continue;
      bits[(block - first) >> 3]! |= 1 << ((block - first) & 7);
      this.depart(block, nowUs);
      last = block;
      left--;
    }
    this.next = block;
    return { transfer: this.transfer, first, bitmap: bits.subarray(0, ((last - first) >> 3) + 1) };
  }

  private depart(block: number, nowUs: number): void {
    this.state[block] = ASKED;
    this.flight.depart({ block, want: this.wants, askedUs: nowUs, again: this.asks[block]! > 0 });
    if (this.asks[block]! < ASKS_MAX) this.asks[block]!++;
  }
}
