import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { generate, type IPublishPacket, type Packet } from 'mqtt-packet';
import { parseTopic, topicFilterOf, topicOf, TOPIC_KINDS, type TopicKind } from '@twinbank/protocol';
import { BrokerCounters } from '../broker-counters.js';
import { BROKER_LIMITS } from '../broker-limits.js';
import type {
  BrokerFault,
  BrokerStats,
  DeviceBroker,
  DeviceMessage,
  DeviceMessageKind,
  LinkState,
  MessageHandler,
  OutgoingBlock,
  SendOutcome,
} from '../device-broker.js';
import { handling } from '../handling.js';
import { PublishFrames } from '../publish-frames.js';
import { TicketOutbox, type OutgoingTicket } from './ticket-outbox.js';

export interface ExternalBrokerOptions {
  /** `mqtt:`, `mqtts:`, `ws:` or `wss:` URL. */
  readonly url: string;
  /** Client id of this server: the same after a restart, and different from that of every other server. */
  readonly clientId: string;
  readonly userName?: string;
  readonly password?: string;
  /** Certificate (PEM) of the authority that signed the broker's certificate. */
  readonly ca?: string;
  /** Servers with the same group share reports and wants. */
  readonly shareGroup: string;
  /** Wait before reconnecting. The default is one second plus up to one more, drawn at random for this process. */
  readonly reconnectMs?: number;
  /** Limit of unsent bytes; for tests. */
  readonly unsentBytes?: number;
}

/** Used if CONNACK does not state one. [MQTT-5 §3.2.2.3.3] */
const RECEIVE_MAXIMUM_DEFAULT = 65_535;

/**
 * An external broker (MQTT 5). Servers share reports and wants by `$share` subscriptions; each server receives
 * every presence message, which is retained and therefore cannot be shared [MQTT-5 §4.8.2]. A report is
 * acknowledged when its handler is done, many at a time and in any order; MQTT.js alone would wait for one before
 * it handles the next.
 */
export class ExternalBroker implements DeviceBroker {
  readonly kind = 'external';
  private readonly counters = new BrokerCounters();
  private readonly frames = new PublishFrames(5);
  /** Devices that are online by their last presence message; all of these arrive again with each subscription. */
  private readonly present = new Set<string>();
  private readonly outbox = new TicketOutbox(
    (ticket) => this.sendTicket(ticket),
    () => (this.ready() ? (this.client?.serverProperties?.receiveMaximum ?? RECEIVE_MAXIMUM_DEFAULT) : 0),
  );
  /** Packet identifiers of tickets that must not go out again. */
  private readonly once = new Set<number>();
  private client: MqttClient | undefined;
  private subscribed = false;
  private handle: MessageHandler = () => undefined;
  private up: () => void = () => undefined;

  constructor(private readonly options: ExternalBrokerOptions) {}

  start(): Promise<void> {
    const client = connect(this.options.url, this.connectOptions());
    this.client = client;
    client.on('packetreceive', (packet) => this.takePacket(packet));
    client.on('close', () => this.lost(client));
    // MQTT.js reconnects by itself; `ready` tells whether that works.
    client.on('error', () => undefined);
    return new Promise((resolve) => {
      client.on('connect', () => void this.subscribe(client).then(resolve, () => client.stream.destroy()));
    });
  }

  async stop(): Promise<void> {
    this.handle = () => undefined;
    await this.client?.endAsync(!this.client.connected);
    this.client = undefined;
    this.subscribed = false;
  }

  onMessage(handler: MessageHandler): void {
    this.handle = handling(handler, (fault) => this.counters.fault(fault));
  }

  onUp(handler: () => void): void {
    this.up = handler;
  }

  onFault(handler: (fault: BrokerFault) => void): void {
    this.counters.onFault(handler);
  }

  publishTicket(deviceId: string, payload: Uint8Array, retained: boolean, still?: () => boolean): void {
    this.outbox.put({ deviceId, payload, retained, still });
  }

  /** Whether the device is connected is known only to the external broker, which drops what nobody receives. */
  linkState(): LinkState {
    if (!this.client?.connected) return 'offline';
    return this.client.stream.writableLength > this.unsentBytesMax ? 'busy' : 'free';
  }

  sendBlocks(deviceId: string, transfer: number, blocks: readonly OutgoingBlock[]): SendOutcome {
    const state = this.linkState();
    if (state !== 'free') return state;
    const { stream } = this.client!;
    const bytes = this.frames.blocks(topicOf(deviceId, 'block'), transfer, blocks);
    stream.write(bytes);
    if (stream.writableLength > 0) this.frames.keep();
    this.counters.blocks(blocks.length, bytes.length);
    return 'sent';
  }

  sendNotice(deviceId: string, payload: Uint8Array): void {
    if (this.linkState() === 'free') this.client!.stream.write(this.frames.single(topicOf(deviceId, 'block'), payload));
  }

  /**
   * The external broker holds the connections: it asks the server again at the next CONNECT, or reads its new
   * password file.
   */
  drop(): void {
    // this side holds no connection
  }

  online(): ReadonlySet<string> | undefined {
    return this.ready() ? new Set(this.present) : undefined;
  }

  connected(): number {
    return this.present.size;
  }

  ready(): boolean {
    return this.subscribed && this.client?.connected === true;
  }

  url(): string {
    const url = new URL(this.options.url);
    url.username = '';
    url.password = '';
    return url.href;
  }

  get stats(): BrokerStats {
    return this.counters.snapshot(this.present.size);
  }

  private get unsentBytesMax(): number {
    return this.options.unsentBytes ?? BROKER_LIMITS.unsentBytesOutside;
  }

  private connectOptions(): IClientOptions {
    const { clientId, userName, password, ca, reconnectMs } = this.options;
    return {
      ...{ clientId, protocolVersion: 5, clean: false, resubscribe: false, queueQoSZero: false },
      keepalive: BROKER_LIMITS.keepaliveS,
      reconnectPeriod: reconnectMs ?? 1000 + Math.floor(Math.random() * 1000),
      properties: { receiveMaximum: BROKER_LIMITS.receiveMaximum, sessionExpiryInterval: BROKER_LIMITS.sessionExpiryS },
      ...(userName !== undefined && { username: userName }),
      ...(password !== undefined && { password }),
      ...(ca !== undefined && { ca }),
    };
  }

  private async subscribe(client: MqttClient): Promise<void> {
    this.present.clear();
    const share = (kind: TopicKind): string => `$share/${this.options.shareGroup}/${topicFilterOf(kind)}`;
    await client.subscribeAsync({
      [share('report')]: { qos: 1 },
      [share('want')]: { qos: 0 },
      [topicFilterOf('presence')]: { qos: 0 },
    });
    this.subscribed = true;
    this.outbox.pump();
    this.up();
  }

  /** QoS 1: MQTT.js keeps the message over a lost connection until it is acknowledged, unless it may be wrong by then. */
  private async sendTicket({ deviceId, payload, retained, still }: OutgoingTicket): Promise<void> {
    const { client } = this;
    if (!client) return;
    const before = client.getLastMessageId();
    const options = { qos: 1, retain: retained } as const;
    const sent = client.publishAsync(topicOf(deviceId, 'ticket'), Buffer.from(payload), options);
    // MQTT.js gives it a number only later if it is still busy with what an earlier connection has left.
    const number = client.getLastMessageId();
    const isOnce = still !== undefined && number !== before;
    if (isOnce) this.once.add(number);
    await sent.catch(() => undefined);
    if (isOnce) this.once.delete(number);
  }

  /** What was not acknowledged goes out again with the next connection, which may be much later. */
  private lost(client: MqttClient): void {
    this.subscribed = false;
    for (const id of [...this.once]) client.removeOutgoingMessage(id);
  }

  /**
   * Handles PUBLISH packets before MQTT.js does. A report is presented to MQTT.js as QoS 0, so that it keeps
   * reading, and is acknowledged here once it is handled, if its connection still exists; otherwise the broker
   * sends it again.
   */
  private takePacket(packet: Packet): void {
    if (packet.cmd !== 'publish') return;
    const message = this.messageOf(packet);
    const stream = this.client?.stream;
    const messageId = packet.qos === 1 ? packet.messageId : undefined;
    if (messageId !== undefined) packet.qos = 0;
    const acknowledge = (): void => {
      if (messageId === undefined || !stream || stream.destroyed || stream !== this.client?.stream) return;
      stream.write(generate({ cmd: 'puback', messageId, reasonCode: 0 }, { protocolVersion: 5 }));
    };
    const handled = message && this.handle(message);
    if (handled === undefined) return acknowledge();
    handled.then(acknowledge, () => stream?.destroy());
  }

  private messageOf(packet: IPublishPacket): DeviceMessage | undefined {
    const topic = parseTopic(packet.topic);
    if (!topic || TOPIC_KINDS[topic.kind] !== 'device') return undefined;
    const payload = packet.payload as Buffer;
    if (topic.kind === 'presence') this.notePresence(topic.deviceId, payload);
    if (payload.length > BROKER_LIMITS.packetBytes) {
      this.counters.fault({
        code: 'message_too_large',
        detail: `a message is longer than ${BROKER_LIMITS.packetBytes} bytes`,
        deviceId: topic.deviceId,
      });
      return undefined;
    }
    this.counters.messagesIn++;
    return { deviceId: topic.deviceId, kind: topic.kind as DeviceMessageKind, payload };
  }

  private notePresence(deviceId: string, payload: Buffer): void {
    if (payload.toString('latin1') === 'online') this.present.add(deviceId);
    else this.present.delete(deviceId);
  }
}
