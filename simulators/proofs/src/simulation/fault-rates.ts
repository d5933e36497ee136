/** The faults of a simulation, each with its probability. */
export interface FaultRates {
  /** Per block message. */
  readonly lost: number;
  readonly repeated: number;
  readonly corrupted: number;
  /** Per want: the server's event loop is late, and it asks the device to wait. */
  readonly later: number;
  /** Per message to a device. */
  readonly disconnected: number;
  /** Per lost connection and start of a device: it stays away for long. */
  readonly away: number;
  /** Per boot: a power cut or a warm reset strikes at some later operation. */
  readonly struck: number;
  /** Per device and release: the new image fails its self-test. */
  readonly selfTest: number;
  /**
   * Per campaign: it is stopped; it is paused and resumed; most devices fail the self-test of its image; its image
   * cannot be read for a while.
   */
  readonly stopped: number;
  readonly paused: number;
  readonly bad: number;
  readonly imageLost: number;
  /** Per campaign: its devices have to go over releases in between. */
  readonly hops: number;
  /** Per slice of a campaign's planning: an operator cancels jobs, or pauses or stops the campaign. */
  readonly meddled: number;
  /**
   * Per server and half a minute: its process is killed; it is stopped for a while and continues; the clock of its
   * machine is changed.
   */
  readonly killed: number;
  readonly frozen: number;
  readonly clockMoved: number;
}

/** High enough that most updates meet some fault. */
export const USUAL_FAULTS: FaultRates = {
  ...{ lost: 0.02, repeated: 0.02, corrupted: 0.01, later: 0.02, disconnected: 0.005, struck: 0.3, selfTest: 0.02 },
  ...{ away: 0.003, stopped: 0.08, paused: 0.15, hops: 0.3, bad: 0.08, imageLost: 0.04, meddled: 0.05 },
  ...{ killed: 0.15, frozen: 0.25, clockMoved: 0.03 },
};

/** Nothing goes wrong. */
export const NO_FAULTS: FaultRates = {
  ...{ lost: 0, repeated: 0, corrupted: 0, later: 0, disconnected: 0, struck: 0, selfTest: 0 },
  ...{ away: 0, meddled: 0, hops: 0, stopped: 0, paused: 0, bad: 0, imageLost: 0, killed: 0, frozen: 0, clockMoved: 0 },
};

/** One-way delay of a message, microseconds. The spread is so large that messages overtake one another. */
export const DELAY_US = { least: 5000, spread: 40_000 } as const;
/** From a lost connection, or a start, to the next connection. */
export const RECONNECT_US = { least: 50_000, spread: 2_000_000 } as const;
/** How long a device stays away, in place of that: longer than its offers last. */
export const AWAY_US = { least: 120_000_000, spread: 2_400_000_000 } as const;
/** A strike comes within this number of operations, which is about one update. */
export const STRIKE_WITHIN = 1300;
