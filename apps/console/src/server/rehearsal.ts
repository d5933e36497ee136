/** A request as a person can read and repeat it. */
export interface SaidRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Its headers, with names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** What it carries, as a text; empty where it carries nothing. */
  readonly body: string;
}

/** In the place of an answer: the order was only looked at. */
export class NotSent extends Error {
  override readonly name = 'NotSent';
}

/**
 * Finds out what an order would send without sending it, so that what is shown of it is what is done. While one is looked at, every order
 * ends here; questions are sent.
 */
export class Rehearsal {
  private seen: Request[] | undefined;
  private last: Promise<unknown> = Promise.resolve();

  /** The first request that an order would send; undefined where it would send none. */
  of(order: () => Promise<unknown>): Promise<SaidRequest | undefined> {
    const run = this.last.then(async () => {
      this.seen = [];
      // What it throws is NotSent, or says that it could not be given as it is.
      await order().catch(() => undefined);
      const [first] = this.seen;
      this.seen = undefined;
      return first && saidBy(first);
    });
    this.last = run.catch(() => undefined);
    return run;
  }

  /** Waits for the end of what is looked at: what is sent after that is meant. */
  async ended(): Promise<void> {
    await this.last;
  }

  /** Takes the request of an order in the place of the server. @throws NotSent if an order is looked at */
  take(request: Request): void {
    if (this.seen === undefined) return;
    this.seen.push(request);
    throw new NotSent('the order was looked at, and not sent');
  }
}

async function saidBy(request: Request): Promise<SaidRequest> {
  const { pathname, search } = new URL(request.url);
  return {
    method: request.method,
    path: pathname + search,
    headers: Object.fromEntries(request.headers),
    body: await request.clone().text(),
  };
}
