/** One direction of a serial line: bytes leave it at the rate of the line. */
export class LinePacer {
  private readonly queue: { readonly bytes: Uint8Array; readonly dueUs: number }[] = [];
  private freeUs = -Infinity;
  private waiting = 0;

  private readonly pieceBytes: number;

  /** @param bytesPerSecond Infinity for a line without limit */
  constructor(private readonly bytesPerSecond: number) {
    this.pieceBytes = Math.max(1, Math.floor(bytesPerSecond * PIECE_SECONDS));
  }

  /** How many bytes are waiting. */
  get backlog(): number {
    return this.waiting;
  }

  /** When the first waiting bytes will have passed; Infinity if none wait. */
  get dueUs(): number {
    return this.queue[0]?.dueUs ?? Infinity;
  }

  /**
   * Puts bytes on the line, not before the given time. They pass in pieces, so that none is delayed by those behind
   * it.
   */
  put(bytes: Uint8Array, atUs: number): void {
    this.freeUs = Math.max(this.freeUs, atUs);
    for (let at = 0; at < bytes.length; at += this.pieceBytes) {
      const piece = bytes.subarray(at, at + this.pieceBytes);
      this.freeUs += (piece.length * 1e6) / this.bytesPerSecond;
      this.queue.push({ bytes: piece, dueUs: this.freeUs });
    }
    this.waiting += bytes.length;
  }

  /** Drops the waiting bytes. */
  clear(): void {
    this.queue.length = 0;
    this.waiting = 0;
    this.freeUs = -Infinity;
  }

  /** The next piece that has passed by now. */
  take(nowUs: number): Uint8Array | undefined {
    if (this.dueUs > nowUs) return undefined;
    const { bytes } = this.queue.shift()!;
    this.waiting -= bytes.length;
    return bytes;
  }
}

/** How much passes at once: short enough that a receiver notices no gap, long enough for a timer to keep up. */
const PIECE_SECONDS = 0.005;

/** Start bit, eight data bits, stop bit. */
const BITS_PER_BYTE = 10;

/** Bytes per second of a line at 8N1; `max` for one without limit. */
export const bytesPerSecond = (baud: number | 'max'): number => (baud === 'max' ? Infinity : baud / BITS_PER_BYTE);
