/**
 * Joins what a reader missed with what comes live, each event once. While the past is being shown, what comes live waits; where the
 * past turns out to hold it, it is taken out again. Remembers only what may still come twice, so a long past costs no memory.
 */
export class EventMerge {
  /** Texts by the ids of their events; passing events have none and can only come once. Undefined once the past was shown. */
  private waiting: Map<number | symbol, string> | undefined = new Map();
  /** Ids that the past showed before they came live. */
  private readonly ahead = new Set<number>();
  private bytes = 0;

  /** How much waits for the past to end. */
  get waitingBytes(): number {
    return this.bytes;
  }

  /** Takes an event that came live. @returns whether it is to be shown at once; otherwise it waits, or was shown already */
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
   * @param settled nothing up to this id will come live any more
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

  /** The past is over. @returns what waited, in the order in which it came; from now on nothing waits */
  join(): string[] {
    const texts = [...(this.waiting?.values() ?? [])];
    this.waiting = undefined;
    this.bytes = 0;
    return texts;
  }
}
