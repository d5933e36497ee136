/**
 * Joins the events that a reader missed with the live ones, showing each event once. Live events wait while the past is
 * shown; if the past contains one of them, it is removed from those that wait. Only events that may still come twice
 * are remembered, so a long past costs no memory.
 */
export class EventMerge {
  /**
   * Waiting texts by the ids of their events. Passing events have no id and can come only once. Undefined after the
   * past was shown.
   */
  private waiting: Map<number | symbol, string> | undefined = new Map();
  /** Ids of events that the past showed before they came live. */
  private readonly ahead = new Set<number>();
  private bytes = 0;

  /** Length of the texts that wait for the past to end. */
  get waitingBytes(): number {
    return this.bytes;
  }

  /**
   * Takes a live event.
   *
   * @returns whether to show it now; otherwise it waits, or was shown already
   */
  live(id: number | undefined, text: string): boolean {
    if (id !== undefined && this.ahead.delete(id)) return false;
    if (this.waiting === undefined) return true;
    this.waiting.set(id ?? Symbol('passing'), text);
    this.bytes += Buffer.byteLength(text);
    return false;
  }

  /**
   * Notes that the past shows an event.
   *
   * @param settled no event up to this id will come live any more
   */
  past(id: number, settled: number): void {
    const text = this.waiting?.get(id);
    if (text === undefined) {
      if (id > settled) this.ahead.add(id);
      return;
    }
    this.waiting?.delete(id);
    this.bytes -= Buffer.byteLength(text);
  }

  /**
   * Ends the past.
   *
   * @returns the waiting texts in the order in which they came; from now on no event waits
   */
  join(): string[] {
    const texts = [...(this.waiting?.values() ?? [])];
    this.waiting = undefined;
    this.bytes = 0;
    return texts;
  }
}
