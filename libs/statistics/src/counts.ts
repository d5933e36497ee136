/** How many attempts have ended, and how many of these failed. */
export interface Counts {
  readonly failed: number;
  readonly ended: number;
}

/** Throws a RangeError unless these are whole numbers, with no more failures than ends: such counts are a bug of the caller. */
export function checkCounts({ failed, ended }: Counts): void {
  if (!Number.isSafeInteger(failed) || !Number.isSafeInteger(ended) || failed < 0 || failed > ended)
    throw new RangeError(`${failed} of ${ended} cannot have failed`);
}

/** What a rule says of the counts so far: the update is good, it is bad, or more must end before that can be said. */
export type Verdict = 'accept' | 'reject' | 'undecided';

/** A rule that decides by counts alone. */
export type CountRule = (counts: Counts) => Verdict;
