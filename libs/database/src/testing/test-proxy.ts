import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type NetConnectOpts, type Socket } from 'node:net';

/** A line to a database on which connections can be made to fall silent, as behind a firewall that forgot them. For tests. */
export class TestProxy {
  private readonly pairs = new Set<{ readonly client: Socket; readonly server: Socket }>();
  private readonly listener = createServer((client) => this.carry(client));

  private constructor(private readonly target: NetConnectOpts) {}

  /** @param target where the database listens */
  static async to(target: NetConnectOpts): Promise<TestProxy> {
    const proxy = new TestProxy(target);
    proxy.listener.listen(0, '127.0.0.1');
    await once(proxy.listener, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.listener.address() as AddressInfo).port;
  }

  /** From now on nothing of what the present connections send arrives, and they stay open; new ones are carried. */
  silence(): void {
    for (const { client, server } of this.pairs) {
      client.unpipe(server);
      server.unpipe(client);
      client.resume();
      server.resume();
    }
  }

  async close(): Promise<void> {
    for (const { client, server } of this.pairs) {
      client.destroy();
      server.destroy();
    }
    await new Promise((resolve) => this.listener.close(resolve));
  }

  private carry(client: Socket): void {
    const server = connect(this.target);
    const pair = { client, server };
    this.pairs.add(pair);
    client.pipe(server).pipe(client);
    const end = (): void => {
      client.destroy();
      server.destroy();
      this.pairs.delete(pair);
    };
    for (const socket of [client, server]) socket.on('error', end).on('close', end);
  }
}
