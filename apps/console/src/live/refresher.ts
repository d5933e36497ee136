/** An answer that is on the screen. */
export interface Shown {
  /** What tells it apart from all others. */
  readonly hash: string;
  /** How often it may be asked for at most, in milliseconds. */
  readonly everyMs: number;
  /** When its last answer, or refusal, came. */
  readonly answeredMs: number;
  /** Whether it is being asked for right now. */
  readonly isAsking: boolean;
}

/**
 * Decides when answers that are out of date are asked for again. However many events come, each is asked for once in its time at most,
 * counted from the last answer, so that a slow server is asked less often; and what came to be out of date while it was being asked for is
 * asked for once more.
 */
export class Refresher {
  readonly #outdated = new Map<string, number>();

  /** An answer is out of date since now. Of repeated calls the first counts. */
  mark(hash: string, nowMs: number): void {
    if (!this.#outdated.has(hash)) this.#outdated.set(hash, nowMs);
  }

  /** Whether anything is out of date. */
  get isWaiting(): boolean {
    return this.#outdated.size > 0;
  }

  /**
   * Those to ask for now; they count as up to date from then on. What is no longer on the screen is forgotten.
   *
   * @param settleMs so long is waited after an event for those that come with it
   */
  due(shown: readonly Shown[], nowMs: number, settleMs: number): string[] {
    const hashes = new Set(shown.map(({ hash }) => hash));
    for (const hash of this.#outdated.keys()) if (!hashes.has(hash)) this.#outdated.delete(hash);
    const due = shown.filter(
      ({ hash, everyMs, answeredMs, isAsking }) =>
        !isAsking && nowMs - answeredMs >= everyMs && nowMs - (this.#outdated.get(hash) ?? Infinity) >= settleMs,
    );
    for (const { hash } of due) this.#outdated.delete(hash);
    return due.map(({ hash }) => hash);
  }
}
