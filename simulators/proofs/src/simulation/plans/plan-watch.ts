import type { Campaign, Job } from '@twinbank/campaign';

import type { Tables } from '../../store/tables.js';
import { CampaignViolation, type CampaignInvariant } from '../campaign-violation.js';
import { idsOf, WINDOW_MINUTES } from './drawn-plan.js';
import { promisedSizes } from './wave-sizes.js';

const MINUTE_MS = 60_000;
/** Clocks of servers and store differ by less. */
const CLOCKS_MS = 2000;
/** An approval holds for a tenth more. */
const GROWTH = 1.1;
/** Most devices that are held back, if the campaign does not say. */
const HELD_MOST = 1000;

/**
 * Checks the blocks of campaigns that say who, where and when: windows, places, soak, control group, named waves, approval. It
 * applies the rules of docs/campaigns.md and uses nothing of the engine.
 */
export class PlanWatch {
  /** By the true time: when devices began to be watched. */
  private readonly watchedMs = new Map<number, number>();

  /** Jobs that were cancelled while their campaign was planned, and had their place already. */
  private readonly lostPlaces = new Set<number>();

  /**
   * @param clocksAreRight whether no clock was moved so long ago that it may still be wrong
   * @param isOld whether something that was written at this time may have been decided long before
   */
  constructor(
    private readonly tables: Tables,
    private readonly trueMs: () => number,
    private readonly clocksAreRight: () => boolean,
    private readonly isOld: (writtenMs: number) => boolean,
  ) {}

  campaign(before: Campaign, after: Campaign): void {
    if (before.state === 'draft' && after.state !== 'draft' && after.state !== 'stopped') heldApproval(after);
    if (before.state === 'starting' && after.state === 'running') this.heldPlan(after);
  }

  job(campaign: Campaign, before: Job, after: Job): void {
    if (after.state === 'offered') {
      this.heldWindow(campaign, after);
      this.heldPlaces(campaign, after);
    }
    if (after.state === 'cancelled' && hasItsPlace(campaign, before)) this.lostPlaces.add(after.id);
    if (after.state === 'soaking') this.watchedMs.set(after.id, this.trueMs());
    if (after.state === 'succeeded') this.heldSoak(campaign, before, after);
  }

  private heldWindow({ id, config }: Campaign, job: Job): void {
    if (config.windows?.download === undefined || !this.clocksAreRight()) return;
    const intoMs = this.trueMs() % (WINDOW_MINUTES.every * MINUTE_MS);
    if (intoMs > WINDOW_MINUTES.open * MINUTE_MS + CLOCKS_MS && intoMs < WINDOW_MINUTES.every * MINUTE_MS - CLOCKS_MS)
      fail('windows-kept', id, `job ${job.id} is offered ${intoMs} ms after its window opened`);
  }

  private heldPlaces({ id, config: { spread } }: Campaign, { place }: Job): void {
    if (spread === undefined) return;
    const here = this.tables.jobsOf(id).filter((job) => job.place === place && job.state !== 'excluded');
    const most = Math.max(1, Math.floor((here.length * spread.percent) / 100 + 1e-9));
    const busy = ['offered', 'running', ...(spread.whileSoaking ? ['soaking'] : [])];
    const active = here.filter(({ state }) => busy.includes(state)).length;
    if (active > most) fail('places-kept', id, `${active} devices of ${place} are under way, and ${most} may be`);
  }

  /** A device counts when it was watched for its time, unless its campaign stops. */
  private heldSoak({ id, state, config: { soak } }: Campaign, before: Job, job: Job): void {
    const sinceMs = this.watchedMs.get(job.id);
    this.watchedMs.delete(job.id);
    if (soak === undefined || state === 'stopping' || state === 'stopped') return;
    if (before.state !== 'soaking' || sinceMs === undefined) fail('soak-kept', id, `job ${job.id} was not watched`);
    const tookMs = this.trueMs() - sinceMs;
    if (this.clocksAreRight() && !this.isOld(sinceMs) && tookMs < soak.durationMs - CLOCKS_MS)
      fail('soak-kept', id, `job ${job.id} was watched for ${tookMs} ms, not ${soak.durationMs}`);
  }

  /** Every job has its place: who is held back, and who is in which wave. */
  private heldPlan(campaign: Campaign): void {
    const { id, config, approval } = campaign;
    const jobs = this.tables.jobsOf(id);
    const planned = jobs.filter(({ state }) => state !== 'excluded').length;
    if (approval !== undefined && planned > Math.floor((approval.devices ?? 0) * GROWTH))
      fail('approved-before-start', id, `${planned} devices have a job, and ${approval.devices} were approved`);
    const heldBack = this.heldControl(campaign, jobs);
    for (const [at, { filter }] of config.waves.entries()) {
      const named = filter === undefined ? [] : idsOf(filter);
      for (const { id: job, deviceId, wave } of jobs)
        if (wave !== undefined && filter !== undefined && named.includes(deviceId) !== (wave === at))
          fail('named-waves-kept', id, `job ${job} of ${deviceId} is in wave ${wave}, and wave ${at} is ${filter}`);
    }
    this.heldSizes(campaign, jobs, heldBack);
  }

  /** Each wave has as many jobs as its share or number is, also where jobs were cancelled meanwhile. */
  private heldSizes({ id, config: { waves } }: Campaign, jobs: readonly Job[], heldBack: number): void {
    const chosen = jobs.filter(isChosen);
    const namedAt = ({ deviceId }: Job): number =>
      waves.findIndex(({ filter }) => filter !== undefined && idsOf(filter).includes(deviceId));
    const named = waves.map((_, at) => chosen.filter((job) => namedAt(job) === at).length);
    const others = chosen.filter((job) => namedAt(job) < 0);
    const left = others.filter((job) => !this.isGone(job)).length - heldBack;
    const promised = promisedSizes(waves, { chosen: chosen.length, heldBack, named, left });
    for (const [at, size] of promised.entries()) {
      const lost = chosen.filter((job) =>
        namedAt(job) === at ? job.state === 'cancelled' : job.wave === at && this.lostPlaces.has(job.id),
      ).length;
      const open = chosen.filter(({ wave, state }) => wave === at && state !== 'cancelled').length;
      if (open !== size - lost)
        fail('wave-sizes-kept', id, `wave ${at} has ${open} jobs of ${chosen.length} devices, not ${size - lost}`);
    }
    for (const job of chosen) this.lostPlaces.delete(job.id);
  }

  /** Cancelled before it had its place: others come in its stead. */
  private isGone({ id, state }: Job): boolean {
    return state === 'cancelled' && !this.lostPlaces.has(id);
  }

  /** @returns how many are held back */
  private heldControl({ id, config: { control, waves } }: Campaign, jobs: readonly Job[]): number {
    const held = jobs.filter(({ fault }) => fault === 'control_group');
    const outside = jobs.filter((job) => !isChosen(job));
    const gone = jobs.filter((job) => this.isGone(job)).length;
    const able = jobs.length - outside.length;
    const names = waves.flatMap(({ filter }) => (filter === undefined ? [] : idsOf(filter)));
    const named = jobs.filter(
      ({ deviceId }) => names.includes(deviceId) && !outside.some((job) => job.deviceId === deviceId),
    );
    const share = control
      ? Math.min(Math.ceil((able * control.percent) / 100), control.most ?? HELD_MOST, able - 1)
      : 0;
    const free = able - named.length;
    const due = Math.max(0, Math.min(share, free, able - gone - named.length));
    if (held.length !== due)
      fail('control-held-back', id, `${held.length} of ${able} devices are held back, not ${due}`);
    if (held.some(({ deviceId, state }) => state !== 'excluded' || names.includes(deviceId)))
      fail('control-held-back', id, 'a device that is held back has its turn, or is named');
    return held.length;
  }
}

/** Reasons for which devices are left out by their place in the order. */
const OF_PLACES: readonly string[] = ['control_group', 'beyond_last_wave'];

/** Whether a device got a job: only by its place can it be left out then. */
const isChosen = ({ state, fault }: Job): boolean => state !== 'excluded' || OF_PLACES.includes(fault ?? '');

/** Whether the place of a job in the waves of a campaign that is planned does not change any more. */
const hasItsPlace = ({ plan }: Campaign, { wave }: Job): boolean =>
  plan !== undefined && (plan.expected === undefined ? wave !== undefined : plan.expected === 'settled');

function heldApproval({ id, config, approval, createdBy }: Campaign): void {
  if (config.approval?.needed !== true) return;
  if (approval?.state !== 'approved') fail('approved-before-start', id, 'it begins, and nobody has approved it');
  if (approval.by.name === createdBy?.name) fail('approved-before-start', id, 'who wrote it has approved it');
}

function fail(invariant: CampaignInvariant, id: number, detail: string): never {
  throw new CampaignViolation(invariant, `campaign ${id}: ${detail}`);
}
