import { setTimeout as sleep } from 'node:timers/promises';

import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';

import type { Job } from '@twinbank/campaign';
import { Devices, Jobs, type OpenJob, type StatusUpdate } from '@twinbank/database';
import { LruMap } from '@twinbank/primitives';
import { isBeforeSwap } from '@twinbank/protocol';

import { EventBus } from '../composition/event-bus.js';
import { LOGGER } from '../composition/tokens.js';
import { Aftermath, type Consequences, type JobOfDevice } from '../rollout/aftermath.js';
import { judge, type Judgement, type TakenReport } from './judgement.js';

interface Judged {
  readonly open: OpenJob;
  readonly reports: readonly TakenReport[];
  readonly judgement: Judgement;
}

/** How often changes that meet those of another server are judged anew before they are left to the device's next report. */
const TRIES = 3;
/** Numbers of blocks alone are written this often for a job. */
const PROGRESS_MS = 5000;
const PROGRESS_JOBS = 50_000;
/** An offer younger than this is still on its way to the device. */
const OFFER_ON_ITS_WAY_MS = 5000;
/** Waits before a batch that could not be written is tried again; after the last, devices are to send it again. */
const RETRY_MS = [100, 500, 2000];

/** Writes a batch of reports: what devices said of themselves, and what that means for their jobs, in a few statements. */
@Injectable()
export class ReportWriter {
  private readonly progressAtMs = new LruMap<number, number>(PROGRESS_JOBS);

  constructor(
    private readonly devices: Devices,
    private readonly jobs: Jobs,
    private readonly aftermath: Aftermath,
    private readonly bus: EventBus,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Writes a batch, patiently; what follows from it is done when the promise resolves or shortly after. */
  async write(batch: readonly TakenReport[]): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        this.aftermath.follow(await this.writeOnce(batch));
        return;
      } catch (error) {
        const waitMs = RETRY_MS[attempt];
        this.logger.error(
          { err: error, reports: batch.length, again: waitMs !== undefined },
          'reports could not be written',
        );
        if (waitMs === undefined) throw error;
        await sleep(waitMs);
      }
    }
  }

  private async writeOnce(batch: readonly TakenReport[]): Promise<Consequences> {
    await this.devices.applyStatuses(batch.flatMap(statusOf));
    const byDevice = groupByDevice(batch);
    const consequences = { ended: [] as Job[], unaware: [] as string[], stale: [] as string[], astray: [] as JobOfDevice[] };
    let left: readonly string[] = [...byDevice.keys()];
    for (let attempt = 0; attempt < TRIES && left.length > 0; attempt++) {
      const judged = await this.judgeAll(left, byDevice);
      if (attempt === 0) collectHints(judged, byDevice, consequences);
      left = await this.store(judged, batch.at(-1)!.atMs, consequences.ended);
    }
    if (left.length > 0)
      this.logger.warn(
        { devices: left.length },
        'changes by others were in the way of reports; the next reports settle it',
      );
    return consequences;
  }

  private async judgeAll(
    deviceIds: readonly string[],
    byDevice: ReadonlyMap<string, readonly TakenReport[]>,
  ): Promise<Judged[]> {
    return (await this.jobs.openOf(deviceIds)).map((open) => {
      const reports = byDevice.get(open.job.deviceId) ?? [];
      return { open, reports, judgement: judge(open, reports, Math.random) };
    });
  }

  /** Stores what was decided; returns the devices whose change was dropped because someone else was quicker. */
  private async store(judged: readonly Judged[], nowMs: number, ended: Job[]): Promise<string[]> {
    const due = judged.filter((one) => one.judgement.steps.length > 0 && this.isDue(one, nowMs));
    const written = new Set(
      await this.jobs.save(
        due.flatMap(({ judgement }) => judgement.steps),
        nowMs,
      ),
    );
    if (written.size > 0) this.bus.recorded();
    for (const { judgement } of due) {
      const { job } = judgement.steps.at(-1)!;
      if (written.has(job.id) && judgement.ended) ended.push(job);
    }
    return due.filter(({ open }) => !written.has(open.job.id)).map(({ open }) => open.job.deviceId);
  }

  /** Numbers of blocks are shown at once, and written only now and then. */
  private isDue({ open, judgement }: Judged, nowMs: number): boolean {
    const { job } = judgement.steps.at(-1)!;
    const { id: jobId, deviceId, campaignId, stage, done, total } = job;
    if (this.bus.watched)
      this.bus.publish({
        atMs: nowMs,
        kind: 'job_progress',
        campaignId,
        jobId,
        deviceId,
        data: { stage, done, total },
      });
    if (!judgement.onlyProgress) return true;
    const due = nowMs - (this.progressAtMs.get(open.job.id) ?? 0) >= PROGRESS_MS;
    if (due) this.progressAtMs.set(open.job.id, nowMs);
    return due;
  }
}

const statusOf = ({ deviceId, report, atMs }: TakenReport): StatusUpdate[] =>
  'status' in report ? [{ deviceId, status: report.status, seenAtMs: atMs }] : [];

function groupByDevice(batch: readonly TakenReport[]): Map<string, TakenReport[]> {
  const groups = new Map<string, TakenReport[]>();
  for (const report of batch) {
    const group = groups.get(report.deviceId);
    if (group) group.push(report);
    else groups.set(report.deviceId, [report]);
  }
  return groups;
}

/** Whether a report is about the present attempt at a job; a device may leave out which attempt it means. */
const isAbout = (job: Job, { job: id, transfer }: TakenReport['report']): boolean =>
  id === job.id && (transfer ?? job.transfer) === job.transfer;

/** Whether the device has ended the attempt, be what it says of that readable or not. */
const hasEnded = (report: TakenReport['report']): report is Exclude<TakenReport['report'], { type: 'hello' | 'stage' }> =>
  report.type === 'result' || report.type === 'unreadable';

/** The job that a device works on by its last report, as long as it can be stopped. */
function jobAtWork(report: TakenReport['report']): number | undefined {
  if (hasEnded(report) || report.stage === undefined) return undefined;
  return isBeforeSwap(report.stage) ? report.job : undefined;
}

function collectHints(
  judged: readonly Judged[],
  byDevice: ReadonlyMap<string, readonly TakenReport[]>,
  hints: { unaware: string[]; stale: string[]; astray: JobOfDevice[] },
): void {
  for (const { open, reports } of judged) {
    const { job } = open;
    const old = reports.at(-1)!.atMs - (job.startedAtMs ?? 0) > OFFER_ON_ITS_WAY_MS;
    if (
      job.state === 'offered' &&
      old &&
      reports.some(({ report }) => report.type === 'hello' && !isAbout(job, report))
    )
      hints.unaware.push(job.deviceId);
  }
  const open = new Map(judged.map((one) => [one.open.job.deviceId, one.open.job.id]));
  for (const [deviceId, reports] of byDevice) {
    if (open.has(deviceId)) continue;
    if (reports.some(({ report }) => hasEnded(report))) hints.stale.push(deviceId);
    const id = jobAtWork(reports.at(-1)!.report);
    if (id !== undefined) hints.astray.push({ deviceId, id });
  }
}
