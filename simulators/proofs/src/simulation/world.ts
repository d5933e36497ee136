import { isFinalJobState, type JobState } from '@twinbank/campaign';
import { encodeTicket } from '@twinbank/image';
import { JWS_TYPES } from '@twinbank/keys';
import { seededRng, type Rng } from '@twinbank/primitives';
import { PART_NAMES, PARTS, type PartName } from '@twinbank/parts';
import type { BlockMessage, Report, TicketMessage, Want } from '@twinbank/protocol';
import type { Offer } from '@twinbank/rollout';

import type { SceneKeys } from '../scene/orders.js';
import { HARDWARE, PRODUCT } from '../scene/sample-image.js';
import { newServerTally, type Surroundings } from '../server/work.js';
import { ENGINE, type Engine } from '../store/engine.js';
import { MemoryStore } from '../store/memory-store.js';
import { checkDevice, checkStore } from './at-end.js';
import { CampaignWatch } from './campaign-watch.js';
import { newDevice, newShared } from './factory.js';
import { AWAY_US, DELAY_US, RECONNECT_US } from './fault-rates.js';
import type { Happening } from './happening.js';
import { idPrefix, Operators, type OperatorsWorld } from './operators.js';
import { ServerSlot, type SlotWorld } from './server-slot.js';
import type { Replaced, SimulationPlan, SimulationTally } from './simulation-plan.js';
import { signRelease, type SignedRelease } from './signed-release.js';
import type { SimulatedDevice, DeviceWorld } from './simulated-device.js';
import { TraceHash } from './trace-hash.js';
import { VirtualQueue } from './virtual-queue.js';

const SECOND_US = 1_000_000;
const SERVERS = 2;
/** Places at which the devices of each part stand. */
const SITES = 4;
/** The first moment of the simulation, in milliseconds since 1970. */
const EPOCH_MS = Date.UTC(2026, 0, 1);
/** Bytes of images. Each release has another size, so that images end at many places in a page. */
const IMAGE_BYTES = { least: { L0: 1088, L4: 2240, G4: 2240 }, steps: 34 } as const;
/** Number of events between two progress messages. */
const PROGRESS_EVERY = 131_072;
/** How long servers go on after the last campaign, so that they can correct what was left behind. */
const AFTERWARDS_US = 120 * SECOND_US;
const AGAIN_US = SECOND_US;
/** When the event loop is this late, a server asks devices to wait. */
const LATE_MS = 600;

/** Agents, network, servers, operators and faults in one virtual time. Everything follows from the seed. */
export class World implements DeviceWorld, OperatorsWorld, SlotWorld {
  readonly devices: SimulatedDevice[] = [];
  readonly engine: Engine;
  readonly store: MemoryStore;
  private readonly operators: Operators;
  private readonly slots: ServerSlot[];
  private readonly watch: CampaignWatch;
  private readonly servers = newServerTally();
  private readonly ends: Partial<Record<JobState, number>> = {};
  private readonly byId = new Map<string, SimulatedDevice>();
  private readonly releases = new Map<number, SignedRelease>();
  private readonly numbers = new Map<PartName, number>();
  private readonly lostUntilUs = new Map<number, number>();
  private readonly retained = new Map<string, TicketMessage>();
  private readonly tickets = new Map<number, TicketMessage>();
  private readonly tried = new Map<SimulatedDevice, SignedRelease>();
  private virtualUs = 0;
  private doneUs: number | undefined;
  private blocks = 0;
  private readonly queue = new VirtualQueue<Happening>();
  private readonly rng: Rng;

  constructor(
    private readonly plan: SimulationPlan,
    private readonly keys: SceneKeys,
    readonly trace: TraceHash = new TraceHash(),
    { engine = ENGINE, store: change = () => undefined }: Replaced = {},
  ) {
    this.rng = seededRng(`simulate/${plan.seed}`);
    this.engine = engine;
    // The store runs on the machine of the first server and uses its clock.
    this.store = new MemoryStore(() => this.nowMs() + this.slots[0]!.offsetMs, engine);
    this.watch = new CampaignWatch(this.store.tables, () => this.nowMs());
    this.store.tables.watch = this.watched();
    change(this.store);
    this.operators = new Operators(plan, this.rng.fork('operators'), this);
    this.slots = Array.from(
      { length: SERVERS },
      (_, index) => new ServerSlot(index, plan.rates, this.rng.fork(`server/${index}`), this),
    );
  }

  /**
   * Runs to the end; `progress` is told now and then how many jobs have ended.
   *
   * @throws Violation
   */
  async run(progress: (ended: number) => void = () => undefined): Promise<void> {
    await this.manufacture();
    for (const slot of this.slots) {
      slot.start();
      this.later(20 * SECOND_US, () => slot.suffer());
    }
    // Devices send hello first, so that servers know whom to leave out.
    this.later(10 * SECOND_US, async () => {
      for (const part of PART_NAMES) await this.operators.nextCampaign(part);
    });
    let happened = 0;
    for (let next = this.queue.pop(); next; next = this.queue.pop()) {
      this.virtualUs = next.atUs;
      await this.happen(next.what);
      if (++happened % PROGRESS_EVERY === 0) progress(this.ended);
    }
    for (const device of this.devices) checkDevice(device);
    checkStore(this.store.tables, this.retained);
  }

  private get ended(): number {
    return Object.entries(this.ends).reduce((sum, [state, count]) => sum + (state === 'excluded' ? 0 : count), 0);
  }

  /** What was counted so far. */
  get tally(): SimulationTally {
    const sum = (of: (device: SimulatedDevice) => number): number =>
      this.devices.reduce((total, device) => total + of(device), 0);
    const jobs = [...this.store.tables.jobs.values()];
    return {
      operators: this.operators.tally,
      servers: this.servers,
      ends: this.ends,
      ended: this.ended,
      missed: jobs.reduce((all, { missedOffers = 0 }) => all + missedOffers, 0),
      hops: jobs.reduce((all, { hopsDone = 0 }) => all + hopsDone, 0),
      devices: this.devices.length,
      boots: sum(({ boots }) => boots),
      strikes: sum(({ strikes }) => strikes),
      blocks: this.blocks,
      virtualSeconds: Math.round(this.virtualUs / SECOND_US),
    };
  }

  nowUs(): number {
    return this.virtualUs;
  }

  nowMs(): number {
    return EPOCH_MS + Math.floor(this.virtualUs / 1000);
  }

  later(inUs: number, run: () => Promise<void> | void): void {
    this.queue.push(this.virtualUs + inUs, { type: 'run', run });
  }

  laterIn(slot: ServerSlot, inUs: number, run: () => Promise<void> | void): void {
    this.queue.push(this.virtualUs + inUs, { type: 'run', slot, life: slot.life, run });
  }

  isOver(): boolean {
    if (!this.operators.areDone) this.doneUs = undefined;
    else this.doneUs ??= this.virtualUs;
    return this.virtualUs > 20 * SECOND_US && this.virtualUs - (this.doneUs ?? Infinity) > AFTERWARDS_US;
  }

  thawed(): void {
    this.watch.thawed();
  }

  moveAll(stepMs: number): void {
    for (const slot of this.slots) slot.move(stepMs);
    this.watch.allClocksMoved(stepMs);
  }

  clockMoved(): void {
    this.watch.clockMoved();
  }

  loseImage(releaseId: number, forUs: number): void {
    this.lostUntilUs.set(releaseId, this.virtualUs + forUs);
  }

  async nextRelease(
    part: PartName,
    upgradesFrom?: string,
  ): Promise<{ readonly id: number; readonly release: SignedRelease }> {
    const n = (this.numbers.get(part) ?? 0) + 1;
    this.numbers.set(part, n);
    const bytes = IMAGE_BYTES.least[PARTS[part].family] + 64 * this.rng.below(IMAGE_BYTES.steps);
    const release = await signRelease(this.keys, { part, n, bytes, upgradesFrom });
    const id = this.releases.size + 1;
    this.releases.set(id, release);
    const image = { version: release.version, digest: release.facts.codeDigest };
    this.store.tables.releases.set(id, { id, product: PRODUCT, image, upgradesFrom });
    return { id, release };
  }

  surroundingsOf(slot: ServerSlot): Surroundings {
    return {
      ...{ store: this.store, engine: this.engine, tally: this.servers, rates: this.plan.rates },
      rng: this.rng.fork(`server/${slot.index}/${slot.life}`),
      nowMs: () => this.nowMs() + slot.offsetMs,
      steadyMs: () => this.virtualUs / 1000,
      releaseOf: (id) => this.releases.get(id)!,
      rootOf: (deviceId) => this.byId.get(deviceId)!.root,
      imageProblem: (id) =>
        (this.lostUntilUs.get(id) ?? 0) > this.virtualUs ? `the image of release ${id} cannot be read` : undefined,
      signedTicket: (offer) => this.signedTicket(offer),
      publish: (deviceId, message) => this.publish(deviceId, message),
      sendBlocks: (deviceId, messages) => this.sendBlocks(deviceId, messages),
      decided: (before, event, step) => this.watch.decided(before, event, step),
      sliced: (id) => this.operators.meddle(id),
    };
  }

  wake(device: SimulatedDevice, atUs: number, timer: number): void {
    this.queue.push(Math.max(atUs, this.virtualUs), { type: 'wake', device, timer });
  }

  report(device: SimulatedDevice, report: Report): void {
    const { type, seq } = report;
    this.noteOf(
      device,
      type === 'hello' ? `hello ${report.status.active} ${seq}` : `${type} ${report.job} ${report.stage}`,
    );
    if (type === 'result' && report.stage === 'done') device.confirm(report.transfer ?? 0);
    if (!device.connected) return;
    const run = (): void => this.toServer(device.id, report);
    this.queue.push(this.after(device, this.delay()), { type: 'report', device, session: device.session, run });
  }

  again(deviceId: string, report: Report): void {
    this.later(AGAIN_US, () => this.toServer(deviceId, report));
  }

  want(device: SimulatedDevice, want: Want): void {
    const slot = this.anySlot();
    if (!slot || !device.connected || this.rng.chance(this.plan.rates.lost)) return;
    const lateMs = this.rng.chance(this.plan.rates.later) ? LATE_MS : 0;
    this.laterIn(slot, this.after(device, 0) - this.virtualUs, () => slot.process!.want(device.id, want, lateMs));
  }

  offline(device: SimulatedDevice): void {
    const { least, spread } = this.rng.chance(this.plan.rates.away) ? AWAY_US : RECONNECT_US;
    const inUs = least + this.rng.below(spread);
    this.queue.push(this.after(device, inUs), { type: 'connect', device, session: device.session });
  }

  note(text: string): void {
    this.trace.add(`${Math.round(this.virtualUs)} ${text}`);
  }

  noteOf(device: SimulatedDevice, text: string): void {
    this.trace.add(`${Math.round(this.after(device, 0))} ${device.id} ${text}`);
  }

  /** Checks every write against the invariants, and adds it to the trace. */
  private watched(): MemoryStore['tables']['watch'] {
    const { watch } = this;
    return {
      place: (deviceId, before, after) => watch.place(deviceId, before, after),
      campaign: (before, step, after) => {
        this.note(`campaign ${after.id} ${after.state} ${after.currentWave}`);
        watch.campaign(before, step, after);
      },
      job: (before, after, reason) => {
        if (before?.state === after.state) return watch.job(before, after, reason);
        this.note(`job ${after.id} ${after.state} ${after.fault ?? ''}`);
        if (isFinalJobState(after.state)) this.ends[after.state] = (this.ends[after.state] ?? 0) + 1;
        watch.job(before, after, reason);
      },
    };
  }

  private async happen(what: Happening): Promise<void> {
    switch (what.type) {
      case 'run':
        return this.happenIn(what);
      case 'wake':
        if (what.timer === what.device.timer) what.device.handle({ type: 'timer' }, this.virtualUs);
        return;
      case 'connect':
        if (what.session !== what.device.session) return;
        what.device.connect(this.virtualUs);
        return this.deliver(what.device);
      default:
        if (what.session === what.device.session) await what.run();
    }
  }

  private async happenIn({ slot, life, run }: Extract<Happening, { type: 'run' }>): Promise<void> {
    if (slot && slot.life !== life) return;
    if (slot && slot.frozenUntilUs > this.virtualUs)
      this.queue.push(slot.frozenUntilUs, { type: 'run', slot, life: life!, run });
    else await run();
  }

  /** A report waits at the broker for a server, and comes to another where that one dies before it was read. */
  private toServer(deviceId: string, report: Report): void {
    const slot = this.anySlot();
    if (!slot) return this.again(deviceId, report);
    const { life } = slot;
    const reach = (): void => {
      if (slot.life !== life) this.again(deviceId, report);
      else if (slot.frozenUntilUs > this.virtualUs) this.later(slot.frozenUntilUs - this.virtualUs, reach);
      else slot.take(deviceId, report);
    };
    reach();
  }

  private anySlot(): ServerSlot | undefined {
    const up = this.slots.filter(({ process }) => process !== undefined);
    return up[this.rng.below(up.length)];
  }

  private async signedTicket(offer: Offer): Promise<TicketMessage> {
    const known = this.tickets.get(offer.transfer);
    if (known) return known;
    const { config } = this.store.campaigns.get(offer.campaignId);
    const { digest, salt, manifest } = this.releases.get(offer.releaseId)!;
    const { offerMs, runMs } = config.timeouts;
    const release = { manifestDigest: digest, releaseSalt: salt };
    const terms = { release, terms: config.terms, attemptMs: offerMs + runMs };
    const ticket = await this.keys.ticket.sign(encodeTicket(this.engine.ticketOf(offer, terms)), JWS_TYPES.ticket);
    const message: TicketMessage = { type: 'order', job: offer.jobId, transfer: offer.transfer, ticket, manifest };
    this.tickets.set(offer.transfer, message);
    return message;
  }

  private publish(deviceId: string, message: TicketMessage): void {
    this.note(`${deviceId} ${message.type} ${'job' in message ? message.job : ''}`);
    this.retained.set(deviceId, message);
    const device = this.byId.get(deviceId)!;
    if (device.connected) this.deliver(device);
  }

  private deliver(device: SimulatedDevice): void {
    const message = this.retained.get(device.id) ?? { type: 'none' };
    const run = (): void => {
      if (message.type === 'order') this.give(device, message.transfer);
      device.handle({ type: 'ticket', message, unixMs: this.nowMs() }, this.virtualUs);
    };
    this.queue.push(this.after(device, this.delay()), { type: 'ticket', device, session: device.session, run });
  }

  private give(device: SimulatedDevice, transfer: number): void {
    const release = this.releases.get(this.store.jobs.findTransfer(transfer)!.releaseId)!;
    device.give(transfer, release);
    if (this.tried.get(device) === release) return;
    this.tried.set(device, release);
    device.failsTrial = this.rng.chance(this.operators.failing.get(release) ?? 0);
  }

  private sendBlocks(deviceId: string, messages: readonly BlockMessage[]): void {
    const device = this.byId.get(deviceId)!;
    if (device.connected) for (const message of messages) this.send(device, message);
  }

  /** Sends a block: it may be lost, doubled, changed by one bit, or overtaken. */
  private send(device: SimulatedDevice, message: BlockMessage): void {
    const { rates } = this.plan;
    const { rng } = this;
    this.blocks++;
    const copies = rng.chance(rates.lost) ? 0 : rng.chance(rates.repeated) ? 2 : 1;
    if (message.type === 'block' && rng.chance(rates.corrupted))
      message.ciphertext[rng.below(message.ciphertext.length)]! ^= 1 << rng.below(8);
    const run = (): void => {
      if (rng.chance(rates.disconnected)) device.disconnect(this.virtualUs);
      else device.handle({ type: 'block', message }, this.virtualUs);
    };
    for (let i = 0; i < copies; i++)
      this.queue.push(this.after(device, 2 * this.delay()), { type: 'block', device, session: device.session, run });
  }

  private async manufacture(): Promise<void> {
    const shared = newShared(this.keys, this.plan.rates, this);
    for (const part of PART_NAMES) {
      const { release: factory } = await this.nextRelease(part);
      const count = Math.ceil(this.plan.devices / PART_NAMES.length);
      for (let i = 1; i <= count; i++) {
        const id = `${idPrefix(part)}${i}`;
        const device = newDevice(id, part, { ...shared, rng: this.rng.fork(id), factory });
        this.devices.push(device);
        this.byId.set(device.id, device);
        this.store.devices.provision({
          id: device.id,
          product: PRODUCT,
          hardware: HARDWARE,
          keyEpoch: 1,
          site: `site ${i % SITES}`,
        });
        device.powerOn();
      }
    }
  }

  /** When something reaches a device, or leaves it, that is sent now: not before the device is done with what it does. */
  private after(device: SimulatedDevice, us: number): number {
    return Math.max(this.virtualUs, device.mcu.clock.nowUs) + us;
  }

  private delay(): number {
    return DELAY_US.least + this.rng.below(DELAY_US.spread);
  }
}
