/** Bytes of memory that something takes. */
export interface Taken {
  readonly address: number;
  readonly bytes: number;
}

/** Whether two things share a byte. */
export const overlap = (a: Taken, b: Taken): boolean =>
  a.address < b.address + b.bytes && b.address < a.address + a.bytes;

/** Finds what takes bytes of a range, among things that may themselves overlap. */
export class TakenRanges<T extends Taken> {
  private readonly sorted: readonly T[];
  /** The highest end among all up to an index: before it, nothing reaches further. */
  private readonly ends: Float64Array;

  constructor(things: readonly T[]) {
    this.sorted = things.filter(({ bytes }) => bytes > 0).sort((a, b) => a.address - b.address);
    this.ends = new Float64Array(this.sorted.length);
    let end = 0;
    this.sorted.forEach(({ address, bytes }, index) => (this.ends[index] = end = Math.max(end, address + bytes)));
  }

  /** All that share a byte with a range, at most `limit` of them; the ones at the highest addresses first. */
  within(range: Taken, limit = Infinity): readonly T[] {
    const found: T[] = [];
    for (let index = this.firstFrom(range.address + range.bytes) - 1; index >= 0; index -= 1) {
      if (this.ends[index]! <= range.address || found.length >= limit) break;
      const thing = this.sorted[index]!;
      if (overlap(thing, range)) found.push(thing);
    }
    return found;
  }

  /** Index of the first that begins at an address or after it. */
  private firstFrom(address: number): number {
    let [low, high] = [0, this.sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.sorted[middle]!.address < address) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
