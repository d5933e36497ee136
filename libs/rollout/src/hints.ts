import type { Job, OpenJob } from '@twinbank/campaign';
import { isBeforeSwap } from '@twinbank/protocol';

import type { Judgement, TakenReport } from './judgement.js';
import type { SiftedReports } from './report-order.js';

/** A job as its device names it; the server may have no open job of that number. */
export type JobOfDevice = Pick<Job, 'deviceId' | 'id'>;

/** An open job with the reports of its device and what they mean for it. */
export interface JudgedJob {
  readonly open: OpenJob;
  readonly reports: readonly TakenReport[];
  readonly judgement: Judgement;
}

/** What reports show about tickets: which a device is missing, and which it should no longer have. */
export interface Hints {
  /** Devices that reconnected and do not mention the job that is offered to them. */
  readonly unaware: readonly string[];
  /** Devices that reported the end of a job that was no longer open. */
  readonly stale: readonly string[];
  /**
   * Jobs that devices still work on although they are over, or an operator cancelled them: the request to stop was lost when
   * a broker lost its messages, or a server ended before it made it.
   */
  readonly onEndedJobs: readonly JobOfDevice[];
}

/** What follows from reports once they are written. */
export interface Consequences extends Hints {
  /** Jobs whose attempt ended, successfully or not. */
  readonly ended: readonly Job[];
  /** Jobs that ended while their devices were watched: no ticket was out. */
  readonly settled: readonly Job[];
}

/** An offer younger than this may still be on its way to the device. */
const OFFER_ON_ITS_WAY_MS = 5000;

/** What the reports of a batch show about the tickets that are out. */
export function hintsOf(judged: readonly JudgedJob[], sifted: ReadonlyMap<string, SiftedReports>): Hints {
  const unaware = judged.filter(isUnaware).map(({ open }) => open.job.deviceId);
  const stale: string[] = [];
  const onEndedJobs: JobOfDevice[] = [];
  const open = new Set(judged.map((one) => one.open.job.deviceId));
  for (const {
    open: { job },
    reports,
  } of judged) {
    const last = reports.at(-1);
    if (job.cancelAskedAtMs !== undefined && last && jobAtWork(last.report) === job.id)
      onEndedJobs.push({ deviceId: job.deviceId, id: job.id });
  }
  for (const [deviceId, { news, late }] of sifted) {
    if (open.has(deviceId)) continue;
    if ([...news, ...late].some(({ report }) => hasEnded(report))) stale.push(deviceId);
    const last = news.at(-1);
    const id = last && jobAtWork(last.report);
    if (id !== undefined) onEndedJobs.push({ deviceId, id });
  }
  return { unaware, stale, onEndedJobs };
}

/** Whether a report is about the present attempt at a job. A report may leave the attempt out. */
const isAbout = (job: Job, { job: id, transfer }: TakenReport['report']): boolean =>
  id === job.id && (transfer ?? job.transfer) === job.transfer;

/** Whether the device has ended the attempt, even if its result cannot be read. */
const hasEnded = (
  report: TakenReport['report'],
): report is Exclude<TakenReport['report'], { type: 'hello' | 'stage' }> =>
  report.type === 'result' || report.type === 'unreadable';

/** The job that a device works on by its last report, as long as it can still be stopped. */
function jobAtWork(report: TakenReport['report']): number | undefined {
  if (hasEnded(report) || report.stage === undefined) return undefined;
  return isBeforeSwap(report.stage) ? report.job : undefined;
}

/** Whether the device reconnected and does not mention the job that has been offered to it for a while. */
function isUnaware({ open: { job }, reports }: JudgedJob): boolean {
  const last = reports.at(-1);
  if (!last || job.state !== 'offered' || last.atMs - (job.startedAtMs ?? 0) <= OFFER_ON_ITS_WAY_MS) return false;
  return reports.some(({ report }) => report.type === 'hello' && !isAbout(job, report));
}
