import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { LRUCache } from 'lru-cache';

import { BLOCKS_STORED_MS, type Job } from '@twinbank/campaign';
import { Jobs } from '@twinbank/database';
import { EventBus, LOGGER } from '@twinbank/ports';
import {
  asMoved,
  hintsOf,
  judge,
  sameClock,
  type Consequences,
  type Hints,
  type JudgedJob,
  type ReportPlace,
  type SiftedReports,
  type Taken,
} from '@twinbank/rollout';

import { ReportFollowUp } from '../rollout/report-follow-up.js';
import { ReportSifter } from './report-sifter.js';

interface Judged extends JudgedJob {
  readonly place?: ReportPlace | undefined;
}

/**
 * How often changes that conflict with those of another server, or were judged by a clock that was moved meanwhile, are judged again before they are left to the
 * device's next report.
 */
const TRIES = 3;
const PROGRESS_JOBS = 50_000;
/**
 * Writes a batch of reports: the reported status of devices, and what it means for their jobs, in a few statements.
 */
@Injectable()
export class ReportWriter {
  private readonly progressAtMs = new LRUCache<number, number>({ max: PROGRESS_JOBS });

  constructor(
    private readonly sifter: ReportSifter,
    private readonly jobs: Jobs,
    private readonly followUp: ReportFollowUp,
    private readonly bus: EventBus,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Writes a batch. The consequences are done when the promise resolves, or shortly after. Safe to repeat. */
  async write(batch: readonly Taken[]): Promise<void> {
    this.followUp.follow(await this.judgeAndStore(batch));
  }

  private async judgeAndStore(batch: readonly Taken[]): Promise<Consequences> {
    let { movedMs } = this.sifter;
    let byDevice = groupByDevice(batch, movedMs);
    let sifted = await this.sifter.sift(byDevice);
    const over = { ended: [] as Job[], settled: [] as Job[] };
    let hints: Hints = { unaware: [], stale: [], onEndedJobs: [] };
    let left: readonly string[] = [...byDevice.keys()];
    for (let attempt = 0; attempt < TRIES && left.length > 0; attempt++) {
      // The conflict may come from a newer report that another server accepted from the same device.
      if (attempt > 0) {
        byDevice = groupByDevice(batch, (movedMs = this.sifter.movedMs));
        sifted = await this.sifter.sift(new Map(left.map((id) => [id, byDevice.get(id)!])));
      }
      const judged = await this.judgeAll(left, sifted);
      if (attempt === 0) hints = hintsOf(judged, sifted);
      left = await this.store(judged, { nowMs: asMoved(batch.at(-1)!, movedMs).atMs, movedMs }, over);
    }
    if (left.length > 0)
      this.logger.warn(
        { devices: left.length },
        'changes by others were in the way of reports; the next reports settle it',
      );
    return { ...over, ...hints };
  }

  private async judgeAll(deviceIds: readonly string[], sifted: ReadonlyMap<string, SiftedReports>): Promise<Judged[]> {
    return (await this.jobs.openOf(deviceIds)).map((open) => {
      const { news, late, place, health } = sifted.get(open.job.deviceId) ?? NOTHING;
      return { open, reports: news, place, judgement: judge(open, [...late, ...news], Math.random, health) };
    });
  }

  /**
   * Stores what was decided; returns the devices whose change was dropped because another server was quicker, or the clock was moved:
   * a deadline that was counted from the time before would end early.
   */
  private async store(
    judged: readonly Judged[],
    { nowMs, movedMs }: { readonly nowMs: number; readonly movedMs: number },
    over: { readonly ended: Job[]; readonly settled: Job[] },
  ): Promise<string[]> {
    const due = judged.filter((one) => one.judgement.steps.length > 0 && this.isDue(one, nowMs));
    if (!sameClock(movedMs, this.sifter.movedMs)) return due.map(({ open }) => open.job.deviceId);
    const written = new Set(
      await this.jobs.save(
        due.flatMap(({ judgement, place }) => judgement.steps.map((step) => ({ ...step, place }))),
        nowMs,
      ),
    );
    if (written.size > 0) this.bus.recorded();
    for (const { open, judgement } of due) {
      const { job } = judgement.steps.at(-1)!;
      if (!written.has(job.id)) continue;
      if (judgement.ended) over.ended.push(job);
      else if (open.job.state === 'soaking') over.settled.push(job);
    }
    return due.filter(({ open }) => !written.has(open.job.id)).map(({ open }) => open.job.deviceId);
  }

  /** Whether to write now: a mere change of the number of blocks is shown at once, but written only now and then. */
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
    const due = nowMs - (this.progressAtMs.get(open.job.id) ?? 0) >= BLOCKS_STORED_MS;
    if (due) this.progressAtMs.set(open.job.id, nowMs);
    return due;
  }
}

const NOTHING: SiftedReports = { news: [], late: [], outdated: 0 };

/** The reports of each device, by the clock as it has been moved until now. */
function groupByDevice(batch: readonly Taken[], movedMs: number): Map<string, Taken[]> {
  const groups = new Map<string, Taken[]>();
  for (const taken of batch) {
    const report = asMoved(taken, movedMs);
    const group = groups.get(report.deviceId);
    if (group) group.push(report);
    else groups.set(report.deviceId, [report]);
  }
  return groups;
}
