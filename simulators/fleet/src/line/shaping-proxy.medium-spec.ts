import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { ShapingProxy } from './shaping-proxy.js';

/** Answers every byte with as many bytes as told. */
describe('a shaping proxy', () => {
  let server: Server;
  let accepted: Socket[];
  const open: { close(): Promise<void> }[] = [];

  beforeEach(async () => {
    accepted = [];
    server = createServer((socket) => {
      accepted.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', () => socket.write(Buffer.alloc(1000, 7)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
    for (const socket of accepted) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });

  async function through(bytesPerS: number, roundTripMs: number): Promise<{ proxy: ShapingProxy; device: Socket }> {
    const target = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
    const proxy = await ShapingProxy.start({ bytesPerS, roundTripMs }, target);
    open.push(proxy);
    const device = connect(proxy.port, '127.0.0.1');
    device.on('error', () => undefined);
    await once(device, 'connect');
    return { proxy, device };
  }

  async function receive(device: Socket, bytes: number): Promise<{ ms: number; first: number }> {
    const startMs = performance.now();
    let [got, first] = [0, 0];
    for await (const chunk of device as AsyncIterable<Buffer>) {
      first ||= performance.now() - startMs;
      got += chunk.length;
      if (got >= bytes) break;
    }
    return { ms: performance.now() - startMs, first };
  }

  it('delivers nothing earlier than the line would, and counts both directions', async () => {
    const { proxy, device } = await through(5000, 200);
    device.write('x');
    const { ms, first } = await receive(device, 1000);
    expect(first).toBeGreaterThan(199);
    expect(ms).toBeGreaterThan(390);
    expect(proxy.carried).toEqual({ toDevices: 1000, fromDevices: 1 });
  });

  it('makes the sender wait if more arrives than the line accepts', async () => {
    const { device } = await through(1000, 0);
    device.write('x');
    await once(device, 'data');
    const [far] = accepted;
    for (let k = 0; k < 400; k++) far!.write(Buffer.alloc(64 * 1024));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(far!.writableLength).toBeGreaterThan(0);
  });

  it('passes on the end of a connection, and its breaking', async () => {
    const { device } = await through(100_000, 20);
    device.write('x');
    await once(device, 'data');
    device.end();
    await once(accepted[0]!, 'close');
    const { device: other } = await through(100_000, 20);
    other.write('x');
    await once(other, 'data');
    accepted[1]!.destroy();
    await once(other, 'close');
    expect([device.destroyed, other.destroyed]).toEqual([true, true]);
  });
});
