import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { SERVER } from '@twinbank/access';
import { CHAIN_BROKEN } from '@twinbank/audit';
import { toBase64Url } from '@twinbank/primitives';
import { until } from '@twinbank/testkit/until';

import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';

const TOOL = fileURLToPath(new URL('../../../../tools/verify-audit.mjs', import.meta.url));

describe('the audit log', () => {
  let server: ServerUnderTest;
  let sql: pg.Client;
  let folder: string;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    sql = new pg.Client(server.connection);
    await sql.connect();
    folder = await mkdtemp(join(tmpdir(), 'twinbank-audit-'));
    await writeFile(join(folder, 'keys.json'), (await server.send('GET', 'audit/keys')).text);
    for (const name of ['alpha', 'beta', 'gamma']) {
      await make(name);
      await seal();
    }
  }, SERVER_START_MS);
  afterAll(async () => {
    await sql.end();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  const make = (name: string, headers: Record<string, string> = {}): Promise<Answer> =>
    server.send('POST', 'products', {
      body: { name, part: 'STM32G484', hardware: ['A'], finishPolicy: 'mirror' },
      headers,
    });
  const seal = (by = server): Promise<void> => by.seal();
  const list = async (query = ''): Promise<Record<string, unknown>[]> =>
    (await server.send('GET', `audit?${query}`)).json.items as Record<string, unknown>[];
  const exported = async (query = ''): Promise<string> => (await server.send('GET', `audit/export?${query}`)).text;

  /** The output of the tool for exports, and its exit code. */
  async function verified(...texts: readonly string[]): Promise<[number, string]> {
    const files = texts.map((_, index) => join(folder, `export-${index}.ndjson`));
    await Promise.all(texts.map((text, index) => writeFile(files[index]!, text)));
    const options = { env: { ...process.env, NODE_OPTIONS: '' } };
    return promisify(execFile)(process.execPath, [TOOL, '--key', join(folder, 'keys.json'), ...files], options).then(
      ({ stdout }) => [0, stdout],
      (error: { code: number; stdout: string }) => [error.code, error.stdout],
    );
  }

  /** Changes the tables in a way that no part of the server does, verifies an export, and undoes the change. */
  async function tampered(statement: string): Promise<[number, string]> {
    await sql.query('SET session_replication_role = replica');
    await sql.query(
      'CREATE TEMP TABLE kept AS TABLE audit_entries; CREATE TEMP TABLE kept_checkpoints AS TABLE audit_checkpoints',
    );
    try {
      await sql.query(statement);
      return await verified(await exported());
    } finally {
      await sql.query('DELETE FROM audit_entries; INSERT INTO audit_entries TABLE kept; DROP TABLE kept');
      await sql.query(
        'DELETE FROM audit_checkpoints; INSERT INTO audit_checkpoints TABLE kept_checkpoints; DROP TABLE kept_checkpoints',
      );
      await sql.query('SET session_replication_role = origin');
    }
  }

  it('shows who did what to what, why, and how it was before and after, newest first', async () => {
    await make('delta', {
      'twinbank-reason': Buffer.from('für die Bänke').toString('latin1'),
      'x-request-id': 'r-delta',
    });
    await seal();
    const [newest, before] = await list();
    expect(newest).toMatchObject({
      actor: { kind: 'operator', name: 'test-admin', address: '127.0.0.1', request: 'r-delta' },
      action: 'product_created',
      object: 'products/delta',
      outcome: 'done',
      reason: 'für die Bänke',
      after: { name: 'delta', part: 'STM32G484', hardware: ['A'] },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(newest!['sequence']).toBe((before!['sequence'] as number) + 1);
  });

  it('is narrowed by who, what, to what, how it ended, when, and by which request', async () => {
    await make('epsilon', { 'x-request-id': 'r-epsilon' });
    await server.send('POST', 'products/epsilon/releases/1.0.0/withdraw', { scope: 'operate' });
    const objects = async (query: string): Promise<unknown[]> => (await list(query)).map(({ object }) => object);
    // A refusal is noted after its answer.
    await until(async () => {
      await seal();
      return (await objects('outcome=refused&object=products/epsilon')).length > 0;
    }, 'the refused attempt');
    expect(await objects('request=r-epsilon')).toEqual(['products/epsilon']);
    expect(await objects('object=products/epsilon')).toEqual([
      'products/epsilon/releases/1.0.0/withdraw',
      'products/epsilon',
    ]);
    expect(await objects('actor=test-operate')).toEqual(['products/epsilon/releases/1.0.0/withdraw']);
    expect(await objects('action=product_created&object=products/epsilon')).toEqual(['products/epsilon']);
    expect(await objects('outcome=refused&object=products/epsilon')).toEqual([
      'products/epsilon/releases/1.0.0/withdraw',
    ]);
    expect(await objects('object=products/epsil')).toEqual([]);
    expect(await objects(`from=${new Date(Date.now() + 60_000).toISOString()}`)).toEqual([]);
    expect(await objects('to=2020-01-01T00:00:00Z')).toEqual([]);
    expect((await objects('to=2999-01-01T00:00:00Z&from=2020-01-01')).length).toBeGreaterThan(4);
    for (const bad of ['from=yesterday', 'outcome=maybe', 'after=x', `actor=${'x'.repeat(201)}`, 'colour=red'])
      expect([bad, (await server.send('GET', `audit?${bad}`)).status]).toEqual([bad, 400]);
  });

  it('comes in pages that go on where the one before ended', async () => {
    const all = (await list()).map(({ sequence }) => sequence);
    const paged: unknown[] = [];
    for (let after = ''; ;) {
      const { json } = await server.send('GET', `audit?limit=2${after}`);
      paged.push(...json.items.map(({ sequence }: { sequence: number }) => sequence));
      if (json.next === undefined) break;
      after = `&after=${json.next}`;
    }
    expect(paged).toEqual(all);
  });

  it('is for administrators', async () => {
    for (const path of ['audit', 'audit/export', 'audit/keys'])
      expect([path, (await server.send('GET', path, { scope: 'operate' })).status]).toEqual([path, 403]);
  });

  it('is proved offline by its export and the public key, whole or in stretches that go on from one another', async () => {
    const whole = await exported();
    expect(await verified(whole)).toEqual([0, expect.stringMatching(/^proved: \d+ entries \(1 to \d+\)/)]);
    const first = await exported('limit=3');
    expect(await verified(first)).toEqual([0, expect.stringContaining('there is more')]);
    expect(await verified(first, await exported('after=3'))).toEqual([0, expect.stringContaining('(1 to ')]);
    expect(await verified(await exported('after=1000000'))).toEqual([1, expect.stringContaining('BROKEN')]);
    expect((await server.send('GET', 'audit/export?after=1000000')).json.code).toBe('request_invalid');
  });

  it.each([
    ['at', `at + interval '1 second'`],
    ['actor', `'{"kind":"operator","name":"mallory"}'`],
    ['actor', 'NULL'],
    ['action', `'product_deleted'`],
    ['object', `'products/other'`],
    ['outcome', `'refused'`],
    ['code', `'forbidden'`],
    ['count', '7'],
    ['project', `'pumps'`],
    ['reason', `'another'`],
    ['before', `'{"a":1}'`],
    ['after', `after || '{"part":"STM32L073"}'`],
    ['hash', `repeat('0', 64)`],
  ])('names the entry whose column %s was changed behind the server’s back', async (column, value) => {
    expect(await tampered(`UPDATE audit_entries SET "${column}" = ${value} WHERE sequence = 2`)).toEqual([
      1,
      expect.stringMatching(/^BROKEN at entry 2: /),
    ]);
  });

  it.each([
    ['removed', 'DELETE FROM audit_entries WHERE sequence = 2', 2],
    [
      'exchanged',
      'UPDATE audit_entries SET sequence = CASE sequence WHEN 2 THEN -3 ELSE -2 END WHERE sequence IN (2, 3); UPDATE audit_entries SET sequence = -sequence WHERE sequence < 0',
      2,
    ],
    [
      'put in',
      `UPDATE audit_entries SET sequence = -sequence - 1 WHERE sequence > 2; UPDATE audit_entries SET sequence = -sequence WHERE sequence < 0; INSERT INTO audit_entries (at, action, object, outcome, sequence, hash) VALUES (now(), 'x', 'y', 'done', 3, repeat('1', 64))`,
      3,
    ],
    ['without their checkpoints', 'DELETE FROM audit_checkpoints WHERE sequence > 1', 2],
    [
      'under a checkpoint of another',
      `UPDATE audit_checkpoints SET jws = (SELECT jws FROM audit_checkpoints WHERE sequence = 1) WHERE sequence = 2`,
      2,
    ],
  ])('names the first broken link where entries were %s', async (_, statement, sequence) => {
    expect(await tampered(statement)).toEqual([1, expect.stringMatching(new RegExp(`^BROKEN at entry ${sequence}: `))]);
  });

  it('is found to be cut off by whoever has an older export', async () => {
    const older = await exported();
    await writeFile(join(folder, 'older.ndjson'), older);
    const [, said] = await tampered(
      'DELETE FROM audit_entries WHERE sequence > 2; DELETE FROM audit_checkpoints WHERE sequence > 2',
    );
    expect(said).toContain('proved: 2 entries');
    const cut = older
      .split('\n')
      .filter((line) => !/"sequence":[3-9]/.test(line))
      .join('\n');
    expect(await verified(cut)).toEqual([1, expect.stringContaining('BROKEN')]);
  });

  it('takes no change and no removal, whoever writes', async () => {
    const refused = (statement: string): Promise<string> =>
      sql.query(statement).then(
        () => 'taken',
        (error: Error) => error.message,
      );
    for (const statement of [
      `UPDATE audit_entries SET reason = 'x' WHERE sequence = 1`,
      'UPDATE audit_entries SET sequence = NULL, hash = NULL WHERE sequence = 1',
      'DELETE FROM audit_entries WHERE sequence = 1',
      'TRUNCATE audit_entries',
      `UPDATE audit_checkpoints SET jws = 'x'`,
      'DELETE FROM audit_checkpoints',
      'TRUNCATE audit_checkpoints CASCADE',
    ])
      expect([statement, await refused(statement)]).toEqual([statement, expect.stringContaining('not allowed')]);
    await sql.query(`INSERT INTO audit_entries (at, action, object, outcome) VALUES (now(), 'x', 'y', 'done')`);
    expect(
      await refused(
        `UPDATE audit_entries SET reason = 'x', sequence = 99, hash = repeat('0', 64) WHERE sequence IS NULL`,
      ),
    ).toContain('not allowed');
    expect(await refused('DELETE FROM audit_entries WHERE sequence IS NULL')).toContain('not allowed');
    await seal();
    expect((await verified(await exported()))[0]).toBe(0);
  });

  it(
    'is one chain where two servers seal at once',
    async () => {
      const other = await server.beside();
      await Promise.all([seal(), seal(other)]);
      await Promise.all(Array.from({ length: 40 }, (_, index) => make(`twin-${index}`)));
      await Promise.all([seal(), seal(other), seal(), seal(other)]);
      await seal();
      expect((await sql.query('SELECT count(*)::int AS left FROM audit_entries WHERE sequence IS NULL')).rows).toEqual([
        { left: 0 },
      ]);
      expect((await verified(await exported()))[0]).toBe(0);
      expect((await list(`action=${CHAIN_BROKEN}`)).length).toBe(0);
      await other.stop();
    },
    SERVER_START_MS,
  );

  it('is in the order in which entries were written, also where their ids get one more digit', async () => {
    await sql.query(`SELECT setval(pg_get_serial_sequence('audit_entries', 'id'), 999997)`);
    const objects = ['first', 'second', 'third', 'fourth'];
    for (const object of objects)
      await server.database.auditLog.append([{ atMs: 1, actor: SERVER, action: 'x', object, outcome: 'done' }]);
    await seal();
    expect((await list('limit=4')).map(({ object }) => object)).toEqual(objects.toReversed());
  });

  it('does not go by the clock: entries of a server whose clock was put back follow in the order in which they were sealed', async () => {
    await server.database.auditLog.append([{ atMs: 0, actor: SERVER, action: 'x', object: 'y', outcome: 'done' }]);
    await seal();
    expect((await list('limit=1'))[0]).toMatchObject({ at: '1970-01-01T00:00:00.000Z' });
    expect((await verified(await exported()))[0]).toBe(0);
  });

  it('takes values of a hundred kilobytes, and text that no database takes', async () => {
    const values = { long: 'x'.repeat(100_000), odd: 'a\0b\ud800' };
    await server.database.auditLog.append([
      { atMs: 1, actor: SERVER, action: 'x', object: 'y\0', outcome: 'done', after: values },
    ]);
    await seal();
    expect((await list('limit=1'))[0]).toMatchObject({
      after: { long: { bytes: 100_002, sha256: expect.any(String) }, odd: 'a\ufffdb\ufffd' },
    });
    expect((await verified(await exported()))[0]).toBe(0);
  });

  it('holds no secret: no token, no root key, no master key, no key of requests', async () => {
    const { json: issued } = await server.send('POST', 'tokens', { body: { name: 'x', roles: ['viewer'], days: 1 } });
    const key = 'a-key-that-nobody-guesses';
    const { text } = await server.send('POST', 'devices/bulk', {
      body: `${JSON.stringify({ id: 'd-1', product: 'alpha', hardware: 'A' })}\n`,
      headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': key },
    });
    await server.send('POST', `tokens/${issued.token}`, {
      scope: 'none',
      headers: { authorization: `Bearer ${issued.token}x` },
    });
    await seal();
    const everything = `${await exported()}${JSON.stringify((await sql.query('TABLE audit_entries')).rows)}`;
    expect(everything).toContain('"d-1"');
    const { masters, operatorKey, storageKey, auditKey } = server.keyRing;
    const rootKey = /"deviceRoot":"([^"]+)"/.exec(text)![1]!;
    const secrets = [
      issued.token,
      key,
      rootKey,
      toBase64Url(masters[0]!.secret),
      toBase64Url(operatorKey),
      toBase64Url(storageKey),
      auditKey.privateJwk.d!,
    ];
    for (const secret of secrets) expect(everything.includes(secret)).toBe(false);
    // The random part of the token must not be there alone, either.
    expect(everything).not.toContain((issued.token as string).slice('tbk_'.length));
  });

  it('says for ever that it was cut off while a server ran', async () => {
    const {
      rows: [head],
    } = await sql.query<{ last: string }>('SELECT max(sequence) AS last FROM audit_entries');
    await sql.query('SET session_replication_role = replica');
    await sql.query('DELETE FROM audit_entries WHERE sequence > 4; DELETE FROM audit_checkpoints WHERE sequence > 4');
    await sql.query('SET session_replication_role = origin');
    await make('omega');
    await seal();
    const [newest, scar] = await list();
    expect(newest).toMatchObject({ object: 'products/omega', sequence: 6 });
    expect(scar).toMatchObject({
      action: CHAIN_BROKEN,
      sequence: 5,
      before: { sequence: Number(head!.last) },
      after: { sequence: 4 },
    });
    expect(await verified(await exported())).toEqual([
      1,
      expect.stringMatching(/^BROKEN at entry 5: here a server found/),
    ]);
    await make('psi');
    await seal();
    expect((await list(`action=${CHAIN_BROKEN}`)).length).toBe(1);
  });
});
