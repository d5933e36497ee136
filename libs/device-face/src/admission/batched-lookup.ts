/** Keys in one query. */
const BATCH_MAX = 1000;
/** Pause before a query, in which further keys may join: after a restart, thousands of devices connect at once. */
const GATHER_MS = 2;

/**
 * Looks values up by key, many with one query. Keys that are asked for while a query runs, or within a moment,
 * share the next query; a key that is asked for twice is looked up once.
 */
export class BatchedLookup<Key, Value> {
  private waiting = new Map<Key, PromiseWithResolvers<Value | undefined>>();
  private readonly underWay = new Map<Key, Promise<Value | undefined>>();
  private running = false;

  /** @param query returns the values that exist, by key */
  constructor(private readonly query: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>) {}

  /** The value of a key; undefined if there is none. Rejects if its query failed. */
  find(key: Key): Promise<Value | undefined> {
    const known = this.underWay.get(key) ?? this.waiting.get(key)?.promise;
    if (known) return known;
    const answer = promiseWithResolvers<Value | undefined>();
    this.waiting.set(key, answer);
    if (!this.running) void this.run();
    return answer.promise;
  }

  /**
   * Discards the answer of a query that is running: those who wait for this key, or ask from now on, get the answer
   * of a later query.
   */
  forget(key: Key): void {
    this.underWay.delete(key);
  }

  private async run(): Promise<void> {
    this.running = true;
    await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
    while (this.waiting.size > 0) await this.runOne(this.nextBatch());
    this.running = false;
  }

  private nextBatch(): Map<Key, PromiseWithResolvers<Value | undefined>> {
    const batch = new Map([...this.waiting].slice(0, BATCH_MAX));
    for (const [key, { promise }] of batch) {
      this.waiting.delete(key);
      this.underWay.set(key, promise);
    }
    return batch;
  }

  private async runOne(batch: Map<Key, PromiseWithResolvers<Value | undefined>>): Promise<void> {
    try {
      const found = await this.query([...batch.keys()]);
      for (const [key, { promise, resolve }] of batch)
        resolve(this.underWay.get(key) === promise ? found.get(key) : this.find(key));
    } catch (error) {
      for (const { reject } of batch.values()) reject(error);
    }
    for (const [key, { promise }] of batch) if (this.underWay.get(key) === promise) this.underWay.delete(key);
  }
}

interface PromiseWithResolvers<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value | PromiseLike<Value>) => void;
  readonly reject: (reason: unknown) => void;
}

/** Node 20 has no Promise.withResolvers. */
function promiseWithResolvers<Value>(): PromiseWithResolvers<Value> {
  let resolve!: (value: Value | PromiseLike<Value>) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<Value>((onValue, onReason) => {
    resolve = onValue;
    reject = onReason;
  });
  return { promise, resolve, reject };
}
