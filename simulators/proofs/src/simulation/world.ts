import type { AgentConfig, KnownManifest } from '@twinbank/agent';
import { Mcu, PageStore } from '@twinbank/mcu';
import { seededRng, type Rng } from '@twinbank/primitives';
import {
  PART_NAMES,
  PARTS,
  type BlockMessage,
  type PartName,
  type Report,
  type TicketMessage,
  type Want,
} from '@twinbank/protocol';

import { Violation } from '../cuts/violation.js';
import type { SceneKeys } from '../scene/orders.js';
import { HARDWARE, PRODUCT } from '../scene/sample-image.js';
import { DELAY_US, RECONNECT_US, type FaultRates } from './fault-rates.js';
import { ServerSide, type Deed, type ServerTally, type ServerWorld } from './server-side.js';
import type { SignedRelease } from './signed-release.js';
import { SimulatedDevice, type DeviceWorld } from './simulated-device.js';
import { TraceHash } from './trace-hash.js';
import { VirtualQueue } from './virtual-queue.js';

/** What a simulation is to do. */
export interface SimulationPlan {
  /** Jobs in all. */
  readonly updates: number;
  /** Devices, shared out over the parts. */
  readonly devices: number;
  readonly seed: number;
  readonly rates: FaultRates;
}

/** What a simulation came to. */
export interface SimulationTally extends ServerTally {
  readonly ended: number;
  readonly devices: number;
  readonly boots: number;
  readonly strikes: number;
  readonly blocks: number;
}

/** What happens at a time. */
type Happening =
  | { readonly type: 'connect'; readonly device: SimulatedDevice; readonly session: number }
  | { readonly type: 'wake'; readonly device: SimulatedDevice; readonly timer: number }
  | {
      readonly type: 'ticket';
      readonly device: SimulatedDevice;
      readonly session: number;
      readonly message: TicketMessage;
    }
  | {
      readonly type: 'block';
      readonly device: SimulatedDevice;
      readonly session: number;
      readonly message: BlockMessage;
    }
  | { readonly type: 'report'; readonly device: SimulatedDevice; readonly session: number; readonly report: Report }
  | Deed;

const BANK_BYTES = { L0: 4096, L4: 10_240, G4: 10_240 } as const;
/** Happenings between two words of progress. */
const PROGRESS_EVERY = 131_072;

/** Agents, network, faults and campaigns in one virtual time. Everything that happens follows from the seed. */
export class World implements DeviceWorld, ServerWorld {
  readonly server: ServerSide;
  readonly devices: SimulatedDevice[] = [];
  private nowUs = 0;
  private blocks = 0;
  private readonly queue = new VirtualQueue<Happening>();
  private readonly rng: Rng;

  constructor(
    private readonly plan: SimulationPlan,
    private readonly keys: SceneKeys,
    readonly trace: TraceHash = new TraceHash(),
  ) {
    this.rng = seededRng(`simulate/${plan.seed}`);
    this.server = new ServerSide(plan, keys, this.rng.fork('server'), this);
  }

  /**
   * Runs to the end; `progress` is told now and then how many jobs have ended.
   *
   * @throws Violation
   */
  async run(progress: (ended: number) => void = () => undefined): Promise<void> {
    await this.manufacture();
    for (const part of PART_NAMES) await this.server.nextCampaign(part);
    let happened = 0;
    for (let next = this.queue.pop(); next; next = this.queue.pop()) {
      this.nowUs = next.atUs;
      await this.happen(next.what);
      if (++happened % PROGRESS_EVERY === 0) progress(this.server.ended);
    }
    for (const device of this.devices) checkAtEnd(device);
    if (this.server.ended !== this.server.tally.jobs)
      throw new Violation('completes', `${this.server.tally.jobs - this.server.ended} jobs never ended`);
  }

  /** What was counted so far. */
  get tally(): SimulationTally {
    const sum = (of: (device: SimulatedDevice) => number): number =>
      this.devices.reduce((total, device) => total + of(device), 0);
    const { server, devices, blocks } = this;
    return {
      ...server.tally,
      ended: server.ended,
      devices: devices.length,
      boots: sum(({ boots }) => boots),
      strikes: sum(({ strikes }) => strikes),
      blocks,
    };
  }

  wake(device: SimulatedDevice, atUs: number, timer: number): void {
    this.queue.push(Math.max(atUs, this.nowUs), { type: 'wake', device, timer });
  }

  report(device: SimulatedDevice, report: Report): void {
    this.note(
      device,
      report.type === 'hello'
        ? `hello ${report.status.active} ${report.status.counter}`
        : `${report.type} ${report.job} ${report.stage}`,
    );
    if (device.connected)
      this.queue.push(this.after(device, this.delay()), { type: 'report', device, session: device.session, report });
  }

  want(device: SimulatedDevice, want: Want): void {
    if (!device.connected || this.rng.chance(this.plan.rates.lost)) return;
    for (const message of this.server.answer(device, want)) this.send(device, message);
  }

  offline(device: SimulatedDevice): void {
    const inUs = RECONNECT_US.least + this.rng.below(RECONNECT_US.spread);
    this.queue.push(this.after(device, inUs), { type: 'connect', device, session: device.session });
  }

  later(inUs: number, deed: Deed): void {
    this.queue.push(this.nowUs + inUs, deed);
  }

  published(device: SimulatedDevice): void {
    if (!device.connected) return;
    this.queue.push(this.after(device, this.delay()), {
      type: 'ticket',
      device,
      session: device.session,
      message: this.server.retainedFor(device),
    });
  }

  note(device: SimulatedDevice, text: string): void {
    this.trace.add(`${Math.round(this.after(device, 0))} ${device.id} ${text}`);
  }

  private async happen(what: Happening): Promise<void> {
    const { device } = what;
    if ('session' in what && what.session !== device.session) return;
    switch (what.type) {
      case 'connect':
        device.connect(this.nowUs);
        return this.published(device);
      case 'wake':
        if (what.timer === device.timer) device.handle({ type: 'timer' }, this.nowUs);
        return;
      case 'ticket':
        return device.handle({ type: 'ticket', message: what.message, unixMs: 1000 }, this.nowUs);
      case 'block':
        if (this.rng.chance(this.plan.rates.disconnected)) device.disconnect(this.nowUs);
        else device.handle({ type: 'block', message: what.message }, this.nowUs);
        return;
      case 'report':
        return this.server.hear(device, what.report);
      default:
        return this.server.act(what);
    }
  }

  /** A block on its way: lost, doubled, with a bit changed, or overtaken. */
  private send(device: SimulatedDevice, message: BlockMessage): void {
    const { rates } = this.plan;
    const { rng } = this;
    this.blocks++;
    const copies = rng.chance(rates.lost) ? 0 : rng.chance(rates.repeated) ? 2 : 1;
    if (message.type === 'block' && rng.chance(rates.corrupted))
      message.ciphertext[rng.below(message.ciphertext.length)]! ^= 1 << rng.below(8);
    for (let i = 0; i < copies; i++)
      this.queue.push(this.after(device, 2 * this.delay()), {
        type: 'block',
        device,
        session: device.session,
        message,
      });
  }

  private async manufacture(): Promise<void> {
    const pageStore = new PageStore();
    const manifestCache = new Map<string, KnownManifest>();
    for (const part of PART_NAMES) {
      const factory = await this.server.nextRelease(part);
      const count = Math.ceil(this.plan.devices / PART_NAMES.length);
      for (let i = 1; i <= count; i++) {
        const device = this.newDevice(`${part.slice(5).toLowerCase()}-${i}`, part, {
          pageStore,
          manifestCache,
          factory,
        });
        this.devices.push(device);
        this.server.enroll(device);
        device.powerOn();
      }
    }
  }

  private newDevice(
    id: string,
    part: PartName,
    shared: { pageStore: PageStore; manifestCache: Map<string, KnownManifest>; factory: SignedRelease },
  ): SimulatedDevice {
    const { pageStore, manifestCache, factory } = shared;
    const rng = this.rng.fork(id);
    const root = rng.fork('root').bytes(32);
    const mcu = new Mcu({ part, pageStore, bankBytes: BANK_BYTES[PARTS[part].family], seed: id });
    const config: AgentConfig = {
      ...{
        deviceId: id,
        product: PRODUCT,
        hardware: HARDWARE,
        deviceRoot: root,
        manifestKeys: this.keys.manifestKeys,
        ticketKeys: this.keys.ticketKeys,
      },
      ...{ rng: rng.fork('agent'), allowUnencrypted: true, manifestCache },
    };
    return new SimulatedDevice({
      id,
      part,
      root,
      mcu,
      config,
      rng: rng.fork('shell'),
      rates: this.plan.rates,
      world: this,
      factory,
    });
  }

  /** When something reaches a device, or leaves it, that is sent now: not before the device is done with what it does. */
  private after(device: SimulatedDevice, us: number): number {
    return Math.max(this.nowUs, device.mcu.clock.nowUs) + us;
  }

  private delay(): number {
    return DELAY_US.least + this.rng.below(DELAY_US.spread);
  }
}

/** Whatever became of its jobs: a device, switched off and on, runs what was confirmed last. */
function checkAtEnd(device: SimulatedDevice): void {
  device.spare();
  device.mcu.powerOn();
  if (!device.runs(device.running))
    throw new Violation('completes', `${device.id} does not run ${device.running.version} at the end`);
  if (device.counter !== device.running.counter)
    throw new Violation('counter-floor', `${device.id} has counter ${device.counter}, not ${device.running.counter}`);
}
