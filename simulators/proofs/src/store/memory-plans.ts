import {
  afterChoosing,
  afterSettling,
  excludedOrdinal,
  expectsWaves,
  keysOfNamed,
  namedBy,
  type Campaign,
  type Job,
  type Move,
  type Plan,
  type PlannedJob,
  type UpdateOrder,
} from '@twinbank/campaign';

import { PLACE, waveNaming } from '../simulation/plans/drawn-plan.js';
import type { MemoryCampaigns } from './memory-campaigns.js';
import { runningImage, type Tables } from './tables.js';

/** The twin of `Plans` of libs/database, for selections by id. */
export class MemoryPlans {
  private jobs = 0;

  constructor(
    private readonly tables: Tables,
    private readonly campaigns: MemoryCampaigns,
  ) {}

  /** Plans the next slice of a campaign that is starting. After the last slice the campaign runs. */
  goOn(id: number, order: UpdateOrder, { limit, nowMs }: { readonly limit: number; readonly nowMs: number }) {
    const campaign = this.campaigns.get(id);
    if (campaign.state !== 'starting') return undefined;
    const plan = campaign.plan!;
    const next =
      plan.phase === 'choosing'
        ? this.choose(campaign, plan, order, limit, nowMs)
        : this.place(campaign, plan, limit, nowMs);
    if (next) {
      const going: Campaign = { ...campaign, plan: next };
      this.tables.campaigns.set(id, going);
      return going;
    }
    const all = this.tables.jobsOf(id);
    const excluded = all.filter(({ state }) => state === 'excluded').length;
    const event = { type: 'planned', jobs: all.length - excluded, excluded } as const;
    return this.campaigns.save(campaign, this.tables.engine.stepCampaign(campaign, event, nowMs));
  }

  private choose(campaign: Campaign, plan: Plan, order: UpdateOrder, limit: number, nowMs: number): Plan {
    const { waves, spread, selection } = campaign.config;
    const rest = selection.deviceIds!.filter((id) => plan.after === undefined || id > plan.after).sort();
    const ids = rest.slice(0, limit);
    const candidates = ids
      .flatMap((id) => this.tables.devices.get(id) ?? [])
      .filter(({ product }) => product === campaign.product)
      .map((device) => ({
        deviceId: device.id,
        ...this.tables.factsOf(device, true),
        ...(device.status && { previous: runningImage(device.status) }),
        ...(device.site !== undefined && { attributes: { [PLACE]: device.site } }),
        wave: waveNaming(waves, device.id),
      }));
    const expects = plan.expected !== undefined || (plan.after === undefined && expectsWaves(campaign.config));
    const { jobs, excluded } = this.tables.engine.choose(campaign.id, candidates, { ...order, waves, spread, expects });
    for (const job of jobs) this.insert(campaign.id, job, job.place, nowMs);
    excluded.forEach((job, at) => this.insert(campaign.id, job, excludedOrdinal(plan, at), nowMs));
    return afterChoosing(plan, {
      chosen: jobs.length,
      named: namedBy(waves, jobs),
      excluded: excluded.length,
      after: rest.length > limit ? ids.at(-1) : undefined,
      expects,
    });
  }

  private place(campaign: Campaign, before: Plan, limit: number, nowMs: number): Plan | undefined {
    const plan = before.expected === 'unsettled' ? this.settle(campaign, before, limit) : before;
    if (plan.expected === 'unsettled') return plan;
    const next = this.inWave(campaign.id, undefined, 'first').slice(0, limit);
    if (next.length === 0) {
      if (plan.named !== undefined) this.nameEnded(campaign);
      return undefined;
    }
    const unplaced = next.map(({ id, ordinal }) => ({ jobId: id, key: ordinal }));
    const placed = this.tables.engine.place(plan, unplaced, campaign.config);
    for (const { jobId, wave, ordinal, exclusion } of placed.places) {
      const job = this.tables.jobs.get(jobId)!;
      if (exclusion) {
        const { reason: fault, detail } = exclusion;
        this.tables.put({ ...job, ordinal, state: 'excluded', fault, detail, endedAtMs: nowMs }, detail);
      } else this.tables.put({ ...job, wave: wave!, ordinal });
    }
    return placed.plan;
  }

  /** Moves jobs until every wave has its size, or so many have been moved. */
  private settle({ id, config: { waves } }: Campaign, plan: Plan, limit: number): Plan {
    for (let left = limit; left > 0;) {
      const sizes = [...waves.keys(), undefined].map((wave) => this.inWave(id, wave, 'first').length);
      const move = this.tables.engine.nextMove(plan.chosen, sizes, waves);
      if (move === undefined) return afterSettling(plan, waves);
      const moved = this.inWave(id, move.from, move.which).slice(0, Math.min(move.jobs, left));
      for (const { wave: _from, ...job } of moved)
        this.tables.put({ ...job, ...(move.to !== undefined && { wave: move.to }) });
      left -= Math.max(1, moved.length);
    }
    return plan;
  }

  /** Jobs of a wave whose place can change, in the campaign's order or from its end. */
  private inWave(campaignId: number, wave: number | undefined, from: Move['which']): Job[] {
    const jobs = this.tables
      .jobsOf(campaignId)
      .filter((job) => job.wave === wave && (job.state === 'waiting' || job.state === 'held'))
      .sort((a, b) => a.ordinal - b.ordinal || (a.deviceId < b.deviceId ? -1 : 1));
    return from === 'first' ? jobs : jobs.reverse();
  }

  /** Jobs of named devices that were cancelled before they were placed belong to their waves. */
  private nameEnded({ id, config }: Campaign): void {
    const keys = keysOfNamed(config.waves);
    for (const job of this.tables.jobsOf(id)) {
      if (job.wave !== undefined || job.state !== 'cancelled') continue;
      const named = keys.find(({ from, end }) => from <= job.ordinal && job.ordinal < end);
      if (named) this.tables.put({ ...job, wave: named.wave });
    }
  }

  private insert(campaignId: number, planned: PlannedJob, ordinal: number, nowMs: number): void {
    const { deviceId, previous, exclusion, sharedPlace: place, expected: wave } = planned;
    const job = {
      id: ++this.jobs,
      campaignId,
      deviceId,
      ordinal,
      attempts: 0,
      ...(previous && { previous }),
      ...(place !== undefined && { place }),
    };
    if (!exclusion) return this.tables.put({ ...job, ...(wave !== undefined && { wave }), state: 'waiting' });
    const { reason: fault, detail } = exclusion;
    this.tables.put({ ...job, state: 'excluded', fault, detail, endedAtMs: nowMs }, detail);
  }
}
