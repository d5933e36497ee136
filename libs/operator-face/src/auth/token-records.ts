import { OperatorTokens, type OperatorToken } from '@twinbank/database';
import { toHex } from '@twinbank/primitives';

/** How long a server believes what it last read of a token: so late, at most, does it hear of a revocation at another. */
const BELIEVED_MS = 1000;
/** A use is noted so often, at most. */
const NOTED_MS = 60_000;
/** Tokens remembered at once. */
const REMEMBERED_MAX = 1000;

interface Memory {
  readonly atMs: number;
  readonly record: Promise<OperatorToken | undefined>;
  notedAtMs: number;
}

/**
 * What is written of tokens, remembered for a second: a request must not cost a statement each time. What is asked for a token that nobody
 * knows is not remembered among those that are known, so junk pushes none of them out.
 */
export class TokenRecords {
  private readonly memories = new Map<string, Memory>();

  constructor(
    private readonly tokens: OperatorTokens,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** The record of a token that an earlier server signed; undefined where there is none. Notes that it is used, while it is good. */
  byId(id: string, nowMs: number): Promise<OperatorToken | undefined> {
    return this.of(id, nowMs, () => this.tokens.find([id]));
  }

  /** The record of the token with this hash; undefined where there is none. Notes that it is used, while it is good. */
  byHash(hash: Uint8Array, nowMs: number): Promise<OperatorToken | undefined> {
    return this.of(toHex(hash), nowMs, () => this.tokens.byHash([hash]));
  }

  /** Forgets a token, so that the next request reads it anew. */
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
    if (this.memories.size >= REMEMBERED_MAX) this.memories.clear();
    const record = read().then(([found]) => found);
    const memory = { atMs: nowMs, record, notedAtMs };
    this.memories.set(key, memory);
    // What could not be read, or is not there, is asked for again by the next request.
    const forget = (): unknown => this.memories.get(key) === memory && this.memories.delete(key);
    record.then((found) => found === undefined && forget(), forget);
    return memory;
  }
}
