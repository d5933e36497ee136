import { connect, type MqttClient } from 'mqtt';

import { deriveAuthKey, deriveBrokerPassword, signDeviceToken } from '@twinbank/keys';
import {
  decodeBlockMessage,
  decodeTicketMessage,
  encodeReport,
  encodeWant,
  topicOf,
  wantFor,
  type BlockMessage,
  type DeviceReport,
  type DeviceStatus,
  type HealthReport,
  type TicketMessage,
} from '@twinbank/protocol';

import type { Said } from './rollout-specimens.js';
import { until } from './until.js';

export interface DeviceIdentity {
  readonly deviceId: string;
  readonly root: Uint8Array;
}

/** How a device connects, if not by its token to the server's own address. */
export interface Ways {
  readonly url?: string;
  readonly password?: string;
  readonly clientId?: string;
  readonly ca?: string;
}

/** A device that does and reports exactly what a test tells it to, over a real connection. */
export class ScriptedDevice {
  readonly tickets: TicketMessage[] = [];
  readonly messages: BlockMessage[] = [];
  closed = false;
  private seq = 0;

  private constructor(
    readonly deviceId: string,
    readonly client: MqttClient,
  ) {
    client.on('close', () => (this.closed = true));
    client.on('error', () => undefined);
    client.on('message', (topic, payload) => {
      if (topic.endsWith('/ticket')) this.tickets.push(decodeTicketMessage(payload));
      else this.messages.push(decodeBlockMessage(Uint8Array.from(payload)));
    });
  }

  /** Connects with the device's own token, unless another password is given, and subscribes. */
  static async connect(url: string, { deviceId, root }: DeviceIdentity, ways: Ways = {}): Promise<ScriptedDevice> {
    const token = await signDeviceToken({
      authKey: deriveAuthKey(root),
      deviceId,
      nowMs: Date.now(),
      lifetimeMs: 60_000,
    });
    const will = {
      topic: topicOf(deviceId, 'presence'),
      payload: Buffer.from('offline'),
      qos: 1 as const,
      retain: true,
    };
    const { password = token, clientId = deviceId, ca } = ways;
    const options = { clientId, username: deviceId, password, reconnectPeriod: 0, will };
    const client = connect(url, { ...options, ...(ca !== undefined && { ca }) });
    const device = new ScriptedDevice(deviceId, client);
    await new Promise<void>((resolve, reject) => {
      client.once('connect', () => resolve());
      client.once('error', reject);
      client.once('close', () => reject(new Error('closed')));
    });
    await client.subscribeAsync({
      [topicOf(deviceId, 'ticket')]: { qos: 1 },
      [topicOf(deviceId, 'block')]: { qos: 0 },
    });
    await client.publishAsync(topicOf(deviceId, 'presence'), 'online', { qos: 1, retain: true });
    return device;
  }

  /** The password for brokers that support only fixed passwords. */
  static passwordOf({ root }: DeviceIdentity): string {
    return deriveBrokerPassword(root);
  }

  /** Publishes any bytes on one of its topics. */
  publish(kind: 'report' | 'want' | 'presence', payload: Uint8Array | string, qos: 0 | 1 = 1): Promise<unknown> {
    return this.client.publishAsync(
      topicOf(this.deviceId, kind),
      typeof payload === 'string' ? payload : Buffer.from(payload),
      { qos },
    );
  }

  async report(said: Said | Omit<HealthReport, 'seq'>): Promise<void> {
    await this.publish('report', encodeReport({ ...said, seq: this.seq++ } as DeviceReport));
  }

  hello(status: DeviceStatus, job?: number): Promise<void> {
    return this.report({ type: 'hello', status, ...(job !== undefined && { job }) });
  }

  async want(transfer: number, blocks: readonly number[]): Promise<void> {
    await this.publish('want', encodeWant(wantFor(transfer, blocks)), 0);
  }

  /** The last order received. */
  order(): Promise<Extract<TicketMessage, { type: 'order' }>> {
    return until(() => {
      const last = this.tickets.at(-1);
      return last?.type === 'order' && last;
    }, `a ticket for ${this.deviceId}`);
  }

  /** Asks for blocks until all have arrived; returns their ciphertext in order. */
  async fetch(transfer: number, blocks: readonly number[]): Promise<Uint8Array[]> {
    await this.want(transfer, blocks);
    const got = (): Map<number, Uint8Array> =>
      new Map(
        this.messages.flatMap((message) =>
          message.type === 'block' && message.transfer === transfer
            ? [[message.block, message.ciphertext] as const]
            : [],
        ),
      );
    await until(() => blocks.every((block) => got().has(block)), `blocks of transfer ${transfer}`);
    const all = got();
    return blocks.map((block) => all.get(block)!);
  }

  async disconnect(): Promise<void> {
    await this.client.endAsync(true);
  }
}
