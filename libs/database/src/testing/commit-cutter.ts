import { createServer, connect, type AddressInfo, type NetConnectOpts, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

import type pg from 'pg';

/**
 * A proxy before a database that can cut a connection at the worst moment: a statement was sent and carried out, and its answer never
 * comes. To the client that looks like a fail-over. For tests.
 */
export class CommitCutter {
  private armed: RegExp | undefined;
  private readonly sockets = new Set<Socket>();
  private stayDown = false;
  /** Whether connections are cut at once, as while no database is there. */
  down = false;
  /** How many connections were cut after a statement. */
  cuts = 0;

  private constructor(
    private readonly server: Server,
    private readonly behind: NetConnectOpts,
  ) {
    server.on('connection', (client) => this.join(client));
  }

  /** Starts one before the database of a connection. */
  static async before(connection: pg.PoolConfig): Promise<CommitCutter> {
    const server = createServer();
    const cutter = new CommitCutter(server, addressOf(connection));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return cutter;
  }

  /** The connection through this proxy. */
  through(connection: pg.PoolConfig): pg.PoolConfig {
    const { port } = this.server.address() as AddressInfo;
    const { connectionString, ...rest } = connection;
    if (connectionString === undefined) return { ...rest, host: '127.0.0.1', port };
    const url = new URL(connectionString);
    url.host = `127.0.0.1:${port}`;
    return { ...rest, connectionString: url.href };
  }

  /** The next statement whose text fits is carried out, and its connection is cut instead of its answer; then it may stay {@link down}. */
  cutAfter(statement: RegExp, then: 'up' | 'down' = 'up'): void {
    this.armed = statement;
    this.stayDown = then === 'down';
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    if (this.down) return void client.destroy();
    const database = connect(this.behind);
    let cutting = false;
    const end = (): void => {
      client.destroy();
      database.destroy();
    };
    for (const socket of [client, database]) {
      this.sockets.add(socket);
      socket.on('error', end).on('close', () => (end(), this.sockets.delete(socket)));
    }
    client.on('data', (bytes) => {
      if (this.armed?.test(bytes.toString('latin1'))) {
        this.armed = undefined;
        cutting = true;
      }
      database.write(bytes);
    });
    database.on('data', (bytes) => {
      if (!cutting) return void client.write(bytes);
      // The server answers once it has done it all: ReadyForQuery ends its answer [PostgreSQL 15, 55.2.2].
      if (bytes.subarray(-6, -1).toString('latin1') !== 'Z\0\0\0\u0005') return;
      this.cuts += 1;
      this.down = this.stayDown;
      end();
    });
  }
}

function addressOf({ connectionString, host, port }: pg.PoolConfig): NetConnectOpts {
  if (connectionString !== undefined) {
    const url = new URL(connectionString);
    return { host: url.hostname, port: Number(url.port) };
  }
  return host?.startsWith('/') ? { path: join(host, `.s.PGSQL.${port}`) } : { host: host ?? '127.0.0.1', port: port! };
}
