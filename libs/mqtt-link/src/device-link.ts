import type { IClientOptions, MqttClient } from 'mqtt';
import type { Rng } from '@twinbank/primitives';
import { topicOf } from '@twinbank/protocol';
import { backoffMs, type Backoff } from './backoff.js';
import { PatientClient } from './patient-client.js';
import { checkUrl, openStream, type Address } from './stream.js';

export interface DeviceLinkOptions extends Address {
  readonly deviceId: string;
  /** Called before every connection, so that a token can be fresh. */
  readonly password: () => Promise<string> | string;
  /** Seconds; default 60. */
  readonly keepaliveS?: number;
  /** Waits between attempts to connect. */
  readonly backoff?: Backoff;
  /** Spreads the waits; seeded, so that a run can be repeated. */
  readonly rng: Rng;
  readonly handlers: DeviceLinkHandlers;
}

/** What the device receives. Payloads are views that may be kept. */
export interface DeviceLinkHandlers {
  onTicket(payload: Uint8Array): void;
  onBlock(payload: Uint8Array): void;
  /** The connection is established, and its subscriptions are sent before anything sent from now on. */
  onConnected(connection: Connection): void;
  onDisconnected(): void;
  /** A connection attempt failed; the link keeps trying all the same. */
  onFailed?(failure: ConnectFailure): void;
}

/** What is known about an established connection. */
export interface Connection {
  /** From CONNECT to CONNACK, in microseconds: a first estimate of the round trip time. */
  readonly handshakeUs: number;
}

/** Why a connection attempt failed. */
export interface ConnectFailure {
  /** For people, as the network or MQTT.js words it. */
  readonly reason: string;
  /** The return code of CONNACK, if the broker refused. [MQTT-3.2.2.3] */
  readonly returnCode?: number;
}

interface PendingReport {
  readonly bytes: Uint8Array;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Reports kept while there is no connection. Beyond that, the oldest is dropped, because a device's memory is
 * limited too.
 */
const PENDING_REPORTS_MAX = 64;

/**
 * A device's side of MQTT 3.1.1: clean session, presence with a will, and a new connection whenever one is lost.
 * Reports that were not acknowledged are sent again in their order; wants are not, because the agent asks anew.
 */
export class DeviceLink {
  private client: MqttClient | undefined;
  private readonly pending = new Set<PendingReport>();
  private timer: NodeJS.Timeout | undefined;
  private attempt = 0;
  private closed = false;

  /** @throws RangeError for a URL that is neither `mqtt:` nor `mqtts:` */
  constructor(private readonly options: DeviceLinkOptions) {
    checkUrl(options.url);
    this.begin();
  }

  get connected(): boolean {
    return this.client?.connected === true;
  }

  /**
   * Sends a report (QoS 1). Resolves when the server has it; rejects only if the link is closed before that, or too
   * many reports wait.
   */
  publishReport(bytes: Uint8Array): Promise<void> {
    if (this.closed) return Promise.reject(new Error('the link is closed'));
    return new Promise((resolve, reject) => {
      const report = { bytes, resolve, reject };
      this.pending.add(report);
      if (this.pending.size > PENDING_REPORTS_MAX)
        this.giveUp(this.pending.values().next().value!, 'too many reports wait');
      if (this.connected) this.send(report);
    });
  }

  /** Sends a want (QoS 0); lost if there is no connection. */
  publishWant(bytes: Uint8Array): void {
    if (this.connected) this.client!.publish(topicOf(this.options.deviceId, 'want'), bytes as Buffer, QOS0);
  }

  /** Sends "offline" and closes for good; no handler is called any more. */
  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    const { client } = this;
    if (client?.connected)
      await client.publishAsync(topicOf(this.options.deviceId, 'presence'), 'offline', PRESENCE).catch(() => undefined);
    await client?.endAsync(!client.connected);
    for (const report of this.pending) this.giveUp(report, 'the link is closed');
  }

  /** Breaks the connection without a message, as a network does; the link reconnects after its wait. */
  drop(): void {
    this.client?.stream.destroy();
  }

  /** Ends for good without a message, as a power cut does; no handler is called any more. */
  abandon(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.client?.end(true);
    for (const report of this.pending) this.giveUp(report, 'the link is closed');
  }

  /** If the password cannot be obtained, this is tried again like a connection. */
  private begin(): void {
    this.connect().catch((error: Error) => {
      if (!this.closed) this.options.handlers.onFailed?.({ reason: error.message });
      this.connectLater();
    });
  }

  private async connect(): Promise<void> {
    const password = await this.options.password();
    if (this.closed) return;
    // A new client for each connection, so that nothing of an old one, such as its stored messages, gets into the
    // new one.
    const client = new PatientClient(() => openStream(this.options), this.clientOptions(password));
    this.client = client;
    let stood = false;
    let failure: ConnectFailure = { reason: 'the connection was closed before it was accepted' };
    client.on('connect', () => {
      stood = true;
      this.attempt = 0;
      this.greet(client, client.handshakeUs);
    });
    client.on('message', (topic, payload) => this.hear(topic, payload));
    client.on('error', (error) => (failure = failureOf(error)));
    client.once('close', () => {
      client.end(true);
      if (!this.closed && stood) this.options.handlers.onDisconnected();
      if (!this.closed && !stood) this.options.handlers.onFailed?.(failure);
      this.connectLater();
    });
  }

  private clientOptions(password: string): IClientOptions {
    const { deviceId, keepaliveS } = this.options;
    return {
      ...{
        clientId: deviceId,
        username: deviceId,
        password,
        clean: true,
        protocolVersion: 4,
        reconnectPeriod: 0,
        queueQoSZero: false,
        resubscribe: false,
      },
      // The server's keepalive counts only what is sent; postponing pings at every packet would cost more than the
      // pings.
      reschedulePings: false,
      keepalive: keepaliveS ?? KEEPALIVE_S,
      will: { topic: topicOf(deviceId, 'presence'), payload: Buffer.from('offline'), ...PRESENCE },
    };
  }

  private greet(client: MqttClient, handshakeUs: number): void {
    const { deviceId, handlers } = this.options;
    client.subscribe(
      { [topicOf(deviceId, 'ticket')]: { qos: 1 }, [topicOf(deviceId, 'block')]: { qos: 0 } },
      (error) => {
        if (error && client.connected) client.stream.destroy();
      },
    );
    client.publish(topicOf(deviceId, 'presence'), 'online', PRESENCE);
    for (const report of this.pending) this.send(report);
    handlers.onConnected({ handshakeUs });
  }

  private send(report: PendingReport): void {
    this.client!.publish(topicOf(this.options.deviceId, 'report'), report.bytes as Buffer, QOS1, (error) => {
      if (!error && this.pending.delete(report)) report.resolve();
    });
  }

  private giveUp(report: PendingReport, reason: string): void {
    if (this.pending.delete(report)) report.reject(new Error(reason));
  }

  private hear(topic: string, payload: Uint8Array): void {
    if (this.closed) return;
    if (topic.endsWith('/block')) this.options.handlers.onBlock(payload);
    else this.options.handlers.onTicket(payload);
  }

  private connectLater(): void {
    if (this.closed) return;
    const waitMs = backoffMs(this.options.backoff ?? BACKOFF, this.attempt++, this.options.rng.unit());
    this.timer = setTimeout(() => this.begin(), waitMs);
  }
}

/**
 * Socket errors have a text code, CONNACK errors a numeric one; an error that combines several addresses has no
 * message of its own.
 */
function failureOf(error: Error & { code?: unknown }): ConnectFailure {
  const { message, code } = error;
  return { reason: message || String(code ?? error.name), ...(typeof code === 'number' && { returnCode: code }) };
}

const KEEPALIVE_S = 60;
const BACKOFF: Backoff = { firstMs: 500, maxMs: 30_000 };
const QOS0 = { qos: 0 } as const;
const QOS1 = { qos: 1 } as const;
const PRESENCE = { qos: 1, retain: true } as const;

/** Connects a device and keeps it connected until it is closed. */
export const connectDevice = (options: DeviceLinkOptions): DeviceLink => new DeviceLink(options);
