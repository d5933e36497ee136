export interface BatchLimits {
  /** Most items in one batch. */
  readonly itemsMax: number;
  /** How long the first item of a batch waits for others. */
  readonly waitMs: number;
}

/** More urgent work than writing, and how long a batch waits for it to end, at most. */
export interface Urgent {
  readonly busy: () => boolean;
  readonly waitMs: number;
}

/**
 * After each batch, writing pauses twice as long as the write took: so it takes at most a third of the time, and
 * batches grow on a busy machine. The pause has an upper limit, for those who wait for an acknowledgement.
 */
const REST_SHARE = 2;
const REST_MAX_MS = 150;

interface Batch<Item> {
  readonly items: Item[];
  readonly written: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
  readonly sinceMs: number;
}

/**
 * Gathers items and writes them together, one batch at a time. While a batch is being written, and for a while
 * after, the next one fills, so batches grow with the load. While more urgent work keeps the server busy, they wait
 * longer and grow too.
 */
export class Batcher<Item> {
  private readonly batches: Batch<Item>[] = [];
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> | undefined;
  private underWay: Batch<Item> | undefined;

  constructor(
    private readonly write: (items: readonly Item[]) => Promise<void>,
    private readonly limits: BatchLimits,
    private readonly urgent?: Urgent,
  ) {}

  /** How many items wait to be written. */
  get waiting(): number {
    return this.batches.reduce((sum, { items }) => sum + items.length, 0);
  }

  /** When the oldest unwritten item arrived, by the monotonic clock; undefined if none waits. */
  get sinceMs(): number | undefined {
    return (this.underWay ?? this.batches[0])?.sinceMs;
  }

  /** Resolves once the item is written; rejects if its batch could not be written. */
  add(item: Item): Promise<void> {
    let batch = this.batches.at(-1);
    if (!batch || batch.items.length >= this.limits.itemsMax) this.batches.push((batch = newBatch()));
    batch.items.push(item);
    this.schedule();
    return batch.written;
  }

  /** Writes everything that waits. */
  async drain(): Promise<void> {
    while (this.batches.length > 0 || this.writing) await (this.writing ?? this.writeFirst());
  }

  /** Makes sure that the first batch is written, at the latest after `waitMs`. */
  private schedule(waitMs = this.limits.waitMs): void {
    const [batch] = this.batches;
    if (!batch || this.writing) return;
    if (batch.items.length >= this.limits.itemsMax) void this.writeFirst();
    else this.timer ??= setTimeout(() => this.ripen(batch), waitMs);
  }

  private ripen(batch: Batch<Item>): void {
    this.timer = undefined;
    if (this.urgent?.busy() && performance.now() - batch.sinceMs < this.urgent.waitMs) this.schedule();
    else void this.writeFirst();
  }

  private writeFirst(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    return (this.writing ??= this.writeBatch(this.batches.shift()!));
  }

  private async writeBatch(batch: Batch<Item>): Promise<void> {
    this.underWay = batch;
    const beginMs = performance.now();
    try {
      await this.write(batch.items);
      batch.resolve();
    } catch (error) {
      batch.reject(error);
    }
    this.underWay = undefined;
    this.writing = undefined;
    this.schedule(Math.min(REST_SHARE * (performance.now() - beginMs), REST_MAX_MS));
  }
}

function newBatch<Item>(): Batch<Item> {
  let resolve!: () => void;
  let reject!: (reason: unknown) => void;
  const written = new Promise<void>((onValue, onReason) => {
    resolve = onValue;
    reject = onReason;
  });
  // The caller may ignore the promise; an unhandled rejection must not end the process.
  written.catch(() => undefined);
  return { items: [], written, resolve, reject, sinceMs: performance.now() };
}
