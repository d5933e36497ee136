import type { JobStep } from '@twinbank/campaign';
import type { ReportPlace } from '@twinbank/rollout';

import { timeOf } from '../sql.js';

/** A decided change, with the device's place at the report that caused it. */
export type ReportedStep = JobStep & { readonly place?: ReportPlace | undefined };

/** A decided change as a parameter of the statement that saves it. */
export const savedRowOf = ({ from, job, reason, place, ...seen }: ReportedStep): Readonly<Record<string, unknown>> => ({
  id: job.id,
  from_state: from,
  attempts: seen.attempts,
  missed_offers: job.missedOffers ?? 0,
  hops_done: job.hopsDone ?? 0,
  hop_transfer: job.hopTransfer,
  previous_version: job.previous?.version,
  previous_digest: job.previous?.digest,
  state: job.state,
  stage: job.stage,
  done: job.done,
  total: job.total,
  next_attempt_at: timeOf(job.nextAttemptAtMs),
  deadline_at: timeOf(job.deadlineAtMs),
  deadline_seen: timeOf(seen.deadlineSeenMs),
  run_ends_at: timeOf(job.runEndsAtMs),
  progress_at: timeOf(job.progressAtMs),
  accepted_at: timeOf(job.stageTimes?.acceptedAtMs),
  checked_at: timeOf(job.stageTimes?.checkedAtMs),
  swapped_at: timeOf(job.stageTimes?.swappedAtMs),
  confirmed_at: timeOf(job.stageTimes?.confirmedAtMs),
  postponed_until: timeOf(job.postponedUntilMs),
  fault: job.fault,
  detail: job.detail,
  swap: job.swap,
  timings: job.timings,
  ended_at: timeOf(job.endedAtMs),
  hold: job.hold,
  cancel_asked_at: timeOf(job.cancelAskedAtMs),
  reason,
  start: place?.start,
  seq: place?.seq,
});
