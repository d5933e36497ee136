import { jobOrdersOf, type JobSeen } from './job-orders.js';

/** Which of its updates a job is at, or over how many releases in between its device came; undefined where it needed none so far. */
export function hopText(job: JobSeen & { readonly hopsDone?: number | undefined }): string | undefined {
  const { hopsDone = 0 } = job;
  if (hopsDone === 0) return undefined;
  const isOpen = jobOrdersOf(job).length > 0;
  return isOpen && job.state !== 'soaking'
    ? `hop ${hopsDone + 1}`
    : `over ${hopsDone} ${hopsDone === 1 ? 'release' : 'releases'} in between`;
}
