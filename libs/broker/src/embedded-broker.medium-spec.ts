import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { generate } from 'mqtt-packet';
import { topicOf, type FaultCode } from '@twinbank/protocol';
import type { BrokerFault, DeviceMessage } from './device-broker.js';
import { EmbeddedBroker, type EmbeddedBrokerOptions } from './embedded-broker.js';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function startBroker(options: Partial<EmbeddedBrokerOptions> = {}) {
  const broker = new EmbeddedBroker({
    host: '127.0.0.1',
    port: 0,
    admit: async ({ password }) => (password === 'good' ? undefined : 'token_invalid'),
    ...options,
  });
  const messages: DeviceMessage[] = [];
  const faults: BrokerFault[] = [];
  broker.onMessage((message) => void messages.push({ ...message, payload: Uint8Array.from(message.payload) }));
  broker.onFault((fault) => faults.push(fault));
  await broker.start();
  cleanUp.push(() => broker.stop());
  return { broker, messages, faults, codes: () => faults.map(({ code }) => code) };
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Resolves to the client, or to the return code of a refused CONNECT, or to "closed". */
async function tryConnect(
  broker: EmbeddedBroker,
  deviceId: string,
  options: IClientOptions = {},
): Promise<MqttClient | number | string> {
  const client = connect(broker.url(), {
    clientId: deviceId,
    username: deviceId,
    password: 'good',
    reconnectPeriod: 0,
    ...options,
  });
  cleanUp.push(() => client.endAsync(true));
  return new Promise((resolve) => {
    client.on('error', (error) => resolve((error as { code?: number | string }).code ?? 'closed'));
    client.once('close', () => resolve('closed'));
    client.once('connect', () => resolve(client));
  });
}

async function connectDevice(
  broker: EmbeddedBroker,
  deviceId: string,
  options: IClientOptions = {},
): Promise<MqttClient> {
  const client = await tryConnect(broker, deviceId, options);
  if (typeof client !== 'object') throw new Error(`refused: ${client}`);
  return client;
}

const closed = (client: MqttClient): Promise<void> => new Promise((resolve) => client.once('close', () => resolve()));

/** A connection without an MQTT library, for what no library would send. */
async function rawConnection(broker: EmbeddedBroker): Promise<{ socket: Socket; end: Promise<void> }> {
  const socket = createConnection(Number(new URL(broker.url()).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  const end = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  cleanUp.push(() => socket.destroy());
  return { socket, end };
}

const connectPacket = (deviceId: string): Buffer =>
  generate({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId: deviceId,
    keepalive: 60,
    username: deviceId,
    password: Buffer.from('good'),
  });

describe('EmbeddedBroker: who may connect', () => {
  it('refuses a bad password with return code 4 and a named fault that does not hold it', async () => {
    const { broker, faults } = await startBroker();
    expect(await tryConnect(broker, 'd1', { password: 'bad-secret' })).toBe(4);
    expect(faults).toMatchObject([{ code: 'token_invalid', deviceId: 'd1', address: '127.0.0.1' }]);
    expect(JSON.stringify(faults)).not.toContain('bad-secret');
    expect(broker.connected()).toBe(0);
  });

  it.each<[FaultCode, IClientOptions]>([
    ['token_foreign', { username: 'another' }],
    ['token_missing', { password: '' }],
    ['token_invalid', { clientId: 'not a device id!' }],
    [
      'topic_forbidden',
      { will: { topic: 'tb/1/another/presence', payload: Buffer.from('offline'), qos: 0, retain: false } },
    ],
    ['message_malformed', { protocolVersion: 5 }],
  ])('refuses with %s', async (code, options) => {
    const { broker, codes } = await startBroker();
    expect(await tryConnect(broker, 'd1', options)).not.toBeInstanceOf(Object);
    await until(() => codes().length > 0, 'the fault');
    expect(codes()).toEqual([code]);
    expect(broker.stats.faults).toEqual({ [code]: 1 });
  });

  it('believes nobody’s id before it is admitted, not even one with a will of another', async () => {
    const { broker, faults } = await startBroker();
    const will = {
      topic: topicOf('another', 'presence'),
      payload: Buffer.from('offline'),
      qos: 0 as const,
      retain: false,
    };
    await tryConnect(broker, 'd1', { password: 'bad', will });
    await until(() => faults.length > 0, 'the fault');
    expect(faults).toEqual([{ code: 'topic_forbidden', detail: expect.any(String), address: '127.0.0.1' }]);
  });

  it('refuses with return code 5 what is known and not allowed, and with 3 where admission itself fails', async () => {
    const { broker } = await startBroker({
      admit: ({ deviceId }) =>
        deviceId === 'gone' ? Promise.resolve('device_inactive') : Promise.reject(new Error('no database')),
    });
    expect(await tryConnect(broker, 'gone')).toBe(5);
    expect(await tryConnect(broker, 'd1')).toBe(3);
  });

  it('keeps one session for each device: the later connection wins', async () => {
    const { broker } = await startBroker();
    const first = await connectDevice(broker, 'd1');
    const gone = closed(first);
    const second = await connectDevice(broker, 'd1');
    await gone;
    await second.subscribeAsync(topicOf('d1', 'ticket'), { qos: 1 });
    const ticket = new Promise<string>((resolve) =>
      second.once('message', (_topic, payload) => resolve(payload.toString())),
    );
    broker.publishTicket('d1', Buffer.from('t'), false);
    expect(await ticket).toBe('t');
    expect(broker.connected()).toBe(1);
  });

  it.each([0, 1, 2, 3, 5, 8, 13])(
    'closes the connection of a device that is dropped %d turns after it was admitted',
    async (turns) => {
      const { broker } = await startBroker({
        admit: async ({ deviceId }) => {
          void (async () => {
            for (let turn = 0; turn < turns; turn++) await Promise.resolve();
            broker.drop(deviceId);
          })();
          return undefined;
        },
      });
      const will = {
        topic: topicOf('d1', 'presence'),
        payload: Buffer.from('offline'),
        qos: 0 as const,
        retain: false,
      };
      const outcome = await tryConnect(broker, 'd1', { will });
      if (typeof outcome === 'object') await closed(outcome);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(broker.connected()).toBe(0);
    },
  );

  it('closes the connection of a device that is dropped', async () => {
    const { broker } = await startBroker();
    const gone = closed(await connectDevice(broker, 'd1'));
    broker.drop('d1');
    broker.drop('never-seen');
    await gone;
    await until(() => broker.connected() === 0, 'nobody');
    expect(broker.sendBlocks('d1', 1, [{ block: 0, ciphertext: Uint8Array.of(1) }])).toBe('offline');
  });

  it('takes no more connections than it may', async () => {
    const { broker, codes } = await startBroker({ limits: { connections: 2 } });
    await connectDevice(broker, 'd1');
    await connectDevice(broker, 'd2');
    expect(await tryConnect(broker, 'd3')).toBe('closed');
    expect(codes()).toEqual(['overloaded']);
    expect(broker.connected()).toBe(2);
  });

  it('tells that a device without a will is gone, once', async () => {
    const { broker, messages } = await startBroker();
    const client = await connectDevice(broker, 'd1');
    await client.publishAsync(topicOf('d1', 'presence'), 'online', { qos: 1 });
    await client.endAsync();
    await until(() => messages.length === 2, 'offline');
    expect(messages.map(({ payload }) => Buffer.from(payload).toString())).toEqual(['online', 'offline']);
  });

  it('speaks TLS', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twinbank-'));
    cleanUp.push(() => rmSync(folder, { recursive: true }));
    const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-keyout',
        keyFile,
        '-out',
        certFile,
        '-subj',
        '/CN=localhost',
        '-addext',
        'subjectAltName=IP:127.0.0.1',
        '-days',
        '1',
      ],
      { stdio: 'ignore' },
    );
    const cert = readFileSync(certFile, 'utf8');
    const { broker } = await startBroker({ tls: { cert, key: readFileSync(keyFile, 'utf8') } });
    expect(broker.url()).toMatch(/^mqtts:/);
    const client = await connectDevice(broker, 'd1', { ca: cert });
    await client.subscribeAsync(topicOf('d1', 'block'));
    const block = new Promise<Buffer>((resolve) => client.once('message', (_topic, payload) => resolve(payload)));
    expect(broker.sendBlocks('d1', 1, [{ block: 3, ciphertext: new Uint8Array(4096).fill(7) }])).toBe('sent');
    expect((await block).length).toBe(9 + 4096);
    expect(await tryConnect(broker, 'd2')).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
  });
});

describe('EmbeddedBroker: bad input', () => {
  it.each(['tb/1/another/report', 'tb/1/d1/ticket', 'tb/1/d1/block', 'tb/2/d1/report', '$SYS/x', 'a'])(
    'closes a connection that publishes to %s',
    async (topic) => {
      const { broker, messages, codes } = await startBroker();
      const client = await connectDevice(broker, 'd1');
      const gone = closed(client);
      client.publish(topic, 'x', { qos: 1 }, () => undefined);
      await gone;
      expect([messages, codes()]).toEqual([[], ['topic_forbidden']]);
    },
  );

  it.each([
    'tb/1/another/ticket',
    'tb/1/+/block',
    '#',
    'tb/1/d1/#',
    'tb/1/d1/report',
    '$share/x/tb/1/d1/ticket',
    '$SYS/#',
  ])('closes a connection that subscribes to %s', async (topic) => {
    const { broker, codes } = await startBroker();
    const client = await connectDevice(broker, 'd1');
    const gone = closed(client);
    void client.subscribeAsync(topic).catch(() => undefined);
    await gone;
    expect(codes()).toEqual(['topic_forbidden']);
  });

  it('hands over junk on the topics of a device untouched: reading it is the business of the decoders', async () => {
    const { broker, messages, faults } = await startBroker();
    const client = await connectDevice(broker, 'd1');
    const junk = Buffer.from([0xff, 0xfe, 0, 1, 2]);
    for (const kind of ['report', 'want', 'presence'] as const)
      await client.publishAsync(topicOf('d1', kind), junk, { qos: 1 });
    expect(messages.map(({ kind, payload }) => [kind, Buffer.from(payload).equals(junk)])).toEqual([
      ['report', true],
      ['want', true],
      ['presence', true],
    ]);
    expect([faults, client.connected]).toEqual([[], true]);
  });

  it('closes a connection that announces a packet beyond the limit, before its bytes come', async () => {
    const { broker, messages, faults } = await startBroker({ limits: { packetBytes: 1000 } });
    const { socket, end } = await rawConnection(broker);
    socket.write(connectPacket('d1'));
    await until(() => broker.connected() === 1, 'the connection');
    socket.write(
      generate({
        cmd: 'publish',
        topic: topicOf('d1', 'report'),
        payload: Buffer.alloc(100_000_000),
        qos: 0,
        retain: false,
        dup: false,
      }).subarray(0, 20),
    );
    await end;
    expect([messages, faults]).toMatchObject([[], [{ code: 'message_too_large', deviceId: 'd1' }]]);
  });

  it.each<[string, Buffer]>([
    ['junk', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['a packet of no known type', Buffer.from('f3020000', 'hex')],
    [
      'a PUBLISH before CONNECT',
      generate({ cmd: 'publish', topic: 'tb/1/d1/report', payload: 'x', qos: 0, retain: false, dup: false }),
    ],
    ['two CONNECTs', Buffer.concat([connectPacket('d1'), connectPacket('d1')])],
  ])('closes a connection that sends %s', async (_what, bytes) => {
    const { broker, messages, codes } = await startBroker();
    const { socket, end } = await rawConnection(broker);
    socket.write(bytes);
    await end;
    await until(() => broker.connected() === 0, 'nobody');
    expect([messages, codes()]).toEqual([[], ['message_malformed']]);
  });

  it('closes a connection that uses QoS 2', async () => {
    const { broker, messages, codes } = await startBroker();
    const client = await connectDevice(broker, 'd1');
    const gone = closed(client);
    client.publish(topicOf('d1', 'report'), 'x', { qos: 2 }, () => undefined);
    await gone;
    expect([messages, codes()]).toEqual([[], ['message_malformed']]);
  });
});

describe('EmbeddedBroker: packets of a QoS that nobody uses', () => {
  const types: [string, number][] = [
    ['PUBREL', 0x62],
    ['PUBREC', 0x50],
    ['PUBCOMP', 0x70],
    ['PUBACK', 0x40],
  ];
  it.each(types)('takes a %s for a message that never was, and goes on', async (_name, type) => {
    const { broker } = await startBroker();
    const { socket } = await rawConnection(broker);
    const heard: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => heard.push(chunk));
    socket.write(connectPacket('d1'));
    await until(() => broker.connected() === 1, 'the connection');
    socket.write(Buffer.from([type, 2, 0, 5, 0xc0, 0]));
    await until(() => Buffer.concat(heard).includes(Buffer.from([0xd0, 0])), 'PINGRESP');
    expect(broker.connected()).toBe(1);
  });
});

describe('EmbeddedBroker: back-pressure', () => {
  const WINDOW = Array.from({ length: 8 }, (_, block) => ({ block, ciphertext: new Uint8Array(16 * 1024) }));
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  /** A device that has subscribed to its blocks and reads no more. */
  async function deafDevice(broker: EmbeddedBroker): Promise<{ socket: Socket; end: Promise<void> }> {
    const connection = await rawConnection(broker);
    connection.socket.write(connectPacket('deaf'));
    const subscriptions = [{ topic: topicOf('deaf', 'block'), qos: 0 as const }];
    connection.socket.write(generate({ cmd: 'subscribe', messageId: 1, subscriptions }));
    await until(() => broker.sendBlocks('deaf', 1, WINDOW) === 'sent', 'the subscription');
    connection.socket.pause();
    return connection;
  }

  it('closes the connection of a device that goes on sending and reads nothing', async () => {
    const { broker, faults } = await startBroker();
    broker.onMessage(() => Promise.resolve());
    const { socket, end } = await deafDevice(broker);
    while (broker.sendBlocks('deaf', 1, WINDOW) === 'sent') await turn();
    const message = {
      topic: topicOf('deaf', 'report'),
      payload: 'x'.repeat(4000),
      qos: 1,
      retain: false,
      dup: false,
    } as const;
    for (let messageId = 1; messageId < 200; messageId++)
      socket.write(generate({ cmd: 'publish', messageId, ...message }));
    await until(() => broker.connected() === 0, 'the end of the connection');
    expect(faults).toMatchObject([{ code: 'overloaded', deviceId: 'deaf' }]);
    socket.destroy();
    await end;
  });

  it('queues a bounded number of bytes for a device that does not read, and goes on once it does', async () => {
    const { broker } = await startBroker();
    const { socket } = await deafDevice(broker);
    let sent = 1;
    let outcome = 'sent';
    for (; sent < 1000 && outcome === 'sent'; sent++) {
      outcome = broker.sendBlocks('deaf', 1, WINDOW);
      await turn();
    }
    expect(outcome).toBe('busy');
    expect(sent).toBeLessThan(200);
    expect(broker.linkState('deaf')).toBe('busy');
    socket.on('data', () => undefined);
    socket.resume();
    await until(() => broker.sendBlocks('deaf', 1, WINDOW) === 'sent', 'room for blocks');
  });

  it('sends no blocks to a device that has not subscribed to them, or no longer', async () => {
    const { broker } = await startBroker();
    const client = await connectDevice(broker, 'd1');
    const block = [{ block: 0, ciphertext: Uint8Array.of(1) }];
    expect(broker.sendBlocks('d1', 1, block)).toBe('offline');
    await client.subscribeAsync(topicOf('d1', 'block'));
    expect(broker.sendBlocks('d1', 1, block)).toBe('sent');
    await client.unsubscribeAsync(topicOf('d1', 'block'));
    expect(broker.sendBlocks('d1', 1, block)).toBe('offline');
  });
});
