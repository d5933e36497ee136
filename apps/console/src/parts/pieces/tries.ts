/** How long after a try in vain the next one comes, at least and at most, in milliseconds. */
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/**
 * How long is waited before the next try, in milliseconds: the longer the more often it failed, and not as long in every browser, so that a
 * server that is back does not get all of them at the same moment.
 *
 * @param failures how many tries were in vain, from 1
 * @param random from 0 to below 1
 */
export const waitBeforeTry = (failures: number, random: number): number =>
  Math.round(Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS) * (0.75 + random / 4));
