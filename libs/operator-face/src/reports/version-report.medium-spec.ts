import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import pg from 'pg';

import { SERVER } from '@twinbank/access';

import { OperatorTokensService } from '../auth/operator-tokens.service.js';
import { bearer } from '../testing/a-project.js';
import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';

type Row = Readonly<Record<string, unknown>>;
const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;
/** Long ago, so that no count of this server's own is among them. */
const DAY = Date.UTC(2026, 0, 10);
const iso = (ms: number): string => new Date(ms).toISOString();

describe('the report of versions over time', () => {
  let server: ServerUnderTest;
  let sql: pg.Client;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    sql = new pg.Client(server.connection);
    await sql.connect();
    for (const [project, product] of [
      ['motors', 'motor'],
      ['pumps', 'pump'],
    ]) {
      await server.send('POST', 'projects', { body: { name: project } });
      await server.send('POST', 'products', {
        body: { name: product, project, part: 'STM32G484', hardware: ['A'], agent: 'own' },
      });
    }
    await sql.query(`
      INSERT INTO devices (id, product, hardware, key_epoch, running_version) SELECT 'm-' || i, 'motor', 'A', 1, (ARRAY[NULL, '1.9.0', '1.10.0', '1.10.0'])[i] FROM generate_series(1, 4) AS i;
      INSERT INTO devices (id, product, hardware, key_epoch, running_version) VALUES ('p-1', 'pump', 'A', 1, '2.0.0');
      INSERT INTO devices (id, product, hardware, key_epoch, running_version, state) VALUES ('p-2', 'pump', 'A', 1, '2.0.0', 'inactive')`);
    const { versionCounts } = server.database;
    await versionCounts.take(DAY);
    await sql.query(`UPDATE devices SET running_version = '1.10.0' WHERE product = 'motor'`);
    await versionCounts.take(DAY + DAY_MS - 30 * 60_000);
    await versionCounts.take(DAY + 3 * DAY_MS + 60_000);
  }, SERVER_START_MS);
  afterAll(async () => {
    await sql.end();
    await server.stop();
  });

  const span = `from=${iso(DAY - DAY_MS)}&to=${iso(DAY + 4 * DAY_MS)}`;
  const ask = (query = '', sent: Parameters<ServerUnderTest['send']>[2] = {}): Promise<Answer> =>
    server.send('GET', `reports/versions?${query}`, sent);
  const rowsOf = ({ text }: Answer): Row[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Row);
  const short = (rows: readonly Row[]): unknown[] =>
    rows.map(({ type, to, version, devices }) => [type, String(to).slice(0, 10), version, devices]);

  it('says how many active devices ran each at the end of each day, and of which days nothing is known', async () => {
    expect(short(rowsOf(await ask(span)))).toEqual([
      ['count', '2026-01-10', undefined, 1],
      ['count', '2026-01-10', '1.9.0', 1],
      ['count', '2026-01-10', '1.10.0', 2],
      ['count', '2026-01-10', '2.0.0', 1],
      ['count', '2026-01-11', '1.10.0', 4],
      ['count', '2026-01-11', '2.0.0', 1],
      ['unknown', '2026-01-12', undefined, undefined],
      ['count', '2026-01-13', '1.10.0', 4],
      ['count', '2026-01-13', '2.0.0', 1],
      ['unknown', '2026-01-14', undefined, undefined],
      ['end', 'undefined', undefined, undefined],
    ]);
  });

  it('says when the devices were counted, hour by hour too', async () => {
    const from = iso(DAY + 20 * HOUR_MS);
    const rows = rowsOf(await ask(`step=hour&from=${from}&to=${iso(DAY + DAY_MS)}&product=pump`));
    expect(rows.slice(0, -1)).toEqual([
      { type: 'unknown', row: 1, from, to: iso(DAY + 23 * HOUR_MS) },
      {
        ...{ type: 'count', row: 2, from: iso(DAY + 23 * HOUR_MS), to: iso(DAY + DAY_MS) },
        ...{ at: iso(DAY + DAY_MS - 30 * 60_000), project: 'pumps', product: 'pump', version: '2.0.0', devices: 1 },
      },
    ]);
  });

  it('is the same as CSV, and page by page', async () => {
    const rows = rowsOf(await ask(span));
    const records: Record<string, string>[] = parse((await ask(`${span}&format=csv`)).text, { columns: true });
    expect(records.map(({ type, version }) => [type, version])).toEqual(
      rows.map(({ type, version }) => [type, version ?? '']),
    );
    const paged: Row[] = [];
    for (let after = ''; ;) {
      const page = rowsOf(await ask(`${span}&limit=2${after}`));
      const last = page.pop()!;
      paged.push(...page);
      if (last['type'] === 'end') break;
      after = `&after=${String(last['after'])}`;
    }
    expect(short(paged)).toEqual(short(rows.slice(0, -1)));
  });

  it('is narrowed by a filter, by which nothing becomes unknown', async () => {
    const rows = rowsOf(await ask(`${span}&filter=${encodeURIComponent('version<1.10.0')}`));
    expect(rows.map(({ type }) => type)).toEqual(['count', 'unknown', 'unknown', 'end']);
    expect((await ask('filter=at')).json.code).toBe('selection_invalid');
    for (const bad of [
      'step=week',
      'from=2026-02-01&to=2026-01-01',
      'from=1999-01-01',
      'from=yesterday',
      'product=a/b',
    ])
      expect([bad, (await ask(bad)).json.code]).toEqual([bad, 'request_invalid']);
  });

  it('shows a project its own devices, also after a product has moved to it', async () => {
    const { token } = await server
      .get(OperatorTokensService)
      .issue({ name: 'm', roles: ['viewer'], project: 'motors', days: 1 }, SERVER);
    const seen = async (): Promise<unknown[]> => rowsOf(await ask(span, bearer(token))).map(({ product }) => product);
    expect(new Set(await seen())).toEqual(new Set(['motor', undefined]));
    await server.send('POST', 'products/pump/move', { body: { project: 'motors' } });
    expect(new Set(await seen())).toEqual(new Set(['motor', undefined]));
    await server.send('POST', 'products/pump/move', { body: { project: 'pumps' } });
  });

  it('is of one count in each hour, by whichever of several servers', async () => {
    const { versionCounts } = server.database;
    const other = await server.beside();
    for (const hour of [1, 2, 3, 4, 5]) {
      const at = DAY + 10 * DAY_MS + hour * HOUR_MS;
      const taken = await Promise.all(
        [0, 1, 2, 3].map((index) => (index % 2 ? other.database : server.database).versionCounts.take(at)),
      );
      expect([hour, taken.filter(Boolean).length, await versionCounts.take(at + 59 * 60_000)]).toEqual([
        hour,
        1,
        false,
      ]);
    }
  });

  it('keeps the last count of each day when single hours go', async () => {
    const { versionCounts } = server.database;
    const first = DAY + 20 * DAY_MS;
    for (let hour = 1; hour <= 30; hour++) await versionCounts.take(first + hour * HOUR_MS);
    while ((await versionCounts.thin(first + 2 * DAY_MS, 7)) > 0);
    const { rows } = await sql.query<{ at: Date }>(
      `SELECT at FROM version_samples WHERE at > $1 AND at <= $2 ORDER BY at`,
      [iso(first), iso(first + 2 * DAY_MS)],
    );
    expect(rows.map(({ at }) => at.getTime() - first)).toEqual([DAY_MS, 30 * HOUR_MS]);
    expect(rowsOf(await ask(span)).filter(({ type }) => type === 'count')).toHaveLength(8);
    const orphans = await sql.query('SELECT FROM version_counts WHERE at NOT IN (SELECT at FROM version_samples)');
    expect(orphans.rows).toEqual([]);
  });

  it('counts the rest together where devices report more versions than any product has', async () => {
    await sql.query(`
      INSERT INTO devices (id, product, hardware, key_epoch, running_version)
      SELECT 'x-' || i, 'pump', 'A', 1, '9.' || i || '.0' FROM generate_series(1, 300) AS i`);
    const at = DAY + 40 * DAY_MS;
    await server.database.versionCounts.take(at);
    const rows = rowsOf(await ask(`from=${iso(at - DAY_MS)}&to=${iso(at)}&product=pump`)).slice(0, -1);
    expect([rows.length, rows.reduce((sum, { devices }) => sum + Number(devices), 0)]).toEqual([201, 301]);
    expect(rows.find(({ version }) => version === 'others')).toMatchObject({ devices: 101 });
  });
});
