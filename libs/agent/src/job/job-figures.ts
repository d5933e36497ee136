import type { Mcu } from '@twinbank/mcu';
import type { SwapReport, UpdateTimings } from '@twinbank/protocol';

import { RetainedFigures } from '../journal/retained-figures.js';

/** Phases of an update whose time is reported. */
const PHASES = ['erase', 'download', 'check', 'wait', 'mirror'] as const;
type Phase = (typeof PHASES)[number];

/**
 * Measurements of a job: how long its phases took, and what its swap cost. They survive a reset that the agent asks
 * for.
 */
export class JobFigures {
  private measured: SwapReport | undefined;
  private spentUs: Record<Phase, number> = noTime();
  private beganUs: number;
  private readonly retained: RetainedFigures;

  constructor(private readonly mcu: Mcu) {
    this.beganUs = mcu.clock.nowUs;
    this.retained = new RetainedFigures(mcu);
  }

  /** What the swap cost; undefined before the swap. */
  get swap(): SwapReport | undefined {
    return this.measured;
  }

  /** The times for a report, in milliseconds. */
  get timings(): UpdateTimings {
    const ms = (us: number): number => Math.round(us) / 1000;
    const { erase, download, check, wait, mirror } = this.spentUs;
    return {
      eraseMs: ms(erase),
      downloadMs: ms(download),
      checkMs: ms(check),
      waitMs: ms(wait),
      mirrorMs: ms(mirror),
      totalMs: ms(this.mcu.clock.nowUs - this.beganUs),
    };
  }

  /** A job begins: forgets the measurements of the job before. */
  begin(): void {
    this.measured = undefined;
    this.spentUs = noTime();
    this.beganUs = this.mcu.clock.nowUs;
  }

  /** Adds to the time of a phase. */
  spend(phase: Phase, us: number): void {
    this.spentUs[phase] += us;
  }

  /** Adds a swap. After two swaps the report has the slot of the first one, and the higher of the two costs. */
  swapped(swap: SwapReport): void {
    this.measured = this.measured
      ? {
          ...this.measured,
          addedLatencyUs: Math.max(this.measured.addedLatencyUs, swap.addedLatencyUs),
          deadlinesMissed: this.measured.deadlinesMissed + swap.deadlinesMissed,
        }
      : swap;
  }

  /** Keeps the figures over a reset, in RAM that start-up code does not initialise. */
  keep(job: number): void {
    this.retained.save({
      job,
      swap: this.measured,
      times: [...PHASES.map((phase) => this.spentUs[phase]), this.beganUs],
    });
  }

  /** Restores the figures of a job that were kept over a reset; nothing if the power failed meanwhile. */
  recall(job: number): void {
    const figures = this.retained.take(job);
    if (!figures) return;
    this.measured = figures.swap;
    PHASES.forEach((phase, i) => (this.spentUs[phase] = figures.times[i]!));
    this.beganUs = figures.times[PHASES.length]!;
  }
}

const noTime = (): Record<Phase, number> => ({ erase: 0, download: 0, check: 0, wait: 0, mirror: 0 });
