import { LIMITS } from '@twinbank/protocol';

/** Bounds that both adapters keep, with the reason for each. */
export const BROKER_LIMITS = {
  /** A device's packet: twice the longest report, so that one slightly too long gets a named fault instead of a closed connection. */
  packetBytes: 2 * LIMITS.reportBytes,
  /** Unsent bytes of one connection above which it counts as slow and gets no more blocks. */
  unsentBytes: 256 * 1024,
  /** Unsent bytes above which a connection has to read before it may go on sending, and bytes that it may still send until then. */
  deafUnsentBytes: 64 * 1024,
  deafSentBytes: 64 * 1024,
  /** Unsent bytes towards an outside broker, which serves all devices at once. */
  unsentBytesOutside: 4 * 1024 * 1024,
  /**
   * What of one connection is decoded before the next has its turn, and the time that input may take before the event loop does
   * other things: 16 packets are half a millisecond, and more than an honest device sends in one breath.
   */
  slicePackets: 16,
  sliceBytes: 16 * 1024,
  turnMs: 10,
  /**
   * What a device may send, in tokens: a packet costs one, a KiB of payload one more (packet-cost.ts). At once it may send what a
   * download of 512 blocks takes that asks for each by itself, with its reports, and as much again; then 100 a second, which at
   * the default window is 3 MB/s of blocks. In memory for more devices than there can be connections.
   */
  deviceTokens: { capacity: 2000, perSecond: 100 },
  devicesRemembered: 50_000,
  /** What some packets cost on top, because of what they set off: a session with its queries and presence; rows to write; bytes to send. */
  connectTokens: 20,
  reportTokens: 19,
  ticketBytesPerToken: 1024,
  /**
   * From one admission of a device to its next, and how many of its connections may wait for that: a device that comes back in a loop
   * costs five admissions a second, which its allowance pays for without end, and its line of connections stands in nobody's way.
   */
  connectPace: { gapMs: 200, line: 8, remembered: 50_000 },
  /** What a connection may send before it was admitted: CONNECT and what clients send right behind it. */
  guestTokens: { capacity: 50, perSecond: 1 },
  /** How long a device may keep sending more than that without a break before its connection is closed, and how often a slowed one is looked at. */
  slowedMs: 10_000,
  slowedLookMs: 50,
  /**
   * Attempts from one address that may come to nothing: at once, and a second (some 3 % of a core). Attempts that end in an admission
   * do not count, so that a fleet of any size may connect from behind one address. In line behind such an address: four seconds.
   */
  failures: { capacity: 250, perSecond: 50 },
  doorLine: 200,
  doorLookMs: 50,
  addresses: 10_000,
  /** Connections of the embedded broker: below the 20 000 file descriptors that a process commonly has. */
  connections: 16_000,
  /** Time for CONNECT to arrive. */
  connectTimeoutMs: 15_000,
  /** Keepalive that the server sets its own connection to an outside broker to. */
  keepaliveS: 30,
  /** Reports that an outside broker may send ahead of their acknowledgement. */
  receiveMaximum: 4096,
  /** How long an outside broker keeps reports for a server that is away: long enough to restart, short enough that a group of servers is not held up. */
  sessionExpiryS: 60,
} as const;
