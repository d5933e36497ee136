import type { Socket } from 'node:net';

import { afterEach, describe, expect, it } from '@jest/globals';
import { generate } from 'mqtt-packet';

import { topicOf } from '@twinbank/protocol';
import { until } from '@twinbank/testkit/until';

import type { EmbeddedBroker } from './embedded-broker.js';
import {
  cleanUp,
  connectDevice,
  connectPacket,
  rawConnection,
  startBroker,
} from '../testing/embedded-broker-under-test.js';

afterEach(cleanUp);

describe('EmbeddedBroker: back-pressure', () => {
  const WINDOW = Array.from({ length: 8 }, (_, block) => ({ block, ciphertext: new Uint8Array(16 * 1024) }));
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  /** A device that has subscribed to its blocks and then stops reading. */
  async function deafDevice(broker: EmbeddedBroker): Promise<{ socket: Socket; end: Promise<void> }> {
    const connection = await rawConnection(broker);
    connection.socket.write(connectPacket('deaf'));
    const subscriptions = [{ topic: topicOf('deaf', 'block'), qos: 0 as const }];
    connection.socket.write(generate({ cmd: 'subscribe', messageId: 1, subscriptions }));
    await until(() => broker.sendBlocks('deaf', 1, WINDOW) === 'sent', 'the subscription');
    connection.socket.pause();
    return connection;
  }

  it('closes the connection of a device that keeps sending and reads nothing', async () => {
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

  it('queues a limited number of bytes for a device that does not read, and continues once it does', async () => {
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

  it('sends no blocks to a device that has not subscribed to them, or no longer is', async () => {
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
