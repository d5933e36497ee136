import type { Job, OpenJob } from '@twinbank/campaign';
import { isBeforeSwap } from '@twinbank/protocol';

import type { Judgement, TakenReport } from './judgement.js';
import type { SiftedReports } from './report-order.js';

/** A job as its device names it; the server may have none of that number that is open. */
export type JobOfDevice = Pick<Job, 'deviceId' | 'id'>;

/** An open job with the news of its device and what they mean. */
export interface JudgedJob {
  readonly open: OpenJob;
  readonly reports: readonly TakenReport[];
  readonly judgement: Judgement;
}

/** What reports show beside what they mean for an open job: tickets that the device lacks, or has and should not. */
export interface Hints {
  /** Devices that came back and do not know of the job that is offered to them. */
  readonly unaware: readonly string[];
  /** Devices that told the end of a job that was not open any more. */
  readonly stale: readonly string[];
  /** Jobs that devices work on though they are over: the request to stop was lost with a broker that forgot it. */
  readonly onEndedJobs: readonly JobOfDevice[];
}

/** What follows from reports once they are written. */
export interface Consequences extends Hints {
  /** Jobs whose attempt ended, well or not. */
  readonly ended: readonly Job[];
}

/** An offer younger than this is still on its way to the device. */
const OFFER_ON_ITS_WAY_MS = 5000;

/** What the reports of a batch show of the tickets that are out. */
export function hintsOf(judged: readonly JudgedJob[], sifted: ReadonlyMap<string, SiftedReports>): Hints {
  const unaware = judged.filter(isUnaware).map(({ open }) => open.job.deviceId);
  const stale: string[] = [];
  const onEndedJobs: JobOfDevice[] = [];
  const open = new Set(judged.map((one) => one.open.job.deviceId));
  for (const [deviceId, { news, late }] of sifted) {
    if (open.has(deviceId)) continue;
    if ([...news, ...late].some(({ report }) => hasEnded(report))) stale.push(deviceId);
    const last = news.at(-1);
    const id = last && jobAtWork(last.report);
    if (id !== undefined) onEndedJobs.push({ deviceId, id });
  }
  return { unaware, stale, onEndedJobs };
}

/** Whether a report is about the present attempt at a job; a device may leave out which attempt it means. */
const isAbout = (job: Job, { job: id, transfer }: TakenReport['report']): boolean =>
  id === job.id && (transfer ?? job.transfer) === job.transfer;

/** Whether the device has ended the attempt, be what it says of that readable or not. */
const hasEnded = (
  report: TakenReport['report'],
): report is Exclude<TakenReport['report'], { type: 'hello' | 'stage' }> =>
  report.type === 'result' || report.type === 'unreadable';

/** The job that a device works on by its last report, as long as it can be stopped. */
function jobAtWork(report: TakenReport['report']): number | undefined {
  if (hasEnded(report) || report.stage === undefined) return undefined;
  return isBeforeSwap(report.stage) ? report.job : undefined;
}

/** Whether the device came back and says nothing of the job that has been offered to it for a while. */
function isUnaware({ open: { job }, reports }: JudgedJob): boolean {
  const last = reports.at(-1);
  if (!last || job.state !== 'offered' || last.atMs - (job.startedAtMs ?? 0) <= OFFER_ON_ITS_WAY_MS) return false;
  return reports.some(({ report }) => report.type === 'hello' && !isAbout(job, report));
}
