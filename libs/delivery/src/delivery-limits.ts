/** Limits of delivery, with the reason for each. */
export const DELIVERY_LIMITS = {
  /**
   * Bytes sent to one device before the next has its turn. Large enough that a write and a cipher call cost little
   * per byte.
   */
  turnBytes: 64 * 1024,
  /**
   * Bytes sent, and time spent, before the event loop may read from the network again: keeps the delay of reports
   * and pings at milliseconds.
   */
  burstBytes: 2 * 1024 * 1024,
  burstMs: 8,
  /**
   * How long a want may wait in the queue. If it would wait longer, the device is told to come back later. About as
   * long as a device waits for an answer, or less.
   */
  lineMs: 4000,
  /** If the event loop is later than this, the server counts as overloaded. */
  loopLagMs: 500,
  /**
   * A device whose connection was full is tried again after `busyRetryMs`; after `busyForgetMs` its want is
   * dropped, because it asks again.
   */
  busyRetryMs: 20,
  busyForgetMs: 30_000,
  /** How long an overloaded server asks devices to wait. */
  laterMinMs: 250,
  laterMaxMs: 30_000,
  /** Transfers remembered: more than a server has connections. */
  transfers: 50_000,
  /**
   * How long the server relies on what it knows of a transfer (open, closed or unknown) without asking the
   * database.
   */
  openFreshMs: 60_000,
  closedFreshMs: 5_000,
  /**
   * With more devices than this in the queue, reports are written in batches, and wait at most this long: many
   * devices that download at once also report at once, and a batch costs a fraction of single writes. A few
   * devices, whatever they ask for, stay below this.
   */
  crowdDevices: 64,
  crowdedReportsMs: 250,
  /**
   * Bytes of blocks that a transfer may receive at once: its image twice, which suffices for a link that loses half
   * of the blocks, and one window. After that, one image a minute, and at least what the slowest links carry, so
   * that losses on those are never limited.
   */
  budgetImages: 2,
  budgetSpareBytes: 64 * 1024,
  budgetRefillMs: 60_000,
  budgetBytesPerSecondMin: 4096,
  /**
   * How long a device is asked to wait after its transfer has used up its budget; doubled each time that it asks
   * too early.
   */
  budgetLaterMinMs: 1000,
  budgetLaterMaxMs: 60_000,
  /**
   * Transfer lookups that one device may cause: one or two are needed for each ticket, none while the transfer is
   * remembered.
   */
  lookups: { capacity: 20, perSecond: 2 },
  /** Wants of one device that may wait for the database, so that no device can pile them up. */
  waitingWants: 4,
  /** Plaintext images in memory: enough for dozens of releases in use. */
  streamBytes: 128 * 1024 * 1024,
} as const;
