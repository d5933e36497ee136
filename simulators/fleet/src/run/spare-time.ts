/** The line counts as quiet when nothing arrived for this long, in milliseconds of wall time. */
const QUIET_MS = 10;
/** Work waits at most this long for a quiet line. */
const PATIENCE_MS = 1000;
/** How long devices compute in one piece before messages are handled again. */
const SLICE_MS = 8;

interface Waiting {
  readonly action: () => void;
  readonly sinceMs: number;
}

/**
 * Work that devices have to compute, done while no messages arrive. On silicon each device has its own processor to
 * check an image; here all share one with their network, and a computing device would delay the bytes of others.
 */
export class SpareTime {
  private queue: Waiting[] = [];
  private heardMs = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  /** Records that a message arrived. */
  heard(): void {
    this.heardMs = performance.now();
  }

  /** Runs actions in order, when the line is quiet or the time limit is reached. */
  later(action: () => void): void {
    this.queue.push({ action, sinceMs: performance.now() });
    this.timer ??= setTimeout(() => this.turn(), 0);
  }

  private turn(): void {
    this.timer = undefined;
    const startMs = performance.now();
    let done = 0;
    while (done < this.queue.length && performance.now() - startMs < SLICE_MS && this.mayRun(this.queue[done]!)) {
      this.queue[done]!.action();
      done += 1;
    }
    this.queue.splice(0, done);
    if (this.queue.length > 0) this.timer ??= setTimeout(() => this.turn(), done > 0 ? 0 : QUIET_MS / 2);
  }

  private mayRun({ sinceMs }: Waiting): boolean {
    const nowMs = performance.now();
    return nowMs - this.heardMs >= QUIET_MS || nowMs - sinceMs >= PATIENCE_MS;
  }
}
