import { OperatorTokens, type OperatorToken } from '@twinbank/database';

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
 * What is written of tokens, remembered for a second: a broker that asks for each of its devices must not cost a statement each time.
 */
export class TokenRecords {
  private readonly memories = new Map<string, Memory>();

  constructor(
    private readonly tokens: OperatorTokens,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** The record of a token; undefined where there is none. Notes that it is used, while it is good. */
  async of(id: string, nowMs: number): Promise<OperatorToken | undefined> {
    let memory = this.memories.get(id);
    if (memory === undefined || Math.abs(nowMs - memory.atMs) >= BELIEVED_MS)
      memory = this.read(id, nowMs, memory?.notedAtMs ?? Number.NEGATIVE_INFINITY);
    const record = await memory.record;
    if (record !== undefined && record.revokedAtMs === undefined && nowMs - memory.notedAtMs >= NOTED_MS) {
      memory.notedAtMs = nowMs;
      this.tokens.used([id], nowMs).catch(this.onError);
    }
    return record;
  }

  /** Forgets a token, so that the next request reads it anew. */
  forget(id: string): void {
    this.memories.delete(id);
  }

  private read(id: string, nowMs: number, notedAtMs: number): Memory {
    if (this.memories.size >= REMEMBERED_MAX) this.memories.clear();
    const record = this.tokens.find([id]).then(([found]) => found);
    const memory = { atMs: nowMs, record, notedAtMs };
    this.memories.set(id, memory);
    // What could not be read is asked for again by the next request.
    record.catch(() => this.memories.get(id) === memory && this.forget(id));
    return memory;
  }
}
