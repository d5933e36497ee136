import type { HoldReason, ImageId, Job, JobRules, JobState, OpenJob } from '@twinbank/campaign';
import { faultCodeOf, type Stage, type SwapReport, type UpdateTimings } from '@twinbank/protocol';

import { windowOf, WINDOW_COLUMNS, type AttemptWindow } from './claim/attempt-window.js';
import type { StoredRules } from './campaign-row.js';
import type { Job as JobRow } from '../generated/client.js';
import { known } from '../sql.js';

export type { JobRow };

/** Makes a job from its row. */
export function jobOf(row: JobRow): Job {
  const { id, campaignId, deviceId, ordinal, attempts } = row;
  return {
    id,
    campaignId,
    deviceId,
    ordinal,
    attempts,
    state: row.state as JobState,
    ...known({
      wave: row.wave,
      place: row.place,
      stage: row.stage as Stage | null,
      transfer: row.transfer,
      done: row.done,
      total: row.total,
      previous: previousOf(row),
      hold: row.hold as HoldReason | null,
      fault: row.fault === null ? null : faultCodeOf(row.fault),
      detail: row.detail,
      swap: row.swap as unknown as SwapReport | null,
      timings: row.timings as unknown as UpdateTimings | null,
    }),
    ...(row.missedOffers > 0 && { missedOffers: row.missedOffers }),
    ...(row.hopTransfer !== null && { hopsDone: row.hopsDone, hopTransfer: row.hopTransfer }),
    ...timesOf(row),
    ...stageTimesOf(row),
  };
}

const previousOf = ({ previousVersion, previousDigest }: JobRow): ImageId | undefined =>
  previousVersion === null || previousDigest === null
    ? undefined
    : { version: previousVersion, digest: previousDigest };

const timesOf = ({
  nextAttemptAt,
  deadlineAt,
  startedAt,
  endedAt,
  cancelAskedAt,
  runEndsAt,
  progressAt,
  postponedUntil,
  state,
}: JobRow): Pick<
  Job,
  | 'postponedUntilMs'
  | 'runEndsAtMs'
  | 'progressAtMs'
  | 'nextAttemptAtMs'
  | 'deadlineAtMs'
  | 'startedAtMs'
  | 'endedAtMs'
  | 'cancelAskedAtMs'
> =>
  known({
    nextAttemptAtMs: nextAttemptAt?.getTime(),
    deadlineAtMs: deadlineAt?.getTime(),
    runEndsAtMs: runEndsAt?.getTime(),
    progressAtMs: progressAt?.getTime(),
    ...(state === 'running' && { postponedUntilMs: postponedUntil?.getTime() }),
    startedAtMs: startedAt?.getTime(),
    endedAtMs: endedAt?.getTime(),
    cancelAskedAtMs: cancelAskedAt?.getTime(),
  });

const stageTimesOf = ({ acceptedAt, checkedAt, swappedAt, confirmedAt }: JobRow): Pick<Job, 'stageTimes'> => {
  const stageTimes = known({
    acceptedAtMs: acceptedAt?.getTime(),
    checkedAtMs: checkedAt?.getTime(),
    swappedAtMs: swappedAt?.getTime(),
    confirmedAtMs: confirmedAt?.getTime(),
  });
  return Object.keys(stageTimes).length === 0 ? {} : { stageTimes };
};

/** The columns of a job under the names of its row. */
export const JOB_COLUMNS = `
  j.id, j.campaign_id AS "campaignId", j.device_id AS "deviceId", j.wave, j.place, j.ordinal, j.state, j.stage, j.attempts, j.missed_offers AS "missedOffers", j.hops_done AS "hopsDone", j.hop_transfer AS "hopTransfer", j.transfer, j.done, j.total,
  j.previous_version AS "previousVersion", j.previous_digest AS "previousDigest", j.next_attempt_at AS "nextAttemptAt", j.deadline_at AS "deadlineAt",
  j.run_ends_at AS "runEndsAt", j.progress_at AS "progressAt", j.postponed_until AS "postponedUntil", j.accepted_at AS "acceptedAt", j.checked_at AS "checkedAt", j.swapped_at AS "swappedAt", j.confirmed_at AS "confirmedAt",
  j.hold, j.fault, j.detail, j.swap, j.timings, j.started_at AS "startedAt", j.ended_at AS "endedAt", j.cancel_asked_at AS "cancelAskedAt"`;

/** A job's row together with the rules by which it is judged. */
export interface JudgedRow extends JobRow, AttemptWindow {
  readonly rules: Pick<StoredRules, 'terms' | 'retry' | 'timeouts' | 'limits' | 'soak'>;
  readonly campaignState: string;
  /** The present attempt brings a release in between. */
  readonly onward: boolean;
  readonly version: string;
  readonly digest: string;
}

/** The columns of {@link JudgedRow}, from {@link JUDGED_TABLES}. */
export const JUDGED_COLUMNS = `${JOB_COLUMNS}, ${WINDOW_COLUMNS}, c.rules, c.state AS "campaignState", r.id <> c.release_id AS onward, r.version, r.code_digest AS digest`;
/** Jobs j, campaigns c, the present attempts a, and the releases r that they bring. */
export const JUDGED_TABLES =
  'jobs j JOIN campaigns c ON c.id = j.campaign_id LEFT JOIN attempts a ON a.id = j.transfer JOIN releases r ON r.id = coalesce(a.release_id, c.release_id)';

/** A job with the rules by which it is judged, from its row. */
export const openJobOf = (row: JudgedRow): OpenJob => ({
  job: { ...jobOf(row), ...windowOf(row) },
  rules: rulesOf(row),
});

/** The rules by which a job is judged, from its row. */
const rulesOf = ({ rules, campaignState, version, digest, onward }: JudgedRow): JobRules => ({
  expected: { version, digest },
  policy: rules.terms.policy,
  ...(rules.terms.kind === 'download-only' && { downloadOnly: true }),
  ...(rules.terms.kind === 'device-choice' && { byChoice: true }),
  ...(onward && { onward }),
  retry: rules.retry,
  timeouts: rules.timeouts,
  ...(rules.limits && { limits: rules.limits }),
  ...(rules.soak && { soak: rules.soak }),
  stopping: campaignState === 'stopping',
});
