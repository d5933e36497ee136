import {
  ACTIVE_JOB_STATES,
  CAMPAIGN_TRANSITIONS,
  FINAL_JOB_STATES,
  JOB_TRANSITIONS,
  mayFollow,
  type Campaign,
  type CampaignEvent,
  type CampaignStep,
  type Job,
  type WaveCounts,
} from '@twinbank/campaign';
import type { ReportPlace } from '@twinbank/rollout';

import type { StoreWatch, Tables } from '../store/tables.js';
import { CampaignViolation, type CampaignInvariant } from './campaign-violation.js';
import { HopWatch } from './plans/hop-watch.js';
import { PlanWatch } from './plans/plan-watch.js';

/** Most difference between the clocks of servers and store, if nobody changes them. */
const CLOCKS_MS = 1000;
/** A clock that was changed is corrected within this time. Until then servers may differ by hours. */
const CLOCKS_WRONG_MS = 720_000;
/** A process that was stopped writes its earlier decisions within this time. */
const THAW_MS = 2000;
/** So many offers that windows cut short may be in vain. Those that are not end with as many as attempts: fewer. */
const MISSED_MAX = 30;
/** A count that is lost starts again from the bottom. It is accepted when it comes so much later. */
const COUNT_LOST_MS = 5000;

/** What the watch remembers of a job besides its row. */
interface Past {
  /** By the true time: when the present attempt was offered and accepted, and when the previous one ended. */
  readonly offeredMs: number;
  readonly acceptedMs?: number;
  readonly failedMs?: number | undefined;
  /** Whether the device had reported its status. */
  readonly isKnown: boolean;
}

/** The failures at the time when a campaign was resumed. */
interface Resumed {
  readonly failed: number;
}

/**
 * Checks every decision and every row against what must be true of campaigns. It applies the rules of docs/campaigns.md
 * and uses nothing of the engine except its tables of states.
 */
export class CampaignWatch implements StoreWatch {
  private readonly past = new Map<number, Past>();
  private readonly resumed = new Map<number, Resumed>();
  /** By the true time: when one clock was changed last, and when all were. */
  private clockMovedMs = Number.NEGATIVE_INFINITY;
  private allMovedMs = Number.NEGATIVE_INFINITY;
  private readonly thawedMs: number[] = [];
  private readonly steps: { readonly atMs: number; readonly stepMs: number }[] = [];

  private readonly plans: PlanWatch;
  private readonly hops: HopWatch;

  constructor(
    private readonly tables: Tables,
    private readonly trueMs: () => number,
  ) {
    const clocksAreRight = (): boolean => this.trueMs() - this.clockMovedMs > CLOCKS_WRONG_MS;
    this.plans = new PlanWatch(tables, trueMs, clocksAreRight, (writtenMs) => this.isOld(writtenMs));
    this.hops = new HopWatch(tables, trueMs, clocksAreRight);
  }

  clockMoved(): void {
    this.clockMovedMs = this.trueMs();
  }

  allClocksMoved(stepMs: number): void {
    this.allMovedMs = this.trueMs();
    this.steps.push({ atMs: this.trueMs(), stepMs });
  }

  /** A stopped process continues. What it writes now may be a decision from before the stop. */
  thawed(): void {
    this.thawedMs.push(this.trueMs());
  }

  /** A decision before it is stored: it must be right for the state that it was based on. */
  decided(before: Campaign, event: CampaignEvent, { campaign, effects }: CampaignStep): void {
    if (event.type !== 'observe') return;
    const { waves } = event;
    const all = countsOf(waves, Number.POSITIVE_INFINITY);
    let offered = all.active;
    for (const effect of effects) {
      if (effect.reason === '') fail('reasons-recorded', campaign, `${effect.type} has no reason`);
      if (effect.type !== 'offer') continue;
      offered += effect.count;
      heldOfferOf(before, campaign, effect.wave, all);
    }
    if (offered > Math.max(all.active, campaign.config.concurrency))
      fail('concurrency-kept', campaign, `${offered} devices would be at work`);
    this.heldWaves(before, campaign, waves);
    const isPaused = before.state === 'running' && campaign.pauseReason === 'error_threshold';
    if (isPaused && all.failed === this.resumed.get(before.id)?.failed)
      fail('resume-heeded', campaign, 'it pauses for failures that somebody has accepted');
  }

  /** A step is stored: its changes must follow from the state that is stored at that moment. */
  campaign(before: Campaign, step: CampaignStep, after: Campaign): void {
    this.plans.campaign(before, after);
    const records = step.effects.flatMap((effect) => (effect.type === 'record' ? [effect] : []));
    if (before.state !== after.state) {
      heldMove(before, after, records);
      this.noteResume(before, after);
    }
    if (after.currentWave !== before.currentWave && !records.some(({ kind }) => kind === 'wave_advanced'))
      fail('reasons-recorded', after, 'nobody says why its wave advanced');
    if (after.endedAtMs !== undefined) this.heldEnd(after);
  }

  job(before: Job | undefined, after: Job, reason: string | undefined): void {
    const campaign = this.tables.campaigns.get(after.campaignId)!;
    this.hops.job(campaign, before, after);
    if (before?.hopsDone !== after.hopsDone) this.noteHop(after);
    if (!before || before.state === after.state) return;
    if (!mayFollow(JOB_TRANSITIONS, before.state, after.state))
      fail('states-follow-tables', campaign, `job ${after.id}: ${before.state} became ${after.state}`);
    this.plans.job(campaign, before, after);
    if (FINAL_JOB_STATES.includes(after.state) || after.state === 'backoff')
      this.heldEndOfAttempt(campaign, before, after, reason);
    if (after.state === 'offered') this.heldOffer(campaign, after);
    if (after.state === 'running') this.past.set(after.id, { ...this.past.get(after.id)!, acceptedMs: this.trueMs() });
    if (after.state === 'backoff') this.past.set(after.id, { ...this.past.get(after.id)!, failedMs: this.trueMs() });
    if (FINAL_JOB_STATES.includes(after.state)) this.past.delete(after.id);
  }

  place(deviceId: string, before: ReportPlace | undefined, after: ReportPlace): void {
    if (!before) return;
    const isBack = after.start < before.start || (after.start === before.start && after.seq < before.seq);
    if (isBack && after.atMs - before.atMs <= COUNT_LOST_MS && this.trueMs() - this.clockMovedMs > CLOCKS_WRONG_MS)
      throw new CampaignViolation(
        'reports-in-order',
        `${deviceId}: ${after.start}/${after.seq} after ${before.start}/${before.seq}`,
      );
  }

  /** An attempt that seemed to have failed has brought its release: the next one need not wait. */
  private noteHop({ id }: Job): void {
    const past = this.past.get(id);
    if (past) this.past.set(id, { ...past, failedMs: undefined });
  }

  private heldEndOfAttempt(campaign: Campaign, before: Job, after: Job, reason: string | undefined): void {
    if (!reason) fail('reasons-recorded', campaign, `nobody says why job ${after.id} is ${after.state}`);
    this.heldTime(campaign, before, after);
    if (after.fault === 'part_mismatch' && this.past.get(after.id)?.isKnown)
      fail('excluded-left-out', campaign, `${after.deviceId} had to refuse what the server knew`);
  }

  private heldOffer(campaign: Campaign, job: Job): void {
    if (campaign.state !== 'running')
      fail('offers-only-while-running', campaign, `job ${job.id} is offered while it is ${campaign.state}`);
    if ((job.wave ?? Infinity) > campaign.currentWave)
      fail('waves-in-order', campaign, `job ${job.id} of wave ${job.wave} in wave ${campaign.currentWave}`);
    const { concurrency, retry } = campaign.config;
    const active = this.tables.jobsOf(campaign.id).filter(({ state }) => ACTIVE_JOB_STATES.includes(state)).length;
    if (active > concurrency) fail('concurrency-kept', campaign, `${active} devices are at work, not ${concurrency}`);
    heldTries(campaign, job);
    const nowMs = this.trueMs();
    const failedMs = this.past.get(job.id)?.failedMs;
    const leastMs =
      Math.min(retry.maxDelayMs, retry.firstDelayMs * retry.factor ** (job.attempts - (job.hopsDone ?? 0) - 2)) *
      (1 - retry.jitter);
    const isFair = !this.isOld(failedMs ?? 0) && nowMs - this.allMovedMs > 2 * retry.maxDelayMs + CLOCKS_MS;
    if (failedMs !== undefined && isFair && nowMs - failedMs < leastMs - CLOCKS_MS)
      fail('retries-kept', campaign, `job ${job.id} is tried again after ${nowMs - failedMs} ms, not ${leastMs}`);
    this.past.set(job.id, { offeredMs: nowMs, isKnown: this.tables.devices.get(job.deviceId)!.status !== undefined });
  }

  /** No attempt may time out before its time, whatever the clocks do. */
  private heldTime({ config, ...campaign }: Campaign, before: Job, after: Job): void {
    const past = this.past.get(after.id);
    if (past) this.heldStage(config, campaign.id, after, past);
    if (after.fault !== 'job_timeout' || !past) return;
    const { runMs } = config.timeouts;
    const offerMs = this.offeredForMs(config, before);
    if (this.isOld(before.state === 'offered' ? past.offeredMs : past.acceptedMs!)) return;
    const [sinceMs, mostMs] = before.state === 'offered' ? [past.offeredMs, offerMs] : [past.acceptedMs!, runMs];
    const tookMs = this.trueMs() - sinceMs;
    if (tookMs < mostMs - this.lostMs(sinceMs, mostMs) - CLOCKS_MS)
      throw new CampaignViolation(
        'no-early-timeout',
        `campaign ${campaign.id}, job ${after.id}: after ${tookMs} of ${mostMs} ms`,
      );
  }

  /** How long an offer stays: no longer than the window of its device, which is a time of day. */
  private offeredForMs({ timeouts }: Campaign['config'], { windowClosesAtMs, deadlineAtMs }: Job): number {
    return windowClosesAtMs !== undefined && windowClosesAtMs === deadlineAtMs ? 0 : timeouts.offerMs;
  }

  /** No stage may reach its limit before its attempt could. */
  private heldStage({ limits = {} }: Campaign['config'], campaign: number, job: Job, { acceptedMs }: Past): void {
    const limitOf: Readonly<Record<string, number | undefined>> = {
      ...{ stage_accepted: limits.acceptedMs, stage_progress: limits.progressMs },
      ...{ stage_swap: limits.swapMs, stage_confirm: limits.confirmMs },
    };
    const limitMs = limitOf[job.fault ?? ''];
    if (limitMs === undefined || acceptedMs === undefined || this.isOld(acceptedMs)) return;
    const tookMs = this.trueMs() - acceptedMs;
    if (tookMs < limitMs - this.lostMs(acceptedMs, limitMs) - CLOCKS_MS)
      throw new CampaignViolation(
        'no-early-timeout',
        `campaign ${campaign}, job ${job.id}: ${job.fault} after ${tookMs} of ${limitMs} ms`,
      );
  }

  /**
   * How much time an attempt may lose when all clocks are changed: the step, or nothing if the step alone would have
   * ended the attempt.
   */
  private lostMs(sinceMs: number, mostMs: number): number {
    return this.steps
      .filter(({ atMs, stepMs }) => atMs >= sinceMs && stepMs > 0 && mostMs - (atMs - sinceMs) > stepMs)
      .reduce((sum, { stepMs }) => sum + stepMs, 0);
  }

  /** Whether something that was written at this time may have been decided long before. */
  private isOld(writtenMs: number): boolean {
    return this.thawedMs.some((thawedMs) => Math.abs(writtenMs - thawedMs) < THAW_MS);
  }

  /** A wave is complete when enough of the jobs up to it have succeeded, or somebody has acknowledged the failures. */
  private heldWaves(before: Campaign, after: Campaign, waves: readonly WaveCounts[]): void {
    for (let wave = before.currentWave; wave < after.currentWave; wave++) {
      const { counted, succeeded, open } = countsOf(waves, wave);
      const isThrough = succeeded * 100 >= after.config.thresholds.successPercent * counted;
      if (isThrough && (counted > 0 || open === 0)) continue;
      if (before.acknowledged.wave < wave && !this.isThroughWithoutAccepted(before, waves, wave))
        fail('waves-in-order', after, `wave ${wave} is left with ${succeeded} of ${counted} done`);
    }
  }

  /** Failures that somebody has acknowledged do not count any more. */
  private isThroughWithoutAccepted(
    { acknowledged, config }: Campaign,
    waves: readonly WaveCounts[],
    wave: number,
  ): boolean {
    const { counted, succeeded } = countsOf(waves, wave);
    return succeeded * 100 >= config.thresholds.successPercent * (counted - acknowledged.failed);
  }

  private heldEnd(campaign: Campaign): void {
    const jobs = this.tables.jobsOf(campaign.id);
    const open = jobs.filter(({ state }) => !FINAL_JOB_STATES.includes(state)).length;
    if (open > 0) fail('counts-add-up', campaign, `${open} jobs are open and it is ${campaign.state}`);
    if (campaign.state === 'finished' && jobs.length !== campaign.config.selection.deviceIds!.length)
      fail('counts-add-up', campaign, `${jobs.length} jobs for ${campaign.config.selection.deviceIds!.length} devices`);
  }

  private noteResume(before: Campaign, after: Campaign): void {
    if (before.state !== 'paused' || after.state !== 'running') return;
    const jobs = this.tables.jobsOf(after.id);
    const failed = jobs.filter(({ state }) => state === 'failed' || state === 'rejected' || state === 'timed_out');
    this.resumed.set(after.id, { failed: failed.length });
  }
}

/** Sums over the waves up to this one, as docs/campaigns.md defines them. */
function countsOf(waves: readonly WaveCounts[], upTo: number) {
  const sum = { active: 0, succeeded: 0, failed: 0, ended: 0, counted: 0, open: 0 };
  for (const { wave, jobs } of waves) {
    if (wave > upTo) continue;
    const failed = jobs.failed + jobs.rejected + jobs.timed_out;
    const open = jobs.waiting + jobs.held + jobs.offered + jobs.running + jobs.backoff + jobs.soaking;
    sum.active += jobs.offered + jobs.running;
    sum.succeeded += jobs.succeeded;
    sum.failed += failed;
    sum.ended += jobs.succeeded + failed;
    sum.open += open;
    sum.counted += jobs.succeeded + failed + open;
  }
  return sum;
}

function isBraked({ config, acknowledged }: Campaign, all: ReturnType<typeof countsOf>): boolean {
  const { errorMinimum, errorPercent } = config.thresholds;
  const [failed, ended] = [all.failed - acknowledged.failed, all.ended - acknowledged.ended];
  return failed > 0 && ended >= errorMinimum && failed * 100 >= errorPercent * ended;
}

/** Neither tries nor offers in vain may be without end. */
function heldTries(campaign: Campaign, { id, attempts, missedOffers = 0, hopsDone = 0 }: Job): void {
  const { retry, windows } = campaign.config;
  const tries = attempts - missedOffers - hopsDone;
  const missedMost = windows?.download === undefined ? retry.attempts : Math.max(retry.attempts, MISSED_MAX);
  if (tries > retry.attempts || missedOffers >= missedMost)
    fail('retries-kept', campaign, `job ${id} is tried ${tries} times after ${missedOffers} offers in vain`);
}

function fail(invariant: CampaignInvariant, { id }: Pick<Campaign, 'id'>, detail: string): never {
  throw new CampaignViolation(invariant, `campaign ${id}: ${detail}`);
}

/** A decision to offer: the wave must be open, the campaign must be running, and the brake must not be reached. */
function heldOfferOf(before: Campaign, after: Campaign, wave: number, all: ReturnType<typeof countsOf>): void {
  if (after.state !== 'running') fail('offers-only-while-running', after, 'it would offer');
  if (wave > after.currentWave) fail('waves-in-order', after, `wave ${wave} is offered in wave ${after.currentWave}`);
  if (isBraked(before, all)) fail('brake-obeyed', after, `it would offer with ${all.failed} of ${all.ended} failed`);
}

type Recorded = Extract<CampaignStep['effects'][number], { type: 'record' }>;

/**
 * A campaign that changed its state: only as the table allows, with a reason, and after a pause only on somebody's
 * command.
 */
function heldMove(before: Campaign, after: Campaign, records: readonly Recorded[]): void {
  const move = `${before.state} became ${after.state}`;
  if (!mayFollow(CAMPAIGN_TRANSITIONS, before.state, after.state)) fail('states-follow-tables', after, move);
  if (records.length === 0 || records.some(({ by, reason }) => !by.name || !reason))
    fail('reasons-recorded', after, `nobody says why ${move}`);
  const isResumed = records.some(({ kind }) => kind === 'campaign_resumed');
  if (before.state === 'paused' && after.state === 'running' && !isResumed)
    fail('nothing-lost', after, 'nobody resumed it');
}
