import { failureClassOf, isFinalJobState } from '@twinbank/campaign';
import type { ReportedJob } from '@twinbank/database';

import { column, iso, type Report, type ReportColumn } from './report.js';

const of = (about: string, value: ReportColumn<ReportedJob>['of']): ReportColumn<ReportedJob> => column(about, value);

type Outcome = 'updated' | 'downloaded' | 'unhealthy' | 'not-updated' | 'open';

/** What became of a device. One that was not well with the release has it all the same, unless that is what was wrong: that it left it. */
function outcomeOf({ job, kept }: ReportedJob): Outcome {
  if (!isFinalJobState(job.state)) return 'open';
  if (job.state === 'succeeded') return kept ? 'downloaded' : 'updated';
  return failureClassOf(job) === 'unhealthy' && job.fault !== 'soak_release_left' ? 'unhealthy' : 'not-updated';
}

/** Outcomes of devices that run the release. */
const RUNNING: readonly Outcome[] = ['updated', 'unhealthy'];

/** A campaign, job by job. */
export const CAMPAIGN_REPORT: Report<ReportedJob> = {
  row: 'job',
  columns: {
    device: of('id of the device', ({ job }) => job.deviceId),
    job: of('number of the job', ({ job }) => job.id),
    wave: of('its wave, from 0; missing where the device was left out at the start', ({ job }) => job.wave),
    state: of('where the job stands', ({ job }) => job.state),
    outcome: of(
      'updated, downloaded (it waits in the other bank), unhealthy (it was updated, and was not well), not-updated, or open',
      outcomeOf,
    ),
    before: of('version that ran before, if the device had reported it', ({ job }) => job.previous?.version),
    after: of('version that runs since; missing where the release does not run', (reported) =>
      RUNNING.includes(outcomeOf(reported)) ? reported.release : undefined,
    ),
    attempts: of('attempts begun', ({ job }) => job.attempts),
    firstOffered: of('when the first attempt was offered', ({ firstOfferedAtMs }) => iso(firstOfferedAtMs)),
    offered: of('when the last attempt was offered', ({ offeredAtMs }) => iso(offeredAtMs)),
    accepted: of('when the server heard that the last attempt was accepted', ({ job }) =>
      iso(job.stageTimes?.acceptedAtMs),
    ),
    checked: of('that the whole image was in the other bank, and right', ({ job }) => iso(job.stageTimes?.checkedAtMs)),
    swapped: of('that the release ran', ({ job }) => iso(job.stageTimes?.swappedAtMs)),
    confirmed: of('that it was confirmed', ({ job }) => iso(job.stageTimes?.confirmedAtMs)),
    ended: of('when the job ended, by the server’s clock', ({ job }) => iso(job.endedAtMs)),
    stage: of('last stage that the device reported', ({ job }) => job.stage),
    fault: of('code of the fault, as docs/faults.md has it', ({ job }) => job.fault),
    detail: of('what the device or the server says of it', ({ job }) => job.detail),
    eraseMs: of('milliseconds of device time: erasing the other bank', ({ job }) => job.timings?.eraseMs),
    downloadMs: of('downloading and writing', ({ job }) => job.timings?.downloadMs),
    checkMs: of('checking what was written', ({ job }) => job.timings?.checkMs),
    waitMs: of('waiting for a slot', ({ job }) => job.timings?.waitMs),
    mirrorMs: of('from the confirmed swap until both banks were equal', ({ job }) => job.timings?.mirrorMs),
    totalMs: of('from the ticket to the end', ({ job }) => job.timings?.totalMs),
    swapUs: of('microseconds for which interrupts were off', ({ job }) => job.swap?.swapUs),
    addedLatencyUs: of(
      'most microseconds by which the swap delayed an interrupt',
      ({ job }) => job.swap?.addedLatencyUs,
    ),
    deadlinesMissed: of('deadlines missed in the swap', ({ job }) => job.swap?.deadlinesMissed),
    receipt: of(
      'proven or unproven; missing if no receipt came about the last attempt',
      ({ receipt }) => receipt?.verdict,
    ),
    receiptFault: of('why it is unproven', ({ receipt }) => receipt?.fault),
  },
};
