import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from '@jest/globals';
import { atItsPace } from '@twinbank/http';
import { isFault } from '@twinbank/primitives';

import { HttpConnections } from './http-connections.js';

const LIMITS = { connections: 20, reserve: 2, few: 1, firstRequestMs: 300 };

describe('a crowd at the HTTP port', () => {
  const undo: (() => unknown)[] = [];
  afterEach(async () => {
    for (const each of undo.splice(0).reverse()) await each();
  });

  async function listen(server: NetServer): Promise<number> {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    undo.push(() => new Promise((resolve) => server.close(resolve)));
    return (server.address() as AddressInfo).port;
  }

  async function quiet(port: number, localAddress = '127.0.0.1'): Promise<Socket> {
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    socket.on('error', () => undefined).resume();
    undo.push(() => socket.destroy());
    await once(socket, 'connect');
    return socket;
  }

  it('does not keep an operator out, from another address or the same', async () => {
    const server = createServer((_request, response) => response.end('here'));
    const connections = new HttpConnections(server, undefined, { ...LIMITS, firstRequestMs: 60_000 });
    const port = await listen(server);
    undo.push(() => connections.closeIdle());
    for (let i = 0; i < 60; i++) await quiet(port, '127.0.0.2');
    for (let i = 0; i < 5; i++) expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('here');
    for (let i = 0; i < 60; i++) await quiet(port);
    expect(await (await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } })).text()).toBe('here');
    expect(connections.counts.open).toBeLessThanOrEqual(LIMITS.connections + LIMITS.reserve);
    expect(connections.counts.shed).toBeGreaterThan(90);
  });

  it('is thinned out where it asks nothing, in HTTP and before a TLS handshake', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'twinbank-crowd-'));
    undo.push(() => rmSync(folder, { recursive: true }));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-keyout',
        key,
        '-out',
        cert,
        '-days',
        '1',
        '-subj',
        '/CN=localhost',
      ],
      { stdio: 'ignore' },
    );
    for (const server of [createServer(), createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) })]) {
      const connections = new HttpConnections(server, undefined, LIMITS);
      const port = await listen(server);
      const silent = [await quiet(port), await quiet(port)];
      silent[1]!.write(server instanceof createServer().constructor ? 'GET / HT' : '\x16\x03\x01');
      await Promise.all(silent.map((socket) => once(socket, 'close')));
      while (connections.counts.open > 0) await new Promise((resolve) => setImmediate(resolve));
      expect(connections.counts).toMatchObject({ open: 0, silent: 2 });
    }
  });
});

describe('a body at its own pace', () => {
  const outcomes: Promise<string>[] = [];
  let server: NetServer | undefined;
  afterEach(async () => {
    await new Promise((resolve) => server?.close(resolve));
    outcomes.length = 0;
  });

  /** Sends chunks with pauses; returns how reading the body ended. */
  async function send(chunks: readonly string[], pauseMs: number, readerMs = 0): Promise<string> {
    const ended = new Promise<string>((resolve) => {
      server = createServer((request, response) => {
        const read = async (): Promise<string> => {
          let length = 0;
          for await (const chunk of atItsPace(request as AsyncIterable<Uint8Array>, request, {
            bytesPerSecond: 1000,
            patienceMs: 1000,
          })) {
            length += chunk.length;
            if (readerMs > 0) await new Promise((done) => setTimeout(done, readerMs));
          }
          return String(length);
        };
        read()
          .then(resolve, (error: unknown) => resolve(isFault(error) ? error.code : String(error)))
          .finally(() => response.end());
      });
    });
    server!.listen(0, '127.0.0.1');
    await once(server!, 'listening');
    const socket = connect((server!.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    socket.write(
      `POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: ${chunks.join('').length}\r\n\r\n`,
    );
    for (const chunk of chunks) {
      await new Promise((done) => setTimeout(done, pauseMs));
      socket.write(chunk);
    }
    const outcome = await Promise.race([ended, once(socket, 'close').then(() => ended)]);
    socket.destroy();
    return outcome;
  }

  it('is read as long as it comes fast enough on the whole', async () => {
    expect(await send(Array(10).fill('x'.repeat(100)), 50)).toBe('1000');
  });

  it('is given up where it stalls, and where it only trickles', async () => {
    expect(await send(['x'.repeat(50), 'y'], 4000)).toBe('request_timeout');
    await new Promise((resolve) => server?.close(resolve));
    expect(await send(Array(60).fill('x'), 50)).toBe('request_timeout');
  });

  it('is not blamed for a reader that takes its time', async () => {
    expect(await send(['x'.repeat(100), 'y'.repeat(100)], 0, 2500)).toBe('200');
  });
});
