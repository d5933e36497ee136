import { isFault } from '@twinbank/primitives';
import { faultCodeOf, type FaultCode } from '@twinbank/protocol';

import type { KeyCustody } from './key-custody.js';

/** How often a running server looks whether the token is still there. */
const LOOK_MS = 60_000;
/** After these, the PIN is not tried again: each try may be one of the last. */
const NO_MORE: readonly FaultCode[] = ['key_token_pin_wrong', 'key_token_locked'];

interface WatchOptions {
  readonly custody: Pick<KeyCustody, 'check'>;
  /** Told once of each change. */
  readonly onChange: (fault: { readonly code: FaultCode; readonly detail: string } | undefined) => void;
  /** Calls again and again until what it returns is called; the machine's timer where it is left out. */
  readonly every?: (ms: number, look: () => void) => () => void;
}

/**
 * Looks while a server runs whether its next start would find the token. A server whose token was pulled out goes on: it holds its keys. But
 * nobody should learn at the next start that the token is gone.
 */
export class CustodyWatch {
  private fault: FaultCode | undefined;
  private looking: Promise<void> | undefined;
  private given = false;
  private readonly stopping = new AbortController();
  private readonly end: () => void;

  constructor(private readonly options: WatchOptions) {
    this.end = (options.every ?? everyMs)(LOOK_MS, () => void this.look());
  }

  /** What is wrong with the token; undefined if it answered last time. */
  standing(): FaultCode | undefined {
    return this.fault;
  }

  /** One look at a time: a token that hangs is not asked by one process after the other. */
  look(): Promise<void> {
    if (this.given) return Promise.resolve();
    return (this.looking ??= this.once().finally(() => (this.looking = undefined)));
  }

  /** Looks no more: the look that is under way is given up, and says nothing of it. A server must not wait to stop for a token that hangs. */
  async stop(): Promise<void> {
    this.given = true;
    this.end();
    this.stopping.abort();
    await this.looking;
  }

  private async once(): Promise<void> {
    const found = await this.options.custody.check(this.stopping.signal).then(
      () => undefined,
      (error: unknown) =>
        isFault(error)
          ? { code: faultCodeOf(error.code), detail: error.detail }
          : { code: 'internal' as const, detail: String(error) },
    );
    if (this.stopping.signal.aborted) return;
    if (found && NO_MORE.includes(found.code)) {
      this.given = true;
      this.end();
    }
    if (found?.code === this.fault) return;
    this.fault = found?.code;
    this.options.onChange(found);
  }
}

function everyMs(ms: number, look: () => void): () => void {
  const timer = setInterval(look, ms).unref();
  return () => clearInterval(timer);
}
