import type { Rng } from '@twinbank/primitives';

const SIZE_MAX = 4096;

/** Inputs that each made the code do something new. */
export class Corpus {
  private readonly inputs: Uint8Array[] = [];

  constructor(private readonly rng: Rng) {}

  get size(): number {
    return this.inputs.length;
  }

  /** Keeps an input; of a full corpus, a random one gives way. */
  add(input: Uint8Array): void {
    if (this.inputs.length < SIZE_MAX) this.inputs.push(input);
    else this.inputs[this.rng.below(SIZE_MAX)] = input;
  }

  /** An input to begin with: of the newest, half the time, which have not been tried often. */
  pick(): Uint8Array {
    const { length } = this.inputs;
    if (length === 0) return new Uint8Array(0);
    const among = this.rng.chance(0.5) ? Math.min(length, 32) : length;
    return this.inputs[length - 1 - this.rng.below(among)]!;
  }
}
