import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { get } from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';

describe('HTTPS', () => {
  let folder: string;
  let server: ServerUnderTest;
  let url: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'twinbank-tls-'));
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
        '-addext',
        'subjectAltName=IP:127.0.0.1',
      ],
      { stdio: 'ignore' },
    );
    server = await ServerUnderTest.start({ tls: { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') } });
    url = await server.listen();
  }, SERVER_START_MS);
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  it('is spoken where a certificate is configured, and nothing else', async () => {
    const ca = readFileSync(join(folder, 'cert.pem'));
    const status = await new Promise<number | undefined>((resolve, reject) => {
      get(`${url}/health/live`, { ca }, (response) => resolve(response.resume().statusCode)).on('error', reject);
    });
    expect(status).toBe(200);
    await expect(fetch(`${url.replace('https:', 'http:')}/health/live`)).rejects.toThrow();
  });

  it('is refused below TLS 1.2, and remembered by browsers', async () => {
    const port = Number(new URL(url).port);
    const hello = (version: 'TLSv1.1' | 'TLSv1.2'): Promise<string> =>
      new Promise((resolve) => {
        const versions = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
        const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...versions });
        socket.once('secureConnect', () => {
          resolve(String(socket.getProtocol()));
          socket.destroy();
        });
        socket.once('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)));
      });
    expect(await hello('TLSv1.2')).toBe('TLSv1.2');
    expect(await hello('TLSv1.1')).toBe('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION');
    const headers = await new Promise<IncomingHttpHeaders>((resolve, reject) => {
      get(`${url}/health/live`, { rejectUnauthorized: false }, (response) => resolve(response.resume().headers)).on(
        'error',
        reject,
      );
    });
    expect(headers['strict-transport-security']).toMatch(/^max-age=\d+$/);
  });

  it('does not keep a stop waiting for connections that ask nothing', async () => {
    const port = Number(new URL(url).port);
    const quiet = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
    const unfinished = net.connect({ host: '127.0.0.1', port });
    await Promise.all([once(quiet, 'secureConnect'), once(unfinished, 'connect')]);
    const closed = Promise.all([once(quiet, 'close'), once(unfinished, 'close')]);
    await server.app.close();
    await closed;
  });
});
