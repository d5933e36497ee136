/** The bounds of the credit, in blocks. */
export interface CreditLimits {
  readonly start: number;
  readonly max: number;
}

/** What the arrival of a block tells about the line. Only for a block that was asked for once. */
export interface Arrival {
  /** From the request to the arrival, microseconds. */
  readonly timeUs: number;
  /** How many blocks were on their way when it was asked for, itself included. */
  readonly onTheWay: number;
  /** Time since the previous block came, if that is its neighbour and belongs to the same want. */
  readonly gapUs?: number | undefined;
}

/** At least two blocks on their way: while one travels, the server sends the next. */
const LEAST = 2;
/** The credit is this factor above what the line holds: a lost block leaves a gap, and a new want takes time. */
const MARGIN = 1.25;
/** A queue of this length does no harm. It keeps the credit of a fast line from being too small. */
const QUEUE_US = 250_000;
/** Weight of a new gap in the smoothed gap: 1/4. */
const WEIGHT = 4;

/**
 * How many blocks may be on their way: what the line holds, and a little more. A line holds as many blocks as can
 * arrive one after another within the shortest round trip. More blocks would only wait in a queue before the line,
 * delay the answers to pings and tickets, and be lost with the connection. The credit begins small and grows by one
 * with each block, so it doubles with each round trip until it reaches what the line holds. When the line holds less
 * than the credit, the credit shrinks by one with each block.
 */
export class Credit {
  private granted: number;
  private shortestUs = Infinity;
  /** Time between two blocks on the line; before the first pair of neighbours only an upper bound. */
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

  /**
   * True if the last block showed that the line holds more, and the blocks on their way arrive in less than a quarter
   * second.
   */
  get growsFast(): boolean {
    const { rising, pairSeen, granted, limits, blockUs } = this;
    return rising && pairSeen && granted < limits.max && granted * blockUs < QUEUE_US;
  }

  /** A connection begins. Forgets what was measured, because the line may be another one. */
  begin(): void {
    this.granted = this.limits.start;
    this.shortestUs = Infinity;
    this.blockUs = Infinity;
    this.pairSeen = false;
    this.rising = false;
  }

  /** Nothing came in time: goes back to the start value, and grows again with each block that comes. */
  stalled(): void {
    this.granted = Math.min(this.granted, Math.max(this.limits.start, LEAST));
  }

  /** A block came that was asked for only once. */
  came({ timeUs, onTheWay, gapUs }: Arrival): void {
    this.shortestUs = Math.min(this.shortestUs, timeUs);
    if (gapUs !== undefined) this.pair(gapUs);
    // Blocks that were on their way together came one after the other: each took at most its share of the time.
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
