export interface BatchLimits {
  /** Items written at once. */
  readonly itemsMax: number;
  /** How long the first item of a batch waits for others. */
  readonly waitMs: number;
}

/** Something more urgent than writing, and how long a batch waits for its end at most. */
export interface Urgent {
  readonly goesOn: () => boolean;
  readonly waitMs: number;
}

interface Batch<Item> {
  readonly items: Item[];
  readonly written: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
  readonly sinceMs: number;
}

/**
 * Gathers items and writes them together, one batch at a time. While a batch is being written the next one fills, so the
 * batches grow with the load by themselves; while something more urgent goes on they wait longer, and grow too.
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

  /** Items that wait to be written. */
  get waiting(): number {
    return this.batches.reduce((sum, { items }) => sum + items.length, 0);
  }

  /** When the first item came that is not written yet, by the steady clock; undefined where none waits. */
  get sinceMs(): number | undefined {
    return (this.underWay ?? this.batches[0])?.sinceMs;
  }

  /** Resolves once the item is written; rejects where its batch could not be. */
  add(item: Item): Promise<void> {
    let batch = this.batches.at(-1);
    if (!batch || batch.items.length >= this.limits.itemsMax) this.batches.push((batch = newBatch()));
    batch.items.push(item);
    if (!this.writing) this.schedule(batch);
    return batch.written;
  }

  /** Writes all that waits. */
  async drain(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await (this.writing ?? this.start());
  }

  private schedule(batch: Batch<Item>): void {
    if (batch.items.length >= this.limits.itemsMax) void this.drain();
    else this.timer ??= setTimeout(() => this.ripen(batch), this.limits.waitMs);
  }

  private ripen(batch: Batch<Item>): void {
    this.timer = undefined;
    if (this.urgent?.goesOn() && performance.now() - batch.sinceMs < this.urgent.waitMs) this.schedule(batch);
    else void this.drain();
  }

  private async start(): Promise<void> {
    if (this.batches.length === 0) return;
    await (this.writing = this.writeAll());
  }

  private async writeAll(): Promise<void> {
    for (let batch = this.batches.shift(); batch; batch = this.batches.shift()) {
      this.underWay = batch;
      try {
        await this.write(batch.items);
        batch.resolve();
      } catch (error) {
        batch.reject(error);
      }
    }
    // In the same turn that found nothing left: whatever is added from now on must be scheduled.
    this.underWay = undefined;
    this.writing = undefined;
  }
}

function newBatch<Item>(): Batch<Item> {
  let resolve!: () => void;
  let reject!: (reason: unknown) => void;
  const written = new Promise<void>((onValue, onReason) => {
    resolve = onValue;
    reject = onReason;
  });
  // Whoever added an item may not care; a rejection that nobody hears must not end the process.
  written.catch(() => undefined);
  return { items: [], written, resolve, reject, sinceMs: performance.now() };
}
