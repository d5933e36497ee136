import { LRUCache } from 'lru-cache';

/**
 * How long a server relies on a record that it has read: it notices a change at another server no later than this.
 */
const BELIEVED_MS = 1000;
/** The use of a record is stored at most this often. */
const NOTED_MS = 60_000;
/** Most records remembered at the same time. */
const REMEMBERED_MAX = 1000;

interface Memory<T> {
  readonly atMs: number;
  readonly record: Promise<T | undefined>;
  notedAtMs: number;
}

/** What is done with records of one kind. */
export interface RecordRules<T> {
  /** Whether the use of the record is to be noted: it must be valid. */
  isGood(record: T, nowMs: number): boolean;
  /** Stores that the record was used. */
  used(record: T, nowMs: number): Promise<void>;
  onError(error: unknown): void;
}

/**
 * Records by which requests are let in, remembered for a second, so that not every request costs a statement. For a key
 * that nobody knows nothing stays remembered, so junk does not displace known records.
 */
export class BelievedRecords<T> {
  private readonly memories = new LRUCache<string, Memory<T>>({ max: REMEMBERED_MAX });

  constructor(private readonly rules: RecordRules<T>) {}

  /** The record of a key; undefined if there is none. Notes that it is used, if it is valid. */
  async of(key: string, nowMs: number, read: () => Promise<T | undefined>): Promise<T | undefined> {
    let memory = this.memories.get(key);
    if (memory === undefined || Math.abs(nowMs - memory.atMs) >= BELIEVED_MS)
      memory = this.remember(key, nowMs, { read, notedAtMs: memory?.notedAtMs ?? Number.NEGATIVE_INFINITY });
    const record = await memory.record;
    if (record !== undefined && this.rules.isGood(record, nowMs) && nowMs - memory.notedAtMs >= NOTED_MS) {
      memory.notedAtMs = nowMs;
      this.rules.used(record, nowMs).catch((error: unknown) => this.rules.onError(error));
    }
    return record;
  }

  /** Forgets the records that match, so that the next request reads them again. */
  forget(matches: (record: T) => boolean): void {
    for (const [key, { record }] of this.memories)
      void record.then(
        (found) =>
          found !== undefined &&
          matches(found) &&
          this.memories.get(key)?.record === record &&
          this.memories.delete(key),
        () => undefined,
      );
  }

  /** Forgets the record of a key at once. */
  drop(key: string): void {
    this.memories.delete(key);
  }

  private remember(
    key: string,
    nowMs: number,
    { read, notedAtMs }: { read: () => Promise<T | undefined>; notedAtMs: number },
  ): Memory<T> {
    const record = read();
    const memory = { atMs: nowMs, record, notedAtMs };
    this.memories.set(key, memory);
    // Forget a record that could not be read or does not exist, so that the next request asks again.
    const forget = (): unknown => this.memories.get(key) === memory && this.memories.delete(key);
    record.then((found) => found === undefined && forget(), forget);
    return memory;
  }
}
