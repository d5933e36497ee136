/** What the credit moves between, in blocks. */
export interface CreditLimits {
  readonly start: number;
  readonly max: number;
}

/** What a block tells of the line; of one that was asked for once. */
export interface Arrival {
  /** From asking to coming. */
  readonly timeUs: number;
  /** Blocks that were on their way when it was asked for, itself included. */
  readonly onTheWay: number;
  /** Since the block before it came, where that is its neighbour and was asked for by the same want. */
  readonly gapUs?: number | undefined;
}

/** More than one block on its way: while one travels, the next is being sent. */
const LEAST = 2;
/** So much more than the line holds may be on its way: a lost block leaves a hole, and asking is not instant. */
const MARGIN = 1.25;
/** A queue of this length bothers nobody: fast lines are never held back. */
const QUEUE_US = 250_000;
/** Weight of a new gap in the smoothed one: 1/4. */
const WEIGHT = 4;

/**
 * How many blocks may be on their way: what the line holds and little more. A line holds as many blocks as follow one
 * another in the shortest round trip. More would only lie in a queue before it, keep the answers to pings and tickets
 * waiting, and be lost with the connection. The credit begins small and grows by one with each block, so it doubles with each
 * round trip, until it has what the line holds; where a block takes longer than before, it shrinks again one by one.
 */
export class Credit {
  private granted: number;
  private shortestUs = Infinity;
  /** Time between two blocks on the line; until a pair of neighbours was seen, an upper bound of it. */
  private blockUs = Infinity;
  private pairSeen = false;
  private rising = false;

  constructor(private readonly limits: CreditLimits) {
    this.granted = limits.start;
  }

  /** Blocks that may be on their way. */
  get blocks(): number {
    return this.granted;
  }

  /** Whether the line holds more, by the last block, and is so fast that what is on its way passes in a moment. */
  get growsFast(): boolean {
    const { rising, pairSeen, granted, limits, blockUs } = this;
    return rising && pairSeen && granted < limits.max && granted * blockUs < QUEUE_US;
  }

  /** A connection begins: its line may be another one. */
  begin(): void {
    this.granted = this.limits.start;
    this.shortestUs = Infinity;
    this.blockUs = Infinity;
    this.pairSeen = false;
    this.rising = false;
  }

  /** Nothing came in time: goes back to the beginning, and grows again with what comes. */
  stalled(): void {
    this.granted = Math.min(this.granted, Math.max(this.limits.start, LEAST));
  }

  /** A block came that was asked for once. */
  came({ timeUs, onTheWay, gapUs }: Arrival): void {
    this.shortestUs = Math.min(this.shortestUs, timeUs);
    if (gapUs !== undefined) this.pair(gapUs);
    // Blocks that were on their way together came one after the other: none took longer than its share.
    this.blockUs = Math.max(1, Math.min(this.blockUs, timeUs / onTheWay));
    const held = 1 + (MARGIN * this.shortestUs + QUEUE_US) / this.blockUs;
    this.rising = held >= this.granted + 1;
    if (this.rising) this.granted = Math.min(this.granted + 1, this.limits.max);
    else if (held < this.granted) this.granted = Math.max(this.granted - 1, Math.min(LEAST, this.limits.max));
  }

  private pair(gapUs: number): void {
    this.blockUs = this.pairSeen ? this.blockUs + (gapUs - this.blockUs) / WEIGHT : gapUs;
    this.pairSeen = true;
  }
}
