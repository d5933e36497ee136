import { createConnection, type Socket } from 'node:net';

import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { generate } from 'mqtt-packet';

import type { BrokerFault, DeviceMessage } from '../device-broker.js';
import { EmbeddedBroker, type EmbeddedBrokerOptions } from '../embedded/embedded-broker.js';

const undo: (() => unknown)[] = [];

/** Registers something that {@link cleanUp} has to close; the last one is closed first. */
export const later = (close: () => unknown): void => void undo.push(close);

/** Closes what the test opened: for `afterEach`. */
export async function cleanUp(): Promise<void> {
  for (const close of undo.splice(0).reverse()) await close();
}

export interface StartedBroker {
  readonly broker: EmbeddedBroker;
  readonly messages: DeviceMessage[];
  readonly faults: BrokerFault[];
  codes(): string[];
}

/**
 * A broker on a free port that admits the password `good`, and the messages and faults that it reports. Closed by
 * {@link cleanUp}.
 */
export async function startBroker(options: Partial<EmbeddedBrokerOptions> = {}): Promise<StartedBroker> {
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
  later(() => broker.stop());
  return { broker, messages, faults, codes: () => faults.map(({ code }) => code) };
}

/** Resolves to the client, to the return code of a refused CONNECT, or to "closed". */
export async function tryConnect(
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
  later(() => client.endAsync(true));
  return new Promise((resolve) => {
    client.on('error', (error) => resolve((error as { code?: number | string }).code ?? 'closed'));
    client.once('close', () => resolve('closed'));
    client.once('connect', () => resolve(client));
  });
}

/** A client that the broker admits. */
export async function connectDevice(
  broker: EmbeddedBroker,
  deviceId: string,
  options: IClientOptions = {},
): Promise<MqttClient> {
  const client = await tryConnect(broker, deviceId, options);
  if (typeof client !== 'object') throw new Error(`refused: ${client}`);
  return client;
}

/** Resolves when the client's connection is closed. */
export const closed = (client: MqttClient): Promise<void> =>
  new Promise((resolve) => client.once('close', () => resolve()));

/** A connection without an MQTT library, to send what no library would. */
export async function rawConnection(broker: EmbeddedBroker): Promise<{ socket: Socket; end: Promise<void> }> {
  const socket = createConnection(Number(new URL(broker.url()).port), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.resume();
  const end = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  later(() => socket.destroy());
  return { socket, end };
}

/** The bytes of a CONNECT that is admitted. */
export const connectPacket = (deviceId: string): Buffer =>
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
