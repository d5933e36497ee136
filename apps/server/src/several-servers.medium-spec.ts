import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';

import { TEST_DATABASES, type TestDatabase } from '@twinbank/database/testing/test-database';
import { createKeyRingText } from '@twinbank/keys';

import { readConfig } from './composition/config.js';
import { startServer, type RunningServer } from './server.js';

/** Set together with TEST_DATABASE_URL. */
const MQTT_URL = process.env['TEST_MQTT_URL'];
/** The first start creates a database, which takes seconds, or longer on a busy machine. */
const SERVER_START_MS = 60_000;
const silent = pino({ level: 'silent' });

(MQTT_URL === undefined ? describe.skip : describe)('several servers on one database', () => {
  let folder: string;
  let test: TestDatabase;
  const servers: RunningServer[] = [];
  const ring = createKeyRingText((length) => new Uint8Array(randomBytes(length)));
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'twinbank-several-'));
    test = await TEST_DATABASES.at(-1)![1]();
  }, SERVER_START_MS);
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())), SERVER_START_MS);
  afterAll(async () => {
    await test.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (name: string, settings: Readonly<Record<string, string>> = {}): Promise<RunningServer> => {
    const { connectionString } = test.connection;
    const config = readConfig({
      DATA_DIR: join(folder, name),
      DATABASE_URL: connectionString,
      PORT: '0',
      MQTT_PORT: '0',
      KEY_RING: ring,
      ...settings,
    });
    const server = await startServer(config, silent);
    servers.push(server);
    return server;
  };

  it('are refused if each has an embedded broker, and one may follow the other', async () => {
    const first = await start('a');
    await expect(start('b')).rejects.toThrow(/another server uses this database.*MQTT_URL/);
    expect((await fetch(`${first.http}/health/ready`)).status).toBe(200);
    await first.stop();
    await start('b');
  }, 90_000);

  it('are refused if one has another key ring', async () => {
    await (await start('a')).stop();
    const other = createKeyRingText((length) => new Uint8Array(randomBytes(length)));
    await expect(start('b', { KEY_RING: other })).rejects.toThrow('other keys than the database was used with');
  }, 90_000);

  it('work together if they share an external broker', async () => {
    const outside = { MQTT_URL: MQTT_URL!, MQTT_SHARE_GROUP: `several-${process.pid}` };
    const both = [await start('a', outside), await start('b', outside)];
    for (const { http } of both) expect((await fetch(`${http}/health/ready`)).status).toBe(200);
    await expect(start('c')).rejects.toThrow(/another server uses this database/);
  }, 90_000);
});
