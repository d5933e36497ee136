import { LIMITS, type Want } from '@twinbank/protocol';

import { Credit } from './credit.js';
import { Flight, type Traveller } from './flight.js';
import { RttEstimator, type RttLimits } from './rtt-estimator.js';

/** How a device paces a transfer. */
export interface TransferLimits {
  /** Most blocks that may be on their way at once: the upper bound of the device's credit. */
  readonly windowBlocks: number;
  /** The same limit in bytes. Two blocks may be on their way in any case. */
  readonly windowBytes: number;
  /** How many bytes may be on their way at the start of a connection; at least one block. */
  readonly startBytes: number;
  readonly rtt: RttLimits;
}

/** What is moved, and over what. */
export interface TransferTerms {
  readonly transfer: number;
  readonly blocks: number;
  readonly blockSize: number;
  readonly nowUs: number;
  /** How long the handshake of the connection took; undefined if it was not measured. */
  readonly handshakeUs?: number | undefined;
}

/**
 * A new want waits until this share of the credit is free, so that one want asks for several blocks. While the credit
 * grows on a fast line the share is larger: one want of four blocks costs the server half as much as two wants of two.
 */
const ASK_SHARE = 1 / 4;
const ASK_SHARE_GROWING = 3 / 4;
/** How often a block that arrives spoilt is asked for without a pause. */
const ASKS_AT_ONCE = 3;
const ASKS_MAX = 255;
const NEVER = Infinity;

const MISSING = 0;
const ASKED = 1;
const HERE = 2;

/**
 * Keeps which blocks are there and which are on their way, and decides which to ask for next. As many are on their way
 * as the line holds ({@link Credit}); when a quarter of them has come, the same number is asked for again. A missing
 * block is asked for again when later blocks came before it ({@link Flight}). If nothing at all comes for longer than
 * the measured round trips explain, only the newest block is asked for again: the answer tells whether the others are
 * lost or late.
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
  /** The newest want of which a block came, or which the server put off. All wants before it are answered too. */
  private answered = 0;
  private next = 0;
  private pausedUntilUs = 0;
  /** When something of this transfer came last, or when a block was asked for after a silence. */
  private signUs = 0;
  /** The block that was asked for again after a silence; undefined once something came. */
  private probe: number | undefined;
  private last: { readonly traveller: Traveller; readonly atUs: number } | undefined;
  /** Blocks that are not there yet, those on their way included. */
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

  /** A new connection begins: answers to earlier wants do not come any more, and the line may be another one. */
  begin(handshakeUs?: number): void {
    this.pause(0);
    this.asks.fill(0);
    this.credit.begin();
    this.rtt.begin(this.startBytes, handshakeUs);
    this.last = undefined;
  }

  /** A message of this transfer came, of any kind: the line works. */
  heard(nowUs: number): void {
    this.signUs = nowUs;
  }

  /** Notes that a block is there. False if it was there before, or does not belong to this transfer. */
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

  /**
   * Notes that a block arrived spoilt. It is asked for again at once; after several spoilt arrivals, only when the
   * timer fires.
   */
  spoil(block: number): void {
    if (this.state[block] === ASKED && this.asks[block]! < ASKS_AT_ONCE) {
      this.flight.remove(block);
      this.forget(block);
    }
  }

  /** Notes that a block which was there is lost. */
  lose(block: number): void {
    if (this.state[block] !== HERE) return;
    this.missing++;
    this.forget(block);
  }

  /**
   * What to ask for now. Undefined while too little of the credit is free, or while the server asked the device to
   * wait.
   */
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

  /** Handles the timer: if nothing came in time, asks again for the newest block on its way. */
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

  /** When the timer must fire next; Infinity if nothing is on its way and there is no pause. */
  timerUs(): number {
    if (this.flight.size === 0) return this.pausedUntilUs > 0 ? this.pausedUntilUs : NEVER;
    return Math.max(this.silentUntilUs(), this.pausedUntilUs);
  }

  /**
   * The server asks the device to wait until this time; it says so instead of sending the blocks of one want. Wants are
   * answered in order, so this is the oldest want of which nothing came. The blocks of later wants may still be on
   * their way.
   */
  putOff(untilUs: number): void {
    const off = this.flight.removeWantAfter(this.answered);
    for (const block of off?.blocks ?? []) this.forget(block);
    this.answered = off?.want ?? this.answered;
    this.pausedUntilUs = untilUs;
  }

  /** The connection is down or new: expects no answers to earlier wants, and asks for nothing until this time. */
  pause(untilUs: number): void {
    for (const block of this.flight.clear()) this.forget(block);
    this.probe = undefined;
    this.pausedUntilUs = untilUs;
  }

  /** Ends a pause. Blocks on their way stay so. */
  goOn(): void {
    this.pausedUntilUs = 0;
  }

  private silentUntilUs(): number {
    return Math.max(this.signUs, this.flight.oldestUs) + this.rtt.waitUs;
  }

  /** What the arrival of a block tells about the line, and about the blocks that are still on their way. */
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
