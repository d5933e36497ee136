import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { generate } from 'mqtt-packet';
import { topicOf } from '@twinbank/protocol';
import type { BrokerFault } from './device-broker.js';
import { EmbeddedBroker, type EmbeddedBrokerOptions } from './embedded/embedded-broker.js';

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function startBroker(
  options: Partial<EmbeddedBrokerOptions> = {},
): Promise<{ broker: EmbeddedBroker; faults: BrokerFault[] }> {
  const broker = new EmbeddedBroker({ host: '127.0.0.1', port: 0, admit: async () => undefined, ...options });
  const faults: BrokerFault[] = [];
  broker.onMessage(() => undefined);
  broker.onFault((fault) => faults.push(fault));
  await broker.start();
  cleanUp.push(() => broker.stop());
  return { broker, faults };
}

const connectPacket = (deviceId: string, will?: object): Buffer =>
  generate({
    cmd: 'connect',
    clientId: deviceId,
    username: deviceId,
    password: Buffer.from('p'),
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    keepalive: 60,
    ...will,
  } as never);

/** Sends bytes and returns what arrives until the broker closes the connection. */
async function heardUntilClosed(broker: EmbeddedBroker, ...packets: readonly Buffer[]): Promise<Buffer> {
  const socket = await connectTo(broker);
  const heard: Buffer[] = [];
  socket.on('data', (bytes: Buffer) => heard.push(bytes));
  for (const [index, packet] of packets.entries()) {
    if (index > 0) await once(socket, 'data');
    socket.write(packet);
  }
  await once(socket, 'close');
  return Buffer.concat(heard);
}

async function connectTo(broker: EmbeddedBroker): Promise<Socket> {
  const socket = createConnection(Number(new URL(broker.url()).port), '127.0.0.1');
  socket.on('error', () => undefined);
  cleanUp.push(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

const CONNACK = (code: number): Buffer => Buffer.from([0x20, 2, 0, code]);
const subscribe = (qos: 0 | 1 | 2, messageId: number): Buffer => {
  const packet = Buffer.from(
    generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: topicOf('d', 'ticket'), qos }] }),
  );
  packet.writeUInt16BE(messageId, 2);
  return packet;
};
const publish = (messageId: number): Buffer => {
  const topic = topicOf('d', 'presence');
  const packet = Buffer.from(
    generate({ cmd: 'publish', topic, payload: 'online', qos: 1, messageId: 1, dup: false, retain: false }),
  );
  packet.writeUInt16BE(messageId, 2 + 2 + topic.length);
  return packet;
};

describe('what MQTT 3.1.1 forbids', () => {
  it('is refused with CONNACK 1 if the protocol level carries the bit of a bridge', async () => {
    const { broker, faults } = await startBroker();
    const packet = Buffer.from(connectPacket('d'));
    packet[8] = packet[8]! | 0x80;
    expect(await heardUntilClosed(broker, packet)).toEqual(CONNACK(1));
    expect(faults).toMatchObject([{ code: 'message_malformed' }]);
  });

  it('closes a connection whose will has QoS 2', async () => {
    const { broker, faults } = await startBroker();
    const will = { topic: topicOf('d', 'presence'), payload: Buffer.from('offline'), qos: 2, retain: true };
    await heardUntilClosed(broker, connectPacket('d', { will }));
    expect(faults).toMatchObject([{ code: 'message_malformed', detail: expect.stringContaining('QoS 2') }]);
  });

  it.each<[string, Buffer]>([
    ['subscribes with QoS 2', subscribe(2, 1)],
    ['subscribes with the packet id 0', subscribe(1, 0)],
    ['unsubscribes with the packet id 0', Buffer.from([0xa2, 5, 0, 0, 0, 1, 0x61])],
    ['publishes with the packet id 0', publish(0)],
  ])('closes the connection of a device that %s', async (_what, packet) => {
    const { broker, faults } = await startBroker();
    expect((await heardUntilClosed(broker, connectPacket('d'), packet)).subarray(0, 4)).toEqual(CONNACK(0));
    expect(faults).toMatchObject([{ code: 'message_malformed', deviceId: 'd' }]);
  });

  it('leaves connections alone that keep the rules', async () => {
    const { broker, faults } = await startBroker();
    const socket = await connectTo(broker);
    const heard: Buffer[] = [];
    socket.on('data', (bytes: Buffer) => heard.push(bytes));
    for (const packet of [connectPacket('d'), subscribe(1, 256), publish(1)]) socket.write(packet);
    while (Buffer.concat(heard).length < 4 + 5 + 4) await once(socket, 'data');
    expect(Buffer.concat(heard)).toEqual(
      Buffer.concat([CONNACK(0), Buffer.from([0x90, 3, 1, 0, 1]), Buffer.from([0x40, 2, 0, 1])]),
    );
    expect(faults).toEqual([]);
  });
});

describe('connections of devices', () => {
  it('are closed if the TLS handshake does not end, and count as connections before that', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twinbank-handshake-'));
    cleanUp.push(() => rmSync(folder, { recursive: true }));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-keyout',
        key,
        '-out',
        cert,
        '-days',
        '1',
        '-subj',
        '/CN=localhost',
      ],
      { stdio: 'ignore' },
    );
    const tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
    const { broker, faults } = await startBroker({ tls, limits: { connections: 2, connectTimeoutMs: 2500 } });
    const silent = [await connectTo(broker), await connectTo(broker)];
    silent[1]!.write('\x16\x03\x01');
    const third = await connectTo(broker);
    await Promise.all([...silent, third].map((socket) => once(socket, 'close')));
    expect(faults.map(({ code }) => code)).toEqual(['overloaded', 'request_timeout', 'request_timeout']);
    const next = await connectTo(broker);
    await once(next, 'close');
    expect(faults.map(({ code }) => code)).toEqual([
      'overloaded',
      'request_timeout',
      'request_timeout',
      'request_timeout',
    ]);
  });

  it('are reported when two devices with one identity keep disconnecting each other', async () => {
    const { broker, faults } = await startBroker();
    for (let turn = 0; turn < 6; turn++) {
      const socket = await connectTo(broker);
      socket.write(connectPacket('twin'));
      await once(socket, 'data');
    }
    expect(faults).toMatchObject([{ code: 'identity_contested', deviceId: 'twin' }]);
  });
});
