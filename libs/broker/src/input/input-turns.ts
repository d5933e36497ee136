/** Something that has input waiting. */
export interface Waiting {
  /** Takes a limited piece of the input. */
  serve(): void;
}

/**
 * Shares the time that one turn of the event loop may spend on input from devices. A connection that comes while
 * there is time left is served at once. The others are queued, served one piece each in turn, and go to the end of
 * the queue with the rest. Between turns the event loop does everything else: sends blocks, fires timers, serves
 * operators.
 */
export class InputTurns {
  private readonly line = new Set<Waiting>();
  private running = false;
  private endMs = 0;

  /**
   * @param turnMs time that input may take in one turn
   * @param nowMs a clock that never goes back
   */
  constructor(
    private readonly turnMs: number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** Whether this turn has time left. */
  open(): boolean {
    if (!this.running) this.begin();
    return this.nowMs() < this.endMs;
  }

  /** Queues for the next turn. */
  queue(waiting: Waiting): void {
    this.line.add(waiting);
    if (!this.running) this.begin();
  }

  leave(waiting: Waiting): void {
    this.line.delete(waiting);
  }

  private begin(): void {
    this.running = true;
    this.endMs = this.nowMs() + this.turnMs;
    setImmediate(() => this.turn());
  }

  private turn(): void {
    this.running = false;
    if (this.line.size === 0) return;
    this.begin();
    // Those who queue during this turn have had their piece, or came later.
    let left = this.line.size;
    for (const waiting of this.line) {
      if (left-- === 0 || this.nowMs() >= this.endMs) return;
      this.line.delete(waiting);
      waiting.serve();
    }
  }
}
