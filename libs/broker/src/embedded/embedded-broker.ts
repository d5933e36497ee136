import type { Socket } from 'node:net';
import type { Client, ConnectPacket, PublishPacket } from 'aedes';
import { addressKey } from '@twinbank/primitives';
import { parseTopic, topicOf, type FaultCode } from '@twinbank/protocol';
import { BrokerCounters } from '../broker-counters.js';
import { BROKER_LIMITS } from '../broker-limits.js';
import { ConnectPace } from './connect-pace.js';
import { ConnectionRefused, faultOfConnectionError } from './connection-errors.js';
import { ConnectionRules, faultFrom } from './connection-rules.js';
import type {
  Admit,
  BrokerFault,
  BrokerStats,
  DeviceBroker,
  DeviceMessageKind,
  LinkState,
  MessageHandler,
  OutgoingBlock,
  SendOutcome,
} from '../device-broker.js';
import { DeviceAllowances } from '../door/device-allowances.js';
import { DeviceListener, type TlsMaterial } from '../door/device-listener.js';
import { DeviceSession } from './device-session.js';
import { handling } from '../handling.js';
import type { GateVerdict } from '../input/input-gate.js';
import { PublishFrames } from '../publish-frames.js';
import { RoutelessAedes } from './routeless-aedes.js';
import { Takeovers } from './takeovers.js';

export interface EmbeddedBrokerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly tls?: TlsMaterial;
  /** Who may connect. */
  readonly admit: Admit;
  /** Overrides of {@link BROKER_LIMITS}, for tests and small machines. */
  readonly limits?: Partial<typeof EMBEDDED_LIMITS>;
}

const EMBEDDED_LIMITS: Pick<typeof BROKER_LIMITS, 'failures'> &
  Record<'connections' | 'connectTimeoutMs' | 'unsentBytes' | 'packetBytes' | 'slowedMs', number> = BROKER_LIMITS;

/**
 * The broker inside the process: aedes (MQTT 3.1.1) handles the protocol, without its routing. Blocks bypass aedes:
 * a window of them is assembled in one buffer and written to the device's connection in one piece.
 */
export class EmbeddedBroker implements DeviceBroker {
  readonly kind = 'embedded';
  private readonly counters = new BrokerCounters();
  private readonly sessions = new Map<string, DeviceSession>();
  /**
   * Clients that are being admitted: they have no session yet, but must already be closed when the device is
   * dropped.
   */
  private readonly arriving = new Set<Client>();
  /** Retained tickets by device. */
  private readonly tickets = new Map<string, Uint8Array>();
  private readonly allowances = new DeviceAllowances();
  private readonly pace = new ConnectPace(BROKER_LIMITS.connectPace);
  private readonly takeovers = new Takeovers();
  private readonly frames = new PublishFrames(4);
  private readonly limits: typeof EMBEDDED_LIMITS;
  private readonly listener: DeviceListener;
  private readonly aedes: RoutelessAedes;
  private readonly rules: ConnectionRules;
  private handle: MessageHandler = () => undefined;
  private up: () => void = () => undefined;
  private listening = false;

  constructor(private readonly options: EmbeddedBrokerOptions) {
    this.limits = { ...EMBEDDED_LIMITS, ...options.limits };
    this.rules = new ConnectionRules(options.admit, (fault) => this.counters.fault(fault));
    this.aedes = new RoutelessAedes({
      connectTimeout: this.limits.connectTimeoutMs,
      preConnect: (client, packet, done) => this.checkConnect(client, packet, done),
      authenticate: (client, userName, password, done) => {
        this.arriving.add(client);
        client.conn.once('close', () => this.arriving.delete(client));
        void this.admission(client, userName, password?.toString()).then((refusal) => {
          if (!refusal) this.noteTakeover(client);
          done(refusal ?? null, !refusal);
        });
      },
      authorizePublish: (client, packet, done) => this.takePublish(client!, packet, done),
      authorizeSubscribe: (client, subscription, done) => {
        const broken = this.rules.ofSubscription(client, subscription);
        if (broken) done(broken);
        else done(null, subscription);
      },
      authorizeForward: () => null,
    });
    this.listener = new DeviceListener({
      ...{ host: options.host, port: options.port, ...(options.tls && { tls: options.tls }) },
      connectionsMax: this.limits.connections,
      handshakeMs: this.limits.connectTimeoutMs,
      packetBytesMax: this.limits.packetBytes,
      ...{ slowedMs: this.limits.slowedMs, failures: this.limits.failures },
      onConnection: (socket) => this.aedes.handle(socket),
      onTooMany: (socket) =>
        this.counters.fault(faultFrom('overloaded', 'the broker holds as many connections as it may', socket)),
      onNoHandshake: (socket) =>
        this.counters.fault(faultFrom('request_timeout', 'the TLS handshake did not end in time', socket)),
      onClosing: (socket, verdict) => {
        const [code, detail] = VERDICTS[verdict];
        this.counters.fault(faultFrom(code, detail, socket, this.admittedId(clientOf(socket))));
      },
    });
    this.followConnections();
  }

  async start(): Promise<void> {
    await this.aedes.listen();
    await this.listener.open();
    this.listening = true;
    this.up();
  }

  async stop(): Promise<void> {
    this.listening = false;
    this.handle = () => undefined;
    await this.listener.close();
    await new Promise<void>((resolve) => this.aedes.close(resolve));
    this.sessions.clear();
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

  publishTicket(deviceId: string, payload: Uint8Array, retained: boolean): void {
    if (retained && payload.length > 0) this.tickets.set(deviceId, payload);
    else if (retained) this.tickets.delete(deviceId);
    const session = this.sessions.get(deviceId);
    if (session?.open && session.unsentBytes <= this.limits.unsentBytes) session.sendTicket(payload, false);
  }

  linkState(deviceId: string): LinkState {
    const session = this.sessions.get(deviceId);
    if (!session?.takesBlocks || !session.open) return 'offline';
    return session.unsentBytes > this.limits.unsentBytes ? 'busy' : 'free';
  }

  sendBlocks(deviceId: string, transfer: number, blocks: readonly OutgoingBlock[]): SendOutcome {
    const state = this.linkState(deviceId);
    if (state !== 'free') return state;
    const session = this.sessions.get(deviceId)!;
    const bytes = this.frames.blocks(topicOf(deviceId, 'block'), transfer, blocks);
    if (!session.write(bytes)) this.frames.keep();
    this.counters.blocks(blocks.length, bytes.length);
    return 'sent';
  }

  sendNotice(deviceId: string, payload: Uint8Array): void {
    if (this.linkState(deviceId) === 'free')
      this.sessions.get(deviceId)!.write(this.frames.single(topicOf(deviceId, 'block'), payload));
  }

  drop(deviceId: string): void {
    for (const client of this.arriving) if (client.id === deviceId) client.close();
    this.sessions.get(deviceId)?.client.close();
  }

  online(): ReadonlySet<string> | undefined {
    return this.listening ? new Set(this.sessions.keys()) : undefined;
  }

  connected(): number {
    return this.sessions.size;
  }

  ready(): boolean {
    return this.listening;
  }

  url(): string {
    const { host } = this.options;
    return `${this.options.tls ? 'mqtts' : 'mqtt'}://${host.includes(':') ? `[${host}]` : host}:${this.listener.port}`;
  }

  get stats(): BrokerStats {
    return this.counters.snapshot(this.sessions.size);
  }

  private checkConnect(client: Client, packet: ConnectPacket, done: (error: Error | null, go: boolean) => void): void {
    // No part of a session outlives its connection; the answer "no session present" tells the device so.
    // [MQTT-3.2.2-2]
    packet.clean = true;
    const broken = this.rules.ofConnect(client, packet);
    done(broken ?? null, !broken);
  }

  /** Decides on a connection when it is its turn; a connection that has ended by then is skipped. */
  private async admission(
    client: Client,
    userName: string | undefined,
    password: string | undefined,
  ): Promise<ConnectionRefused | undefined> {
    const who = `${client.id} ${addressKey((client.conn as Socket).remoteAddress ?? '')}`;
    const mayConnect = (deviceId: string): boolean => this.allowances.mayConnect(deviceId);
    const outcome = await this.pace.pass(
      who,
      async () => (client.closed ? GONE : this.rules.ofPassword(client, userName, password, mayConnect)),
      (refusal) => refusal === undefined,
    );
    return outcome === false ? this.rules.refuse('rate_exceeded', client) : outcome;
  }

  /**
   * Handles everything that a device publishes, and its will. A message that is still being handled does not delay
   * those behind it, up to a limit. aedes is shown QoS 0, and the acknowledgement is written here when the handler
   * is done.
   */
  private takePublish(client: Client, packet: PublishPacket, done: (error?: Error | null) => void): void {
    const broken = this.rules.ofPublish(client, packet);
    if (broken) return done(broken);
    const kind = parseTopic(packet.topic)!.kind as DeviceMessageKind;
    const payload = packet.payload as Buffer;
    if (kind === 'presence') this.notePresence(client, payload);
    if (kind === 'report') this.allowances.charge(client.id, BROKER_LIMITS.reportTokens);
    this.counters.messagesIn++;
    const handled = this.handle({ deviceId: client.id, kind, payload });
    if (handled === undefined) return done();
    const session = this.sessions.get(client.id);
    // A will arrives when its session has already ended: nobody waits for an acknowledgement.
    if (session?.client !== client) return done();
    const messageId = packet.qos === 1 ? packet.messageId : undefined;
    packet.qos = 0;
    const goOn = session.begin(done);
    handled.then(
      () => session.end(messageId, goOn),
      () => client.close(),
    );
  }

  /** aedes is about to end the existing connection of this device id. */
  private noteTakeover(client: Client): void {
    if (this.sessions.get(client.id)?.open && this.takeovers.note(client.id, performance.now()))
      this.rules.fault('identity_contested', CONTESTED, client, client.id);
  }

  /** The id of a client that was admitted; before that, anyone can claim any id. */
  private admittedId(client: Client | undefined): string | undefined {
    return client && this.sessions.get(client.id)?.client === client ? client.id : undefined;
  }

  private notePresence(client: Client, payload: Uint8Array): void {
    const session = this.sessions.get(client.id);
    if (session?.client === client) session.online = Buffer.from(payload).toString('latin1') === 'online';
  }

  private followConnections(): void {
    this.aedes.on('client', (client) => {
      this.arriving.delete(client);
      // The connection may have ended while it was being admitted: then no event would report the end of its
      // session.
      if (client.closed) return;
      this.sessions.set(client.id, new DeviceSession(client));
      this.allowances.charge(client.id, BROKER_LIMITS.connectTokens);
      this.listener.admit(client.conn as Socket, this.allowances.of(client.id));
    });
    this.aedes.on('clientDisconnect', (client) => this.ended(client));
    this.aedes.on('subscribe', (subscriptions, client) => {
      const session = this.sessions.get(client.id);
      if (session?.client !== client) return;
      for (const { topic, qos } of subscriptions) if (qos <= 2) session.subscribed(topic, qos);
      const ticket = this.tickets.get(client.id);
      if (!ticket || !subscriptions.some(({ topic }) => topic === topicOf(client.id, 'ticket'))) return;
      this.allowances.charge(client.id, ticket.length / BROKER_LIMITS.ticketBytesPerToken);
      session.sendTicket(ticket, true);
    });
    this.aedes.on('unsubscribe', (topics, client) => {
      const session = this.sessions.get(client.id);
      if (session?.client === client) for (const topic of topics) session.subscribed(topic, undefined);
    });
    const onError = (client: Client, error: Error): void => {
      const code = faultOfConnectionError(error);
      if (code) this.rules.fault(code, error.message, client, this.admittedId(client));
    };
    this.aedes.on('clientError', onError);
    this.aedes.on('connectionError', onError);
  }

  /** A device that disconnects without an "offline" message or a will is reported as offline too. */
  private ended(client: Client): void {
    const session = this.sessions.get(client.id);
    if (session?.client !== client) return;
    this.sessions.delete(client.id);
    if (!session.online) return;
    const handled = this.handle({ deviceId: client.id, kind: 'presence', payload: Buffer.from('offline') });
    handled?.catch(() => undefined);
  }
}

/** For a connection that has already ended, so nobody sees this refusal. */
const GONE = new ConnectionRefused('request_timeout');

const CONTESTED = 'connections under one identity end each other again and again: is it in two devices?';

/** Fault and sentence for a connection that is closed because of what it sends. */
const VERDICTS: Readonly<Record<GateVerdict, readonly [FaultCode, string]>> = {
  'too-long': ['message_too_large', 'a packet is longer than it may be'],
  'id-zero': ['message_malformed', 'a packet has the id 0'],
  deaf: ['overloaded', 'the device goes on sending and reads none of the answers'],
  'too-much': ['rate_exceeded', 'it went on sending more than it may after it was slowed'],
};

/** aedes stores its client in the connection. */
const clientOf = (socket: Socket): Client | undefined => (socket as Socket & { client?: Client }).client;
