import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { TokenBucket } from '@twinbank/primitives';
import { AddressDoors } from './address-doors.js';
import { BROKER_LIMITS } from '../broker-limits.js';
import { InputGate, type GateVerdict } from '../input/input-gate.js';
import { InputTurns } from '../input/input-turns.js';

/** Certificate chain and private key, both PEM. */
export interface TlsMaterial {
  readonly cert: string;
  readonly key: string;
}

export interface ListenerOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly tls?: TlsMaterial;
  readonly connectionsMax: number;
  /** From accept to the end of the TLS handshake. */
  readonly handshakeMs: number;
  readonly packetBytesMax: number;
  readonly slowedMs: number;
  readonly failures: { readonly capacity: number; readonly perSecond: number };
  readonly onConnection: (socket: Socket) => void;
  readonly onTooMany: (socket: Socket) => void;
  /** Called before a connection is closed because its TLS handshake does not end. */
  readonly onNoHandshake: (socket: Socket) => void;
  /** Called before a connection is closed because of what it sends. */
  readonly onClosing: (socket: Socket, verdict: GateVerdict) => void;
}

/** TCP finds dead peers after this time; with a keepalive of 0, MQTT would not find them. */
const TCP_PROBE_MS = 60_000;
const BACKLOG = 4096;

const nowMs = (): number => performance.now();

/**
 * Listens for devices on TCP or TLS, limits their number, and puts an input gate before each connection that limits
 * what it may send.
 */
export class DeviceListener {
  private readonly gates = new Map<Socket, InputGate>();
  /** TLS connections whose handshake has not ended, by their remote end: they count as connections. */
  private readonly handshakes = new Map<string, { readonly socket: Socket; readonly timer: NodeJS.Timeout }>();
  private readonly turns = new InputTurns(BROKER_LIMITS.turnMs);
  private readonly doors: AddressDoors;
  private readonly server: Server;

  constructor(private readonly options: ListenerOptions) {
    this.doors = new AddressDoors({ failures: options.failures, line: BROKER_LIMITS.doorLine });
    const socketOptions = { noDelay: true, keepAlive: true, keepAliveInitialDelay: TCP_PROBE_MS };
    const accept = (socket: Socket): void => this.accept(socket);
    this.server = options.tls
      ? createTlsServer(
          { ...socketOptions, cert: options.tls.cert, key: options.tls.key, minVersion: 'TLSv1.2' },
          accept,
        )
      : createTcpServer(socketOptions, accept);
    // The TCP connection below TLS: until its handshake has ended, nothing else knows of it.
    if (options.tls) this.server.on('connection', (socket: Socket) => this.awaitHandshake(socket));
  }

  /** The port on which it listens, once open. */
  get port(): number {
    return (this.server.address() as AddressInfo | null)?.port ?? this.options.port;
  }

  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen({ host: this.options.host, port: this.options.port, backlog: BACKLOG }, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
  }

  /** Stops listening and closes every connection. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      for (const socket of this.gates.keys()) socket.destroy();
      for (const { socket } of this.handshakes.values()) socket.destroy();
    });
  }

  /** The device behind a connection was admitted: from now on its own allowance counts. */
  admit(socket: Socket, allowance: TokenBucket): void {
    this.gates.get(socket)?.admit(allowance);
  }

  private awaitHandshake(socket: Socket): void {
    if (this.full) {
      this.options.onTooMany(socket);
      return void socket.destroy();
    }
    const end = farEndOf(socket);
    const timer = setTimeout(() => {
      this.options.onNoHandshake(socket);
      socket.destroy();
    }, this.options.handshakeMs).unref();
    this.handshakes.set(end, { socket, timer });
    socket.once('close', () => this.handshakeEnded(end, socket));
  }

  private handshakeEnded(end: string, socket?: Socket): void {
    const handshake = this.handshakes.get(end);
    if (!handshake || (socket && handshake.socket !== socket)) return;
    clearTimeout(handshake.timer);
    this.handshakes.delete(end);
  }

  private get full(): boolean {
    return this.gates.size + this.handshakes.size >= this.options.connectionsMax;
  }

  private accept(socket: Socket): void {
    this.handshakeEnded(farEndOf(socket));
    const door = this.doors.of(socket.remoteAddress);
    if (this.full || door.full) {
      if (door.full) this.options.onClosing(socket, 'too-much');
      else this.options.onTooMany(socket);
      socket.destroy();
      return;
    }
    const { packetBytesMax, slowedMs, onClosing } = this.options;
    const allowance = new TokenBucket(BROKER_LIMITS.guestTokens, nowMs());
    const gate = new InputGate(socket, {
      packetBytesMax,
      slowedMs,
      allowance,
      door,
      turns: this.turns,
      onClosing,
      nowMs,
    });
    this.gates.set(socket, gate);
    socket.once('close', () => this.gates.delete(socket));
    this.options.onConnection(socket);
  }
}

const farEndOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
