import {
  ACTIVE_JOB_STATES,
  isDue,
  NOTIFIED_JOB_STATES,
  orderJob,
  postponableTurn,
  STATES_TO_CANCEL,
  ticketsLeft,
  type Campaign,
  type DeviceFacts,
  type EndBehaviour,
  type Exclusion,
  type Hold,
  type Job,
  type JobMoment,
  type JobOrder,
  type JobState,
  type JobStep,
  type OfferTurn,
  type OpenJob,
  type Paced,
} from '@twinbank/campaign';
import { STAGES, type Stage } from '@twinbank/protocol';
import type { Offer, ReportPlace } from '@twinbank/rollout';

import { calledJobs, placeCountsOf } from './memory-places.js';
import type { Tables } from './tables.js';

const SETTLED = 0.5;
/** What the rate of a campaign depends on. */
const pacedBy = ({ config: { rate }, pace }: Campaign, jobs: readonly Job[]): Paced => ({
  rate,
  pace,
  reached: {
    notified: jobs.filter(({ state }) => NOTIFIED_JOB_STATES.includes(state)).length,
    succeeded: jobs.filter(({ state }) => state === 'succeeded').length,
  },
});
const rank = (stage: Stage | undefined): number => (stage === undefined ? -1 : STAGES.indexOf(stage));

/** Which jobs to hand out; like `ClaimRequest` of libs/database. */
export interface ClaimWish {
  readonly campaignId: number;
  readonly wave: number;
  readonly count: number;
  readonly nowMs: number;
  readonly exclusionOf: (device: DeviceFacts) => Exclusion | undefined;
  readonly hopOf?: (device: DeviceFacts) => number | undefined;
}

/** The twin of `Jobs` of libs/database: the same rules over rows in memory. */
export class MemoryJobs {
  private transfer = 0;

  constructor(private readonly tables: Tables) {}

  claimOffers(wish: ClaimWish): { offers: Offer[]; excluded: number; held: number } {
    const { campaignId, wave, count, nowMs, exclusionOf, hopOf } = wish;
    const { tables } = this;
    const { engine } = tables;
    const campaign = tables.campaigns.get(campaignId);
    if (campaign?.state !== 'running') return { offers: [], excluded: 0, held: 0 };
    const jobs = tables.jobsOf(campaignId);
    const active = jobs.filter(({ state }) => ACTIVE_JOB_STATES.includes(state)).length;
    const { left, after } = ticketsLeft(pacedBy(campaign, jobs), tables.soberMs(nowMs));
    const room = Math.min(left, engine.roomFor(count, campaign.config.concurrency, active));
    const picked = jobs
      .filter((job) => job.wave === wave && isDue(job, tables.soberMs(nowMs)))
      .sort((a, b) => engine.byTurn(a, b));
    const at = { nowMs, random: SETTLED };
    // The devices of the twin have no time zone.
    const turn = engine.turnsAt(campaign.config.windows, tables.soberMs(nowMs))(undefined);
    if (!turn.may) {
      if (room > 0) this.hold(picked, { reason: 'window', untilMs: turn.untilMs }, at);
      return { offers: [], excluded: 0, held: room === 0 ? 0 : picked.length };
    }
    // Before places are asked: a device that would refuse the release needs no room at its place.
    const { spread, postpone } = campaign.config;
    const judged = spread && room > 0 ? picked : picked.slice(0, room);
    const fit = judged.filter((job) => !this.exclude(job, exclusionOf, at));
    const { begin, full } = engine.seated(spread, placeCountsOf(tables.jobsOf(campaignId)), fit, room);
    this.hold(full, { reason: 'place' }, at);
    const offers = begin.map((job) => {
      const earlierMs = job.swapTimes?.postponableUntil;
      const hop = hopOf?.(tables.factsOf(tables.devices.get(job.deviceId)!, false));
      return this.offer(job, nowMs, postponableTurn(turn, postpone, { offeredAtMs: nowMs, earlierMs }), hop);
    });
    const pace = after(offers.length);
    if (pace) tables.campaigns.set(campaignId, { ...campaign, pace });
    return { offers, excluded: judged.length - fit.length, held: full.length };
  }

  /** Calls jobs that wait for their place, where there is room again. */
  callPlaces(campaignId: number, nowMs: number): void {
    const { tables } = this;
    const { spread } = tables.campaigns.get(campaignId)!.config;
    for (const job of spread === undefined ? [] : calledJobs(spread, tables.jobsOf(campaignId)))
      tables.put({ ...job, nextAttemptAtMs: tables.soberMs(nowMs) });
  }

  /** Jobs whose soak is over by the caller's clock and the store's own. */
  soaksOver(nowMs: number, limit: number): OpenJob[] {
    const latestMs = this.tables.soberMs(nowMs);
    return this.openJobs()
      .filter(({ state, deadlineAtMs }) => state === 'soaking' && deadlineAtMs! <= latestMs)
      .slice(0, limit)
      .map((job) => this.judged(job));
  }

  /** A campaign stops: devices that are watched have the release. */
  cutSoaks(campaignId: number, nowMs: number): void {
    const at = { nowMs, random: SETTLED };
    for (const job of this.tables.jobsOf(campaignId).filter(({ state }) => state === 'soaking')) {
      const step = this.tables.engine.stepJob(job, { type: 'cancel' }, this.tables.rulesOf(job), at);
      if (step) this.tables.put(step.job, step.reason);
    }
  }

  private hold(jobs: readonly Job[], hold: Hold, at: JobMoment): void {
    for (const job of jobs)
      this.tables.put(this.tables.engine.stepJob(job, { type: 'hold', hold }, this.tables.rulesOf(job), at)!.job);
  }

  /** Ends the job of a device that would refuse the release; whether it did. */
  private exclude(job: Job, exclusionOf: ClaimWish['exclusionOf'], at: JobMoment): boolean {
    const { tables } = this;
    const exclusion = exclusionOf(tables.factsOf(tables.devices.get(job.deviceId)!, false));
    const step = exclusion && tables.engine.stepJob(job, { type: 'exclude', exclusion }, tables.rulesOf(job), at);
    if (step) tables.put(step.job, step.reason);
    return step !== undefined;
  }

  openOffers(state?: 'offered'): Offer[] {
    return this.openJobs()
      .filter((job) => job.state === 'offered' || (state === undefined && job.state === 'running'))
      .map((job) => this.offerOf(job));
  }

  openOffersOf(deviceIds: readonly string[]): Offer[] {
    return this.openOf(deviceIds)
      .filter(({ job }) => ACTIVE_JOB_STATES.includes(job.state))
      .map(({ job }) => this.offerOf(job));
  }

  statesOf(ids: readonly number[]): Map<number, JobState> {
    return new Map(
      ids.flatMap((id) => {
        const job = this.tables.jobs.get(id);
        return job ? [[id, job.state] as const] : [];
      }),
    );
  }

  openOf(deviceIds: readonly string[]): OpenJob[] {
    return deviceIds
      .flatMap((id) => this.tables.openJobOf(id) ?? [])
      .filter(({ state, attempts }) => state !== 'waiting' && attempts > 0)
      .map((job) => this.judged(job));
  }

  /** Overdue by both the caller's clock and the store's own, so that one wrong clock alone ends no attempt. */
  overdue(nowMs: number, limit: number): OpenJob[] {
    const latestMs = this.tables.soberMs(nowMs);
    return this.openJobs()
      .filter((job) => ACTIVE_JOB_STATES.includes(job.state) && job.deadlineAtMs! <= latestMs)
      .sort((a, b) => a.deadlineAtMs! - b.deadlineAtMs!)
      .slice(0, limit)
      .map((job) => this.judged(job));
  }

  heedClockStep({ beforeMs, nowMs }: { readonly beforeMs: number; readonly nowMs: number }): number {
    const at = { nowMs, random: SETTLED };
    const moved = this.openJobs().flatMap(
      (job) => this.tables.engine.stepJob(job, { type: 'clock-stepped', beforeMs }, this.tables.rulesOf(job), at) ?? [],
    );
    for (const { job } of moved) this.tables.put(job);
    return moved.length;
  }

  runningOf(campaignId: number): OpenJob[] {
    return this.tables
      .jobsOf(campaignId)
      .filter(({ state }) => state === 'running')
      .map((job) => this.judged(job));
  }

  /**
   * Stores decided changes. Drops a change if the job has changed since it was seen. Returns the ids of the written
   * jobs.
   */
  save(steps: readonly (JobStep & { readonly place?: ReportPlace | undefined })[]): number[] {
    const merged = new Map<number, (typeof steps)[number]>();
    for (const step of steps) {
      const first = merged.get(step.job.id);
      merged.set(step.job.id, first ? { ...first, job: step.job, reason: step.reason, place: step.place } : step);
    }
    const written = [...merged.values()].filter((step) => this.isAsSeen(step));
    for (const { job, from, reason } of written) {
      const before = this.tables.jobs.get(job.id)!;
      const recorded = before.state !== job.state && job.state !== 'running' && before.state === from;
      const kept = { ...(before.swap && { swap: before.swap }), ...(before.timings && { timings: before.timings }) };
      this.tables.put({ ...kept, ...job }, recorded ? reason : undefined);
    }
    return written.map(({ job }) => job.id);
  }

  cancelIdle(
    campaignId: number,
    {
      nowMs,
      limit,
      reach = 'cancel',
    }: { readonly nowMs: number; readonly limit: number; readonly reach?: EndBehaviour },
  ) {
    const at = { nowMs, random: SETTLED };
    const steps = this.tables
      .jobsOf(campaignId)
      .filter(({ state }) => STATES_TO_CANCEL[reach].includes(state))
      .flatMap((job) => this.tables.engine.stepJob(job, { type: 'cancel' }, this.tables.rulesOf(job), at) ?? [])
      .slice(0, limit);
    const withdrawn = steps
      .filter(({ from }) => from === 'offered')
      .map(({ job }) => ({ deviceId: job.deviceId, transfer: job.transfer! }));
    for (const { job, reason } of steps) this.tables.put(job, reason);
    return { withdrawn, more: steps.length === limit };
  }

  /** @throws Fault `job_transition` */
  order(id: number, order: JobOrder, nowMs: number): void {
    const job = this.tables.jobs.get(id)!;
    const isPlanned = this.tables.campaigns.get(job.campaignId)!.plan !== undefined;
    const { step } = orderJob(job, order, { nowMs, isPlanned });
    if (step) this.tables.put(step.job, step.reason);
  }

  find(id: number): Job | undefined {
    return this.tables.jobs.get(id);
  }

  /** The job of a transfer, and whether the transfer is the present attempt of an open job. */
  findTransfer(
    transfer: number,
  ): { readonly job: Job; readonly open: boolean; readonly releaseId: number } | undefined {
    const attempt = this.tables.attempts.get(transfer);
    const job = attempt && this.tables.jobs.get(attempt.jobId);
    if (job === undefined) return undefined;
    const { campaignId, state } = job;
    const open = ACTIVE_JOB_STATES.includes(state) && job.transfer === transfer;
    return { job, open, releaseId: this.tables.releaseIdOf({ campaignId, transfer }) };
  }

  private isAsSeen({
    from,
    attempts,
    deadlineSeenMs,
    job,
    place,
  }: JobStep & { readonly place?: ReportPlace | undefined }): boolean {
    const now = this.tables.jobs.get(job.id);
    if (!now || now.state !== from || now.attempts !== attempts) return false;
    if (deadlineSeenMs !== undefined && now.deadlineAtMs !== deadlineSeenMs) return false;
    if (job.state === now.state && rank(job.stage) < rank(now.stage)) return false;
    const last = this.tables.devices.get(now.deviceId)!.place;
    return place === undefined || (last?.start === place.start && last.seq === place.seq);
  }

  private openJobs(): Job[] {
    return [...this.tables.open].map((id) => this.tables.jobs.get(id)!);
  }

  private judged(job: Job): OpenJob {
    return { job, rules: this.tables.rulesOf(job) };
  }

  private offer(job: Job, nowMs: number, turn: OfferTurn, hop: number | undefined): Offer {
    const { tables } = this;
    const transfer = ++this.transfer;
    const at = { nowMs, random: SETTLED };
    const step = tables.engine.stepJob(job, { type: 'offer', transfer, turn }, tables.rulesOf(job), at)!;
    tables.attempts.set(transfer, { jobId: job.id, atMs: nowMs, ...(hop !== undefined && { releaseId: hop }) });
    const device = tables.devices.get(job.deviceId)!;
    tables.devices.set(device.id, { ...device, sequence: device.sequence + 1 });
    tables.put(step.job, step.reason);
    return this.offerOf(step.job);
  }

  private offerOf({ id: jobId, transfer, deviceId, campaignId, deadlineAtMs, swapTimes = {} }: Job): Offer {
    const { keyEpoch, sequence } = this.tables.devices.get(deviceId)!;
    const releaseId = this.tables.releaseIdOf({ campaignId, transfer: transfer! });
    const offeredAtMs = this.tables.attempts.get(transfer!)!.atMs;
    return {
      ...{
        jobId,
        transfer: transfer!,
        deviceId,
        keyEpoch,
        keyGeneration: 0,
        sequence,
        campaignId,
        releaseId,
        offeredAtMs,
      },
      deadlineAtMs: deadlineAtMs!,
      swapTimes,
    };
  }
}
