import { LRUCache } from 'lru-cache';

import { OperatorTokens, type OperatorToken } from '@twinbank/database';
import { toHex } from '@twinbank/primitives';

/**
 * How long a server relies on a record that it has read: it notices a revocation at another server no later than this.
 */
const BELIEVED_MS = 1000;
/** The use of a token is stored at most this often. */
const NOTED_MS = 60_000;
/** Most records remembered at the same time. */
const REMEMBERED_MAX = 1000;

interface Memory {
  readonly atMs: number;
  readonly record: Promise<OperatorToken | undefined>;
  notedAtMs: number;
}

/**
 * The records of tokens, remembered for a second, so that not every request costs a statement. For a token that nobody
 * knows nothing stays remembered, so junk does not displace known tokens.
 */
export class TokenRecords {
  private readonly memories = new LRUCache<string, Memory>({ max: REMEMBERED_MAX });

  constructor(
    private readonly tokens: OperatorTokens,
    private readonly onError: (error: unknown) => void,
  ) {}

  /**
   * The record of a token that an earlier server signed; undefined if there is none. Notes that the token is used, if
   * it is valid.
   */
  byId(id: string, nowMs: number): Promise<OperatorToken | undefined> {
    return this.of(id, nowMs, () => this.tokens.find([id]));
  }

  /**
   * The record of the token with this hash; undefined if there is none. Notes that the token is used, if it is valid.
   */
  byHash(hash: Uint8Array, nowMs: number): Promise<OperatorToken | undefined> {
    return this.of(toHex(hash), nowMs, () => this.tokens.byHash([hash]));
  }

  /** Forgets the record of a token, so that the next request reads it again. */
  forget(id: string): void {
    for (const [key, { record }] of this.memories)
      void record.then(
        (found) => found?.id === id && this.memories.get(key)?.record === record && this.memories.delete(key),
        () => undefined,
      );
  }

  private async of(
    key: string,
    nowMs: number,
    read: () => Promise<readonly OperatorToken[]>,
  ): Promise<OperatorToken | undefined> {
    let memory = this.memories.get(key);
    if (memory === undefined || Math.abs(nowMs - memory.atMs) >= BELIEVED_MS)
      memory = this.remember(key, nowMs, { read, notedAtMs: memory?.notedAtMs ?? Number.NEGATIVE_INFINITY });
    const record = await memory.record;
    if (
      record !== undefined &&
      record.revokedAtMs === undefined &&
      record.expiresAtMs > nowMs &&
      nowMs - memory.notedAtMs >= NOTED_MS
    ) {
      memory.notedAtMs = nowMs;
      this.tokens.used([record.id], nowMs).catch(this.onError);
    }
    return record;
  }

  private remember(
    key: string,
    nowMs: number,
    { read, notedAtMs }: { read: () => Promise<readonly OperatorToken[]>; notedAtMs: number },
  ): Memory {
    const record = read().then(([found]) => found);
    const memory = { atMs: nowMs, record, notedAtMs };
    this.memories.set(key, memory);
    // Forget a record that could not be read or does not exist, so that the next request asks again.
    const forget = (): unknown => this.memories.get(key) === memory && this.memories.delete(key);
    record.then((found) => found === undefined && forget(), forget);
    return memory;
  }
}
