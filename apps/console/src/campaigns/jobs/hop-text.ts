import { jobOrdersOf, type JobSeen } from './job-orders.js';

/** How far a job is on its way. */
interface JobWay {
  /** Releases in between that its device confirmed. */
  readonly hopsDone?: number | undefined;
  /** Updates in all, by what the device is now. */
  readonly hops?: number | undefined;
}

/** Which of its updates a job is at, or over how many releases in between its device came; undefined where it needed none so far. */
export function hopText(job: JobSeen & JobWay): string | undefined {
  const { hopsDone = 0, hops } = job;
  if (hopsDone === 0 && hops === undefined) return undefined;
  const isOpen = jobOrdersOf(job).length > 0;
  if (hopsDone === 0 && !isOpen) return undefined;
  return isOpen && job.state !== 'soaking'
    ? `hop ${hopsDone + 1}${hops === undefined ? '' : ` of ${hops}`}`
    : `over ${hopsDone} ${hopsDone === 1 ? 'release' : 'releases'} in between`;
}
