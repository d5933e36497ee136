import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What one server holds of operators' connections. */
export const CONNECTION_LIMITS = {
  /** In all: descriptors are needed for devices. */
  connections: 2048,
  /** Beyond these, for addresses that hold few: an operator and a probe get in while others fill the house. */
  reserve: 64,
  /** An address holds few below this number. */
  few: 8,
  /** From accept to the head of the first request, TLS included. */
  firstRequestMs: 15_000,
};

/** What became of connections since the start. */
export interface ConnectionCounts {
  open: number;
  /** Closed to make room, while they had no request in work. */
  shed: number;
  /** Not let in, because nothing could be closed for them. */
  refused: number;
  /** Closed because no request came. */
  silent: number;
}

interface Connection {
  readonly socket: Socket;
  readonly address: string;
  requests: number;
  /** Whether a request has ever come. */
  asked: boolean;
  idleSinceMs: number;
}

const SWEEP_MS = 1000;

/**
 * Keeps operators' connections within bounds. Where all places are taken, the address that holds most of them gives one up: the one
 * that has been idle longest; so whoever fills the house loses first. A connection that asks nothing is closed, counted from accept,
 * so that an unfinished TLS handshake counts too. A stop closes what has nothing to do: Node's own way leaves those alone that have
 * not sent a request yet, and browsers keep such in store.
 *
 * Connections are known by their far end, because a TLS connection has two sockets: the one that arrives and the one that requests come on.
 */
export class HttpConnections {
  private readonly open = new Map<string, Connection>();
  private readonly byAddress = new Map<string, Set<Connection>>();
  private readonly sweep: NodeJS.Timeout;
  private closing = false;
  readonly counts: ConnectionCounts = { open: 0, shed: 0, refused: 0, silent: 0 };

  constructor(
    server: Server,
    /** Hears the first time of each minute that a limit bites. */
    private readonly onLimit: (limit: 'shed' | 'refused' | 'silent', address: string) => void = () => undefined,
    private readonly limits = CONNECTION_LIMITS,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    server.on('connection', (socket: Socket) => this.accept(socket));
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => this.asked(socket, response));
    this.sweep = setInterval(() => this.closeSilent(), Math.min(SWEEP_MS, limits.firstRequestMs)).unref();
    server.once('close', () => clearInterval(this.sweep));
  }

  /** Closes what has nothing to do, and everything else as soon as it has nothing to do any more. */
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

  /** Whether there is a place for one more from that address, after another was closed where need be. */
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

  /** The connections of the address that holds most; of the newcomer's own where that holds as many. */
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
