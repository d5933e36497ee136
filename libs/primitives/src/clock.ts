/** The time of day, passed in as an argument, so that domain rooms never read a clock themselves. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  nowMs(): number;
}

/** A clock that stands still until it is moved: for tests and for simulation in virtual time. */
export class ManualClock implements Clock {
  constructor(private currentMs = 0) {}

  nowMs(): number {
    return this.currentMs;
  }

  /** Moves the clock forward. */
  advance(byMs: number): void {
    this.currentMs += byMs;
  }
}
