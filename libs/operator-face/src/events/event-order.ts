/**
 * Reports every row once although rows may become visible out of order: a transaction that began earlier may commit
 * later, so the row with id 7 may appear after that with id 8. An id that stays missing, because its transaction was
 * rolled back, is given up after a while.
 */
export class EventOrder {
  private readonly seen = new Set<number>();
  private gapSinceMs: number | undefined;

  /**
   * @param settled every row up to this id was handled
   * @param gapMs how long to wait for a missing id
   */
  constructor(
    private settled: number,
    private readonly gapMs: number,
  ) {}

  /** Rows must be read from after this id. */
  get position(): number {
    return this.settled;
  }

  /** The rows among those just read that are new. */
  fresh<Row extends { readonly id: number }>(rows: readonly Row[]): Row[] {
    const fresh = rows.filter(({ id }) => id > this.settled && !this.seen.has(id));
    for (const { id } of fresh) this.seen.add(id);
    return fresh;
  }

  /** Moves the position on, as far as no row can be missing any more. Call it after all rows were read. */
  settle(nowMs: number): void {
    this.advance();
    if (this.seen.size === 0) this.gapSinceMs = undefined;
    else if (this.gapSinceMs === undefined) this.gapSinceMs = nowMs;
    else if (nowMs - this.gapSinceMs >= this.gapMs) {
      this.settled = Math.min(...this.seen) - 1;
      this.gapSinceMs = undefined;
      this.advance();
    }
  }

  private advance(): void {
    const before = this.settled;
    while (this.seen.delete(this.settled + 1)) this.settled += 1;
    if (this.settled !== before) this.gapSinceMs = undefined;
  }
}
