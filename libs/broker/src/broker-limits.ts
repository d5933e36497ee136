import { LIMITS } from '@twinbank/protocol';

/** Limits that both adapters enforce, with the reason for each. */
export const BROKER_LIMITS = {
  /**
   * A device's packet: twice the longest report, so that a report slightly too long gets a named fault instead of a
   * closed connection.
   */
  packetBytes: 2 * LIMITS.reportBytes,
  /** Above this number of unsent bytes a connection counts as slow and gets no more blocks. */
  unsentBytes: 256 * 1024,
  /**
   * Above this number of unsent bytes a connection has to read before it may send more, and the bytes that it may
   * still send until then.
   */
  deafUnsentBytes: 64 * 1024,
  deafSentBytes: 64 * 1024,
  /** Limit of unsent bytes towards an external broker, which serves all devices at once. */
  unsentBytesOutside: 4 * 1024 * 1024,
  /**
   * How much of one connection is decoded before the next has its turn, and how long input may take before the
   * event loop does other work. 16 packets take half a millisecond, and are more than an honest device sends at
   * once.
   */
  slicePackets: 16,
  sliceBytes: 16 * 1024,
  turnMs: 10,
  /**
   * What a device may send, in tokens: a packet costs one, each KiB of payload one more (packet-cost.ts). The
   * capacity is nearly twice what a download of 512 blocks takes that asks for each block separately, with 30 reports
   * (1112). After that, 100 tokens a second: at the default window, wants for 3 MB/s of blocks. Kept in memory for more
   * devices than there can be connections.
   */
  deviceTokens: { capacity: 2000, perSecond: 100 },
  devicesRemembered: 50_000,
  /**
   * Extra cost of packets that cause more work: a session with its queries and presence; rows to write; bytes to
   * send.
   */
  connectTokens: 20,
  reportTokens: 19,
  ticketBytesPerToken: 1024,
  /**
   * Time from one admission of a device to its next, and how many of its connections may wait for that. A device
   * that reconnects in a loop gets five admissions a second, which its allowance can pay for permanently; its
   * waiting connections delay no other device.
   */
  connectPace: { gapMs: 200, line: 8, remembered: 50_000 },
  /** What a connection may send before it is admitted: CONNECT, and what clients send right after it. */
  guestTokens: { capacity: 50, perSecond: 1 },
  /**
   * A device that keeps sending more than its allowance has its connection closed after `slowedMs` without a pause.
   * A slowed connection is checked every `slowedLookMs`.
   */
  slowedMs: 10_000,
  slowedLookMs: 50,
  /**
   * Failed attempts allowed from one address: in a burst, and each second (some 3 % of a core). Attempts that end
   * in an admission do not count, so that a fleet of any size may connect from one address. The queue of such an
   * address lasts four seconds.
   */
  failures: { capacity: 250, perSecond: 50 },
  doorLine: 200,
  doorLookMs: 50,
  addresses: 10_000,
  /** Connections of the embedded broker: fewer than the 20 000 file descriptors that a process commonly has. */
  connections: 16_000,
  /** Time for CONNECT to arrive. */
  connectTimeoutMs: 15_000,
  /** Keepalive of the server's own connection to an external broker. */
  keepaliveS: 30,
  /** Reports that an external broker may send before the earlier ones are acknowledged. */
  receiveMaximum: 4096,
  /**
   * How long an external broker keeps reports for a server that is away: long enough for a restart, short enough
   * not to block a group of servers.
   */
  sessionExpiryS: 60,
} as const;
