/** Bounds of delivery, with the reason for each. */
export const DELIVERY_LIMITS = {
  /** Bytes sent to one device before the next has its turn: large enough that a write and a call of the cipher cost little a byte. */
  turnBytes: 64 * 1024,
  /** Bytes sent, and time spent, before the event loop may read from the network again: keeps reports and pings at milliseconds. */
  burstBytes: 2 * 1024 * 1024,
  burstMs: 8,
  /** Wanted bytes in line above which further devices are told to come back later: some seconds of work. */
  pendingBytes: 512 * 1024 * 1024,
  /** Lateness of the event loop above which the server counts as overloaded. */
  loopLagMs: 500,
  /** How soon a device is tried again whose connection was full, and how long until what it wanted is forgotten: it asks again. */
  busyRetryMs: 20,
  busyForgetMs: 30_000,
  /** What an overloaded server asks devices to wait. */
  laterMinMs: 250,
  laterMaxMs: 10_000,
  /** Transfers remembered: more than a server has connections. */
  transfers: 50_000,
  /** How long an open transfer is believed to be open, and a closed or unknown one to be that, without asking the database. */
  openFreshMs: 60_000,
  closedFreshMs: 5_000,
  /** Wants of one device that wait for the database: nobody can pile them up. */
  waitingWants: 4,
  /** Decrypted images in memory: dozens of hot releases. */
  streamBytes: 128 * 1024 * 1024,
} as const;
