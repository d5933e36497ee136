import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { until } from '@twinbank/testkit/until';

import { claimDevices, type ClaimOptions, type DeviceClaim } from './device-claim.js';
import { openEmbeddedTest } from '../testing/test-database.js';

const URL_OF_POSTGRES = process.env['TEST_DATABASE_URL'];

/** A process that claims the devices and reports it. */
const OTHER = `
  const { Client } = require('pg');
  const client = new Client({ connectionString: process.argv[1], application_name: 'twinbank claim' });
  client.connect().then(() => client.query('SELECT pg_advisory_lock(${0x7477_6264})')).then(() => console.log('claimed'));`;

(URL_OF_POSTGRES === undefined ? describe.skip : describe)('the devices of a database', () => {
  const claims: DeviceClaim[] = [];
  const lost: Error[] = [];
  let administrator: pg.Client;
  beforeAll(async () => {
    administrator = new pg.Client({ connectionString: URL_OF_POSTGRES });
    await administrator.connect();
  });
  afterAll(() => administrator.end());
  afterEach(async () => {
    await Promise.all(claims.splice(0).map((claim) => claim.release()));
    lost.splice(0);
  });

  const claim = async (share: ClaimOptions['share'], waitMs = 0): Promise<void> => {
    claims.push(
      await claimDevices({
        connection: { connectionString: URL_OF_POSTGRES },
        share,
        waitMs,
        onLost: (error) => lost.push(error),
      }),
    );
  };
  const holders = async (): Promise<number[]> => {
    const text = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid::bigint = $1 AND granted`;
    return (await administrator.query<{ pid: number }>(text, [0x7477_6264])).rows.map(({ pid }) => pid);
  };

  it('belong to one server with an embedded broker, and the second is told what to do', async () => {
    await claim('alone');
    await expect(claim('alone')).rejects.toThrow(/another server uses this database \(from .*, since 20.*\).*MQTT_URL/);
    await expect(claim('together')).rejects.toThrow(/another server with its broker inside/);
  });

  it('may be shared by servers that use an external broker, and then not be claimed alone', async () => {
    await claim('together');
    await claim('together');
    expect(await holders()).toHaveLength(2);
    await expect(claim('alone')).rejects.toThrow(/another server uses this database/);
  });

  it('are free at once when their server is killed', async () => {
    const child: ChildProcess = spawn(process.execPath, ['-e', OTHER, URL_OF_POSTGRES!], {
      cwd: process.cwd(),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout!, 'data')) as [Buffer];
    expect(line.toString()).toBe('claimed\n');
    await expect(claim('alone')).rejects.toThrow();
    child.kill('SIGKILL');
    await claim('alone', 10_000);
    expect(await holders()).toHaveLength(1);
  });

  it('are claimed again when the connection breaks', async () => {
    await claim('alone');
    const [before] = await holders();
    await administrator.query('SELECT pg_terminate_backend($1)', [before]);
    await until(async () => ![undefined, before].includes((await holders())[0]), 'another session to hold the claim');
    expect((await holders())[0]).not.toBe(before);
    expect(lost).toEqual([]);
  });

  it('are lost if another server is quicker, which is reported', async () => {
    await claim('alone');
    const [before] = await holders();
    const waiting = administrator.query(`SELECT pg_advisory_lock(${0x7477_6264})`);
    const other = new pg.Client({ connectionString: URL_OF_POSTGRES });
    await other.connect();
    await other.query('SELECT pg_terminate_backend($1)', [before]);
    await waiting;
    await until(() => lost.length > 0, 'the loss of the claim to be told');
    expect(lost.map(({ message }) => message)).toEqual([expect.stringContaining('another server uses this database')]);
    await administrator.query('SELECT pg_advisory_unlock_all()');
    await other.end();
  });
});

it('an embedded database has only one server, which claims them without a message', async () => {
  const test = await openEmbeddedTest();
  await test.database.claimDevices({ share: 'alone', onLost: () => undefined });
  await test.dispose();
});
