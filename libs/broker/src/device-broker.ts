import type { FaultCode } from '@twinbank/protocol';

/** What devices send, by the topic it came on. */
export type DeviceMessageKind = 'report' | 'want' | 'presence';

/** A message from an admitted device on one of its own topics. `payload` is undecoded and bounded in size only. */
export interface DeviceMessage {
  readonly deviceId: string;
  readonly kind: DeviceMessageKind;
  readonly payload: Uint8Array;
}

/**
 * Takes a message. Where it returns a promise, a QoS 1 message is acknowledged once that resolves; where the promise rejects
 * the message stays unacknowledged and the device (or the outside broker) sends it again.
 */
export type MessageHandler = (message: DeviceMessage) => Promise<void> | void;

/** A rule that a connection broke, or a message that could not be taken. Holds no secret. */
export interface BrokerFault {
  readonly code: FaultCode;
  readonly detail: string;
  /** Client id as claimed; it may be made up, where the connection was not admitted. */
  readonly deviceId?: string;
  readonly address?: string;
}

/** One block of a transfer, as it goes over the wire. */
export interface OutgoingBlock {
  readonly block: number;
  readonly ciphertext: Uint8Array;
}

/**
 * What became of blocks: `busy` where the connection holds unsent bytes above its bound (nothing was taken, try again
 * shortly), `offline` where nobody would receive them.
 */
export type SendOutcome = 'sent' | 'busy' | 'offline';

/** Whether blocks could be sent to a device now. */
export type LinkState = 'free' | 'busy' | 'offline';

/** Counters since start; `faults` by code. */
export interface BrokerStats {
  readonly connections: number;
  readonly messagesIn: number;
  readonly blocksOut: number;
  readonly blockBytesOut: number;
  readonly faults: Readonly<Partial<Record<FaultCode, number>>>;
}

/**
 * The devices as the server reaches them over MQTT. Two adapters fulfil the same contract spec: a broker inside the
 * process, and a connection to a broker outside.
 */
export interface DeviceBroker {
  /** Whether this process holds the devices' connections. */
  readonly kind: 'embedded' | 'external';
  /** Listens or connects; handlers are set before. */
  start(): Promise<void>;
  /** Closes every connection; no handler is called afterwards. */
  stop(): Promise<void>;
  onMessage(handler: MessageHandler): void;
  onFault(handler: (fault: BrokerFault) => void): void;
  /** Hears when messages can flow: after the start, and each time that a lost connection to an outside broker is back. */
  onUp(handler: () => void): void;
  /** Sends a ticket message (QoS 1); retained, it also reaches a device that subscribes later. Empty and retained clears. */
  publishTicket(deviceId: string, payload: Uint8Array, retained: boolean): void;
  /** What {@link sendBlocks} would say now, so that nothing is encrypted in vain. */
  linkState(deviceId: string): LinkState;
  /** Sends blocks of one transfer (QoS 0), all or none. */
  sendBlocks(deviceId: string, transfer: number, blocks: readonly OutgoingBlock[]): SendOutcome;
  /** Sends one message on the device's block topic (QoS 0): `later` or `refused`. Dropped where it cannot go at once. */
  sendNotice(deviceId: string, payload: Uint8Array): void;
  /** Closes the device's connection where this side holds it. */
  drop(deviceId: string): void;
  /** Who is connected; undefined while that is not known, because the broker is away. */
  online(): ReadonlySet<string> | undefined;
  /** Devices known to be connected. */
  connected(): number;
  /** Whether messages can flow now. */
  ready(): boolean;
  /** Where devices connect, with the real port once started; holds no password. */
  url(): string;
  readonly stats: BrokerStats;
}

/** What a connecting device presents. */
export interface ConnectAttempt {
  readonly deviceId: string;
  readonly password: string;
  readonly address: string;
}

/** Decides who may connect to the embedded broker; undefined admits, a code refuses. */
export type Admit = (attempt: ConnectAttempt) => Promise<FaultCode | undefined>;
