import type { Rng } from '@twinbank/primitives';

const SIZE_MAX = 4096;
const NEWEST = 32;

/** Inputs that each made the code do something new. */
export class Corpus {
  private readonly taken: Uint8Array[] = [];
  private readonly refused: Uint8Array[] = [];

  constructor(private readonly rng: Rng) {}

  get size(): number {
    return this.taken.length + this.refused.length;
  }

  /** Keeps an input; of a full corpus, a random one gives way. @param isTaken whether it was not refused */
  add(input: Uint8Array, isTaken: boolean): void {
    const inputs = isTaken ? this.taken : this.refused;
    if (inputs.length < SIZE_MAX) inputs.push(input);
    else inputs[this.rng.below(SIZE_MAX)] = input;
  }

  /**
   * An input to begin with. Half the time it is one that was taken: most inputs are refused early, and what lies behind all checks is
   * reached from those that passed them. Half the time it is one of the newest, which have not been tried often.
   */
  pick(): Uint8Array {
    const isAmongTaken = this.refused.length === 0 || this.rng.chance(0.5);
    const inputs = isAmongTaken && this.taken.length > 0 ? this.taken : this.refused;
    const { length } = inputs;
    if (length === 0) return new Uint8Array(0);
    const among = this.rng.chance(0.5) ? Math.min(length, NEWEST) : length;
    return inputs[length - 1 - this.rng.below(among)]!;
  }
}
