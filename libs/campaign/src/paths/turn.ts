import type { DeviceFacts, UpdateOrder } from '../exclusion.js';
import type { Job } from '../job/job.js';

/** The release in between that a device needs next, by its number in the store; undefined if it takes that of the order. */
export const nextHop = (device: DeviceFacts, { ways }: Pick<UpdateOrder, 'ways'>): number | undefined =>
  ways?.(device)?.[0]?.id;

/** Whether the device of a job stands on a release in between. */
export const isOnward = ({ hopsDone = 0 }: Pick<Job, 'hopsDone'>): boolean => hopsDone > 0;

/**
 * Which of two jobs of a wave goes first, where both are due: one whose device stands on a release in between, and then by the order of the
 * campaign. A release in between is one on which nobody means a device to stay.
 */
export const byTurn = (one: Pick<Job, 'hopsDone' | 'ordinal'>, other: Pick<Job, 'hopsDone' | 'ordinal'>): number =>
  Number(isOnward(other)) - Number(isOnward(one)) || one.ordinal - other.ordinal;
