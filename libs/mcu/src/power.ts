import type { ResetCause } from '@twinbank/protocol';
import { seededRng, type Rng } from '@twinbank/primitives';
import { McuMisuse } from './misuse.js';

/** Hardware operations that a power cut can interrupt. */
export type OperationKind =
  | 'program'
  | 'erase-page'
  | 'mass-erase'
  | 'option-erase'
  | 'option-program'
  | 'eeprom-word'
  | 'fb-mode'
  | 'companion-erase'
  | 'companion-program'
  | 'companion-activate'
  | 'vtor'
  | 'reset';

/** When the cut comes: before the operation, during it (`torn`), or right after it. */
export type CutMoment = 'before' | 'torn' | 'after';

/** The event that strikes: loss of power, or a warm reset with its cause. */
export type StrikeEvent = 'power-off' | Exclude<ResetCause, 'power-on'>;

export interface Strike {
  /**
   * Number of the operation, as {@link Power.count} counts; the first is 1. If it has passed, the strike hits the next
   * one.
   */
  readonly at: number;
  readonly moment: CutMoment;
  /** Determines how a torn operation leaves the cells. */
  readonly seed: number | string;
  readonly event?: StrikeEvent;
}

/** The device was interrupted in an operation. All variables of its program are lost. */
export class Interruption extends Error {
  override readonly name: string = 'Interruption';

  constructor(
    readonly event: StrikeEvent,
    readonly operation: OperationKind,
    readonly at: number,
    readonly moment: CutMoment,
  ) {
    super(`${event} ${moment} operation ${at} (${operation})`);
  }
}

/** Power was lost. Continue with `mcu.powerOn()`. */
export class PowerCut extends Interruption {
  override readonly name = 'PowerCut';
}

/** A warm reset: power stayed on (RAM kept, remap lost). Continue with `mcu.reset(cause)`. */
export class WarmReset extends Interruption {
  override readonly name = 'WarmReset';

  constructor(
    /** The cause to reset with. */
    readonly resetCause: Exclude<StrikeEvent, 'power-off'>,
    operation: OperationKind,
    at: number,
    moment: CutMoment,
  ) {
    super(resetCause, operation, at, moment);
  }
}

/** What a program meets when an event strikes its device. */
export const interruptionOf = (
  event: StrikeEvent,
  operation: OperationKind,
  at: number,
  moment: CutMoment,
): PowerCut | WarmReset =>
  event === 'power-off' ? new PowerCut(event, operation, at, moment) : new WarmReset(event, operation, at, moment);

/** Reports completed operations. A bulk write is reported once, with the number of its operations. */
export interface OperationRecord {
  readonly kind: OperationKind;
  /** Number of the first operation. */
  readonly first: number;
  readonly count: number;
  readonly where: string;
}

/** How one operation changes the cells: completely, or torn at random. */
export interface Effect {
  apply(): void;
  tear?(rng: Rng): void;
}

/** The power supply. It counts every operation that a cut can hit, so that a proof can cut at each one. */
export class Power {
  /** Number of operations begun since the model was made. */
  count = 0;
  /** True while the device runs. */
  on = false;
  /** True while the device has power, running or not. Only then can it be reset. */
  supplied = false;
  /** Called for each completed operation, for traces; undefined by default. */
  onOperation: ((record: OperationRecord) => void) | undefined;
  #strike: Strike | undefined;
  #strikeAt = Infinity;

  /** Cuts the power at operation `at`. */
  cutAt(at: number, moment: CutMoment, seed: number | string = 0): void {
    this.strikeAt({ at, moment, seed });
  }

  /** Arms a cut or a warm reset, and replaces one that was armed. */
  strikeAt(strike: Strike): void {
    this.#strike = strike;
    this.#strikeAt = strike.at;
  }

  disarm(): void {
    this.#strike = undefined;
    this.#strikeAt = Infinity;
  }

  /**
   * How many of the next `wanted` operations the strike leaves alone. If fewer than wanted, it hits the one after them.
   */
  unharmed(wanted: number): number {
    return Math.max(0, Math.min(wanted, this.#strikeAt - this.count - 1));
  }

  /** Counts completed operations. */
  ran(kind: OperationKind, count: number, where: () => string): void {
    this.count += count;
    if (this.onOperation && count > 0) {
      this.onOperation({ kind, first: this.count - count + 1, count, where: where() });
    }
  }

  /** Runs one operation. If the strike is armed for it, the strike determines its effect, and the operation throws. */
  operation(kind: OperationKind, where: () => string, effect: Effect): void {
    this.demandOn();
    if (this.unharmed(1) === 1) {
      this.ran(kind, 1, where);
      effect.apply();
    } else {
      this.interrupt(kind, where, effect);
    }
  }

  /**
   * Applies the armed strike to the next operation.
   *
   * @throws PowerCut or WarmReset, always
   */
  interrupt(kind: OperationKind, where: () => string, effect: Effect): never {
    const { at, moment, seed, event = 'power-off' } = this.#strike!;
    this.disarm();
    this.ran(kind, 1, () => `${where()} [${event} ${moment}]`);
    if (moment === 'after') effect.apply();
    else if (moment === 'torn') effect.tear?.(seededRng(`torn/${seed}/${at}`));
    this.on = false;
    if (event === 'power-off') this.supplied = false;
    throw interruptionOf(event, kind, at, moment);
  }

  /** @throws McuMisuse if the device is off, or was interrupted and not started again */
  demandOn(): void {
    if (!this.on) throw new McuMisuse('POR', 'the device is not running: power it on or reset it first');
  }
}
