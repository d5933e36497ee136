import { setTimeout as sleep } from 'node:timers/promises';

import { deriveAuthKey, signDeviceToken } from '@twinbank/keys';
import { connectDevice } from '@twinbank/mqtt-link';
import { seededRng } from '@twinbank/primitives';
import {
  decodeBlockMessage,
  decodeTicketMessage,
  encodeReport,
  encodeWant,
  wantFor,
  type DeviceStatus,
} from '@twinbank/protocol';

import type { Provisioned } from '../device/factory.js';
import { BENCH_PART } from './bench-image.js';

/** How long each step of a visit took; a step that did not end within the time limit counts as that limit. */
export interface Visit {
  readonly connectMs: number;
  readonly downloadMs: number;
  readonly reportMs: number;
}

export const PATIENCE_MS = 15_000;
/** Blocks that a visit downloads, in one want: the default window of an agent. */
const VISIT_BLOCKS = 16;
const TOKEN_LIFETIME_MS = 10 * 60 * 1000;

/** What a device says of itself that has just started. */
export const statusOf = ({ product, hardware }: Provisioned): DeviceStatus => ({
  ...{
    product,
    part: BENCH_PART,
    hardware,
    active: 1,
    fbMode: 0,
    bfb2: 0,
    confirmed: true,
    counter: 1,
    reset: 'power-on',
  },
  banks: [
    { bank: 1, state: 'valid', version: '1.0.0', digest: '0'.repeat(64) },
    { bank: 2, state: 'empty' },
  ],
});

/** The hello of a device that has just started. */
export const helloOf = (device: Provisioned): Uint8Array =>
  encodeReport({ type: 'hello', seq: 1, status: statusOf(device) });

export const tokenOf = ({ id, deviceRoot }: Provisioned): Promise<string> =>
  signDeviceToken({
    authKey: deriveAuthKey(deviceRoot),
    deviceId: id,
    nowMs: Date.now(),
    lifetimeMs: TOKEN_LIFETIME_MS,
  });

/** The parts of an order that a visitor reads. */
export interface SeenOrder {
  readonly transfer: number;
}

/** Something to wait for, with a time limit. */
class Awaited<T> {
  resolve!: (value: T) => void;
  readonly promise = new Promise<T>((resolve) => (this.resolve = resolve));

  /** Milliseconds until it arrived; the time limit if it did not. */
  async within(sinceMs: number): Promise<number> {
    const giveUp = new AbortController();
    await Promise.race([this.promise, sleep(PATIENCE_MS, undefined, { signal: giveUp.signal })]).catch(() => undefined);
    giveUp.abort();
    return Math.min(PATIENCE_MS, performance.now() - sinceMs);
  }
}

/**
 * Connects, waits for its order, downloads a window of blocks, sends a hello, and disconnects, as an honest device
 * does.
 */
export async function visit(mqttUrl: string, device: Provisioned): Promise<Visit & { order: SeenOrder | undefined }> {
  const [connected, ordered, downloaded, reported] = [
    new Awaited<void>(),
    new Awaited<SeenOrder>(),
    new Awaited<void>(),
    new Awaited<void>(),
  ];
  const password = await tokenOf(device);
  const missing = new Set(Array.from({ length: VISIT_BLOCKS }, (_, block) => block));
  let order: SeenOrder | undefined;
  const beginMs = performance.now();
  const link = connectDevice({
    ...{ url: mqttUrl, deviceId: device.id, password: () => password, rng: seededRng(device.id) },
    handlers: {
      onConnected: () => connected.resolve(),
      onTicket: (payload) => {
        const ticket = decodeTicketMessage(payload);
        if (ticket.type === 'order') ordered.resolve((order = ticket));
      },
      onBlock: (payload) => {
        const message = decodeBlockMessage(payload);
        if (message.type === 'block' && missing.delete(message.block) && missing.size === 0) downloaded.resolve();
      },
      onDisconnected: () => undefined,
    },
  });
  const connectMs = await connected.within(beginMs);
  await ordered.within(performance.now());
  const wantMs = performance.now();
  if (order) link.publishWant(encodeWant(wantFor(order.transfer, [...missing])));
  const downloadMs = await downloaded.within(wantMs);
  const reportSinceMs = performance.now();
  link.publishReport(helloOf(device)).then(reported.resolve, () => undefined);
  const reportMs = await reported.within(reportSinceMs);
  link.abandon();
  return { connectMs, downloadMs, reportMs, order };
}
