import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import pg from 'pg';

import { SERVER } from '@twinbank/access';
import { Campaigns } from '@twinbank/database';

import { OperatorTokensService } from '../auth/operator-tokens.service.js';
import { aProject, bearer, type Belongings } from '../testing/a-project.js';
import { call, routesOf } from '../testing/routes.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';

type Row = Readonly<Record<string, unknown>>;

/** Texts with which a device or a person could try to end a field, a record, or to have a spreadsheet calculate. */
const EVIL = ['=HYPERLINK("http://x")', 'a,"b"\r\nc', '@SUM(A1:A9);=1+1', '\t-2', 'ümläut – 試験'];

describe('a report', () => {
  let server: ServerUnderTest;
  let sql: pg.Client;
  let own: Belongings;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    own = await aProject(server, 'zebra');
    sql = new pg.Client(server.connection);
    await sql.connect();
    await sql.query(
      `INSERT INTO devices (id, product, hardware, key_epoch) SELECT 'r-' || i, $1, 'A', 1 FROM generate_series(1, 5) AS i`,
      [own.products],
    );
    await sql.query(
      `INSERT INTO jobs (campaign_id, device_id, wave, ordinal, state, attempts, detail, fault, ended_at)
       SELECT $1, 'r-' || i, 1, 2000000000 + i, 'failed', 2, ($2::text[])[i], 'job_timeout', now() FROM generate_series(2, 5) AS i`,
      [own.campaigns, EVIL],
    );
    await sql.query(
      `INSERT INTO jobs (campaign_id, device_id, wave, ordinal, state, stage, attempts, previous_version, previous_digest, accepted_at, checked_at, swapped_at, confirmed_at, started_at, ended_at, timings, swap)
       VALUES ($1, 'r-1', 1, 2000000001, 'succeeded', 'done', 2, '1.0.0', repeat('a', 64), '2026-11-26 12:00:02Z', '2026-11-26 12:01:15.5Z', '2026-11-26 12:01:16Z', '2026-11-26 12:01:26Z', now(), now(), '{"downloadMs": 1234.5, "totalMs": 2000}',
         '{"slotStartUs": 1, "slotLengthUs": 900, "swapUs": 0.41, "addedLatencyUs": 0.5, "deadlinesMissed": 0}')`,
      [own.campaigns],
    );
    await sql.query(`
      WITH made AS (INSERT INTO attempts (job_id, number, at)
        SELECT j.id, n, timestamptz '2026-11-26 10:00Z' + n * interval '1 hour' FROM jobs j, generate_series(1, 2) AS n WHERE j.device_id = 'r-1' RETURNING id, number)
      INSERT INTO receipts (transfer, verdict, at, fault, said) SELECT id, 'unproven', '2026-11-26 12:30Z', 'receipt_invalid', '\\x01' FROM made WHERE number = 2`);
  }, SERVER_START_MS);
  afterAll(async () => {
    await sql.end();
    await server.stop();
  });

  const get = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    server.send('GET', path, { headers });
  const rowsOf = ({ text }: Answer): Row[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Row);
  const recordsOf = ({ text }: Answer): Record<string, string>[] => parse(text, { columns: true });
  const report = (query = '', headers: Record<string, string> = {}): Promise<Answer> =>
    get(`campaigns/${own.campaigns}/report?${query}`, headers);

  it('of a campaign says of every device how its update went, in the order of the campaign', async () => {
    const answer = await report();
    expect(answer.headers['content-type']).toBe('application/x-ndjson');
    const rows = rowsOf(answer);
    expect(rows).toHaveLength(8);
    expect(rows.at(-1)).toEqual({ type: 'end', rows: 7 });
    expect(rows.find(({ device }) => device === 'r-1')).toEqual({
      ...{ type: 'job', row: 3, device: 'r-1', job: expect.any(Number), wave: 1 },
      ...{ state: 'succeeded', outcome: 'updated', before: '1.0.0', after: '1.1.0', attempts: 2, stage: 'done' },
      ...{ firstOffered: '2026-11-26T11:00:00.000Z', offered: '2026-11-26T12:00:00.000Z' },
      ...{ accepted: '2026-11-26T12:00:02.000Z', checked: '2026-11-26T12:01:15.500Z' },
      ...{ swapped: '2026-11-26T12:01:16.000Z', confirmed: '2026-11-26T12:01:26.000Z' },
      ...{ ended: expect.stringMatching(/Z$/), downloadMs: 1234.5, totalMs: 2000 },
      ...{
        swapUs: 0.41,
        addedLatencyUs: 0.5,
        deadlinesMissed: 0,
        receipt: 'unproven',
        receiptFault: 'receipt_invalid',
      },
    });
    expect(rows.find(({ device }) => device === 'r-2')).toMatchObject({ outcome: 'not-updated', fault: 'job_timeout' });
  });

  it('of a campaign says of a device that was not well that it has the release, and of one that only downloads it that it has not', async () => {
    const told = async (device: string): Promise<unknown> => {
      const { outcome, after } = rowsOf(await report(`filter=device==${device}`)).at(0)!;
      return [outcome, after];
    };
    const failedBy = (fault: string) => sql.query(`UPDATE jobs SET fault = $1 WHERE device_id = 'r-5'`, [fault]);
    const ofKind = (kind: string | null) =>
      sql.query(
        `UPDATE campaigns SET rules = jsonb_set(rules, '{terms}', jsonb_strip_nulls(rules -> 'terms' || jsonb_build_object('kind', $1::text))) WHERE id = $2`,
        [kind, own.campaigns],
      );
    try {
      await failedBy('health_watchdog');
      expect(await told('r-5')).toEqual(['unhealthy', '1.1.0']);
      await failedBy('soak_release_left');
      expect(await told('r-5')).toEqual(['not-updated', undefined]);
      await ofKind('download-only');
      expect(await told('r-1')).toEqual(['downloaded', undefined]);
    } finally {
      await failedBy('job_timeout');
      await ofKind(null);
    }
    expect(await told('r-1')).toEqual(['updated', '1.1.0']);
  });

  it('is read as CSV by a parser that is not ours, in UTF-8, every record with as many fields', async () => {
    const answer = await report('', { accept: 'text/csv' });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="campaign-${own.campaigns}.csv"`,
    });
    const [rows, records] = [rowsOf(await report('format=ndjson')), recordsOf(answer)];
    expect(records).toHaveLength(rows.length);
    expect(records.at(-1)).toMatchObject({ type: 'end', row: '7', device: '' });
    for (const [index, record] of records.slice(0, -1).entries())
      for (const [name, text] of Object.entries(record))
        if (name !== 'detail') expect([name, text]).toEqual([name, String(rows[index]![name] ?? '')]);
  });

  it('lets no spreadsheet calculate, and keeps texts as they are in NDJSON', async () => {
    const details = (rows: readonly Row[]): unknown[] =>
      rows.filter(({ device }) => /^r-[2-5]$/.test(String(device))).map(({ detail }) => detail);
    expect(details(rowsOf(await report('format=ndjson')))).toEqual(EVIL.slice(1));
    expect(details(recordsOf(await report('format=csv')))).toEqual([
      'a,"b"\r\nc',
      "'@SUM(A1:A9);'=1+1",
      "\t'-2",
      'ümläut – 試験',
    ]);
  });

  it('is narrowed by a filter, and says where one is wrong', async () => {
    const rows = rowsOf(await report(`filter=${encodeURIComponent('state==failed;device!=r-2')}`));
    expect(rows.map(({ device }) => device)).toEqual(['r-3', 'r-4', 'r-5', undefined]);
    expect((await report('filter=colour==red')).json).toMatchObject({
      code: 'selection_invalid',
      facts: { position: expect.any(Number) },
    });
    for (const bad of ['limit=0', 'limit=100001', 'format=xlsx', 'after=x', 'from=2026-01-01', 'sort=device'])
      expect([bad, (await report(bad)).json.code]).toEqual([bad, 'request_invalid']);
  });

  it('goes on where the one before ended, in either form, and with no other filter', async () => {
    const all = rowsOf(await report()).slice(0, -1);
    const first = rowsOf(await report('limit=3'));
    expect(first.at(-1)).toEqual({ type: 'more', rows: 3, after: expect.any(String) });
    const after = String(first.at(-1)!['after']);
    const [last] = recordsOf(await report('limit=3&format=csv')).slice(-1);
    expect(last).toMatchObject({ type: 'more', row: '3', device: after });
    const second = rowsOf(await report(`after=${after}`));
    expect([...first.slice(0, -1), ...second.slice(0, -1)].map(({ device }) => device)).toEqual(
      all.map(({ device }) => device),
    );
    expect((await report(`after=${after}&filter=state==failed`)).json.code).toBe('cursor_mismatched');
  });

  it('of a campaign does not end as if it were whole where jobs were removed while it was read', async () => {
    const { get: read } = Campaigns.prototype;
    const get = jest.spyOn(Campaigns.prototype, 'get');
    let reads = 0;
    get.mockImplementation(async function (this: Campaigns, ...args) {
      const campaign = await read.apply(this, args);
      reads += 1;
      return reads === 1
        ? campaign
        : { ...campaign, closing: { atMs: Date.parse('2026-11-27T01:00:00Z'), waves: [], excluded: [] } };
    });
    try {
      expect(await report()).toMatchObject({
        status: 410,
        json: { code: 'jobs_removed', facts: { removed: '2026-11-27T01:00:00.000Z' } },
      });
      expect(reads).toBe(2);
    } finally {
      get.mockRestore();
    }
  });

  it('of a device says what happened to it, in order', async () => {
    const rows = rowsOf(await get(`devices/r-1/history?format=ndjson`));
    expect(rows.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['provisioned', 'attempt_began', 'receipt_unproven']),
    );
    const times = rows.slice(0, -1).map(({ at }) => String(at));
    expect(times).toEqual([...times].sort());
    expect(rows.filter(({ kind }) => kind === 'attempt_began')).toEqual([
      expect.objectContaining({ attempt: 1, release: '1.1.0', before: '1.0.0', campaign: own.campaigns }),
      expect.objectContaining({ attempt: 2 }),
    ]);
  });

  it('of a device has its changes with who made them and why, and what it last reported', async () => {
    const id = own.devices;
    const headers = { 'twinbank-reason': 'as it was repaired' };
    await server.send('PATCH', `devices/${id}`, { body: { name: '=1' }, headers });
    await sql.query(
      `UPDATE devices SET status_at = now() + interval '1 day', running_version = '1.1.0' WHERE id = $1`,
      [id],
    );
    const rows = rowsOf(await get(`devices/${id}/history`));
    expect(rows.find(({ kind }) => kind === 'device_changed')).toMatchObject({
      ...{ actor: 'test-admin', reason: 'as it was repaired', data: { name: '=1' } },
    });
    expect(rows.at(-2)).toMatchObject({ kind: 'last_report', release: '1.1.0' });
    const [changed] = recordsOf(await get(`devices/${id}/history?format=csv&filter=kind==device_changed`));
    expect(JSON.parse(changed!['data']!)).toMatchObject({ name: '=1' });
    const rowsBetween = async (query: string): Promise<number> =>
      rowsOf(await get(`devices/${id}/history?${query}`)).length - 1;
    expect(await rowsBetween('to=2020-01-01')).toBe(0);
    expect(await rowsBetween('from=2020-01-01')).toBe(rows.length - 1);
    expect((await get('devices/nobody/history')).json.code).toBe('device_unknown');
  });

  it('of a device has refused attempts for those only who may read the audit log', async () => {
    const id = own.devices;
    await server.send('PATCH', `devices/${id}`, { body: { hardware: 'Z' } });
    await server.seal();
    const kinds = async (sent: Parameters<ServerUnderTest['send']>[2]): Promise<unknown[]> =>
      rowsOf(await server.send('GET', `devices/${id}/history`, sent)).map(({ kind, fault }) => `${kind} ${fault}`);
    expect(await kinds({})).toContain('refused hardware_unknown');
    const { token } = await server
      .get(OperatorTokensService)
      .issue({ name: 'v', roles: ['viewer'], project: 'zebra', days: 1 }, SERVER);
    const seen = await kinds(bearer(token));
    expect(seen.join()).toContain('device_changed');
    expect(seen.join()).not.toContain('refused');
  });

  it('of a device has refused attempts of every order that there is about devices', async () => {
    const [{ token }, routes] = await Promise.all([
      server.get(OperatorTokensService).issue({ name: 'w', roles: ['viewer'], project: 'zebra', days: 1 }, SERVER),
      routesOf(server),
    ]);
    const orders = routes.filter(({ method, path }) => method !== 'GET' && path.includes('/devices/{id}'));
    const refused = async (): Promise<number> =>
      rowsOf(await get(`devices/${own.devices}/history`)).filter(({ kind }) => kind === 'refused').length;
    const before = await refused();
    for (const route of orders) {
      const answer = await call(server, route, { ...bearer(token), body: {}, named: { id: own.devices } });
      expect([route.path, answer.status]).toEqual([route.path, 403]);
    }
    await server.seal();
    expect((await refused()) - before).toBe(orders.length);
    expect(orders.length).toBeGreaterThan(5);
  });
});
