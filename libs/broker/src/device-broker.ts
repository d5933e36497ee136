import type { FaultCode } from '@twinbank/protocol';

/** What devices send, by its topic. */
export type DeviceMessageKind = 'report' | 'want' | 'presence';

/** A message from an admitted device on one of its own topics. `payload` is undecoded; only its size is limited. */
export interface DeviceMessage {
  readonly deviceId: string;
  readonly kind: DeviceMessageKind;
  readonly payload: Uint8Array;
}

/**
 * Handles a message. If it returns a promise, a QoS 1 message is acknowledged once that resolves. If the promise
 * rejects, the message stays unacknowledged and the device (or the external broker) sends it again.
 */
export type MessageHandler = (message: DeviceMessage) => Promise<void> | void;

/** A rule that a connection broke, or a message that could not be handled. Holds no secret. */
export interface BrokerFault {
  readonly code: FaultCode;
  readonly detail: string;
  /** The claimed client id; it may be made up if the connection was not admitted. */
  readonly deviceId?: string;
  readonly address?: string;
}

/** One block of a transfer, as it is sent. */
export interface OutgoingBlock {
  readonly block: number;
  readonly ciphertext: Uint8Array;
}

/**
 * The result of sending blocks. `busy`: the connection has more unsent bytes than allowed; nothing was sent, try
 * again shortly. `offline`: nobody would receive them.
 */
export type SendOutcome = 'sent' | 'busy' | 'offline';

/** Whether blocks could be sent to a device now. */
export type LinkState = 'free' | 'busy' | 'offline';

/** Counters since the start; `faults` by code. */
export interface BrokerStats {
  readonly connections: number;
  readonly messagesIn: number;
  readonly blocksOut: number;
  readonly blockBytesOut: number;
  readonly faults: Readonly<Partial<Record<FaultCode, number>>>;
}

/**
 * The devices as the server reaches them over MQTT. Two adapters satisfy the same contract spec: the embedded
 * broker inside this process, and the connection to an external broker.
 */
export interface DeviceBroker {
  /** Whether this process holds the devices' connections. */
  readonly kind: 'embedded' | 'external';
  /** Starts listening or connecting; handlers must be set before. */
  start(): Promise<void>;
  /** Closes every connection; no handler is called afterwards. */
  stop(): Promise<void>;
  onMessage(handler: MessageHandler): void;
  onFault(handler: (fault: BrokerFault) => void): void;
  /**
   * Calls the handler when messages can be sent: after the start, and each time that a lost connection to an
   * external broker is restored.
   */
  onUp(handler: () => void): void;
  /**
   * Sends a ticket message (QoS 1). A retained one also reaches a device that subscribes later; an empty retained
   * one clears it.
   *
   * @param still asked right before it goes out: where it has to wait for a broker outside, what it says may be wrong by then. One that went out and was not
   * acknowledged before the connection was lost does not go out again: whoever gives this publishes anew what is right ({@link onUp})
   */
  publishTicket(deviceId: string, payload: Uint8Array, retained: boolean, still?: () => boolean): void;
  /** What {@link sendBlocks} would return now, so that nothing is encrypted in vain. */
  linkState(deviceId: string): LinkState;
  /** Sends blocks of one transfer (QoS 0): all or none. */
  sendBlocks(deviceId: string, transfer: number, blocks: readonly OutgoingBlock[]): SendOutcome;
  /**
   * Sends one message on the device's block topic (QoS 0): `later` or `refused`. Dropped if it cannot be sent at
   * once.
   */
  sendNotice(deviceId: string, payload: Uint8Array): void;
  /** Closes the device's connection if this process holds it. */
  drop(deviceId: string): void;
  /** The connected devices; undefined while they are not known because the broker is away. */
  online(): ReadonlySet<string> | undefined;
  /** Number of devices known to be connected. */
  connected(): number;
  /** Whether messages can be sent now. */
  ready(): boolean;
  /** Where devices connect, with the actual port once started; holds no password. */
  url(): string;
  readonly stats: BrokerStats;
}

/** What a connecting device presents. */
export interface ConnectAttempt {
  readonly deviceId: string;
  readonly password: string;
  readonly address: string;
}

/** Decides who may connect to the embedded broker: undefined admits, a fault code refuses. */
export type Admit = (attempt: ConnectAttempt) => Promise<FaultCode | undefined>;
