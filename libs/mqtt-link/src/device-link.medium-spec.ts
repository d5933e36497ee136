import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { generate, parser, type IConnectPacket, type IPublishPacket, type Packet } from 'mqtt-packet';
import { seededRng } from '@twinbank/primitives';
import { until } from '@twinbank/testkit/until';
import { connectDevice, type DeviceLink, type DeviceLinkHandlers, type DeviceLinkOptions } from './device-link.js';

/** A minimal broker: accepts connections, records what arrives, acknowledges reports when told to. */
class ScriptedBroker {
  readonly packets: Packet[] = [];
  readonly sockets: Socket[] = [];
  connackCode = 0;
  connackAfterMs = 0;
  closesAtOnce = false;
  acknowledges = true;
  private readonly server: Server = createServer((socket) => this.accept(socket));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `mqtt://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  send(topic: string, payload: string): void {
    this.sockets.at(-1)!.write(generate({ cmd: 'publish', topic, payload, qos: 0, retain: false, dup: false }));
  }

  of<T extends Packet>(cmd: T['cmd']): T[] {
    return this.packets.filter((packet): packet is T => packet.cmd === cmd);
  }

  published(kind: string): string[] {
    return this.of<IPublishPacket>('publish')
      .filter(({ topic }) => topic.endsWith(`/${kind}`))
      .map(({ payload }) => payload.toString());
  }

  private accept(socket: Socket): void {
    if (this.closesAtOnce) return void socket.destroy();
    this.sockets.push(socket);
    socket.on('error', () => undefined);
    const reader = parser({ protocolVersion: 4 });
    socket.on('data', (bytes) => reader.parse(bytes));
    reader.on('packet', (packet) => {
      this.packets.push(packet);
      if (packet.cmd === 'connect')
        setTimeout(
          () => socket.write(generate({ cmd: 'connack', returnCode: this.connackCode, sessionPresent: false })),
          this.connackAfterMs,
        );
      if (packet.cmd === 'subscribe')
        socket.write(
          generate({
            cmd: 'suback',
            messageId: packet.messageId!,
            granted: packet.subscriptions.map(({ qos }) => qos),
          }),
        );
      const isReport = packet.cmd === 'publish' && packet.topic.endsWith('/report');
      if (packet.cmd === 'publish' && packet.qos === 1 && (this.acknowledges || !isReport))
        socket.write(generate({ cmd: 'puback', messageId: packet.messageId! }));
    });
  }
}

const silent: DeviceLinkHandlers = {
  onTicket: () => undefined,
  onBlock: () => undefined,
  onConnected: () => undefined,
  onDisconnected: () => undefined,
};

describe('DeviceLink', () => {
  let broker: ScriptedBroker;
  let url: string;
  let heard: string[];
  const links: DeviceLink[] = [];

  beforeEach(async () => {
    broker = new ScriptedBroker();
    url = await broker.start();
    heard = [];
  });
  afterEach(async () => {
    for (const link of links.splice(0)) link.abandon();
    await broker.stop();
  });

  function link(options: Partial<DeviceLinkOptions> = {}): DeviceLink {
    let asked = 0;
    const made = connectDevice({
      url,
      deviceId: 'd1',
      password: () => `token-${++asked}`,
      backoff: { firstMs: 10, maxMs: 20 },
      rng: seededRng(1),
      handlers: {
        onTicket: (payload) => heard.push(`ticket ${Buffer.from(payload)}`),
        onBlock: (payload) => heard.push(`block ${Buffer.from(payload)}`),
        onConnected: () => heard.push('connected'),
        onDisconnected: () => heard.push('disconnected'),
        onFailed: ({ returnCode, reason }) =>
          heard.push(returnCode === undefined ? `failed: ${reason}` : `refused ${returnCode}`),
      },
      ...options,
    });
    links.push(made);
    return made;
  }

  it('reports how long the handshake took', async () => {
    const handshakes: number[] = [];
    broker.connackAfterMs = 50;
    link({ handlers: { ...silent, onConnected: ({ handshakeUs }) => handshakes.push(handshakeUs) } });
    await until(() => handshakes.length === 1, 'connection');
    expect(handshakes[0]).toBeGreaterThan(45_000);
  });

  it('stays connected as long as anything arrives, and no longer, if no ping is answered', async () => {
    const made = link({ keepaliveS: 1 });
    await until(() => made.connected, 'connection');
    const blocks = setInterval(() => broker.send('tb/1/d1/block', 'x'), 50);
    await until(() => broker.of('pingreq').length >= 3, 'three pings');
    clearInterval(blocks);
    expect(heard).not.toContain('disconnected');
    await until(() => heard.includes('disconnected'), 'the end of the connection');
  });

  it('connects with a clean session, a will, its two subscriptions and a presence message', async () => {
    link();
    await until(() => broker.published('presence').length === 1, 'presence');
    const [hello] = broker.of<IConnectPacket>('connect');
    expect(hello).toMatchObject({ clientId: 'd1', username: 'd1', clean: true, protocolVersion: 4, keepalive: 60 });
    expect([
      hello!.password?.toString(),
      hello!.will?.topic,
      hello!.will?.payload.toString(),
      hello!.will?.retain,
    ]).toEqual(['token-1', 'tb/1/d1/presence', 'offline', true]);
    expect(
      broker.packets.flatMap((packet) =>
        packet.cmd === 'subscribe' ? packet.subscriptions.map(({ topic, qos }) => [topic, qos]) : [],
      ),
    ).toEqual([
      ['tb/1/d1/ticket', 1],
      ['tb/1/d1/block', 0],
    ]);
    expect(broker.published('presence')).toEqual(['online']);
  });

  it('distinguishes tickets from blocks', async () => {
    link();
    await until(() => heard.includes('connected'), 'the connection');
    broker.send('tb/1/d1/ticket', 't');
    broker.send('tb/1/d1/block', 'b');
    await until(() => heard.length === 3, 'both');
    expect(heard).toEqual(['connected', 'ticket t', 'block b']);
  });

  it('reconnects with a new password, and sends again in order what was not acknowledged', async () => {
    broker.acknowledges = false;
    const device = link();
    await until(() => heard.includes('connected'), 'the connection');
    const results = ['a', 'b'].map((text) => device.publishReport(Buffer.from(text)));
    await until(() => broker.published('report').length === 2, 'both reports');
    broker.acknowledges = true;
    device.drop();
    await Promise.all(results);
    expect(broker.published('report')).toEqual(['a', 'b', 'a', 'b']);
    expect(broker.of<IConnectPacket>('connect').map(({ password }) => password?.toString())).toEqual([
      'token-1',
      'token-2',
    ]);
    expect(heard).toEqual(['connected', 'disconnected', 'connected']);
  });

  it('keeps trying while it is refused', async () => {
    broker.connackCode = 4;
    link();
    await until(() => heard.length >= 2, 'two refusals');
    broker.connackCode = 0;
    await until(() => heard.includes('connected'), 'the connection');
    expect(heard.slice(0, 2)).toEqual(['refused 4', 'refused 4']);
  });

  it('says why a connection failed, and keeps trying', async () => {
    broker.closesAtOnce = true;
    link();
    link({ url: 'mqtt://127.0.0.1:1' });
    link({ password: () => Promise.reject(new Error('no password at hand')) });
    const reasons = [
      'failed: the connection was closed before it was accepted',
      'failed: connect ECONNREFUSED 127.0.0.1:1',
      'failed: no password at hand',
    ];
    const count = (reason: string): number => heard.filter((word) => word === reason).length;
    await until(() => reasons.every((reason) => count(reason) >= 2), `twice each of ${reasons.join(', ')}`);
    expect(new Set(heard)).toEqual(new Set(reasons));
  });

  it('drops wants and holds reports while there is no connection', async () => {
    const device = link();
    device.publishWant(Buffer.from('early'));
    const report = device.publishReport(Buffer.from('r'));
    await report;
    device.publishWant(Buffer.from('w'));
    await until(() => broker.published('want').length === 1, 'the want');
    expect([broker.published('want'), broker.published('report')]).toEqual([['w'], ['r']]);
  });

  it('drops the oldest report when too many wait', async () => {
    broker.acknowledges = false;
    const device = link();
    const results = Array.from({ length: 65 }, (_, index) => device.publishReport(Buffer.from(String(index))));
    await expect(results[0]).rejects.toThrow('too many reports wait');
    results.slice(1).forEach((result) => result.catch(() => undefined));
  });

  it('sends "offline" on close, and nothing when it is abandoned', async () => {
    const polite = link();
    await until(() => heard.includes('connected'), 'the connection');
    await polite.close();
    await until(() => broker.of('disconnect').length === 1, 'the goodbye');
    expect(broker.published('presence')).toEqual(['online', 'offline']);
    await expect(polite.publishReport(Buffer.from('late'))).rejects.toThrow('closed');
    const rude = link();
    await until(() => rude.connected, 'the second connection');
    const report = rude.publishReport(Buffer.from('r')).catch(() => 'lost');
    rude.abandon();
    expect(await report).toBeDefined();
    expect(broker.of('disconnect').length).toBe(1);
  });

  it('connects from the given local address', async () => {
    link({ localAddress: '127.0.0.2' });
    await until(() => broker.sockets.length === 1, 'the connection');
    expect(broker.sockets[0]!.remoteAddress).toBe('127.0.0.2');
  });
});
