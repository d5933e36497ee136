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
