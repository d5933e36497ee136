import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Limits of one server on operators' connections. */
export const CONNECTION_LIMITS = {
  /** Most connections in total: the server needs file descriptors for devices, too. */
  connections: 2048,
  /**
   * Further places, only for addresses that hold few connections: an operator and a probe get in even if others have
   * taken all places.
   */
  reserve: 64,
  /** An address with fewer connections than this holds few. */
  few: 8,
  /** Time from accepting a connection to the head of its first request, including the TLS handshake. */
  firstRequestMs: 15_000,
};

/** What happened to connections since the start. */
export interface ConnectionCounts {
  open: number;
  /** Idle connections that were closed to make room. */
  shed: number;
  /** Connections that were refused because no idle connection could be closed for them. */
  refused: number;
  /** Connections that were closed because no request came. */
  silent: number;
}

interface Connection {
  readonly socket: Socket;
  readonly address: string;
  requests: number;
  /** Whether any request has come. */
  asked: boolean;
  idleSinceMs: number;
}

const SWEEP_MS = 1000;

/**
 * Limits operators' connections. If all places are taken, the address with the most connections loses the one that has
 * been idle longest; so whoever takes too many places loses them first. A connection without any request is closed; its
 * time is counted from accept, so that an unfinished TLS handshake counts, too. A stop closes idle connections, because
 * Node's own way leaves out those that have not sent a request yet, and browsers keep such connections ready.
 *
 * A connection is identified by its remote address and port, because a TLS connection has two sockets: the one that was
 * accepted, and the one that its requests come on.
 */
export class HttpConnections {
  private readonly open = new Map<string, Connection>();
  private readonly byAddress = new Map<string, Set<Connection>>();
  private readonly sweep: NodeJS.Timeout;
  private closing = false;
  readonly counts: ConnectionCounts = { open: 0, shed: 0, refused: 0, silent: 0 };

  constructor(
    server: Server,
    /** Called whenever a limit takes effect, with the address concerned. */
    private readonly onLimit: (limit: 'shed' | 'refused' | 'silent', address: string) => void = () => undefined,
    private readonly limits = CONNECTION_LIMITS,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    server.on('connection', (socket: Socket) => this.accept(socket));
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => this.asked(socket, response));
    this.sweep = setInterval(() => this.closeSilent(), Math.min(SWEEP_MS, limits.firstRequestMs)).unref();
    server.once('close', () => clearInterval(this.sweep));
  }

  /** Closes all idle connections now, and the others as soon as they are idle. */
  closeIdle(): void {
    this.closing = true;
    clearInterval(this.sweep);
    for (const { socket, requests } of this.open.values()) if (requests === 0) socket.destroy();
  }

  private accept(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    if (this.closing) return void socket.destroy();
    if (!this.makeRoom(address)) {
      this.note('refused', address);
      return void socket.destroy();
    }
    const connection: Connection = { socket, address, requests: 0, asked: false, idleSinceMs: this.nowMs() };
    const end = farEndOf(socket);
    this.open.set(end, connection);
    const neighbours = this.byAddress.get(address);
    if (neighbours) neighbours.add(connection);
    else this.byAddress.set(address, new Set([connection]));
    this.counts.open = this.open.size;
    socket.once('close', () => this.forget(end, connection));
  }

  private asked(socket: Socket, response: ServerResponse): void {
    const connection = this.open.get(farEndOf(socket));
    if (!connection) return;
    connection.asked = true;
    connection.requests += 1;
    response.once('close', () => {
      connection.requests -= 1;
      connection.idleSinceMs = this.nowMs();
      if (this.closing && connection.requests === 0) socket.destroySoon();
    });
  }

  /** Whether one more connection from this address may be accepted; closes an idle one if necessary. */
  private makeRoom(address: string): boolean {
    const { connections, reserve, few } = this.limits;
    const own = this.byAddress.get(address)?.size ?? 0;
    if (this.open.size < connections) return true;
    if (own < few && this.open.size < connections + reserve) return true;
    const idlest = idlestOf(this.fullest(address));
    if (!idlest) return false;
    this.note('shed', idlest.address);
    idlest.socket.destroy();
    return true;
  }

  /**
   * The connections of the address that holds the most. If the address of the new connection holds as many, its own.
   */
  private fullest(address: string): Iterable<Connection> {
    let most: Iterable<Connection> = [];
    let count = 0;
    for (const [each, connections] of this.byAddress) {
      if (connections.size > count || (connections.size === count && each === address))
        [most, count] = [connections, connections.size];
    }
    return most;
  }

  private closeSilent(): void {
    const beforeMs = this.nowMs() - this.limits.firstRequestMs;
    for (const { socket, asked, idleSinceMs, address } of this.open.values()) {
      if (asked || idleSinceMs > beforeMs) continue;
      this.note('silent', address);
      socket.destroy();
    }
  }

  private forget(end: string, connection: Connection): void {
    if (this.open.get(end) === connection) this.open.delete(end);
    const neighbours = this.byAddress.get(connection.address);
    neighbours?.delete(connection);
    if (neighbours?.size === 0) this.byAddress.delete(connection.address);
    this.counts.open = this.open.size;
  }

  private note(limit: 'shed' | 'refused' | 'silent', address: string): void {
    this.counts[limit] += 1;
    this.onLimit(limit, address);
  }
}

function idlestOf(connections: Iterable<Connection>): Connection | undefined {
  let idlest: Connection | undefined;
  for (const connection of connections) {
    if (
      connection.requests === 0 &&
      !connection.socket.destroyed &&
      !(idlest && idlest.idleSinceMs <= connection.idleSinceMs)
    )
      idlest = connection;
  }
  return idlest;
}

const farEndOf = ({ remoteAddress, remotePort }: Socket): string => `${remoteAddress} ${remotePort}`;
