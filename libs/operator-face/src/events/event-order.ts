/**
 * Puts rows that become visible out of order into the order of their ids without losing any: a transaction that began earlier may
 * commit later, so the row with id 7 may appear after that with id 8. Ids that stay missing (rolled back) are given up after a while.
 */
export class EventOrder {
  private readonly seen = new Set<number>();
  private gapSinceMs: number | undefined;

  /**
   * @param settled every row up to this id has been dealt with
   * @param gapMs how long a missing id is waited for
   */
  constructor(
    private settled: number,
    private readonly gapMs: number,
  ) {}

  /** Read rows after this id. */
  get position(): number {
    return this.settled;
  }

  /** Of the rows just read, those that are new. */
  fresh<Row extends { readonly id: number }>(rows: readonly Row[]): Row[] {
    const fresh = rows.filter(({ id }) => id > this.settled && !this.seen.has(id));
    for (const { id } of fresh) this.seen.add(id);
    return fresh;
  }

  /** Call it after all rows were read: moves the position on as far as nothing can be missing any more. */
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
