import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from '@jest/globals';
import type { IClientOptions } from 'mqtt';

import { topicOf, type FaultCode } from '@twinbank/protocol';
import { until } from '@twinbank/testkit/until';

import {
  cleanUp,
  closed,
  connectDevice,
  later,
  startBroker,
  tryConnect,
} from '../testing/embedded-broker-under-test.js';

afterEach(cleanUp);

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

  it('trusts no claimed id before it is admitted, not even in a will for another device', async () => {
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

  it('refuses with return code 5 a known device that is not allowed, and with 3 if admission itself fails', async () => {
    const { broker } = await startBroker({
      admit: ({ deviceId }) =>
        deviceId === 'gone' ? Promise.resolve('device_inactive') : Promise.reject(new Error('no database')),
    });
    expect(await tryConnect(broker, 'gone')).toBe(5);
    expect(await tryConnect(broker, 'd1')).toBe(3);
  });

  it('keeps one session for each device: the later connection replaces the earlier one', async () => {
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
      await until(() => broker.connected() === 0, 'nobody to be connected');
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

  it('accepts no more connections than allowed', async () => {
    const { broker, codes } = await startBroker({ limits: { connections: 2 } });
    await connectDevice(broker, 'd1');
    await connectDevice(broker, 'd2');
    expect(await tryConnect(broker, 'd3')).toBe('closed');
    expect(codes()).toEqual(['overloaded']);
    expect(broker.connected()).toBe(2);
  });

  it('reports once that a device without a will is gone', async () => {
    const { broker, messages } = await startBroker();
    const client = await connectDevice(broker, 'd1');
    await client.publishAsync(topicOf('d1', 'presence'), 'online', { qos: 1 });
    await client.endAsync();
    await until(() => messages.length === 2, 'offline');
    expect(messages.map(({ payload }) => Buffer.from(payload).toString())).toEqual(['online', 'offline']);
  });

  it('speaks TLS', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twinbank-'));
    later(() => rmSync(folder, { recursive: true }));
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
