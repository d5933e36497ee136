/** How long one input may be computed on before the run is given up, in milliseconds of processor time. */
export const STUCK_CPU_MS = 20_000;
/** Where nothing computes, somebody waits for something that never comes; milliseconds of the wall clock. */
export const STUCK_WAITING_MS = 600_000;

/** What a clock and the process say at one moment, in milliseconds. */
export interface Look {
  /** The count of inputs given and given back: odd while one is read. */
  readonly turn: number;
  readonly cpuMs: number;
  readonly nowMs: number;
}

/**
 * Says whether one input is read without end. What counts is the time that the process computed on it, so a machine that does ten
 * other things has ten times as long.
 */
export class Stuck {
  private since: Look | undefined;

  /** @returns whether the input that is read now has been read for too long */
  sees(look: Look): boolean {
    const isReading = look.turn % 2 !== 0;
    if (!isReading || this.since?.turn !== look.turn) {
      this.since = look;
      return false;
    }
    return look.cpuMs - this.since.cpuMs > STUCK_CPU_MS || look.nowMs - this.since.nowMs > STUCK_WAITING_MS;
  }
}
