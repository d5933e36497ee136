import type { Rng } from '@twinbank/primitives';
import {
  FINAL_STAGES,
  PARTS,
  type BlockMessage,
  type PartName,
  type Report,
  type TicketMessage,
  type Want,
} from '@twinbank/protocol';

import { Violation } from '../cuts/violation.js';
import type { SceneKeys } from '../scene/orders.js';
import { ATTEMPTS_MAX, Campaign, type JobEnd, type OrderDue } from './campaign.js';
import { CANCEL_WITHIN_US, type FaultRates } from './fault-rates.js';
import { DeviceOrder, signRelease, type SignedRelease } from './signed-release.js';
import type { SimulatedDevice } from './simulated-device.js';

/** What the server's side and its operators do of their own accord, after a time. */
export type Deed =
  | { readonly type: 'order'; readonly device: SimulatedDevice; readonly campaign: Campaign }
  | { readonly type: 'cancel'; readonly device: SimulatedDevice; readonly job: number };

/** How the server's side acts. */
export interface ServerWorld {
  /** Lets something be done later. */
  later(inUs: number, deed: Deed): void;
  /** The retained ticket of a device has changed. */
  published(device: SimulatedDevice): void;
  note(device: SimulatedDevice, text: string): void;
}

/** What a simulation has counted on the server's side. */
export interface ServerTally {
  /** Jobs begun, or to be begun by a campaign that runs. */
  jobs: number;
  readonly ends: Record<JobEnd, number>;
  orders: number;
  campaigns: number;
}

/** What the server's side knows of a device. */
interface Standing {
  campaign: Campaign | undefined;
  order: DeviceOrder | undefined;
  retained: TicketMessage;
  sequence: number;
}

/** Bytes of images: different for each release, so that the end of an image lies everywhere in a page. */
const IMAGE_BYTES = { least: { L0: 1088, L4: 2240, G4: 2240 }, steps: 34 } as const;
const FINAL: ReadonlySet<string> = new Set(FINAL_STAGES);

/** Releases, campaigns, orders and answers; and the operators, who cancel now and then. */
export class ServerSide {
  readonly tally: ServerTally = {
    jobs: 0,
    ends: { done: 0, 'self-test-failed': 0, cancelled: 0 },
    orders: 0,
    campaigns: 0,
  };
  private readonly standings = new Map<SimulatedDevice, Standing>();
  private readonly releases = new Map<PartName, number>();
  private job = 0;

  constructor(
    private readonly plan: { readonly updates: number; readonly rates: FaultRates },
    private readonly keys: SceneKeys,
    private readonly rng: Rng,
    private readonly world: ServerWorld,
  ) {}

  /** Jobs that have ended. */
  get ended(): number {
    const { ends } = this.tally;
    return ends.done + ends['self-test-failed'] + ends.cancelled;
  }

  /** A release that nobody has yet; the first is what the factory installs. */
  async nextRelease(part: PartName): Promise<SignedRelease> {
    const n = (this.releases.get(part) ?? 0) + 1;
    this.releases.set(part, n);
    const bytes = IMAGE_BYTES.least[PARTS[part].family] + 64 * this.rng.below(IMAGE_BYTES.steps);
    return signRelease(this.keys, part, n, bytes);
  }

  /** Takes a device on. */
  enroll(device: SimulatedDevice): void {
    this.standings.set(device, { campaign: undefined, order: undefined, retained: { type: 'none' }, sequence: 0 });
  }

  /** The retained ticket of a device. */
  retainedFor(device: SimulatedDevice): TicketMessage {
    return this.standings.get(device)!.retained;
  }

  /** Begins the next campaign for a part, while there are updates to do. */
  async nextCampaign(part: PartName): Promise<void> {
    const devices = [...this.standings.keys()].filter((device) => device.part === part);
    const most = Math.min(devices.length, this.plan.updates - this.tally.jobs);
    if (most <= 0) return;
    const rng = this.rng.fork(`campaign/${this.tally.campaigns++}`);
    const campaign = new Campaign(await this.nextRelease(part), devices.slice(0, most), rng, part);
    this.tally.jobs += most;
    this.schedule(campaign.nextWave(), campaign);
  }

  /** The answer to a want. */
  answer(device: SimulatedDevice, want: Want): BlockMessage[] {
    const { order } = this.standings.get(device)!;
    if (this.rng.chance(this.plan.rates.later)) return [{ type: 'later', transfer: want.transfer, retryAfterMs: 500 }];
    return order?.answer(want) ?? [];
  }

  /** Does what was to be done later. */
  async act(deed: Deed): Promise<void> {
    if (deed.type === 'order') await this.order(deed.device, deed.campaign);
    else this.cancel(deed.device, deed.job);
  }

  /** Hears a report. */
  async hear(device: SimulatedDevice, report: Report): Promise<void> {
    const standing = this.standings.get(device)!;
    const { order, campaign } = standing;
    if (report.type === 'hello' || !order || !campaign || report.job !== order.terms.job) return;
    if (report.type === 'stage' && report.stage === 'accepted' && this.rng.chance(this.plan.rates.cancelled)) {
      this.world.later(this.rng.below(CANCEL_WITHIN_US), { type: 'cancel', device, job: report.job });
    }
    if (report.type !== 'result' || !FINAL.has(report.stage)) return;
    if (report.stage === 'rejected')
      throw new Violation('completes', `${device.id}: order rejected: ${report.fault} ${report.detail}`);
    standing.order = undefined;
    standing.retained = { type: 'none' };
    const next = campaign.ended(device, report);
    if (typeof next === 'string') await this.close(device, campaign, next);
    else this.schedule([next], campaign);
  }

  private async order(device: SimulatedDevice, campaign: Campaign): Promise<void> {
    const standing = this.standings.get(device)!;
    const { policy, mode, cipher, release } = campaign;
    const attempts = campaign.attemptsOf(device);
    if (attempts > ATTEMPTS_MAX)
      throw new Violation('completes', `${device.id}: ${ATTEMPTS_MAX} orders of ${release.version} came to nothing`);
    if (attempts === 1) device.failsTrial = this.rng.chance(this.plan.rates.selfTest);
    const terms = { device: device.id, job: ++this.job, sequence: ++standing.sequence, cipher, policy, mode };
    standing.campaign = campaign;
    standing.order = await DeviceOrder.of(this.keys, release, terms, device.root);
    standing.retained = standing.order.message;
    device.ordered = release;
    this.tally.orders++;
    this.world.note(device, `order ${terms.job} ${release.version} ${policy} ${mode} ${cipher}`);
    this.world.published(device);
  }

  private cancel(device: SimulatedDevice, job: number): void {
    const standing = this.standings.get(device)!;
    if (standing.order?.terms.job !== job) return;
    standing.retained = { type: 'cancel', job };
    this.world.note(device, `cancel ${job}`);
    this.world.published(device);
  }

  private async close(device: SimulatedDevice, campaign: Campaign, end: JobEnd): Promise<void> {
    this.tally.ends[end]++;
    if (end === 'done') device.confirm(campaign.release);
    if (!device.runs(device.running))
      throw new Violation('completes', `${device.id}: ${end}, and ${device.running.version} does not run`);
    this.schedule(campaign.nextWave(), campaign);
    if (!campaign.over) return;
    this.tally.jobs -= campaign.unbegun;
    await this.nextCampaign(device.part);
  }

  private schedule(orders: readonly OrderDue[], campaign: Campaign): void {
    for (const { device, inUs } of orders) this.world.later(inUs, { type: 'order', device, campaign });
  }
}
