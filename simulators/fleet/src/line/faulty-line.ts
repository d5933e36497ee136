import type { Rng } from '@twinbank/primitives';

import type { FaultRates, FaultsMet } from './fault-rates.js';

/**
 * The last part of a device's line: loses, repeats, reorders and damages messages at given rates, repeatably from
 * its generator. MQTT over TCP never does this by itself; brokers that drop messages and radio links do.
 */
export class FaultyLine {
  private held: Uint8Array | undefined;
  private readonly quiet: boolean;

  constructor(
    private readonly rates: FaultRates,
    private readonly rng: Rng,
    private readonly met: FaultsMet,
  ) {
    this.quiet = rates.lose + rates.repeat + rates.reorder + rates.corrupt === 0;
  }

  /** Passes on what arrives instead of this message, in order. */
  pass(message: Uint8Array, hand: (message: Uint8Array) => void): void {
    if (this.quiet) return hand(message);
    if (this.rng.chance(this.rates.lose)) {
      this.met.lost += 1;
      return;
    }
    const arriving = this.rng.chance(this.rates.corrupt) ? this.damaged(message) : message;
    if (this.held === undefined && this.rng.chance(this.rates.reorder)) {
      this.met.reordered += 1;
      this.held = arriving.slice();
      return;
    }
    hand(arriving);
    if (this.rng.chance(this.rates.repeat)) {
      this.met.repeated += 1;
      hand(arriving);
    }
    this.release(hand);
  }

  /** Drops what is still in transit, because the connection is gone. */
  drop(): void {
    this.held = undefined;
  }

  private release(hand: (message: Uint8Array) => void): void {
    const late = this.held;
    this.held = undefined;
    if (late) hand(late);
  }

  private damaged(message: Uint8Array): Uint8Array {
    this.met.corrupted += 1;
    const copy = message.slice();
    copy[this.rng.below(copy.length)]! ^= 1 << this.rng.below(8);
    return copy;
  }
}
