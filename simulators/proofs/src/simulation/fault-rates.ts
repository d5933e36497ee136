/** What goes wrong, each with its probability. */
export interface FaultRates {
  /** Per block message. */
  readonly lost: number;
  readonly repeated: number;
  readonly corrupted: number;
  /** Per want: the server asks for patience. */
  readonly later: number;
  /** Per message to a device. */
  readonly disconnected: number;
  /** Per boot: the power fails, or a warm reset comes, at some operation to come. */
  readonly struck: number;
  /** Per device and release: the new image fails its self-test. */
  readonly selfTest: number;
  /** Per job: the operator cancels it. */
  readonly cancelled: number;
}

/** Enough of everything for most updates to meet something. */
export const USUAL_FAULTS: FaultRates = {
  lost: 0.02,
  repeated: 0.02,
  corrupted: 0.01,
  later: 0.02,
  disconnected: 0.005,
  struck: 0.3,
  selfTest: 0.02,
  cancelled: 0.03,
};

/** One-way delay of a message, microseconds: so much spread that messages overtake one another. */
export const DELAY_US = { least: 5000, spread: 40_000 } as const;
/** From a loss of the connection, or a start, to the next connection. */
export const RECONNECT_US = { least: 50_000, spread: 2_000_000 } as const;
/** A strike hits within so many operations: about an update. */
export const STRIKE_WITHIN = 1300;
/** A job that is cancelled, is cancelled so soon after it was accepted: about as long as the download takes. */
export const CANCEL_WITHIN_US = 400_000;
