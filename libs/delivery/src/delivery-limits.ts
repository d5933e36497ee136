/** Bounds of delivery, with the reason for each. */
export const DELIVERY_LIMITS = {
  /** Bytes sent to one device before the next has its turn: large enough that a write and a call of the cipher cost little a byte. */
  turnBytes: 64 * 1024,
  /** Bytes sent, and time spent, before the event loop may read from the network again: keeps reports and pings at milliseconds. */
  burstBytes: 2 * 1024 * 1024,
  burstMs: 8,
  /** How long a want may wait in line: where it would be longer, the device is told to come back. Shorter than what it waits for an answer, or not much longer. */
  lineMs: 4000,
  /** Lateness of the event loop above which the server counts as overloaded. */
  loopLagMs: 500,
  /** How soon a device is tried again whose connection was full, and how long until what it wanted is forgotten: it asks again. */
  busyRetryMs: 20,
  busyForgetMs: 30_000,
  /** What an overloaded server asks devices to wait. */
  laterMinMs: 250,
  laterMaxMs: 30_000,
  /** Transfers remembered: more than a server has connections. */
  transfers: 50_000,
  /** How long an open transfer is believed to be open, and a closed or unknown one to be that, without asking the database. */
  openFreshMs: 60_000,
  closedFreshMs: 5_000,
  /**
   * Devices in line above which reports wait for others, and how long at most: a herd that downloads brings reports in herds, and
   * written together they cost a fraction. A few devices, whatever they ask for, are no herd.
   */
  crowdDevices: 64,
  crowdedReportsMs: 250,
  /**
   * Bytes of blocks that a transfer may draw: its image twice, as much as a line that loses half takes, and a window over. From then
   * on an image a minute, and no less than what the slowest lines carry: those lose what they like.
   */
  budgetImages: 2,
  budgetSpareBytes: 64 * 1024,
  budgetRefillMs: 60_000,
  budgetBytesPerSecondMin: 4096,
  /** What a device whose transfer has drawn all of that is asked to wait: doubled each time that it asks in vain. */
  budgetLaterMinMs: 1000,
  budgetLaterMaxMs: 60_000,
  /** Lookups of transfers that one device may cause: one or two for each ticket, none while the transfer is remembered. */
  lookups: { capacity: 20, perSecond: 2 },
  /** Wants of one device that wait for the database: nobody can pile them up. */
  waitingWants: 4,
  /** Decrypted images in memory: dozens of hot releases. */
  streamBytes: 128 * 1024 * 1024,
} as const;
