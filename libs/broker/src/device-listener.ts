import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { BROKER_LIMITS } from './broker-limits.js';
import { FrameGuard } from './frame-guard.js';

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
  readonly packetBytesMax: number;
  readonly onConnection: (socket: Socket) => void;
  readonly onTooMany: (socket: Socket) => void;
  readonly onTooLong: (socket: Socket) => void;
  /** A device goes on sending and reads none of the answers. */
  readonly onDeaf: (socket: Socket) => void;
}

/** Dead peers that a keepalive of 0 would hide are found by TCP after this time. */
const TCP_PROBE_MS = 60_000;
const BACKLOG = 4096;

/** Listens for devices on TCP or TLS, bounds their number and the length of their packets. */
export class DeviceListener {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  constructor(private readonly options: ListenerOptions) {
    const socketOptions = { noDelay: true, keepAlive: true, keepAliveInitialDelay: TCP_PROBE_MS };
    const accept = (socket: Socket): void => this.accept(socket);
    this.server = options.tls
      ? createTlsServer(
          { ...socketOptions, cert: options.tls.cert, key: options.tls.key, minVersion: 'TLSv1.2' },
          accept,
        )
      : createTcpServer(socketOptions, accept);
  }

  /** Port that it listens on, once open. */
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
      for (const socket of this.sockets) socket.destroy();
    });
  }

  private accept(socket: Socket): void {
    if (this.sockets.size >= this.options.connectionsMax) {
      this.options.onTooMany(socket);
      socket.destroy();
      return;
    }
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    this.guard(socket);
    this.options.onConnection(socket);
  }

  /** Puts the guard between the socket and whoever reads it. */
  private guard(socket: Socket): void {
    const guard = new FrameGuard(this.options.packetBytesMax);
    const read = socket.read.bind(socket);
    let unanswered = 0;
    socket.read = (size?: number): Buffer | null => {
      const chunk = read(size) as Buffer | null;
      if (chunk === null) return null;
      unanswered = socket.writableLength > BROKER_LIMITS.deafUnsentBytes ? unanswered + chunk.length : 0;
      const deaf = unanswered > BROKER_LIMITS.deafSentBytes;
      if (!deaf && guard.accept(chunk)) return chunk;
      if (deaf) this.options.onDeaf(socket);
      else this.options.onTooLong(socket);
      socket.destroy();
      return null;
    };
  }
}
