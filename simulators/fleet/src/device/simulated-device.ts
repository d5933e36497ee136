import {
  factoryInstall,
  journalledDisposal,
  UpdateAgent,
  type AgentConfig,
  type AgentEffect,
  type AgentEvent,
  type DisposalRecord,
  type HealthPort,
} from '@twinbank/agent';
import { Mcu, type BootOutcome, type Interruption } from '@twinbank/mcu';
import type { Rng } from '@twinbank/primitives';
import { FINAL_STAGES, HEALTH_LIMITS } from '@twinbank/protocol';

import { chipFirmware } from '../chips/chip-list.js';
import { chipsRun, lookAtChips, type ChipSight, type ChipsRun } from '../chips/chip-sight.js';
import { ChipTrouble } from '../chips/chip-trouble.js';
import { lookAtBank, type KnownImage } from './bank-sight.js';
import type { BankSight, Reached } from './device-outcome.js';
import type { Provisioned, TrustedJwks } from './factory.js';
import { HealthProgram, type Sickness } from './health-program.js';
import type { FaultsMet } from '../line/fault-rates.js';
import type { Mishaps } from './mishaps.js';
import type { OrderRecord } from './order-record.js';
import { ownSettings } from './own-settings.js';
import type { DeviceFiles, Remembered } from '../state/device-files.js';
import type { ProgressRecord } from '../state/progress-record.js';
import type { Surroundings } from '../run/surroundings.js';

/** What the simulator sees in a device without asking it. */
export interface DeviceSight {
  readonly active: 1 | 2;
  readonly banks: readonly [BankSight, BankSight];
  /** Version of the key set that it holds; 0 for the keys of its factory, missing if it was told of no root keys. */
  readonly keySet?: number;
  /** The other chips on its board; missing if it has none. */
  readonly chips?: readonly ChipSight[];
  /** How far it is at the end of its life, by its journal; missing if that was not ordered. */
  readonly disposal?: DisposalRecord['state'];
  /** Whether it has its root key. */
  readonly keyHeld: boolean;
}

interface Fate {
  readonly mishaps: Mishaps;
  readonly rng: Rng;
  readonly met: FaultsMet;
}

/** A chip with an agent on it. The agent ends with the power; the chip keeps its non-volatile memory. */
export class SimulatedDevice {
  private readonly mcu: Mcu;
  private readonly config: AgentConfig;
  private readonly program: HealthProgram;
  private readonly chips: ChipTrouble;
  private agent: UpdateAgent;
  private armed = false;
  /** Until when its application puts the swap of the present job off, once it was asked. */
  private wishUs: number | undefined;
  /** From when on its application wants the release of the present job, once it was asked. */
  private choiceUs: number | undefined;
  /** Continues over resets, as a battery-backed clock does, and is higher at every start. */
  private startedAtMs = 0;
  /** What was known of it when an earlier run of the fleet ended; undefined for a device fresh from the factory. */
  readonly remembered: Remembered | undefined;
  /** Why the device no longer starts; undefined if it does. */
  dead: string | undefined;

  constructor(
    identity: Provisioned,
    around: Surroundings,
    private readonly fate: Fate,
  ) {
    const { part, allowUnencrypted, ownAgent, transfer, chips: companions = [] } = around.product(identity.product);
    this.mcu = new Mcu({ part, pageStore: around.pages, seed: identity.id, companions });
    // The chips came with firmware of their own; a device that comes back holds what its file says.
    for (const chip of this.mcu.companions) chip.install(chipFirmware(identity.product, chip.target));
    const { met } = fate;
    this.chips = new ChipTrouble(this.mcu.companions, { mishap: fate.mishaps.chip, clock: this.mcu.clock, met });
    this.remembered = around.files?.load(identity.id, this.mcu);
    const sickness = sicknessOf(identity, around, fate.mishaps);
    this.program = new HealthProgram(fate.rng.fork('health'), sickness, () => ownSettings(this.mcu));
    // Whatever ended the fleet was a loss of power for the device.
    this.boot(this.remembered ? this.mcu.powerOn() : factoryInstall(this.mcu, around.factoryRelease(identity.product)));
    if (this.remembered) this.remember(this.remembered);
    // The list of the fleet is what the factory wrote; the device has what its own memory says.
    if (this.disposal === 'forgotten') identity.deviceRoot.fill(0);
    this.config = {
      deviceId: identity.id,
      product: identity.product,
      hardware: identity.hardware,
      deviceRoot: identity.deviceRoot,
      forgetRoot: () => identity.deviceRoot.fill(0).length > 0,
      unixMs: Date.now,
      manifestKeys: around.manifestKeys,
      ticketKeys: around.ticketKeys,
      ...(around.rootKeys && { rootKeys: around.rootKeys }),
      rng: fate.rng,
      allowUnencrypted,
      ownAgent: ownAgent ?? false,
      manifestCache: around.manifests,
      selfTest: () => this.selfTest(),
      companions: this.chips.ports,
      ...this.wishes(around.settings),
      ...(transfer && { transfer }),
      ...(around.settings.attributes && { attributes: around.settings.attributes }),
      ...(around.settings.health && { health: healthPortOf(this.program, sickness) }),
    };
    this.agent = this.newAgent();
    this.takeFromFactory(around.settings.trust);
  }

  /** What its application says of swaps, where it may say something: for each job counted from when it is first asked. */
  private wishes({ postponeMs = Infinity, chooseMs = 0 }: Surroundings['settings']): Partial<AgentConfig> {
    const { postpones, chooses } = this.fate.mishaps;
    return {
      ...(postpones && { postponeUntilUs: () => (this.wishUs ??= this.nowUs + postponeMs * 1000) }),
      ...(chooses && { wantsReleaseFromUs: () => (this.choiceUs ??= this.nowUs + chooseMs * 1000) }),
    };
  }

  /** Whether its program hangs now, so that the watchdog resets it. */
  get hangsNow(): boolean {
    return this.program.hangsNow(Date.now());
  }

  /** Version of the key set that it holds; 0 for the keys of its factory, undefined if it was told of no root keys. */
  get keySet(): number | undefined {
    return this.agent.status().keySet;
  }

  /** How far it is at the end of its life; undefined if that was not ordered. */
  get disposal(): DisposalRecord['state'] | undefined {
    return journalledDisposal(this.mcu)?.state;
  }

  /** Whether it may connect no more: the server has acknowledged its disposal. */
  get disposed(): boolean {
    return this.disposal === 'acknowledged' || this.disposal === 'forgotten';
  }

  /** Its own clock, microseconds. */
  get nowUs(): number {
    return this.mcu.clock.nowUs;
  }

  /** Hands the agent an event at a moment of the device's time. @throws Interruption if the power is cut meanwhile */
  handle(event: AgentEvent, atUs: number): AgentEffect[] {
    this.mcu.clock.advanceTo(atUs);
    return this.agent.handle(event);
  }

  /** What the other chips on its board run now. */
  get chipsRun(): ChipsRun {
    return chipsRun(this.mcu);
  }

  /** The first job arrives: what is to go wrong in it begins, and a power cut that is due in it is set to its operation. */
  arm({ imageBytes, policy }: OrderRecord): void {
    const { powerCutAt, cutMoment } = this.fate.mishaps;
    this.wishUs = undefined;
    this.choiceUs = undefined;
    if (this.armed) return;
    this.armed = true;
    this.chips.begin();
    if (powerCutAt === undefined) return;
    const { programUnits, pageBytes } = this.mcu.flash.spec;
    const rounds = policy === 'mirror' ? 2 : 1;
    const operations = rounds * (imageBytes / programUnits[0].bytes + this.mcu.flash.bankBytes / pageBytes);
    this.mcu.power.cutAt(this.mcu.power.count + 1 + Math.floor(powerCutAt * operations), cutMoment, powerCutAt);
  }

  /** A job has ended, one way or another. */
  jobEnded(): void {
    this.chips.end();
  }

  /** @throws Interruption if the power is cut during the reset */
  reset(cause: 'software' | 'option-bytes' | 'watchdog'): void {
    this.boot(this.mcu.reset(cause));
    this.agent = this.newAgent();
  }

  /** At its factory a device is started once, takes the newest key set, and is switched off; nobody hears what it says there. */
  private takeFromFactory({ keySet }: TrustedJwks): void {
    if (!keySet || this.remembered || this.dead !== undefined) return;
    this.agent.handle({ type: 'start' });
    this.agent.handle({ type: 'ticket', message: { type: 'key-set', ...keySet }, unixMs: Date.now() });
    this.mcu.powerOff();
    this.boot(this.mcu.powerOn());
    this.agent = this.newAgent();
  }

  private newAgent(): UpdateAgent {
    this.startedAtMs = Math.max(Date.now(), this.startedAtMs + 1);
    return new UpdateAgent(this.mcu, { ...this.config, start: this.startedAtMs });
  }

  /** Starts again after an interruption. */
  recover(interruption: Interruption): void {
    this.boot(this.mcu.recover(interruption));
    this.agent = this.newAgent();
  }

  /** Reads both banks. */
  look(known: readonly KnownImage[]): DeviceSight {
    const { flash } = this.mcu;
    const sight = (bank: 1 | 2): BankSight =>
      lookAtBank(bank, flash.tryRead({ bank, offset: 0 }, flash.bankBytes).bytes, known, flash.spec.erasedValue);
    const { keySet, disposal } = this;
    const banks: [BankSight, BankSight] = [sight(1), sight(2)];
    const running = known.find(({ sha256 }) => sha256 === banks[flash.activeBank - 1]!.sha256);
    const chips = lookAtChips(this.mcu, running?.length ?? 0);
    return {
      ...{ active: flash.activeBank, banks, keyHeld: this.config.deviceRoot.some((byte) => byte !== 0) },
      ...(disposal && { disposal }),
      ...(keySet !== undefined && { keySet }),
      ...(chips.length > 0 && { chips }),
    };
  }

  /** Stores the state of the device. */
  keep(files: DeviceFiles, progress: ProgressRecord): void {
    files.save(this.config.deviceId, this.mcu, { progress, faultsMet: this.fate.met });
  }

  /** A mishap belongs to the first job and does not happen again. */
  private remember({ progress, faultsMet }: Remembered): void {
    Object.assign(this.fate.met, faultsMet);
    this.armed = progress.jobs > 0;
    if (progress.jobs === 1 && !isFinal(progress.stage)) this.chips.begin();
  }

  private boot(outcome: BootOutcome): void {
    this.chips.reset();
    this.program.booted(this.mcu.lastBoot?.cause ?? 'power-on');
    if (outcome.booted === undefined) this.dead = `does not start: ${outcome.stopped}`;
  }

  private selfTest(): boolean {
    if (this.fate.mishaps.selfTestFails) this.fate.met.selfTestsFailed += 1;
    return !this.fate.mishaps.selfTestFails;
  }
}

const isFinal = (stage: Reached): boolean => (FINAL_STAGES as readonly Reached[]).includes(stage);

/** Its product's bad releases make every device worse; otherwise fate decides, and then every image but the factory's does. */
function sicknessOf(identity: Provisioned, around: Surroundings, { sickens }: Mishaps): Sickness | undefined {
  const { factory, badVersions, badHardware } = around.product(identity.product);
  const afterMs = around.settings.health?.sickenAfterMs;
  if (afterMs === undefined || !(badVersions || sickens)) return undefined;
  const isBad = (version: string): boolean => badVersions?.includes(version) ?? version !== factory.version;
  const isSpared = badHardware !== undefined && !badHardware.includes(identity.hardware);
  return { isBad: (version) => !isSpared && isBad(version), afterMs };
}

/** A device that may get worse is looked at often, so that it shows; of the others there is seldom anything to tell. */
const healthPortOf = (program: HealthProgram, sickness: Sickness | undefined): HealthPort => ({
  counts: (image) => program.counts(image, Date.now()),
  ...(sickness && { minMs: HEALTH_LIMITS.betweenMs }),
});
