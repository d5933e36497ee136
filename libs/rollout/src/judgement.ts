import {
  ACTIVE_JOB_STATES,
  stepJob,
  type JobEvent,
  type JobStep,
  type OpenJob,
  type UnreadableResult,
} from '@twinbank/campaign';
import type { HealthReport, Report } from '@twinbank/protocol';

/**
 * A report of an admitted device, checked against its provisioned identity; or what is known of a result that was
 * refused.
 */
export interface TakenReport {
  readonly deviceId: string;
  readonly report: Report | UnreadableResult;
  readonly atMs: number;
  /** By how much the clock of the server had been moved until then, in all. */
  readonly movedMs?: number;
  /** The server had been away just before, so the report may be older than the time at which it was read. */
  readonly doubtful?: true;
}

/** A device's report of its health, which says nothing about a job. */
export interface TakenHealth extends Omit<TakenReport, 'report'> {
  readonly report: HealthReport;
}

/** Any report of a device. */
export type Taken = TakenReport | TakenHealth;

/** What reports mean for the open job of their device. */
export interface Judgement {
  /** From the state that was read to the state after the last report. */
  readonly steps: readonly JobStep[];
  /** The device had a ticket and no longer has one to work on: the attempt ended, successfully or not. */
  readonly ended: boolean;
  /** Only the number of blocks changed. */
  readonly onlyProgress: boolean;
}

/**
 * Judges a device's reports in the given order.
 *
 * @param health what it told of its health, which names the image that it is about: its place does not matter
 */
export function judge(
  open: OpenJob,
  reports: readonly TakenReport[],
  random: () => number,
  health?: TakenHealth,
): Judgement {
  const steps: JobStep[] = [];
  let { job } = open;
  const told = [...reports, ...(health ? [health] : [])];
  for (const { report, atMs } of told) {
    const step = stepJob(job, eventOf(report), open.rules, { nowMs: atMs, random: random() });
    if (!step) continue;
    steps.push(step);
    job = step.job;
  }
  const before = open.job;
  const ended = ACTIVE_JOB_STATES.includes(before.state) && !ACTIVE_JOB_STATES.includes(job.state);
  const onlyProgress =
    steps.length > 0 &&
    job.state === before.state &&
    job.stage === before.stage &&
    job.swap === before.swap &&
    job.postponedUntilMs === before.postponedUntilMs;
  return { steps, ended, onlyProgress };
}

function eventOf(report: Taken['report']): JobEvent {
  if (report.type === 'unreadable') return { type: 'unreadable', result: report };
  return report.type === 'health' ? { type: 'health', health: report.health } : { type: 'report', report };
}
