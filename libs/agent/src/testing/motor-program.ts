import { compareRamLayouts, type RamChange, type RamVariable } from '@twinbank/inspect';
import type { Mcu } from '@twinbank/mcu';

import { markLiveSwap, runOnce, type RamProgram, type RunOnceWords } from '../swap/ram-program.js';
import { descriptorOf } from '../swap/swapper.js';

/** What the tests know of one version of the reference firmware. */
export interface MotorVersion {
  readonly layout: number;
  readonly variables: readonly RamVariable[];
}

const SPEED_BAND_SHIFT = 11;
/** Rows of the gain table of 1.1.0 that the test's speed needs. */
const GAIN_ROW_4 = { kp: 2304, ki: 104 };

/**
 * How the reference firmware uses RAM, at the addresses of its ELF files: start-up, run-once code, control interrupt.
 */
export class MotorProgram implements RamProgram {
  runsOfRunOnce = 0;

  constructor(private readonly versions: Readonly<Record<string, MotorVersion>>) {}

  startUp(mcu: Mcu, bank: 1 | 2): void {
    const { variables, layout } = this.versionIn(mcu, bank);
    for (const { address, initial } of variables) mcu.sram.write(address, initial!);
    mcu.sram.writeWord(this.at(mcu, bank, 'ram_layout'), layout);
    if (layout >= 2) mcu.sram.write(this.at(mcu, bank, 'gain_schedule'), gainSchedule());
  }

  beforeSwap(mcu: Mcu, from: 1 | 2): void {
    markLiveSwap(mcu, this.words(mcu, from));
  }

  afterSwap(mcu: Mcu, bank: 1 | 2): void {
    const next = this.versionIn(mcu, bank);
    const changesFrom = (layout: number): readonly RamChange[] | undefined => {
      const before = Object.values(this.versions).find((version) => version.layout === layout);
      return (
        before &&
        compareRamLayouts(
          before.variables,
          next.variables.map((variable) =>
            variable.name === 'gain_schedule' ? { ...variable, initial: gainSchedule() } : variable,
          ),
        ).changes
      );
    };
    if (runOnce(mcu, this.words(mcu, bank), { layout: next.layout, changesFrom })) this.runsOfRunOnce++;
  }

  /** One run of the control interrupt: a PI controller in fixed point, on the variables in RAM. */
  control(mcu: Mcu, measured: number): number {
    const bank = mcu.flash.activeBank;
    const address = (name: string): number => this.at(mcu, bank, name);
    const half = (at: number): number => (mcu.sram.readWord(at) << 16) >> 16;
    const gains = this.versionIn(mcu, bank).layout >= 2 ? address('gain_schedule') + 2 : address('control_gains');
    const setpoint = half(address('setpoint'));
    const state = address('control_state');
    const error = setpoint - measured;
    const integrator = Math.max(
      -32767,
      Math.min(32767, (mcu.sram.readWord(state) | 0) + ((half(gains + 2) * error) >> 15)),
    );
    const output = Math.max(-31000, Math.min(31000, ((half(gains) * error) >> 12) + integrator));
    mcu.sram.writeWord(state, integrator >>> 0);
    mcu.sram.writeWord(state + 4, output >>> 0);
    const counters = address('control_counters');
    mcu.sram.writeWord(counters, mcu.sram.readWord(counters) + 1);
    return output;
  }

  /** How often the control interrupt has run since RAM was initialised. */
  controlRuns(mcu: Mcu): number {
    return mcu.sram.readWord(this.at(mcu, mcu.flash.activeBank, 'control_counters'));
  }

  private words(mcu: Mcu, bank: 1 | 2): RunOnceWords {
    const swap = this.at(mcu, bank, 'live_swap');
    return { mark: swap, fromLayout: swap + 8, layout: this.at(mcu, bank, 'ram_layout') };
  }

  private at(mcu: Mcu, bank: 1 | 2, name: string): number {
    return this.versionIn(mcu, bank).variables.find((variable) => variable.name === name)!.address;
  }

  private versionIn(mcu: Mcu, bank: 1 | 2): MotorVersion {
    return this.versions[descriptorOf(mcu, bank)!.version]!;
  }
}

/** The gain schedule as `gain_schedule_start` fills it for the setpoint of the test, 8192: band 4. */
function gainSchedule(): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 8192 >> SPEED_BAND_SHIFT, true);
  view.setInt16(2, GAIN_ROW_4.kp, true);
  view.setInt16(4, GAIN_ROW_4.ki, true);
  return bytes;
}
