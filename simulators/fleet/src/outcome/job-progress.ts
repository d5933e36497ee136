import type { FaultCode, Report } from '@twinbank/protocol';
import { FINAL_STAGES } from '@twinbank/protocol';

import type { DeviceOutcome, Reached, SwapSight } from '../device/device-outcome.js';
import type { ChipsRun } from '../chips/chip-sight.js';
import type { KnownImage } from '../device/bank-sight.js';
import type { Provisioned } from '../device/factory.js';
import type { FaultsMet } from '../line/fault-rates.js';
import type { Mishaps } from '../device/mishaps.js';
import type { OrderRecord } from '../device/order-record.js';
import type { DeviceSight } from '../device/simulated-device.js';
import { IMAGES_MAX, type ProgressRecord } from '../state/progress-record.js';
import type { Surroundings } from '../run/surroundings.js';
import { verdictOn } from './verdict.js';

/** What a device was ordered to do and how far it reports to be; used for counting, and to judge it at the end. */
export class JobProgress {
  private stage: Reached = 'idle';
  private order: OrderRecord | undefined;
  /** What it ran before the order: the factory's image, or what a finished job installed. */
  private before: string;
  private fault: FaultCode | undefined;
  private swap: SwapSight | undefined;
  private jobs = 0;
  private blocks = 0;
  private bytes = 0;
  private wasConnected = false;
  private disconnectAtBlock = Infinity;
  private images: readonly KnownImage[] = [];
  /** What its other chips ran when the order came. */
  private chipsBefore: ChipsRun | undefined;

  constructor(
    private readonly identity: Provisioned,
    private readonly around: Surroundings,
    private readonly mishaps: Mishaps,
    earlier?: ProgressRecord,
  ) {
    this.before = around.product(identity.product).factory.version;
    const { stages } = around.tally;
    stages.idle = (stages.idle ?? 0) + 1;
    if (earlier) this.goOn(earlier);
  }

  /** What must be stored while the simulator does not run. */
  record(): ProgressRecord {
    const { stage, order, before, fault, swap, jobs, blocks, bytes, images, chipsBefore } = this;
    return {
      stage,
      ...(order && { order }),
      before,
      ...(fault && { fault }),
      ...(swap && { swap }),
      jobs,
      blocks,
      bytes,
      images,
      ...(chipsBefore && { chipsBefore }),
    };
  }

  /** True only at the first call. */
  firstConnection(): boolean {
    const first = !this.wasConnected;
    this.wasConnected = true;
    return first;
  }

  /** Records an order; false if it is known already. One job may order several releases, one after the other. */
  ordered(order: OrderRecord, chips: ChipsRun): boolean {
    const isSameJob = this.order?.job === order.job;
    if (isSameJob && this.order?.imageSha256 === order.imageSha256) return false;
    if (this.jobs === 0 && this.mishaps.disconnectAt !== undefined)
      this.disconnectAtBlock = Math.floor(this.mishaps.disconnectAt * order.blocks);
    if (this.stage === 'done' && this.order) this.before = this.order.version;
    this.order = order;
    if (!isSameJob) this.jobs += 1;
    this.chipsBefore = chips;
    const { version, imageBytes: length, imageSha256: sha256 } = order;
    this.images = [...this.images.filter((image) => image.sha256 !== sha256), { version, length, sha256 }].slice(
      -IMAGES_MAX,
    );
    return true;
  }

  /** Counts a block; true if the connection has to be lost after it. */
  blockCame(bytes: number): boolean {
    const { tally } = this.around;
    const now = Date.now();
    tally.firstBlockMs ??= now;
    tally.lastBlockMs = now;
    tally.blocks += 1;
    tally.bytes += bytes;
    this.blocks += 1;
    this.bytes += bytes;
    if (this.blocks <= this.disconnectAtBlock) return false;
    this.disconnectAtBlock = Infinity;
    return true;
  }

  /** Records what the device reports about its job. */
  reported(report: Report): void {
    if (report.type !== 'hello' && report.swap) this.swap = report.swap;
    if (report.stage !== undefined && report.job === this.order?.job) this.enter(report.stage);
    if (report.type === 'result') this.fault = report.fault;
  }

  /** Judges the device. */
  outcome({
    sight,
    faultsMet,
    allEnded,
    dead,
  }: {
    sight: DeviceSight;
    faultsMet: FaultsMet;
    allEnded: boolean;
    dead: string | undefined;
  }): DeviceOutcome {
    const { identity, stage, order, swap, fault } = this;
    const { keyHeld: _, ...seen } = sight;
    const evidence = {
      ...sight,
      stage,
      before: this.before,
      ...(order && { ordered: order.version, policy: order.policy }),
      ...(swap && { swap }),
      ...(this.chipsBefore && { chipsBefore: this.chipsBefore }),
    };
    const wrong = verdictOn({ ...evidence, selfTestFails: this.mishaps.selfTestFails, allEnded });
    return {
      id: identity.id,
      product: identity.product,
      part: this.around.product(identity.product).part,
      ...seen,
      stage,
      ...(fault !== undefined && { fault }),
      jobs: this.jobs,
      ...(swap && { swap }),
      blocks: this.blocks,
      bytes: this.bytes,
      faultsMet,
      wrong: dead === undefined ? wrong : [dead, ...wrong],
    };
  }

  private goOn(earlier: ProgressRecord): void {
    this.around.moved(this.stage, earlier.stage);
    const { stage, order, before, fault, swap, jobs, blocks, bytes, images } = earlier;
    this.chipsBefore = earlier.chipsBefore;
    [this.stage, this.order, this.before, this.fault, this.swap] = [stage, order, before, fault, swap];
    [this.jobs, this.blocks, this.bytes, this.images] = [jobs, blocks, bytes, images];
    for (const image of earlier.images) this.around.orders.recall(this.identity.product, image);
  }

  private enter(stage: Reached): void {
    if (stage === this.stage) return;
    this.around.moved(this.stage, stage);
    this.stage = stage;
    if (!(FINAL_STAGES as readonly Reached[]).includes(stage)) return;
    const { tally } = this.around;
    tally.jobsEnded += 1;
    tally.lastEndMs = Date.now();
    if (stage === 'done') tally.jobsDone += 1;
  }
}
