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
  /** Whether a warm reset is also tried after each write to RAM. */
  readonly ramWrites?: boolean;
  /** Whether to strike an operation. Default: all operations. */
  readonly includes?: (at: number) => boolean;
}

/** Asked before and after each call that operates on hardware, so that no call is cut twice from the same state. */
export interface CallFilter {
  before(): void;
  /** Asked after the call: true if its cuts were reported before. */
  known(): boolean;
}

/**
 * Strikes every hardware operation of a running device in every planned way, without stopping the run. Each call that
 * operates on hardware is repeated from the state before it, each time with another cut armed, and each state that a
 * cut leaves is reported. Then the run continues as if nothing had happened. So a cut at the thousandth operation does
 * not cost the thousand operations before it.
 */
export class CutProbe {
  private plan: CutPlan | undefined;
  private visit: (found: CutState) => void = () => undefined;
  private filter: CallFilter | undefined;
  private calling = false;
  private writes = { at: 0, count: 0 };

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
    for (const chip of mcu.companions)
      for (const name of ['erase', 'write', 'seal', 'activate'] as const) this.wrap(chip, name);
    const write = mcu.sram.write.bind(mcu.sram);
    mcu.sram.write = (address, bytes) => {
      write(address, bytes);
      this.resetAfterWrite();
    };
  }

  /**
   * From now on, reports the states that cuts leave. While `visit` runs, the device is in the state that the cut left.
   */
  watch(plan: CutPlan, visit: (found: CutState) => void, filter?: CallFilter): void {
    this.plan = plan;
    this.visit = visit;
    this.filter = filter;
    this.writes = { at: 0, count: 0 };
  }

  /** Stops reporting. */
  rest(): void {
    this.plan = undefined;
  }

  private wrap<K extends string>(unit: Record<K, (...args: never[]) => unknown>, name: K): void {
    const original = unit[name].bind(unit) as (...args: unknown[]) => unknown;
    unit[name] = (...args: never[]) => this.call(() => original(...args));
  }

  /**
   * A write to RAM is no operation: no cut can tear it. But a warm reset may come between two writes, and RAM is kept.
   */
  private resetAfterWrite(): void {
    const { plan, mcu, writes } = this;
    if (!plan?.ramWrites || this.calling || !mcu.power.on) return;
    const at = mcu.power.count + 1;
    writes.count = writes.at === at ? writes.count + 1 : 1;
    writes.at = at;
    if (plan.includes && !plan.includes(at)) return;
    const cut: Cut = { at, moment: 'before', seed: 0, event: 'watchdog', ramWrites: writes.count };
    this.visit({ cut, kind: 'reset', state: { ...mcu.saveState(), on: false } });
  }

  private call(make: () => unknown): unknown {
    const { plan, mcu } = this;
    if (!plan || this.calling || !mcu.power.on) return make();
    this.calling = true;
    try {
      return this.cut(plan, make);
    } finally {
      this.calling = false;
    }
  }

  private cut({ variants, includes }: CutPlan, make: () => unknown): unknown {
    const { mcu, filter } = this;
    const before = mcu.saveState();
    const first = mcu.power.count + 1;
    filter?.before();
    const result = make();
    const last = mcu.power.count;
    if (last < first || filter?.known()) return result;
    const after = mcu.saveState();
    for (let at = first; at <= last; at++) {
      if (includes && !includes(at)) continue;
      for (const variant of variants) {
        mcu.restoreState(before);
        mcu.power.count = first - 1;
        this.strike({ at, ...variant }, make);
      }
    }
    mcu.restoreState(after);
    mcu.power.count = last;
    return result;
  }

  private strike(cut: Cut, make: () => unknown): void {
    this.mcu.power.strikeAt(cut);
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
