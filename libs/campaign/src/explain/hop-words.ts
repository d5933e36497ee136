import type { Job } from '../job/job.js';

/** Which update of a job is meant, and what follows: "hop 1 of 3: 1.2.0, then 2.0.0 and 3.0.0". `left`: the versions still to come. */
export function hopWords({ hopsDone = 0 }: Pick<Job, 'hopsDone'>, left: readonly string[]): string {
  const [next, ...rest] = left;
  const then = rest.length === 0 ? '' : `, then ${rest.join(' and ')}`;
  return `hop ${hopsDone + 1} of ${hopsDone + left.length}: ${next}${then}`;
}
