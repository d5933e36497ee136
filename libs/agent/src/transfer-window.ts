import { LIMITS, type Want } from '@twinbank/protocol';

import { RttEstimator, type RttLimits } from './rtt-estimator.js';

/** How a device paces a transfer. */
export interface TransferLimits {
  /** Blocks that may be on their way at once: the credit that a device gives the server. */
  readonly windowBlocks: number;
  readonly rtt: RttLimits;
}

/** A block counts as lost once blocks of so many later wants have arrived before it. */
const LATER_WANTS = 2;
/** A spoilt block is asked for so often without a pause. */
const ASKS_AT_ONCE = 3;
const NEVER = Infinity;
const NOT_ASKED = -1;

/**
 * Which blocks are there, which are on their way, and which to ask for next. A window of blocks is asked for; when half
 * of it has arrived, the next half is asked for, so that neither side waits. What stays away is asked for again: at once
 * where later wants were answered meanwhile, else when the timer fires that follows the round trips seen.
 */
export class TransferWindow {
  private readonly received: Uint8Array;
  private readonly askedUs: Float64Array;
  private readonly askedBy: Uint32Array;
  private readonly asks: Uint8Array;
  private readonly rtt: RttEstimator;
  private wants = 0;
  private newestAnswered = 0;
  private inFlight = 0;
  private next = 0;
  private pausedUntilUs = 0;
  /** Blocks still missing, those on their way included. */
  missing: number;
  /** When the last new block came, or the transfer began. */
  lastProgressUs: number;

  constructor(
    readonly transfer: number,
    blocks: number,
    private readonly limits: TransferLimits,
    nowUs: number,
  ) {
    this.received = new Uint8Array(blocks);
    this.askedUs = new Float64Array(blocks).fill(NOT_ASKED);
    this.askedBy = new Uint32Array(blocks);
    this.asks = new Uint8Array(blocks);
    this.rtt = new RttEstimator(limits.rtt);
    this.missing = blocks;
    this.lastProgressUs = nowUs;
  }

  /** Blocks of the transfer. */
  get blocks(): number {
    return this.received.length;
  }

  /** Whether a block is there. */
  has(block: number): boolean {
    return this.received[block] === 1;
  }

  /** Notes that a block is there; false where it was already, or is none of this transfer. */
  take(block: number, nowUs: number): boolean {
    if (this.received[block] !== 0) return false;
    this.received[block] = 1;
    this.missing--;
    this.lastProgressUs = nowUs;
    const asked = this.askedUs[block]!;
    if (asked >= 0) {
      this.askedUs[block] = NOT_ASKED;
      this.inFlight--;
      if (this.asks[block] === 1) this.rtt.sample(Math.max(1, nowUs - asked));
    }
    const by = this.askedBy[block]!;
    if (by > this.newestAnswered) this.newestAnswered = by;
    return true;
  }

  /** Notes that a block arrived spoilt: it is asked for again at once; one that is spoilt again and again, when the timer fires. */
  spoil(block: number): void {
    if (this.askedUs[block]! >= 0 && this.asks[block]! < ASKS_AT_ONCE) this.forget(block);
  }

  /** Notes that a block which was there is lost again. */
  lose(block: number): void {
    if (this.received[block] !== 1) return;
    this.received[block] = 0;
    this.missing++;
    this.next = Math.min(this.next, block);
  }

  /** What to ask for now: nothing while more than half of the window is on its way, or the server asked for patience. */
  ask(nowUs: number): Want | undefined {
    const { windowBlocks } = this.limits;
    if (this.inFlight > windowBlocks / 2 || nowUs < this.pausedUntilUs) return undefined;
    this.forgetOvertaken();
    if (this.missing === this.inFlight) return undefined;
    const first = this.nextUnasked(this.next);
    const want = this.wantFrom(first, windowBlocks - this.inFlight, nowUs);
    if (this.next >= this.blocks) this.next = 0;
    return want;
  }

  /** What the timer does: forgets wants that were not answered in time. True where there were any. */
  expire(nowUs: number): boolean {
    let any = false;
    for (let block = 0; block < this.blocks; block++) {
      if (this.askedUs[block]! >= 0 && this.askedUs[block]! + this.rtt.waitUs <= nowUs) {
        this.forget(block);
        any = true;
      }
    }
    if (any) this.rtt.timedOut();
    return any;
  }

  /** When the timer should fire next; Infinity where nothing is on its way and no pause runs. */
  timerUs(): number {
    if (this.inFlight === 0) return this.pausedUntilUs > 0 ? this.pausedUntilUs : NEVER;
    let oldest = NEVER;
    for (const asked of this.askedUs) if (asked >= 0 && asked < oldest) oldest = asked;
    return Math.max(oldest + this.rtt.waitUs, this.pausedUntilUs);
  }

  /** Expects nothing of what was asked for: the connection is gone, or the server asked to wait until then. */
  pause(untilUs: number): void {
    for (let block = 0; block < this.blocks; block++) if (this.askedUs[block]! >= 0) this.forget(block);
    this.pausedUntilUs = untilUs;
  }

  private forget(block: number): void {
    this.askedUs[block] = NOT_ASKED;
    this.inFlight--;
    if (block < this.next) this.next = block;
  }

  private forgetOvertaken(): void {
    if (this.inFlight === 0) return;
    for (let block = 0; block < this.blocks; block++) {
      if (this.askedUs[block]! >= 0 && this.askedBy[block]! + LATER_WANTS <= this.newestAnswered) this.forget(block);
    }
  }

  private nextUnasked(from: number): number {
    for (let tried = 0, block = from; tried < this.blocks; tried++, block++) {
      if (block >= this.blocks) block = 0;
      if (this.received[block] === 0 && this.askedUs[block]! < 0) return block;
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
      if (this.received[block] !== 0 || this.askedUs[block]! >= 0) continue;
      bits[(block - first) >> 3]! |= 1 << ((block - first) & 7);
      this.askedUs[block] = nowUs;
      this.askedBy[block] = this.wants;
      if (this.asks[block]! < 255) this.asks[block]!++;
      this.inFlight++;
      last = block;
      left--;
    }
    this.next = block;
    return { transfer: this.transfer, first, bitmap: bits.subarray(0, ((last - first) >> 3) + 1) };
  }
}
