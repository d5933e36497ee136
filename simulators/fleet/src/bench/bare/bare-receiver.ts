/** A part of the reference's devices: the same link as the fleet's, which only counts bytes. */
import { setTimeout as sleep } from 'node:timers/promises';

import { connectDevice } from '@twinbank/mqtt-link';
import { seededRng } from '@twinbank/primitives';

import type { FromReceiver, ToReceiver } from './bare-messages.js';

const CONNECTING_MAX = 100;

const tell = (message: FromReceiver): void => void process.send?.(message);

let missing = 0;
let firstMs = 0;
let cpu = process.cpuUsage();

function expectBytes(bytes: number): void {
  missing = bytes;
  firstMs = 0;
  cpu = process.cpuUsage();
  tell({ type: 'expecting' });
}

function onBlock(payload: Uint8Array): void {
  if (firstMs === 0) firstMs = Date.now();
  missing -= payload.length;
  if (missing > 0) return;
  const { user, system } = process.cpuUsage(cpu);
  tell({ type: 'received', firstMs, lastMs: Date.now(), cpuMs: (user + system) / 1000 });
}

async function connect(port: number, devices: readonly string[]): Promise<void> {
  let connected = 0;
  const handlers = {
    onBlock,
    onConnected: () => void connected++,
    onTicket: () => undefined,
    onDisconnected: () => undefined,
  };
  for (const [index, deviceId] of devices.entries()) {
    connectDevice({
      url: `mqtt://127.0.0.1:${port}`,
      deviceId,
      password: () => '',
      rng: seededRng(deviceId),
      handlers,
    });
    while (index + 1 - connected >= CONNECTING_MAX) await sleep(5);
  }
  while (connected < devices.length) await sleep(5);
  tell({ type: 'connected' });
}

process.on('message', (message: ToReceiver) => {
  if (message.type === 'connect') void connect(message.port, message.devices);
  else expectBytes(message.bytes);
});
process.on('disconnect', () => process.exit(0));
