import { connect as connectSocket, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { connect, type MqttClient } from 'mqtt';
import { topicOf } from '@twinbank/protocol';
import { until } from '@twinbank/testkit/until';
import type { BrokerFault, DeviceMessage } from '../device-broker.js';
import { ExternalBroker, type ExternalBrokerOptions } from './external-broker.js';

/** What only an external broker can do. Needs one that admits anonymous clients, at TEST_MQTT_URL. */
const outside = process.env['TEST_MQTT_URL'];
const describeOutside = outside === undefined ? describe.skip : describe;
const unique = `x${process.pid.toString(36)}${Date.now().toString(36)}`;
let made = 0;
/** One group for each test, because sessions of ended servers stay in their group for a while. */
let group = 0;

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  group++;
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

/** A network link that can be cut, and stopped. */
class Line {
  private readonly server: Server;
  private readonly pairs: [Socket, Socket][] = [];
  constructor(target: URL) {
    this.server = createServer((near) => {
      const far = connectSocket(Number(target.port), target.hostname);
      for (const socket of [near, far]) socket.on('error', () => undefined);
      near.pipe(far).pipe(near);
      this.pairs.push([near, far]);
    });
  }
  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `mqtt://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  cut(): void {
    for (const pair of this.pairs.splice(0)) for (const socket of pair) socket.destroy();
  }
  /** Accepts nothing more from the near side. */
  stop(): void {
    for (const [near] of this.pairs) near.unpipe().pause();
  }
  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function startServer(options: Partial<ExternalBrokerOptions> = {}) {
  const line = new Line(new URL(outside!));
  const url = await line.open();
  const broker = new ExternalBroker({
    url,
    clientId: `${unique}-server-${made++}`,
    shareGroup: `${unique}${group}`,
    reconnectMs: 50,
    ...options,
  });
  const messages: DeviceMessage[] = [];
  const faults: BrokerFault[] = [];
  const seen = { ups: 0 };
  broker.onMessage((message) => void (message.deviceId.startsWith(unique) && messages.push(message)));
  broker.onFault((fault) => faults.push(fault));
  broker.onUp(() => seen.ups++);
  await broker.start();
  cleanUp.push(
    () => line.close(),
    () => broker.stop(),
  );
  return { broker, line, messages, faults, seen };
}

async function connectDevice(): Promise<{ id: string; client: MqttClient }> {
  const id = `${unique}-${made++}`;
  const client = connect(outside!, { clientId: id, reconnectPeriod: 0 });
  cleanUp.push(() => client.endAsync(true));
  await new Promise<void>((resolve) => client.once('connect', () => resolve()));
  return { id, client };
}

describeOutside('ExternalBroker', () => {
  it('reconnects after a lost connection, reports that, and loses no report that was sent meanwhile', async () => {
    const { broker, line, messages, seen } = await startServer({ reconnectMs: 1000 });
    const { id, client } = await connectDevice();
    await client.publishAsync(topicOf(id, 'report'), 'before', { qos: 1 });
    await until(() => messages.length === 1, 'the first report');
    line.cut();
    await until(() => !broker.ready(), 'the loss');
    expect(broker.sendBlocks(id, 1, [{ block: 0, ciphertext: Uint8Array.of(1) }])).toBe('offline');
    await client.publishAsync(topicOf(id, 'report'), 'meanwhile', { qos: 1 });
    await until(() => seen.ups === 2, 'the connection to be back');
    // The first one arrives twice if its acknowledgement was lost with the connection.
    const texts = (): string[] => messages.map(({ payload }) => Buffer.from(payload).toString());
    await until(() => texts().includes('meanwhile'), 'the second report');
    expect([...new Set(texts())]).toEqual(['before', 'meanwhile']);
  });

  it('shares reports and wants among servers of a group, and tells each of them which devices are online', async () => {
    const servers = [await startServer(), await startServer()];
    const { id, client } = await connectDevice();
    for (let i = 0; i < 20; i++) await client.publishAsync(topicOf(id, 'report'), String(i), { qos: 1 });
    for (let i = 0; i < 20; i++) client.publish(topicOf(id, 'want'), String(i));
    const presence = (text: string): Promise<unknown> =>
      client.publishAsync(topicOf(id, 'presence'), text, { qos: 1, retain: true });
    await presence('online');
    const countOf = (kind: string) => (server: { messages: DeviceMessage[] }) =>
      server.messages.filter((message) => message.kind === kind).length;
    await until(() => servers.every((server) => countOf('presence')(server) === 1), 'presence');
    await until(() => servers.map(countOf('want')).reduce((a, b) => a + b) === 20, 'all wants');
    expect(servers.map(countOf('report'))).toEqual([10, 10]);
    const late = await startServer();
    await until(() => countOf('presence')(late) === 1, 'the presence of before');
    const online = late.broker.connected();
    await presence('');
    await until(() => late.broker.connected() === online - 1, 'presence to be cleared');
  });

  it('sends again what the connection lost, but for tickets that may be wrong by then', async () => {
    const { broker, line, seen } = await startServer();
    const { id, client } = await connectDevice();
    await client.subscribeAsync(topicOf(id, 'ticket'), { qos: 1 });
    const tickets: string[] = [];
    client.on('message', (_topic, payload) => void tickets.push(payload.toString()));
    line.stop();
    // One that is kept and one that is not, so that neither takes the place of the other.
    broker.publishTicket(id, Buffer.from('order'), true, () => true);
    broker.publishTicket(id, Buffer.from('withdrawal'), false);
    line.cut();
    await until(() => seen.ups === 2, 'the connection to be back');
    await until(() => tickets.includes('withdrawal'), 'what was lost');
    broker.publishTicket(id, Buffer.from('last'), true, () => true);
    await until(() => tickets.includes('last'), 'the last one');
    expect(tickets.filter((ticket) => ticket === 'order')).toEqual([]);
    broker.publishTicket(id, new Uint8Array(0), true);
    await until(() => tickets.at(-1) === '', 'nothing to be retained any more');
  });

  it('limits what waits to be sent', async () => {
    const { broker, line } = await startServer({ unsentBytes: 100_000 });
    const { id } = await connectDevice();
    line.stop();
    const window = Array.from({ length: 8 }, (_, block) => ({ block, ciphertext: new Uint8Array(16 * 1024) }));
    let outcome = 'sent';
    for (let i = 0; i < 1000 && outcome === 'sent'; i++) {
      outcome = broker.sendBlocks(id, 1, window);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect([outcome, broker.linkState()]).toEqual(['busy', 'busy']);
    line.cut();
  });

  it('names a fault for a message that is too long, and ignores foreign topics', async () => {
    const { messages, faults } = await startServer();
    const { id, client } = await connectDevice();
    await client.publishAsync(topicOf(id, 'report'), Buffer.alloc(20_000), { qos: 1 });
    await client.publishAsync('tb/1/not a device/report', 'x', { qos: 1 });
    await client.publishAsync(topicOf(id, 'report'), 'good', { qos: 1 });
    await until(() => messages.length === 1, 'the good report');
    expect(faults).toMatchObject([{ code: 'message_too_large', deviceId: id }]);
  });
});
