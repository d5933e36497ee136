/** What an instrumented file counts: statements and functions by number, branches by number and way. */
export interface FileCounters {
  s: Record<number, number>;
  f: Record<number, number>;
  readonly b: Record<number, number[]>;
}

/** All instrumented files by path, as istanbul keeps them. */
export type Counters = Readonly<Record<string, FileCounters>>;

/** Counts from which on one more makes no difference: 1, 2, 3, 4–7, 8–15, 16–31, 32–127, 128 and more. */
const STEPS = [1, 2, 3, 4, 8, 16, 32, 128];

/**
 * What the code under test has run so far. Counters of all files are put into one array, so that looking at all of them after each
 * input costs microseconds.
 */
export class Coverage {
  private readonly counts: Uint32Array;
  /** By counter: which steps it has ever reached, a bit for each. */
  private readonly seen: Uint8Array;

  constructor(files: Counters) {
    const all = Object.values(files);
    const size = all.reduce((sum, file) => sum + sizeOf(file), 0);
    this.counts = new Uint32Array(size);
    this.seen = new Uint8Array(size);
    let at = 0;
    const take = (length: number): number[] => {
      const part = this.counts.subarray(at, at + length);
      at += length;
      return part as unknown as number[];
    };
    for (const file of all) {
      file.s = take(Object.keys(file.s).length);
      file.f = take(Object.keys(file.f).length);
      for (const branch of Object.keys(file.b).map(Number)) file.b[branch] = take(file.b[branch]!.length);
    }
  }

  /** How many counters there are, and how many have ever counted. */
  get figures(): { readonly places: number; readonly reached: number } {
    return { places: this.seen.length, reached: this.seen.reduce((sum, bits) => sum + (bits === 0 ? 0 : 1), 0) };
  }

  /** Forgets what was counted, before an input is tried. */
  begin(): void {
    this.counts.fill(0);
  }

  /** Whether what was counted since {@link begin} had never been counted before; it has been now. */
  isNew(): boolean {
    let isNew = false;
    for (let at = 0; at < this.counts.length; at++) {
      const count = this.counts[at]!;
      if (count === 0) continue;
      const bit = stepOf(count);
      if ((this.seen[at]! & bit) !== 0) continue;
      this.seen[at]! |= bit;
      isNew = true;
    }
    return isNew;
  }
}

const sizeOf = ({ s, f, b }: FileCounters): number =>
  Object.keys(s).length + Object.keys(f).length + Object.values(b).reduce((sum, ways) => sum + ways.length, 0);

function stepOf(count: number): number {
  let step = STEPS.length - 1;
  while (count < STEPS[step]!) step--;
  return 1 << step;
}
