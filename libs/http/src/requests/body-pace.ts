import type { IncomingMessage } from 'node:http';

import { faultOf } from '@twinbank/protocol';

/** How slowly a body may come. */
export interface PaceLimits {
  /** A client that sends at least so many bytes a second is never cut off. */
  readonly bytesPerSecond: number;
  /** How long a client may send nothing at all; time that it gains by sending faster is not kept beyond this. */
  readonly patienceMs: number;
}

/** A modem's line, and a pause in which a train passes a tunnel. */
export const BODY_PACE: PaceLimits = { bytesPerSecond: 1024, patienceMs: 20_000 };

/**
 * Hands on what is read of a request's body, and gives up where the client is too slow: its place is needed by others. Only time
 * in which the server waits for the client counts, so a busy server blames nobody.
 *
 * @param items what the body is read as: chunks, or the parts of a form
 * @throws Fault `request_timeout`
 */
export async function* atItsPace<T>(
  items: AsyncIterable<T>,
  request: IncomingMessage,
  limits: PaceLimits = BODY_PACE,
): AsyncGenerator<T> {
  const patience = new Patience(request, limits);
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      const result = await patience.wait(iterator.next());
      if (result.done) return;
      yield result.value;
    }
  } finally {
    // Not waited for: where the client is silent, so is whoever reads from it.
    void iterator.return?.(undefined).catch(() => undefined);
  }
}

/** Time that a client has left: it goes by while the server waits, and bytes bring it back. */
class Patience {
  private leftMs: number;
  private bytes: number;
  private sinceMs = 0;

  constructor(
    private readonly request: IncomingMessage,
    private readonly limits: PaceLimits,
  ) {
    this.leftMs = limits.patienceMs;
    this.bytes = request.socket.bytesRead;
  }

  async wait<T>(next: Promise<T>): Promise<T> {
    this.sinceMs = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<never>((_resolve, reject) => {
      const look = (): void => {
        this.settle();
        if (this.leftMs > 0) timer = setTimeout(look, this.leftMs);
        else reject(this.tooSlow());
      };
      timer = setTimeout(look, this.leftMs);
    });
    try {
      return await Promise.race([next, over]);
    } finally {
      clearTimeout(timer);
      // Nobody hears of it any more where the body ends in an error of its own.
      next.catch(() => undefined);
      over.catch(() => undefined);
      this.settle();
    }
  }

  private settle(): void {
    const { bytesPerSecond, patienceMs } = this.limits;
    const [nowMs, bytes] = [performance.now(), this.request.socket.bytesRead];
    const gainedMs = ((bytes - this.bytes) / bytesPerSecond) * 1000;
    this.leftMs = Math.min(patienceMs, this.leftMs - (nowMs - this.sinceMs) + gainedMs);
    [this.sinceMs, this.bytes] = [nowMs, bytes];
  }

  private tooSlow(): Error {
    const { bytesPerSecond, patienceMs } = this.limits;
    return faultOf(
      'request_timeout',
      `the body came more slowly than ${bytesPerSecond} bytes a second for ${patienceMs / 1000} s`,
    );
  }
}
