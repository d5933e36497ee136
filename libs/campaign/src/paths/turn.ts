import type { Job } from '../job/job.js';

/** Whether the device of a job stands on a release in between. */
export const isOnward = ({ hopsDone = 0 }: Pick<Job, 'hopsDone'>): boolean => hopsDone > 0;

/**
 * Which of two jobs of a wave goes first, where both are due: one whose device stands on a release in between, and then by the order of the
 * campaign. A release in between is one on which nobody means a device to stay.
 */
export const byTurn = (one: Pick<Job, 'hopsDone' | 'ordinal'>, other: Pick<Job, 'hopsDone' | 'ordinal'>): number =>
  Number(isOnward(other)) - Number(isOnward(one)) || one.ordinal - other.ordinal;
