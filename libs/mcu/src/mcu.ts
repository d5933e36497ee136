import { type BootRomSpec, PART_SPECS, type PartName, type PartSpec } from '@twinbank/parts';
import type { ResetCause } from '@twinbank/protocol';
import { Aes } from './peripherals/aes.js';
import { CompanionChip, type CompanionSpec, type CompanionState } from './companion/companion-chip.js';
import { decideBoot, type BootOutcome } from './boot-rom.js';
import { McuClock } from './core/clock.js';
import { Core } from './core/core.js';
import { Crc } from './peripherals/crc.js';
import { Eeprom, type EepromState } from './flash/eeprom.js';
import { FlashAcr } from './flash/flash-acr.js';
import { FlashBusy } from './flash/flash-busy.js';
import { Flash, type FlashState } from './flash/flash.js';
import { Iwdg } from './peripherals/iwdg.js';
import { McuMisuse } from './misuse.js';
import { OptionBytes, type OptionState } from './flash/option-bytes.js';
import { PageStore } from './flash/page-store.js';
import { Power, WarmReset, type Interruption } from './power.js';
import { Scb } from './core/scb.js';
import { Sram, type SramState } from './sram.js';
import { Syscfg } from './peripherals/syscfg.js';
import { FlashTiming, type TimingChoice } from './core/timing.js';

export interface McuOptions {
  readonly part: PartName;
  /** Shared memory of a fleet: devices with the same store share equal content. */
  readonly pageStore?: PageStore;
  /** One of the part's boot ROM versions. Default: the newest. */
  readonly bootRomVersion?: string;
  /** A bank size below the part's, in whole pages; for proofs. */
  readonly bankBytes?: number;
  readonly timing?: TimingChoice;
  /** Determines the random content of RAM after a power-on. */
  readonly seed?: number | string;
  /** Figures that replace those of the part's table. */
  readonly spec?: PartSpec;
  /** Other chips on the board. Default: none. */
  readonly companions?: readonly CompanionSpec[];
}

/** A whole device at one moment. Its memory content is shared with the device, not copied. */
export interface McuState {
  readonly flash: FlashState;
  readonly optionBytes: OptionState;
  readonly eeprom: EepromState | undefined;
  readonly sram: SramState;
  readonly clock: ReturnType<McuClock['save']>;
  readonly iwdg: ReturnType<Iwdg['save']>;
  readonly on: boolean;
  readonly supplied: boolean;
  readonly fbMode: 0 | 1;
  readonly memoryAtZero: Syscfg['memoryAtZero'];
  readonly vtor: number;
  readonly interruptsMasked: boolean;
  readonly lastBoot: BootOutcome | undefined;
  readonly powerCycles: number;
  /** In the order in which the device was given them; left out without any. */
  readonly companions?: readonly CompanionState[];
}

/** One microcontroller: its peripherals under their datasheet names, its resets and its boot. */
export class Mcu {
  readonly spec: PartSpec;
  readonly pageStore: PageStore;
  readonly bootRom: BootRomSpec;
  readonly clock: McuClock;
  readonly power = new Power();
  readonly flash: Flash;
  readonly optionBytes: OptionBytes;
  readonly syscfg: Syscfg;
  readonly scb: Scb;
  readonly core = new Core();
  readonly sram: Sram;
  readonly eeprom: Eeprom | undefined;
  readonly crc: Crc;
  /** Undefined on parts without an AES unit. */
  readonly aes: Aes | undefined;
  readonly iwdg: Iwdg;
  /** Other chips on the board, which share its power. */
  readonly companions: readonly CompanionChip[];
  /** Level of the BOOT0 pin. */
  boot0: 0 | 1 = 0;
  /** How the device last started. */
  lastBoot: BootOutcome | undefined;
  readonly #seed: string;
  #powerCycles = 0;

  constructor(options: McuOptions) {
    const spec = options.spec ?? PART_SPECS[options.part];
    const timing = new FlashTiming(options.timing ?? 'typical');
    const acr = new FlashAcr(spec.family);
    this.spec = spec;
    this.pageStore = options.pageStore ?? new PageStore();
    this.bootRom = romOf(spec, options.bootRomVersion);
    this.#seed = String(options.seed ?? 0);
    this.clock = new McuClock(spec.clock);
    const busy = new FlashBusy(this.clock, timing, () => this.flash.activeBank);
    this.optionBytes = new OptionBytes(spec.options, this.power, busy);
    this.syscfg = new Syscfg(this.power, acr, this.core);
    this.scb = new Scb(spec, this.power);
    this.flash = new Flash({
      spec,
      bankBytes: options.bankBytes ?? spec.flash.bankBytes,
      store: this.pageStore,
      power: this.power,
      clock: this.clock,
      busy,
      acr,
      syscfg: this.syscfg,
      optionBytes: this.optionBytes,
    });
    this.sram = new Sram(spec.ram, this.#junkSeed());
    this.eeprom = spec.eeprom && new Eeprom(spec.eeprom, this.flash, this.power);
    this.crc = new Crc(spec.crcCyclesPerWord, this.clock);
    this.aes = spec.aes && new Aes(spec.aes, this.clock);
    this.iwdg = new Iwdg(spec.clock.lsiHz, this.clock);
    this.companions = (options.companions ?? []).map(
      (chip) => new CompanionChip(chip, this.power, this.clock, this.pageStore),
    );
  }

  /** Power returns after it was off: RAM has random content, the option bytes are loaded, the device boots. */
  powerOn(): BootOutcome {
    this.#powerCycles++;
    this.power.supplied = true;
    this.sram.lose(this.#junkSeed());
    this.optionBytes.load();
    return this.#start('power-on');
  }

  /** Switches the power off at a moment when no operation runs. */
  powerOff(): void {
    this.power.on = false;
    this.power.supplied = false;
  }

  /**
   * A system reset while power stays on. RAM keeps its content except what the boot ROM overwrites; FB_MODE and VTOR
   * are cleared. With cause `option-bytes` (OBL_LAUNCH) the option bytes are loaded first.
   *
   * @throws McuMisuse `POR` while the device has no power
   */
  reset(cause: Exclude<ResetCause, 'power-on'>): BootOutcome {
    if (!this.power.supplied) throw new McuMisuse('POR', 'without power nothing can be reset');
    if (this.power.on) this.power.operation('reset', () => cause, { apply: () => undefined });
    if (cause === 'option-bytes') this.optionBytes.load();
    if (this.optionBytes.values.sram2Rst === 0) this.#eraseSecondRam();
    return this.#start(cause);
  }

  /** Continues after an interruption: power-on after a cut, reset and boot after a warm reset. */
  recover(interruption: Interruption): BootOutcome {
    return interruption instanceof WarmReset ? this.reset(interruption.resetCause) : this.powerOn();
  }

  /** Bytes as the CPU reads them: flash or its alias at 0, RAM, EEPROM. */
  read(address: number, length: number): Uint8Array {
    const { spec, flash, eeprom } = this;
    if (this.sram.areaOf(address, length)) return this.sram.read(address, length);
    if (eeprom?.holds(address)) return eeprom.read(address, length);
    if (address >= spec.flash.address) return flash.read(address, length);
    if (this.syscfg.memoryAtZero === 'system')
      throw new McuMisuse('HARDFAULT', 'system memory is aliased at 0 after the boot ROM ran');
    return flash.read(address + spec.flash.address, length);
  }

  /** The handler address for an exception, from the present vector table. */
  vector(exception: number): number {
    return new DataView(this.read(this.scb.vtor + exception * 4, 4).buffer).getUint32(0, true);
  }

  /**
   * A text that is equal for two devices of one store exactly if their flash, option bytes and EEPROM are equal. These
   * are what survives a power cut.
   */
  nvmKey(): string {
    return `${this.flash.contentKey()}|${JSON.stringify(this.optionBytes.stored)}|${this.eeprom?.contentKey() ?? ''}`;
  }

  /** The present state of the device, for a clone or a file. */
  saveState(): McuState {
    return {
      flash: this.flash.save(),
      optionBytes: this.optionBytes.save(),
      eeprom: this.eeprom?.save(),
      sram: this.sram.save(),
      clock: this.clock.save(),
      iwdg: this.iwdg.save(),
      on: this.power.on,
      supplied: this.power.supplied,
      fbMode: this.syscfg.fbMode,
      memoryAtZero: this.syscfg.memoryAtZero,
      vtor: this.scb.vtor,
      interruptsMasked: this.core.interruptsMasked,
      lastBoot: this.lastBoot,
      powerCycles: this.#powerCycles,
      ...(this.companions.length > 0 && { companions: this.companions.map((chip) => chip.save()) }),
    };
  }

  /** Takes over the state of a device. The operation count and an armed strike stay those of this device. */
  restoreState(state: McuState): void {
    this.flash.restore(state.flash);
    this.optionBytes.restore(state.optionBytes);
    if (state.eeprom) this.eeprom?.restore(state.eeprom);
    this.sram.restore(state.sram);
    this.clock.restore(state.clock);
    this.iwdg.restore(state.iwdg);
    this.power.on = state.on;
    this.power.supplied = state.supplied;
    this.syscfg.reset(state.fbMode, state.memoryAtZero);
    this.scb.reset(state.vtor);
    this.core.reset(state.interruptsMasked);
    this.lastBoot = state.lastBoot;
    this.#powerCycles = state.powerCycles;
    this.companions.forEach((chip, index) => state.companions?.[index] && chip.restore(state.companions[index]));
  }

  #start(cause: ResetCause): BootOutcome {
    const { spec, flash, optionBytes, bootRom: rom } = this;
    this.power.on = true;
    this.clock.reset();
    flash.reset();
    this.scb.reset();
    this.core.reset();
    this.iwdg.reset(optionBytes.values.iwdgSw === 0);
    for (const chip of this.companions) chip.reset();
    const decision = decideBoot({
      spec,
      rom,
      options: optionBytes.values,
      dualBank: flash.dualBank,
      boot0: this.boot0,
      bankBytes: flash.bankBytes,
      vectorsOf: (bank) => this.#vectorsOf(bank),
    });
    const byRom = decision.by === 'boot-rom';
    if (byRom) {
      this.sram.overwrite(spec.ram[0]!.address, rom.ramBytes);
      this.clock.advanceUs(spec.bootRomUs);
    }
    const { by } = decision;
    const outcome: BootOutcome =
      'bank' in decision
        ? { booted: decision.bank, by, cause }
        : { booted: undefined, stopped: decision.stopped, by, cause };
    this.syscfg.reset(outcome.booted === 2 ? 1 : 0, byRom ? 'system' : 'flash');
    this.lastBoot = outcome;
    return outcome;
  }

  #vectorsOf(bank: 1 | 2): { stackPointer: number; resetHandler: number } | 'nmi' {
    const { bytes, doubleErrors } = this.flash.tryRead({ bank, offset: 0 }, 8);
    if (doubleErrors.length > 0) return 'nmi';
    const view = new DataView(bytes.buffer);
    return { stackPointer: view.getUint32(0, true), resetHandler: view.getUint32(4, true) };
  }

  #eraseSecondRam(): void {
    const area = this.spec.ram.find(({ name }) => name === (this.spec.family === 'L4' ? 'SRAM2' : 'CCM'));
    if (area) this.sram.overwrite(area.address, area.bytes);
  }

  #junkSeed(): string {
    return `${this.#seed}/${this.#powerCycles}`;
  }
}

function romOf(spec: PartSpec, version: string | undefined): BootRomSpec {
  const rom =
    version === undefined ? spec.bootRoms.at(-1) : spec.bootRoms.find((candidate) => candidate.version === version);
  if (!rom) throw new RangeError(`${spec.name} has no boot ROM ${version}`);
  return rom;
}
