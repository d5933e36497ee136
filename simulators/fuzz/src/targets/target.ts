/** Something that reads bytes from outside. */
export interface Target {
  readonly name: string;
  /** What is broken if it is not so, in a few words. */
  readonly about: string;
  /** Inputs to begin with: some of each kind that are read. */
  readonly seeds: () => readonly Uint8Array[];
  /** Words of the format, which chance would not find. */
  readonly words?: readonly string[];
  /** Longest input that is tried, in bytes. */
  readonly bytesMax: number;
  /** Makes sums and lengths right again, without which nothing behind them would be reached. */
  readonly mend?: (input: Uint8Array) => Uint8Array;
  /**
   * Reads the input and holds what comes of it against the rules.
   *
   * @returns false if it says that the input is refused; else it was taken
   * @throws Fault where the input is refused, which is well
   * @throws any other error where a rule is broken, or the code is wrong
   */
  readonly read: (input: Uint8Array) => boolean | void;
}

/** A rule about what was read does not hold. */
export class RuleBroken extends Error {
  override readonly name = 'RuleBroken';
}

/** @throws RuleBroken unless it is so */
export function rule(holds: boolean, text: string): void {
  if (!holds) throw new RuleBroken(text);
}
