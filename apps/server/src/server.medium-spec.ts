import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { Server as HttpServer } from 'node:http';
import { createServer, Server, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { pino } from 'pino';

import { Pkcs11Token, TokenCustody } from '@twinbank/custody';
import { createKeyRingText } from '@twinbank/keys';
import { hasSoftToken, softToken } from '@twinbank/testkit/soft-token';

import { readConfig, type Config } from './composition/config.js';
import { startServer, type RunningServer } from './server.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** The first start creates a database, which takes seconds, or longer on a busy machine. */
const SERVER_START_MS = 60_000;
const silent = pino({ level: 'silent' });

describe('a server', () => {
  let folder: string;
  let config: Config;
  let server: RunningServer;
  let tokenStoodWhenListening: boolean | undefined;
  const listenForReal: unknown = Server.prototype.listen;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'twinbank-whole-'));
    config = readConfig({ DATA_DIR: join(folder, 'new', 'data'), PORT: '0', MQTT_PORT: '0', LOG_LEVEL: 'silent' });
    const listen = jest.spyOn(Server.prototype, 'listen').mockImplementation(function (
      this: Server,
      ...args: unknown[]
    ) {
      if (this instanceof HttpServer) tokenStoodWhenListening = existsSync(join(config.dataDir, 'admin-token'));
      return (listenForReal as (...all: unknown[]) => Server).apply(this, args);
    });
    server = await startServer(config, silent);
    listen.mockRestore();
  }, SERVER_START_MS);
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }, SERVER_START_MS);

  const inData = (name: string): string => join(config.dataDir, name);
  const products = async (): Promise<number> => {
    const token = (await readFile(server.adminTokenFile, 'utf8')).trim();
    return (await fetch(`${server.http}/api/v1/products`, { headers: { authorization: `Bearer ${token}` } })).status;
  };

  it('has written the first token before anyone can ask whether it is ready', () => {
    expect(tokenStoodWhenListening).toBe(true);
  });

  it('keeps its secrets in files that only its owner may read', async () => {
    for (const name of ['key-ring.json', 'admin-token'])
      expect([(await stat(inData(name))).mode & 0o777, name]).toEqual([0o600, name]);
    expect((await stat(config.dataDir)).mode & 0o777).toBe(0o700);
  });

  it('writes its address to a file', async () => {
    expect(JSON.parse(await readFile(inData('server.json'), 'utf8'))).toEqual({
      pid: process.pid,
      http: server.http,
      mqtt: server.mqtt,
    });
    expect(server.http).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+$/);
    expect(server.mqtt).toMatch(/^mqtt:\/\/127\.0\.0\.1:[1-9]\d+$/);
    expect(await (await fetch(`${server.http}/health/ready`)).json()).toMatchObject({
      status: 'ok',
      database: 'ok',
      broker: 'ok',
      storage: 'ok',
      images: 'ok',
      rollout: 'ok',
      reports: 'ok',
      delivery: 'ok',
      clock: 'ok',
    });
  });

  it('runs the commands of README.md up to the devices, and then those of docs/operators.md, one by one', async () => {
    const text = await readFile(join(ROOT, 'docs/operators.md'), 'utf8');
    const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block!);
    expect(blocks.length).toBeGreaterThan(10);
    const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
    const first = [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
      .map(([, block]) => block!)
      .find((block) => block.includes('/releases'))!;
    const before = first
      .slice(0, first.indexOf('npm run fleet'))
      .replaceAll('http://127.0.0.1:3000', server.http)
      .replaceAll('.twinbank/', `${config.dataDir}/`);
    await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', before], { cwd: ROOT });
    const script = blocks
      .join('\n')
      .replace('http://127.0.0.1:3000', server.http)
      .replace('.twinbank/', `${config.dataDir}/`)
      .replace('> devices.passwd', `> ${folder}/devices.passwd`)
      .replace(/\b(motor\.cdx\.json|audit-keys\.json|audit-1\.ndjson|campaign-1\.csv)/g, `${folder}/$1`);
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { cwd: ROOT });
    expect(stdout).toContain('"type":"end","created":2,"refused":0');
    expect(stdout).toMatch(/event: campaign_stopping/);
    expect(stdout).toContain('"code":"product_unknown"');
    expect(stdout).toMatch(/"reason":"TICKET-7: recalled"[^]*proved: \d+ entries \(1 to/);
    expect(await readFile(join(folder, 'devices.passwd'), 'utf8')).toMatch(/^motor-0001:\$7\$101\$/);
  }, 60_000);

  it(
    'stops cleanly, and continues where it was when it starts again',
    async () => {
      const ring = await readFile(inData('key-ring.json'), 'utf8');
      await server.stop();
      await expect(fetch(`${server.http}/health/live`)).rejects.toThrow();
      await expect(stat(inData('server.json'))).rejects.toThrow('ENOENT');
      server = await startServer(config, silent);
      expect(await readFile(inData('key-ring.json'), 'utf8')).toBe(ring);
      expect(await products()).toBe(200);
    },
    SERVER_START_MS,
  );

  it(
    'cannot be started twice on one data folder, and the first one continues',
    async () => {
      await expect(startServer(config, silent)).rejects.toThrow();
      expect(await products()).toBe(200);
    },
    SERVER_START_MS,
  );

  it(
    'that cannot use its port closes what it opened',
    async () => {
      await server.stop();
      const neighbour = createServer().listen(0, '127.0.0.1');
      await once(neighbour, 'listening');
      const { port } = neighbour.address() as AddressInfo;
      await expect(startServer({ ...config, http: { host: '127.0.0.1', port } }, silent)).rejects.toThrow('EADDRINUSE');
      neighbour.close();
      server = await startServer(config, silent);
      expect(await products()).toBe(200);
    },
    SERVER_START_MS,
  );
});

// With TEST_TOKEN, SoftHSM must be there.
const withToken = hasSoftToken() ? describe : describe.skip;
withToken('a server whose key ring is sealed by a token', () => {
  it(
    'starts with the token, says so, and does not start with a wrong PIN: nothing is lost',
    async () => {
      const soft = softToken();
      try {
        const environment = {
          ...{ DATA_DIR: join(soft.folder, 'data'), PORT: '0', MQTT_PORT: '0', LOG_LEVEL: 'silent' },
          ...{ KEY_TOKEN_MODULE: soft.module, KEY_TOKEN_PIN_FILE: soft.pinFile },
          KEY_RING_FILE: join(soft.folder, 'key-ring.json'),
        };
        const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
        const key = { token: 'server', id: '01', mechanism: 'SHA256-HMAC' } as const;
        const custody = new TokenCustody(new Pkcs11Token(soft), random, key);
        await writeFile(environment.KEY_RING_FILE, await custody.store(createKeyRingText(random)), { mode: 0o600 });
        const config = readConfig({ ...soft.env, ...environment });
        const server = await startServer(config, silent);
        const token = (await readFile(server.adminTokenFile, 'utf8')).trim();
        const authorization = `Bearer ${token}`;
        const keys = await fetch(`${server.http}/api/v1/server-keys`, { headers: { authorization } });
        expect(await keys.json()).toMatchObject({ custody: { kind: 'token', label: 'server' } });
        expect(await (await fetch(`${server.http}/health/ready`)).json()).toMatchObject({ status: 'ok', keys: 'ok' });
        await server.stop();
        await writeFile(soft.pinFile, '161803');
        await expect(startServer(config, silent)).rejects.toMatchObject({ code: 'key_token_pin_wrong' });
        await writeFile(soft.pinFile, soft.pin);
        await (await startServer(config, silent)).stop();
      } finally {
        soft.remove();
      }
    },
    2 * SERVER_START_MS,
  );
});
