import { Interruption, type CutMoment, type Mcu, type StrikeEvent } from '@twinbank/mcu';

import type { Cut, CutState } from './cut.js';

/** One way to strike an operation. */
export interface Variant {
  readonly moment: CutMoment;
  readonly seed: number;
  readonly event: StrikeEvent;
}

/** Which cuts a probe tries. */
export interface CutPlan {
  readonly variants: readonly Variant[];
  /** Whether an operation is struck at all; all are unless told. */
  readonly includes?: (at: number) => boolean;
}

/**
 * Strikes every hardware operation of a running device in every planned way, without stopping the run: each call that operates on
 * hardware is made again and again from the state before it, with another cut armed each time, and each state that a cut
 * leaves is shown. Then the run goes on as if nothing had happened. So a cut at the thousandth operation costs no
 * thousand operations before it.
 */
export class CutProbe {
  private plan: CutPlan | undefined;
  private visit: (found: CutState) => void = () => undefined;
  private forking = false;

  constructor(private readonly mcu: Mcu) {
    const { flash, eeprom, optionBytes, syscfg, scb } = mcu;
    this.wrap(flash, 'program');
    this.wrap(flash, 'erasePages');
    this.wrap(flash, 'massErase');
    this.wrap(optionBytes, 'program');
    this.wrap(syscfg, 'writeFbMode');
    this.wrap(scb, 'writeVtor');
    this.wrap(mcu, 'reset');
    if (eeprom) this.wrap(eeprom, 'writeHalf');
  }

  /**
   * From now on, shows the states that cuts leave; while `visit` runs, the device is as the cut left it.
   *
   * @param known asked after each call whether its cuts were all shown before; called before the call and after it
   */
  watch(plan: CutPlan, visit: (found: CutState) => void, known?: { before(): void; after(): boolean }): void {
    this.plan = plan;
    this.visit = visit;
    this.known = known;
  }

  private known: { before(): void; after(): boolean } | undefined;

  /** Shows nothing any more. */
  rest(): void {
    this.plan = undefined;
  }

  private wrap<K extends string>(unit: Record<K, (...args: never[]) => unknown>, name: K): void {
    const original = unit[name].bind(unit) as (...args: unknown[]) => unknown;
    unit[name] = ((...args: unknown[]) => this.call(() => original(...args))) as (...args: never[]) => unknown;
  }

  private call(make: () => unknown): unknown {
    const { plan, mcu } = this;
    if (!plan || this.forking || !mcu.power.on) return make();
    const before = mcu.saveState();
    const countBefore = mcu.power.count;
    this.known?.before();
    const result = make();
    const count = mcu.power.count - countBefore;
    if (count === 0 || this.known?.after()) return result;
    const after = mcu.saveState();
    this.forking = true;
    for (let at = countBefore + 1; at <= countBefore + count; at++) {
      if (plan.includes && !plan.includes(at)) continue;
      for (const variant of plan.variants) {
        mcu.restoreState(before);
        mcu.power.count = countBefore;
        this.strike({ at, ...variant }, make);
      }
    }
    this.forking = false;
    mcu.restoreState(after);
    mcu.power.count = countBefore + count;
    return result;
  }

  private strike(cut: Cut, make: () => unknown): void {
    const { power } = this.mcu;
    power.strikeAt(cut);
    try {
      make();
    } catch (error) {
      if (!(error instanceof Interruption)) throw error;
      this.visit({ cut, kind: error.operation, state: this.mcu.saveState() });
      return;
    }
    throw new Error(`operation ${cut.at} was not struck`);
  }
}

/** Cuts of the power and warm resets by the watchdog, before, after and within an operation. */
export function variantsOf(tornSeeds: number): Variant[] {
  return (['power-off', 'watchdog'] as const).flatMap((event) => [
    { moment: 'before', seed: 0, event },
    ...Array.from({ length: tornSeeds }, (_, seed) => ({ moment: 'torn', seed, event }) as const),
    { moment: 'after', seed: 0, event },
  ]);
}
