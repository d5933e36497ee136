import { faultOf } from '@twinbank/protocol';

/**
 * Limits how much work runs at once and refuses the rest immediately, instead of queueing it out of sight: Fault
 * `overloaded` with the fact `retryAfterMs`.
 */
export class Gate {
  private running = 0;

  constructor(
    private readonly limit: number,
    private readonly retryAfterMs: number,
  ) {}

  /** Enters, or throws. The returned function leaves the gate; it may be called twice. */
  enter(): () => void {
    if (this.running >= this.limit)
      throw faultOf('overloaded', `${this.limit} requests of this kind are running`, {
        retryAfterMs: this.retryAfterMs,
      });
    this.running += 1;
    let inside = true;
    return () => {
      if (inside) this.running -= 1;
      inside = false;
    };
  }

  /** Runs the work inside the gate. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const leave = this.enter();
    try {
      return await work();
    } finally {
      leave();
    }
  }
}
