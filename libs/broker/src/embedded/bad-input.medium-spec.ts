import { afterEach, describe, expect, it } from '@jest/globals';
import { generate } from 'mqtt-packet';

import { topicOf } from '@twinbank/protocol';
import { until } from '@twinbank/testkit/until';

import {
  cleanUp,
  closed,
  connectDevice,
  connectPacket,
  rawConnection,
  startBroker,
} from '../testing/embedded-broker-under-test.js';

afterEach(cleanUp);

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

  it('passes on junk on the topics of a device unchanged: the decoders have to judge it', async () => {
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

  it('closes a connection that announces a packet beyond the limit, before its bytes arrive', async () => {
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

describe('EmbeddedBroker: packets of a QoS that no device uses', () => {
  const types: [string, number][] = [
    ['PUBREL', 0x62],
    ['PUBREC', 0x50],
    ['PUBCOMP', 0x70],
    ['PUBACK', 0x40],
  ];
  it.each(types)('treats a %s as about an unknown message, and continues', async (_name, type) => {
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
