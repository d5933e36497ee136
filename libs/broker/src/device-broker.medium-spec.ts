import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { decodeBlockMessage, encodeBlockMessage, topicOf } from '@twinbank/protocol';
import { until } from '@twinbank/testkit/until';
import { BROKER_LIMITS } from './broker-limits.js';
import type { DeviceBroker, DeviceMessage } from './device-broker.js';
import { EmbeddedBroker } from './embedded/embedded-broker.js';
import { ExternalBroker } from './external/external-broker.js';

/** What both adapters promise. The external one needs a broker that admits anonymous clients, at TEST_MQTT_URL. */
const outside = process.env['TEST_MQTT_URL'];
const unique = `${process.pid.toString(36)}${Date.now().toString(36)}`;
let made = 0;

interface Adapter {
  readonly name: string;
  readonly make: () => DeviceBroker;
  readonly deviceUrl: (broker: DeviceBroker) => string;
}

const adapters: Adapter[] = [
  {
    name: 'embedded',
    make: () => new EmbeddedBroker({ host: '127.0.0.1', port: 0, admit: async () => undefined }),
    deviceUrl: (broker) => broker.url(),
  },
  ...(outside === undefined
    ? []
    : [
        {
          name: 'external',
          make: () =>
            new ExternalBroker({
              url: outside,
              clientId: `server-${unique}-${made++}`,
              shareGroup: `g${unique}${made}`,
              reconnectMs: 100,
            }),
          deviceUrl: () => outside,
        },
      ]),
];

describe.each(adapters)('DeviceBroker, $name', ({ make, deviceUrl }) => {
  let broker: DeviceBroker;
  let received: DeviceMessage[];
  let respond: (message: DeviceMessage) => Promise<void> | void;
  const clients: MqttClient[] = [];
  let device: string;
  let ups = 0;

  beforeAll(async () => {
    broker = make();
    broker.onMessage((message) => {
      if (!message.deviceId.startsWith(unique)) return;
      received.push({ ...message, payload: Uint8Array.from(message.payload) });
      return respond(message);
    });
    received = [];
    respond = () => undefined;
    broker.onUp(() => ups++);
    await broker.start();
  });
  afterAll(() => broker.stop());

  beforeEach(() => {
    received = [];
    respond = () => undefined;
    device = `${unique}-${made++}`;
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.endAsync(true)));
  });

  async function connectDevice(options: IClientOptions = {}): Promise<MqttClient> {
    const client = connect(deviceUrl(broker), {
      clientId: device,
      username: device,
      password: 'secret',
      reconnectPeriod: 0,
      protocolVersion: 4,
      ...options,
    });
    clients.push(client);
    client.on('error', () => undefined);
    await new Promise<void>((resolve, reject) => {
      client.once('connect', () => resolve());
      client.once('error', reject);
    });
    return client;
  }
  const payloads = (kind: string): string[] =>
    received
      .filter((message) => message.deviceId === device && message.kind === kind)
      .map(({ payload }) => Buffer.from(payload).toString());

  async function subscribedDevice(): Promise<{
    client: MqttClient;
    messages: { topic: string; payload: Buffer; retain: boolean }[];
  }> {
    const client = await connectDevice();
    const messages: { topic: string; payload: Buffer; retain: boolean }[] = [];
    client.on('message', (topic, payload, { retain }) => messages.push({ topic, payload, retain }));
    await client.subscribeAsync({ [topicOf(device, 'ticket')]: { qos: 1 }, [topicOf(device, 'block')]: { qos: 0 } });
    return { client, messages };
  }

  it('is ready once started, and says where devices connect', () => {
    expect([broker.ready(), ups]).toEqual([true, 1]);
    expect(broker.url()).toMatch(/^mqtts?:\/\/[^@]+$/);
  });

  it('passes on reports, wants and presence with the device they come from', async () => {
    const client = await connectDevice();
    await client.publishAsync(topicOf(device, 'report'), 'r', { qos: 1 });
    client.publish(topicOf(device, 'want'), 'w');
    await client.publishAsync(topicOf(device, 'presence'), 'online', { qos: 1, retain: true });
    await until(() => received.length === 3, 'three messages');
    expect([payloads('report'), payloads('want'), payloads('presence')]).toEqual([['r'], ['w'], ['online']]);
    expect(broker.connected()).toBeGreaterThan(0);
    await client.publishAsync(topicOf(device, 'presence'), '', { qos: 1, retain: true });
  });

  it('acknowledges a report to the device, or to the broker, only after it was handled', async () => {
    const client = await connectDevice();
    let release: () => void = () => undefined;
    respond = () => new Promise((resolve) => (release = resolve));
    let acknowledged = false;
    void client.publishAsync(topicOf(device, 'report'), 'r', { qos: 1 }).then(() => (acknowledged = true));
    await until(() => received.length === 1, 'the report');
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (broker instanceof EmbeddedBroker) expect(acknowledged).toBe(false);
    release();
    await until(() => acknowledged, 'the acknowledgement');
  });

  it('receives a report again if its handling failed', async () => {
    let failures = 1;
    respond = ({ kind }) =>
      kind === 'report' && failures-- > 0 ? Promise.reject(new Error('the database is away')) : Promise.resolve();
    await connectDevice({ reconnectPeriod: 50, clean: true }).then((client) =>
      client.publishAsync(topicOf(device, 'report'), 'r', { qos: 1 }),
    );
    await until(() => payloads('report').length >= 2, 'the report once more');
  });

  it('handles many reports at the same time', async () => {
    // As many as a device's allowance holds at once.
    const REPORTS = Math.floor(
      (BROKER_LIMITS.deviceTokens.capacity - BROKER_LIMITS.connectTokens) / (2 + BROKER_LIMITS.reportTokens),
    );
    const client = await connectDevice();
    respond = () => new Promise((resolve) => setTimeout(resolve, 50));
    const startMs = Date.now();
    await Promise.all(
      Array.from({ length: REPORTS }, (_, index) =>
        client.publishAsync(topicOf(device, 'report'), String(index), { qos: 1 }),
      ),
    );
    await until(() => received.length === REPORTS, `${REPORTS} reports`);
    expect(Date.now() - startMs).toBeLessThan(3000);
    expect(payloads('report')).toEqual(Array.from({ length: REPORTS }, (_, index) => String(index)));
  });

  it('reports that a device is gone when its connection breaks', async () => {
    const client = await connectDevice({
      will: { topic: topicOf(device, 'presence'), payload: Buffer.from('offline'), qos: 1, retain: true },
    });
    await client.publishAsync(topicOf(device, 'presence'), 'online', { qos: 1, retain: true });
    client.stream.destroy();
    await until(() => payloads('presence').length === 2, 'offline');
    expect(payloads('presence')).toEqual(['online', 'offline']);
  });

  it('delivers a retained ticket to a connected device, and to one that subscribes later', async () => {
    const { messages } = await subscribedDevice();
    broker.publishTicket(device, Buffer.from('first'), true);
    await until(() => messages.length === 1, 'the first ticket');
    broker.publishTicket(device, Buffer.from('second'), true);
    await until(() => messages.length === 2, 'the second ticket');
    const { messages: later } = await subscribedDevice();
    await until(() => later.length === 1, 'the retained ticket');
    expect(messages.map(({ payload, retain }) => [payload.toString(), retain])).toEqual([
      ['first', false],
      ['second', false],
    ]);
    expect(later.map(({ payload, retain }) => [payload.toString(), retain])).toEqual([['second', true]]);
    broker.publishTicket(device, new Uint8Array(0), true);
    await until(() => later.length === 2, 'the empty ticket');
    const { messages: none } = await subscribedDevice();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(none).toEqual([]);
  });

  it('delivers a large ticket unharmed', async () => {
    const { messages } = await subscribedDevice();
    const payload = Buffer.alloc(96 * 1024, 'x');
    broker.publishTicket(device, payload, false);
    await until(() => messages.length === 1, 'the ticket');
    expect(messages[0]!.payload.equals(payload)).toBe(true);
  });

  it('sends a window of blocks in order, byte for byte', async () => {
    const { messages } = await subscribedDevice();
    const blocks = Array.from({ length: 16 }, (_, index) => ({
      block: 500 - index,
      ciphertext: new Uint8Array(index === 15 ? 100 : 16 * 1024).fill(index),
    }));
    expect(broker.sendBlocks(device, 0xfedcba98, blocks)).toBe('sent');
    await until(() => messages.length === 16, '16 blocks');
    const read = messages.map(({ payload }) => decodeBlockMessage(payload));
    expect(read.map((message) => message.type === 'block' && [message.transfer, message.block])).toEqual(
      blocks.map(({ block }) => [0xfedcba98, block]),
    );
    expect(
      read.every(
        (message, index) =>
          message.type === 'block' && Buffer.compare(message.ciphertext, blocks[index]!.ciphertext) === 0,
      ),
    ).toBe(true);
    expect(broker.stats.blocksOut).toBeGreaterThanOrEqual(16);
  });

  it('sends a notice on the block topic', async () => {
    const { messages } = await subscribedDevice();
    broker.sendNotice(device, encodeBlockMessage({ type: 'later', transfer: 7, retryAfterMs: 250 }));
    await until(() => messages.length === 1, 'the notice');
    expect(messages[0]!.topic).toBe(topicOf(device, 'block'));
    expect(decodeBlockMessage(messages[0]!.payload)).toEqual({ type: 'later', transfer: 7, retryAfterMs: 250 });
  });
});
