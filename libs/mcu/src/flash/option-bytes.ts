import type { OptionSpec, OptionValues, TypMaxUs } from '@twinbank/parts';

import type { FlashBusy } from './flash-busy.js';
import { FlashMisuse, McuMisuse } from '../misuse.js';
import type { Power } from '../power.js';

/** What the option bytes hold and what was loaded from them. */
export interface OptionState {
  /** Undefined if words and complements disagree. */
  readonly stored: OptionValues | undefined;
  readonly loaded: OptionValues;
  readonly optverr: boolean;
  readonly locked: boolean;
}

/**
 * The user option bytes. Any change first erases and then programs them (all of them on L4 and G4, one word on L0). The
 * new values take effect only after a power-on or OBL_LAUNCH, which is a reset. A power cut in between leaves words
 * without matching complements: OPTVERR is set, and the forced values act [RM0440 §3.4.2].
 */
export class OptionBytes {
  #stored: OptionValues | undefined;
  #loaded: OptionValues;
  #optverr = false;
  #locked = true;
  /** Set by the flash model: lowering read protection from level 1 erases both banks. */
  onProtectionLowered: () => void = () => undefined;

  constructor(
    private readonly spec: OptionSpec,
    private readonly power: Power,
    private readonly busy: FlashBusy,
  ) {
    this.#stored = spec.factory;
    this.#loaded = spec.factory;
  }

  /** The values that act now, as loaded. */
  get values(): OptionValues {
    return this.#loaded;
  }

  /** The BFB2 value that acts now: 1 makes the boot ROM try bank 2 first. */
  get bfb2(): 0 | 1 {
    return this.#loaded.bfb2;
  }

  /** True if the forced values act, because the stored words do not match their complements. */
  get optverr(): boolean {
    return this.#optverr;
  }

  /** What the next OBL_LAUNCH or power-on loads; undefined if it will load the forced values. */
  get stored(): OptionValues | undefined {
    return this.#stored;
  }

  get locked(): boolean {
    return this.#locked;
  }

  /** The key sequence into OPTKEYR. Flash must be unlocked first. */
  unlock(flashLocked: boolean): void {
    if (flashLocked) throw new FlashMisuse('LOCK', 'OPTKEYR takes keys only while FLASH_CR is unlocked');
    this.#locked = false;
  }

  lock(): void {
    this.#locked = true;
  }

  /**
   * Changes options in two operations, erase and program. Registers that are not named get the loaded values. The
   * change takes effect with the next OBL_LAUNCH or power-on.
   *
   * @throws FlashMisuse `LOCK` while the option lock is set
   * @throws McuMisuse `RDP` on leaving level 2, which no hardware allows
   */
  program(changes: Partial<OptionValues>): void {
    if (this.#locked) throw new FlashMisuse('LOCK', 'the option bytes are locked');
    if (this.#loaded.rdp === 2) throw new McuMisuse('RDP', 'option bytes cannot be changed at protection level 2');
    const next = { ...this.#loaded, ...changes };
    const lowered = this.#loaded.rdp === 1 && next.rdp === 0;
    this.power.operation('option-erase', () => 'option bytes', {
      apply: () => this.#take(this.spec.erase, undefined),
      tear: (rng) => this.#take(undefined, rng.chance(0.5) ? undefined : this.#stored),
    });
    this.power.operation('option-program', () => describe(next), {
      apply: () => {
        this.#take(this.spec.program, next);
        if (lowered) this.onProtectionLowered();
      },
      tear: (rng) => this.#take(undefined, rng.chance(0.5) ? undefined : next),
    });
  }

  /** Loads the stored values, as power-on and OBL_LAUNCH do. */
  load(): void {
    this.#optverr = this.#stored === undefined;
    this.#loaded = this.#stored ?? this.spec.forced;
  }

  /** Sets and loads values, as a programmer does before the device runs. */
  factoryProgram(changes: Partial<OptionValues>): void {
    this.#stored = { ...(this.#stored ?? this.spec.factory), ...changes };
    this.load();
  }

  save(): OptionState {
    return { stored: this.#stored, loaded: this.#loaded, optverr: this.#optverr, locked: this.#locked };
  }

  restore(state: OptionState): void {
    this.#stored = state.stored;
    this.#loaded = state.loaded;
    this.#optverr = state.optverr;
    this.#locked = state.locked;
  }

  /** The option words lie in the information blocks of both banks, so both banks are busy. */
  #take(time: TypMaxUs | undefined, stored: OptionValues | undefined): void {
    this.#stored = stored;
    if (time) this.busy.occupy('both', time);
  }
}

const describe = (values: OptionValues): string => `BFB2=${values.bfb2} DUALBANK=${values.dualBank} RDP=${values.rdp}`;
