/** The line counts as quiet when nothing came for so long, in milliseconds of wall time. */
const QUIET_MS = 10;
/** Nobody waits longer than this for a quiet line. */
const PATIENCE_MS = 1000;
/** How long devices work in one piece before messages are looked at again. */
const SLICE_MS = 8;

interface Waiting {
  readonly action: () => void;
  readonly sinceMs: number;
}

/**
 * What devices have to compute, done when no messages come in. On silicon each device has a processor of its own to check an
 * image with; here all share one with their network, and a device that computes would keep bytes from the others.
 */
export class SpareTime {
  private queue: Waiting[] = [];
  private heardMs = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  /** A message came in. */
  heard(): void {
    this.heardMs = performance.now();
  }

  /** Does this in order, when the line is quiet or patience has run out. */
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
