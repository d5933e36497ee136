/**
 * The reference for the comparison: aedes alone in a process, sending plain bytes with `aedes.publish` at QoS 0.
 * Nothing is encrypted, requested, checked or recorded; each device's blocks follow one another as fast as its
 * connection accepts them.
 */
import { createServer, type AddressInfo } from 'node:net';

import { Aedes } from 'aedes';
import { topicOf } from '@twinbank/protocol';

import type { FromBareBroker, ToBare } from './bare-messages.js';

const aedes = await Aedes.createBroker({ concurrency: 2000, maxClientsIdLength: 64 });
const listener = createServer((socket) => void aedes.handle(socket.setNoDelay(true)));
listener.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, () =>
  tell({ type: 'listening', port: (listener.address() as AddressInfo).port }),
);

const tell = (message: FromBareBroker): void => void process.send?.(message);

process.on('message', (message: ToBare | 'resources') => {
  if (message !== 'resources') void publish(message).then(() => tell({ type: 'published' }));
});

async function publish({ devices, image, blockSize }: ToBare): Promise<void> {
  await Promise.all(devices.map((device) => publishTo(topicOf(device, 'block'), image, blockSize)));
}

function publishTo(topic: string, image: Uint8Array, blockSize: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = (from: number): void => {
      if (from >= image.length) return resolve();
      const payload = image.subarray(from, from + blockSize) as Buffer;
      aedes.publish({ cmd: 'publish', topic, payload, qos: 0, dup: false, retain: false }, (error) =>
        error ? reject(error) : next(from + blockSize),
      );
    };
    next(0);
  });
}
