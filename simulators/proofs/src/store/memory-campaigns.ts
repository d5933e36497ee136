import type { Actor } from '@twinbank/access';
import {
  isDue,
  isOnward,
  NO_WAVE,
  NOTHING_ACKNOWLEDGED,
  OPEN_JOB_STATES,
  STATES_UNDER_WAY,
  wavesOf,
  type Campaign,
  type CampaignConfig,
  type CampaignStep,
  type Counts,
  type JobCell,
  type WaveCounts,
} from '@twinbank/campaign';
import { faultOf } from '@twinbank/protocol';

import type { Tables } from './tables.js';

/** The twin of `Campaigns` of libs/database. */
export class MemoryCampaigns {
  constructor(private readonly tables: Tables) {}

  create(
    draft: {
      readonly name: string;
      readonly product: string;
      readonly releaseId: number;
      readonly config: CampaignConfig;
      readonly createdBy?: Actor;
    },
    nowMs: number,
  ): Campaign {
    const campaign: Campaign = {
      ...draft,
      id: this.tables.campaigns.size + 1,
      state: 'draft',
      currentWave: 0,
      acknowledged: NOTHING_ACKNOWLEDGED,
      version: 1,
      createdAtMs: nowMs,
    };
    this.tables.campaigns.set(campaign.id, campaign);
    return campaign;
  }

  /** @throws Fault `campaign_unknown` */
  get(id: number): Campaign {
    const campaign = this.tables.campaigns.get(id);
    if (!campaign) throw faultOf('campaign_unknown', `no campaign has the id ${id}`);
    return campaign;
  }

  underWay(): Campaign[] {
    return [...this.tables.campaigns.values()].filter(({ state }) => STATES_UNDER_WAY.includes(state));
  }

  start(id: number, _nowMs: number, decide: (campaign: Campaign) => CampaignStep): Campaign {
    const campaign = this.get(id);
    const step = decide(campaign);
    return step.campaign === campaign ? campaign : this.store(campaign, step);
  }

  /** @throws Fault `conflict` if the stored version is not that of `before` */
  save(before: Campaign, step: CampaignStep): Campaign {
    return step.campaign === before ? before : this.store(before, step);
  }

  hasOpenJobs({ id }: Pick<Campaign, 'id'>): boolean {
    return this.tables.jobsOf(id).some(({ state }) => OPEN_JOB_STATES.includes(state));
  }

  counts(campaignId: number, nowMs: number): readonly WaveCounts[] {
    return this.counted(campaignId, nowMs).waves;
  }

  counted(campaignId: number, nowMs: number): Counts {
    const cells = new Map<string, JobCell>();
    const [over, onward] = [new Map<number, number>(), new Map<number, number>()];
    for (const job of this.tables.jobsOf(campaignId)) {
      const wave = job.wave ?? NO_WAVE;
      const fault = job.endedAtMs === undefined ? undefined : job.fault;
      const key = `${wave} ${job.state} ${fault}`;
      const so = cells.get(key) ?? { wave, state: job.state, slices: [], jobs: 0, ...(fault && { fault }) };
      cells.set(key, { ...so, jobs: so.jobs + 1 });
      if (job.state === 'waiting' || !isDue(job, this.tables.soberMs(nowMs))) continue;
      over.set(wave, (over.get(wave) ?? 0) + 1);
      if (isOnward(job)) onward.set(wave, (onward.get(wave) ?? 0) + 1);
    }
    const counted = [...cells.values()];
    return { waves: wavesOf(counted, over, onward), cells: counted };
  }

  private store(before: Campaign, step: CampaignStep): Campaign {
    const now = this.tables.campaigns.get(before.id)!;
    if (now.version !== before.version) throw faultOf('conflict', `campaign ${before.id} was changed in the meantime`);
    // The plan changes meanwhile without a new version, so it is written only if the step changed it; the pace is written with tickets only.
    const { plan: _read, pace: _left, ...rest } = step.campaign;
    const plan = step.campaign.plan === before.plan ? now.plan : step.campaign.plan;
    const { pace } = now;
    const after: Campaign = { ...rest, ...(plan && { plan }), ...(pace && { pace }), version: before.version + 1 };
    this.tables.campaigns.set(after.id, after);
    this.tables.watch.campaign(now, step, after);
    return after;
  }
}
