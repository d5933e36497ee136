import { createServer, type AddressInfo, type Socket } from 'node:net';

import type { SerialPort } from './serial-port.js';

/** Unread bytes of a client above which bytes are lost. */
const UNREAD_BYTES_MAX = 64 * 1024;

/**
 * The serial line as raw bytes on a loopback port, for one client at a time; a further one is refused, because the
 * line is in use.
 *
 * @param port 0 for any free one
 */
export async function openTcpPort(port: number): Promise<SerialPort> {
  let client: Socket | undefined;
  let paused = false;
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    if (client) {
      socket.end('[bench] Another terminal is connected.\r\n');
      return;
    }
    client = socket;
    socket.on('data', (bytes: Buffer) => serial.onBytes(new Uint8Array(bytes)));
    socket.on('close', () => (client = undefined));
    if (paused) socket.pause();
    serial.onAttached();
  });
  await new Promise<void>((listening, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', listening);
  });
  const serial: SerialPort = {
    place: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    onBytes: () => undefined,
    onAttached: () => undefined,
    write: (bytes) => {
      if (client && client.writableLength < UNREAD_BYTES_MAX) client.write(bytes);
    },
    pause: () => {
      paused = true;
      client?.pause();
    },
    resume: () => {
      paused = false;
      client?.resume();
    },
    close: async () => {
      const last = client;
      const closed = new Promise<void>((done) => server.close(() => done()));
      last?.end();
      setTimeout(() => last?.destroy(), 200).unref();
      await closed;
    },
  };
  return serial;
}
