import type { IncomingMessage } from 'node:http';

import { faultOf } from '@twinbank/protocol';

/** How slowly a body may arrive. */
export interface PaceLimits {
  /** A client that sends at least this many bytes a second is never cut off. */
  readonly bytesPerSecond: number;
  /** How long a client may send nothing at all. Sending faster earns time, but never more than this. */
  readonly patienceMs: number;
}

/** The rate of a modem, and a pause as long as a train in a tunnel. */
export const BODY_PACE: PaceLimits = { bytesPerSecond: 1024, patienceMs: 20_000 };

/** Bodies for which no client is waited for. */
const UNPACED = new WeakSet<object>();

/** Marks a body that no client sends, such as stored bytes that are read like a request: however slowly it comes, no client is to blame. */
export function withoutPace<T extends object>(body: T): T {
  UNPACED.add(body);
  return body;
}

/**
 * Passes on the parts of a request's body, and gives up if the client is too slow, because others need its place.
 * Only time in which the server waits for the client counts, so a busy server blames no client; and none does in {@link withoutPace}.
 *
 * @param items what the body is read as: chunks, or the parts of a form
 * @throws Fault `request_timeout`
 */
export async function* atItsPace<T>(
  items: AsyncIterable<T>,
  request: IncomingMessage,
  limits: PaceLimits = BODY_PACE,
): AsyncGenerator<T> {
  const patience = UNPACED.has(request) ? undefined : new Patience(request, limits);
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = iterator.next();
      const result = await (patience?.wait(next) ?? next);
      if (result.done) return;
      yield result.value;
    }
  } finally {
    // Not awaited: if the client is silent, whoever reads from it never returns.
    void iterator.return?.(undefined).catch(() => undefined);
  }
}

/** The time that a client has left: it runs down while the server waits, and received bytes refill it. */
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
      // Nobody handles this promise any more if the body ends with its own error.
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
