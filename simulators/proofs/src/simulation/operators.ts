import type { Actor } from '@twinbank/access';
import { type Campaign, type CampaignEvent } from '@twinbank/campaign';
import { isFault, type Rng } from '@twinbank/primitives';
import type { PartName } from '@twinbank/parts';

import { PRODUCT } from '../scene/sample-image.js';
import type { Engine } from '../store/engine.js';
import type { MemoryStore } from '../store/memory-store.js';
import { drawnConfig } from './plans/campaign-plan.js';
import { CampaignViolation } from './campaign-violation.js';
import type { FaultRates } from './fault-rates.js';
import type { SignedRelease } from './signed-release.js';

const SECOND_US = 1_000_000;
/** How often an operator looks at a campaign. */
const LOOK_US = 10 * SECOND_US;
/** After so many resumed pauses the operator gives up. */
const RESUMES_MAX = 4;
/** A campaign that is not over after this virtual time will never be. */
const CAMPAIGN_MAX_US = 12 * 3600 * SECOND_US;
const TRIES = 20;
/** From reading a campaign to storing the result of the command. */
const COMMAND_US = 50_000;
/** About as long as a slice of planning takes. */
const SLICE_US = 3000;
/** Share of devices that fail the self-test of a bad image. */
const BAD = 0.7;

/** The environment of the operators. */
export interface OperatorsWorld {
  readonly store: MemoryStore;
  readonly engine: Engine;
  later(inUs: number, run: () => Promise<void> | void): void;
  nextRelease(part: PartName, upgradesFrom?: string): Promise<{ readonly id: number; readonly release: SignedRelease }>;
  loseImage(releaseId: number, forUs: number): void;
  nowMs(): number;
  nowUs(): number;
  note(text: string): void;
}

/** How campaigns were handled. */
export interface OperatorTally {
  campaigns: number;
  jobs: number;
  excluded: number;
  pauses: number;
  resumes: number;
  stops: number;
  finished: number;
  stopped: number;
  /** Commands that were decided again, because a server had changed the campaign meanwhile. */
  conflicts: number;
  /** Jobs that were cancelled while their campaign was planned. */
  orders: number;
}

interface Kept {
  readonly id: number;
  readonly part: PartName;
  readonly sinceUs: number;
  readonly rng: Rng;
  resumes: number;
}

/** The operators: for each part one campaign after the other, some of them paused, resumed or stopped. */
export class Operators {
  readonly tally: OperatorTally = {
    ...{ campaigns: 0, jobs: 0, excluded: 0, pauses: 0, resumes: 0, stops: 0, finished: 0, stopped: 0, conflicts: 0 },
    orders: 0,
  };
  /** Share of devices that fail the self-test, for each release. */
  readonly failing = new Map<SignedRelease, number>();
  private readonly under = new Set<PartName>();

  constructor(
    private readonly plan: { readonly updates: number; readonly rates: FaultRates },
    private readonly rng: Rng,
    private readonly world: OperatorsWorld,
  ) {}

  /** Whether every campaign is over and no more will come. */
  get areDone(): boolean {
    return this.under.size === 0;
  }

  /** Begins the next campaign for a part, as long as updates are left to do. */
  async nextCampaign(part: PartName): Promise<void> {
    const { world, plan } = this;
    this.under.delete(part);
    const own = [...world.store.tables.devices.keys()].filter((id) => id.startsWith(idPrefix(part)));
    const most = Math.min(own.length, plan.updates - this.tally.jobs);
    if (most <= 0) return;
    this.under.add(part);
    const rng = this.rng.fork(`campaign/${this.tally.campaigns++}`);
    const hops = await this.stones(part, rng.fork('hops'));
    const { id: releaseId, release } = await world.nextRelease(part, hops.upgradesFrom);
    this.failing.set(release, rng.chance(plan.rates.bad) ? BAD : plan.rates.selfTest);
    // The selection also contains a device of another part: the campaign must leave it out.
    const others = [...world.store.tables.devices.keys()].filter((id) => !id.startsWith(idPrefix(part)));
    const selected = [...own.slice(0, most), others[rng.below(others.length)]!];
    const config = {
      ...drawnConfig(rng, part, selected),
      ...(hops.upgradesFrom !== undefined && { hops: 'path' as const }),
    };
    const draft = { name: `${part} ${release.version}`, product: PRODUCT, releaseId, config, createdBy: AUTHOR };
    const { id } = world.store.campaigns.create(draft, world.nowMs());
    this.tally.jobs += most;
    const kept: Kept = { id, part, sinceUs: world.nowUs(), rng, resumes: 0 };
    this.command(id, 'start');
    if (config.approval?.needed) this.haveApproved(id);
    this.foresee(kept, releaseId);
    world.later(LOOK_US, () => this.look(kept));
  }

  /** For some campaigns, one or two releases in between that nobody brought to any device: the last replaces none that is older than it, and so on. */
  private async stones(part: PartName, rng: Rng): Promise<{ readonly upgradesFrom?: string }> {
    const { world, plan } = this;
    if (!rng.chance(plan.rates.hops)) return {};
    let upgradesFrom: string | undefined;
    for (let left = 1 + rng.below(2); left > 0; left--) {
      const { release } = await world.nextRelease(part, upgradesFrom);
      this.failing.set(release, plan.rates.selfTest);
      upgradesFrom = release.version;
    }
    return { upgradesFrom: upgradesFrom! };
  }

  /** The start was refused: somebody else approves the campaign after a while, and it is started again. */
  private haveApproved(id: number): void {
    this.world.later(SECOND_US + this.rng.below(20 * SECOND_US), () =>
      this.command(id, 'approve', () => this.command(id, 'start')),
    );
  }

  /** Some campaigns get orders while they are planned, between two slices. */
  meddle(id: number): void {
    const { rng, world } = this;
    if (!rng.chance(this.plan.rates.meddled)) return;
    world.later(rng.below(SLICE_US), () => {
      if (world.store.campaigns.get(id).state !== 'starting') return;
      const what = rng.below(10);
      if (what === 0) this.command(id, 'stop', () => void this.tally.stops++);
      else if (what === 1) this.command(id, 'pause', () => void this.tally.pauses++);
      else this.cancelSome(id, 1 + rng.below(3));
    });
  }

  /** Cancels jobs, often those of the first devices in the order: they are the canaries. */
  private cancelSome(id: number, count: number): void {
    const { rng, world } = this;
    const open = world.store.tables
      .jobsOf(id)
      .filter(({ state }) => state === 'waiting')
      .sort((a, b) => a.ordinal - b.ordinal);
    for (let left = Math.min(count, open.length - 1); left > 0; left--) {
      const [job] = open.splice(rng.chance(0.5) ? 0 : rng.below(open.length), 1);
      world.note(`cancel job ${job!.id}`);
      world.store.jobs.order(job!.id, 'cancel', world.nowMs());
      this.tally.orders++;
    }
  }

  private foresee({ id, rng }: Kept, releaseId: number): void {
    const { rates } = this.plan;
    const soon = (): number => rng.below(40 * SECOND_US);
    if (rng.chance(rates.stopped)) {
      this.world.later(soon(), () => {
        this.command(id, 'stop', () => void this.tally.stops++);
      });
    }
    if (rng.chance(rates.paused)) {
      this.world.later(soon(), () => {
        this.command(id, 'pause', () => void this.tally.pauses++);
      });
    }
    if (rng.chance(rates.imageLost))
      this.world.later(soon(), () => this.world.loseImage(releaseId, (5 + rng.below(60)) * SECOND_US));
  }

  /** Looks at a campaign: it is over, is paused, or continues. */
  private async look(kept: Kept): Promise<void> {
    const { world, tally } = this;
    const campaign = world.store.campaigns.get(kept.id);
    if (campaign.endedAtMs !== undefined) {
      tally[campaign.state === 'finished' ? 'finished' : 'stopped']++;
      return this.over(kept, campaign);
    }
    if (world.nowUs() - kept.sinceUs > CAMPAIGN_MAX_US)
      throw new CampaignViolation('campaigns-end', `campaign ${kept.id} is still ${campaign.state} after twelve hours`);
    if (campaign.state === 'paused') this.decide(kept);
    world.later(LOOK_US, () => this.look(kept));
  }

  private decide(kept: Kept): void {
    if (kept.resumes < RESUMES_MAX && kept.rng.chance(0.7)) {
      kept.resumes++;
      this.command(kept.id, 'resume', () => void this.tally.resumes++);
    } else if (kept.resumes >= RESUMES_MAX || kept.rng.chance(0.3)) {
      this.command(kept.id, 'stop', () => void this.tally.stops++);
    }
  }

  /** Jobs of devices that were left out do not count as updates. */
  private async over({ id, part }: Kept, campaign: Campaign): Promise<void> {
    const jobs = this.world.store.tables.jobsOf(id);
    const excluded = jobs.filter(({ state }) => state === 'excluded').length;
    this.tally.excluded += excluded;
    this.tally.jobs -= campaign.config.selection.deviceIds!.length - 1 - (jobs.length - excluded);
    await this.nextCampaign(part);
  }

  /**
   * Like the operator face: the campaign room decides, and decides again if a server was faster. Calls `done` if
   * something changed.
   */
  private command(id: number, type: Command, done: () => void = () => undefined): void {
    this.world.note(`${type} campaign ${id}`);
    this.attempt(id, type, done, 1);
  }

  private eventOf({ id, config }: Campaign, type: Command, by: Actor): CampaignEvent {
    const devices = config.selection.deviceIds!.length;
    if (type === 'resume') return { type, by, ...this.world.store.campaigns.counted(id, this.world.nowMs()) };
    return type === 'start' || type === 'approve' ? { type, by, devices } : { type, by };
  }

  private attempt(id: number, type: Command, done: () => void, number: number): void {
    const { world } = this;
    const { store } = world;
    const nowMs = world.nowMs();
    const before = store.campaigns.get(id);
    const event = this.eventOf(before, type, {
      ...(type === 'approve' ? APPROVER : AUTHOR),
      requestId: `${id}/${number}`,
    });
    const write = (): void => {
      try {
        const step = world.engine.stepCampaign(before, event, nowMs);
        if (type === 'start') store.campaigns.start(id, nowMs, () => step);
        else store.campaigns.save(before, step);
        if (step.campaign !== before) done();
      } catch (error) {
        if (isFault(error, 'campaign_transition') || isFault(error, 'approval_needed')) return;
        if (!isFault(error, 'conflict') || number === TRIES) throw error;
        this.tally.conflicts++;
        this.attempt(id, type, done, number + 1);
      }
    };
    world.later(this.rng.below(COMMAND_US), write);
  }
}

type Command = 'start' | 'approve' | 'pause' | 'resume' | 'stop';

/** Who writes campaigns, and who approves them. */
const AUTHOR = { kind: 'operator', name: 'night shift', address: '127.0.0.1', requestId: 'draft' } as const;
const APPROVER = { ...AUTHOR, name: 'shift leader' };

/** The prefix of the ids of a part's devices. */
export const idPrefix = (part: PartName): string => `${part.slice(5).toLowerCase()}-`;
