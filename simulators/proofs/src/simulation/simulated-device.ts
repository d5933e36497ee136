import { factoryInstall, UpdateAgent, type AgentConfig, type AgentEffect, type AgentEvent } from '@twinbank/agent';
import { Interruption, type CutMoment, type Mcu, type StrikeEvent } from '@twinbank/mcu';
import type { PartName } from '@twinbank/parts';
import { equalBytes, type Rng } from '@twinbank/primitives';
import { isReport, type Report, type Want } from '@twinbank/protocol';

import { Violation } from '../cuts/violation.js';
import { STRIKE_WITHIN, type FaultRates } from './fault-rates.js';
import type { SignedRelease } from './signed-release.js';

/** The effects of a device on its environment. */
export interface DeviceWorld {
  /** Wakes the device at this time, unless it has restarted or has asked for another time. */
  wake(device: SimulatedDevice, atUs: number, timer: number): void;
  report(device: SimulatedDevice, report: Report): void;
  want(device: SimulatedDevice, want: Want): void;
  /** The device has started or lost its connection, and will connect. */
  offline(device: SimulatedDevice): void;
  noteOf(device: SimulatedDevice, text: string): void;
}

/** The parts that a device is made of. */
export interface DeviceParts {
  readonly id: string;
  readonly part: PartName;
  /** The device root, its only secret. */
  readonly root: Uint8Array;
  readonly mcu: Mcu;
  readonly config: AgentConfig;
  readonly rng: Rng;
  readonly rates: FaultRates;
  readonly world: DeviceWorld;
  readonly factory: SignedRelease;
}

/** A device with its shell. Its power can fail, its connection can break, and its image can fail the self-test. */
export class SimulatedDevice {
  readonly id: string;
  readonly part: PartName;
  readonly root: Uint8Array;
  readonly mcu: Mcu;
  connected = false;
  /** Counts connections and starts. What was sent before the last one does not arrive. */
  session = 0;
  timer = 0;
  boots = 0;
  strikes = 0;
  /** The image that was confirmed last, and the one before it. */
  running: SignedRelease;
  before: SignedRelease | undefined;
  /** Whether the next image on trial fails its self-test. */
  failsTrial = false;
  /** The releases that it was given tickets for since its last confirmed image, by transfer: a job may bring several. */
  private readonly given = new Map<number, SignedRelease>();
  private agent: UpdateAgent;
  private readonly config: AgentConfig;
  /** Most devices count their starts in their reports. For the others, servers use the order of arrival. */
  private readonly tellsStarts: boolean;

  constructor(private readonly parts: DeviceParts) {
    const { id, part, root, mcu, config, factory, rng } = parts;
    this.id = id;
    this.part = part;
    this.root = root;
    this.mcu = mcu;
    this.running = factory;
    this.tellsStarts = rng.chance(0.8);
    this.config = { ...config, selfTest: () => (this.failsTrial ? false : rng.chance(0.1) ? 'pending' : true) };
    factoryInstall(mcu, factory.release);
    this.agent = new UpdateAgent(mcu, this.config);
  }

  /** Switches the device on. */
  powerOn(): void {
    this.mcu.powerOn();
    this.boot();
  }

  /** Gives the device an event at this time; later if it is still busy. */
  handle(event: AgentEvent, atUs: number): void {
    this.mcu.clock.advanceTo(atUs);
    if (!this.deliver(event)) this.boot();
  }

  /** The connection breaks. */
  disconnect(atUs: number): void {
    this.connected = false;
    this.session++;
    this.parts.world.offline(this);
    this.handle({ type: 'disconnected' }, atUs);
  }

  /** The connection is up. */
  connect(atUs: number): void {
    this.connected = true;
    this.handle({ type: 'connected' }, atUs);
  }

  /** Notes that the device gets a ticket for a release. */
  give(transfer: number, release: SignedRelease): void {
    this.given.set(transfer, release);
  }

  /** Notes that the device reports the release of a transfer as confirmed. Reporting it again changes nothing. */
  confirm(transfer: number): void {
    const release = this.given.get(transfer);
    if (!release || release.counter <= this.running.counter) return;
    if (!this.runs(release))
      throw new Violation('completes', `${this.id} says that ${release.version} is done, and does not run it`);
    this.before = this.running;
    this.running = release;
    for (const [id, { counter }] of this.given) if (counter < release.counter) this.given.delete(id);
  }

  /** Whether it runs what it confirmed last, reported or not. Its security counter is raised only at the confirm. */
  get isWell(): boolean {
    return [this.running, ...this.given.values()].some(
      (release) => release.counter === this.counter && this.runs(release),
    );
  }

  /** Whether the running bank holds a release. */
  runs({ code }: SignedRelease): boolean {
    const { flash } = this.mcu;
    const { bytes, doubleErrors } = flash.tryRead({ bank: flash.activeBank, offset: 0 }, code.length);
    return doubleErrors.length === 0 && equalBytes(bytes, code);
  }

  /** The security counter that it reports. */
  get counter(): number {
    return this.agent.status().counter;
  }

  /** Disarms the strike. */
  spare(): void {
    this.mcu.power.disarm();
  }

  private boot(): void {
    do {
      this.boots++;
      this.connected = false;
      this.session++;
      this.timer++;
      this.arm();
      this.checkBoot();
      this.agent = new UpdateAgent(this.mcu, { ...this.config, ...(this.tellsStarts && { start: this.boots }) });
    } while (!this.deliver({ type: 'start' }));
    this.checkStart();
    this.parts.world.offline(this);
  }

  private checkBoot(): void {
    const { lastBoot } = this.mcu;
    this.parts.world.noteOf(this, `boot ${lastBoot?.booted} ${lastBoot?.cause}`);
    if (lastBoot?.booted === undefined)
      throw new Violation('boots', `${this.id}: nothing starts: ${lastBoot?.stopped}`);
    if (!this.runsOneOf(this.running, this.before, ...this.given.values()))
      throw new Violation(
        'signed-image-runs',
        `${this.id}: bank ${lastBoot.booted} runs, and holds no image it was given`,
      );
  }

  /** The image before the confirmed one may start only to load the option bytes. */
  private checkStart(): void {
    const newer = [...this.given.values()].filter(({ counter }) => counter > this.running.counter);
    if (!this.runsOneOf(this.running, ...newer))
      throw new Violation('counter-floor', `${this.id}: neither what was confirmed nor what was ordered runs`);
  }

  private runsOneOf(...releases: readonly (SignedRelease | undefined)[]): boolean {
    return releases.some((release) => release && this.runs(release));
  }

  private arm(): void {
    const { rng, rates } = this.parts;
    const { power } = this.mcu;
    power.disarm();
    if (!rng.chance(rates.struck)) return;
    const event: StrikeEvent = rng.chance(0.4) ? (rng.chance(0.5) ? 'watchdog' : 'pin') : 'power-off';
    const moment: CutMoment = rng.chance(0.6) ? 'torn' : rng.chance(0.5) ? 'before' : 'after';
    power.strikeAt({ at: power.count + 1 + rng.below(STRIKE_WITHIN), moment, seed: rng.below(1e9), event });
  }

  private deliver(event: AgentEvent): boolean {
    try {
      let running = true;
      for (const effect of this.agent.handle(event)) running = this.perform(effect) && running;
      return running;
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      this.strikes++;
      this.parts.world.noteOf(this, error.message);
      this.mcu.recover(error);
      return false;
    }
  }

  private perform(effect: AgentEffect): boolean {
    const { world } = this.parts;
    switch (effect.type) {
      case 'report':
        if (isReport(effect.report)) world.report(this, effect.report);
        return true;
      case 'want':
        world.want(this, effect.want);
        return true;
      case 'timer':
        this.timer++;
        if (effect.atUs !== undefined) world.wake(this, effect.atUs, this.timer);
        return true;
      // Nobody orders it there.
      case 'disposed':
        return true;
      case 'reset':
        this.mcu.reset(effect.cause);
        return false;
    }
  }
}
