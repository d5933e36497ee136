import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jobCounts } from '@twinbank/campaign';
import pg from 'pg';

import { CAMPAIGN_LIST } from '../lists/campaign-list.js';
import type { Database } from '../database.js';
import { EndedCampaigns, type JobOfTest } from '../testing/ended-campaigns.js';
import { listed } from '../testing/listed.js';
import { OPEN_TIMEOUT_MS, TEST_DATABASES, type TestDatabase } from '../testing/test-database.js';
import { aFleet, aRunningCampaign, idOf } from '../testing/test-fleet.js';
import { LOOK, REMOVE } from './job-retention.js';

const DAY_MS = 24 * 3600 * 1000;
const DEVICES = 6;
const everyDevice = (given: Partial<JobOfTest> = {}): JobOfTest[] =>
  Array.from({ length: DEVICES }, (_, index) => ({ device: idOf(index), ...given }));

describe.each(TEST_DATABASES)('the removal of jobs on %s', (kind, open) => {
  let test: TestDatabase;
  let database: Database;
  let sql: pg.Client;
  let releaseId: number;
  let campaigns: EndedCampaigns;
  beforeAll(async () => {
    test = await open();
    database = test.database;
    sql = new pg.Client(test.connection);
    await sql.connect();
  }, OPEN_TIMEOUT_MS);
  afterAll(async () => {
    await sql.end();
    await test.dispose();
  });
  beforeEach(async () => {
    await test.empty();
    ({ releaseId } = await aFleet(database, DEVICES));
    campaigns = new EndedCampaigns(sql, releaseId);
  });

  const count = async (what: string): Promise<number> =>
    (await sql.query<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${what}`)).rows[0]!.rows;
  const devicesOf = async (campaign: number): Promise<string[]> =>
    (
      await sql.query<{ id: string }>('SELECT device_id AS id FROM jobs WHERE campaign_id = $1 ORDER BY 1', [campaign])
    ).rows.map(({ id }) => id);
  const close = async (days: number): Promise<number[]> => {
    const closed: number[] = [];
    for (let id; (id = await database.jobRetention.close(Date.now() - days * DAY_MS, Date.now())) !== undefined;)
      closed.push(id);
    return closed;
  };
  /** Closes what ended so many days ago, and removes all that may go. */
  async function sweep(days = 30): Promise<number> {
    await close(days);
    let removed = 0;
    for (const campaignId of await database.jobRetention.due(Date.now(), 100))
      for (let after: string | undefined = ''; after !== undefined;) {
        const step = await database.jobRetention.remove({ campaignId, after, limit: 4 });
        removed += step!.removed;
        after = step!.next;
      }
    return removed;
  }

  it('takes attempts and receipts along, and the campaign keeps its counts', async () => {
    const old = await campaigns.add(40, [
      ...everyDevice({ receipt: true, attempts: 3 }).slice(0, 3),
      { device: idOf(3), state: 'failed', fault: 'download_stalled' },
      ...everyDevice({ state: 'excluded', fault: 'already_installed' }).slice(4),
    ]);
    await campaigns.add(1, everyDevice());
    const [counts, excluded] = [await database.campaigns.counts(old, Date.now()), await database.jobs.excluded(old)];
    expect(await sweep()).toBe(6);
    expect(await devicesOf(old)).toEqual([]);
    expect([await count('jobs'), await count('attempts'), await count('receipts')]).toEqual([DEVICES, DEVICES, 0]);
    const campaign = await database.campaigns.get(old);
    expect(campaign.closing).toEqual({ atMs: expect.any(Number), waves: counts, excluded });
    expect(counts[0]!.jobs).toEqual(jobCounts({ succeeded: 3, failed: 1, excluded: 2 }));
    expect(excluded).toEqual([{ reason: 'already_installed', devices: 2, sample: [idOf(4), idOf(5)] }]);
    expect((await listed(database, CAMPAIGN_LIST)).find(({ id }) => id === old)).toEqual(campaign);
  });

  it('is recorded in the audit log, in the project of the campaign', async () => {
    const old = await campaigns.add(40, everyDevice());
    await sweep();
    const { rows } = await sql.query(
      `SELECT object, project, actor ->> 'kind' AS actor, after ->> 'jobs' AS jobs FROM audit_entries WHERE action = 'campaign_jobs_removed'`,
    );
    expect(rows).toEqual([{ object: `campaigns/${old}`, project: 'default', actor: 'system', jobs: String(DEVICES) }]);
  });

  it('leaves each device its last job, and the last one in which it was given anything', async () => {
    const tried = await campaigns.add(60, everyDevice());
    const between = await campaigns.add(50, everyDevice({ state: 'excluded', fault: 'already_installed' }));
    const last = await campaigns.add(40, everyDevice({ state: 'excluded', fault: 'already_installed' }).slice(1));
    expect(await sweep()).toBe(5);
    expect([await devicesOf(tried), await devicesOf(between), await devicesOf(last)]).toEqual([
      everyDevice().map(({ device }) => device),
      [idOf(0)],
      everyDevice()
        .slice(1)
        .map(({ device }) => device),
    ]);
    await campaigns.add(1, everyDevice());
    expect(await sweep()).toBe(DEVICES + 1 + DEVICES - 1);
  });

  it('takes nothing of a campaign that goes on, that ended lately, or that was not closed', async () => {
    const running = await aRunningCampaign(database, releaseId);
    const young = await campaigns.add(29, everyDevice());
    await campaigns.add(1, everyDevice());
    expect(await sweep()).toBe(0);
    expect([await count('jobs'), (await devicesOf(running.id)).length]).toEqual([3 * DEVICES, DEVICES]);
    for (const campaignId of [running.id, young])
      expect(await database.jobRetention.remove({ campaignId, after: '', limit: 100 })).toBeUndefined();
    expect(await count('jobs')).toBe(3 * DEVICES);
  });

  it('does not close a campaign of which a job is open, whatever its state says', async () => {
    const strange = await campaigns.add(60, [...everyDevice().slice(1), { device: idOf(0), state: 'waiting' }]);
    const other = await campaigns.add(50, everyDevice());
    expect(await close(30)).toEqual([other]);
    expect((await database.campaigns.get(strange)).closing).toBeUndefined();
  });

  it('is refused by the database to everybody else, and to the retention before the campaign was closed', async () => {
    await campaigns.add(40, everyDevice());
    const refused = (text: string): Promise<string> =>
      sql.query(`BEGIN; ${text}; ROLLBACK`).then(
        () => 'taken',
        async (error: Error) => {
          await sql.query('ROLLBACK');
          return error.message;
        },
      );
    const on = `SELECT set_config('twinbank.retention', 'on', true)`;
    expect(await refused('DELETE FROM attempts')).toContain('append-only');
    expect(await refused(`${on}; DELETE FROM attempts; DELETE FROM jobs`)).toContain('has not been closed');
    await close(30);
    expect(await refused('DELETE FROM jobs')).toContain('removed by the retention only');
    expect(await refused(`UPDATE campaigns SET closing = '{}' WHERE closed_at IS NOT NULL`)).toContain('was closed');
    expect(await refused(`${on}; DELETE FROM attempts; DELETE FROM jobs`)).toBe('taken');
  });

  it('leaves a job whose receipt has no place in the chain of the audit log yet', async () => {
    const old = await campaigns.add(40, everyDevice({ receipt: true }));
    await campaigns.add(1, everyDevice());
    const [waits, sealed] = (
      await sql.query<{ id: number }>('SELECT id FROM jobs WHERE campaign_id = $1 ORDER BY id LIMIT 2', [old])
    ).rows;
    await sql.query(
      `INSERT INTO audit_entries (at, action, object, outcome, sequence, hash)
       VALUES (now(), 'receipt_kept', 'jobs/' || $1::int, 'done', NULL, NULL), (now(), 'receipt_kept', 'jobs/' || $2::int, 'done', 1, repeat('a', 64))`,
      [waits!.id, sealed!.id],
    );
    expect(await sweep()).toBe(DEVICES - 1);
    expect(await devicesOf(old)).toEqual([idOf(0)]);
    expect(await count('receipts')).toBe(1);
  });

  it('looks at no more jobs in one step than it was told, and goes on where it ended', async () => {
    const campaignId = await campaigns.add(40, everyDevice());
    await campaigns.add(1, everyDevice().slice(2));
    await close(30);
    const { jobRetention } = database;
    const first = await jobRetention.remove({ campaignId, after: '', limit: 4 });
    expect(first).toEqual({ removed: 2, left: 2, next: idOf(3) });
    expect(await devicesOf(campaignId)).toEqual([0, 1, 4, 5].map(idOf));
    expect(await jobRetention.remove({ campaignId, after: first!.next!, limit: 4 })).toEqual({ removed: 2, left: 0 });
  });

  it('comes back to a campaign when it was told to, or never', async () => {
    const campaignId = await campaigns.add(40, everyDevice());
    await close(30);
    const { jobRetention } = database;
    const now = Date.now();
    expect(await jobRetention.due(now, 10)).toEqual([campaignId]);
    await jobRetention.walked(campaignId, now + DAY_MS);
    expect([await jobRetention.due(now, 10), await jobRetention.due(now + DAY_MS, 10)]).toEqual([[], [campaignId]]);
    await jobRetention.walked(campaignId);
    expect(await jobRetention.due(now + 10 * DAY_MS, 10)).toEqual([]);
  });

  it('leaves what the device row knows: the image that runs, its counter, the number of its last ticket', async () => {
    await campaigns.add(40, everyDevice());
    await campaigns.add(1, everyDevice());
    const before = await database.devices.get(idOf(0));
    expect(await sweep()).toBe(DEVICES);
    expect(await database.devices.get(idOf(0))).toEqual(before);
    expect(before.counter).toBeDefined();
  });

  if (kind === 'PostgreSQL')
    it('is done by one server at a time in a campaign, and the other does not wait for it', async () => {
      const campaignId = await campaigns.add(40, everyDevice());
      await close(30);
      await sql.query('BEGIN');
      await sql.query('SELECT FROM campaigns WHERE id = $1 FOR NO KEY UPDATE', [campaignId]);
      expect(await database.jobRetention.remove({ campaignId, after: '', limit: 4 })).toBeUndefined();
      await sql.query('ROLLBACK');
      expect(await database.jobRetention.remove({ campaignId, after: '', limit: 4 })).toMatchObject({ left: 4 });
    });
});

describe('the removal of jobs among 100 000', () => {
  let opened: TestDatabase;
  let client: pg.Client;
  beforeAll(async () => {
    opened = await TEST_DATABASES[0]![1]();
    client = new pg.Client(opened.connection);
    await client.connect();
    const { releaseId } = await aFleet(opened.database, 1);
    await client.query(`
      INSERT INTO devices (id, product, hardware, key_epoch) SELECT 'd-' || i, 'pump', 'A', 1 FROM generate_series(1, 10000) AS i;
      INSERT INTO campaigns (name, product, release_id, state, selection, rules, acknowledged, started_at, ended_at, closing, closed_at)
        SELECT 'old', 'pump', ${releaseId}, 'finished', '{}', '{}', '{}', now(), now() - interval '1 year', '{"waves":[],"excluded":[]}', now() FROM generate_series(1, 10);
      INSERT INTO jobs (campaign_id, device_id, wave, ordinal, state, attempts, ended_at)
        SELECT c.id, d.id, 0, 0, 'succeeded', 1, now() FROM campaigns c, devices d WHERE d.id LIKE 'd-%';
      INSERT INTO attempts (job_id, number, at) SELECT id, 1, now() FROM jobs;
      INSERT INTO receipts (transfer, verdict, at, said) SELECT id, 'proven', now(), '\\x01' FROM attempts;
      INSERT INTO audit_entries (at, action, object, outcome) SELECT now(), 'receipt_kept', 'jobs/' || id, 'done' FROM jobs;
      ANALYZE devices; ANALYZE campaigns; ANALYZE jobs; ANALYZE attempts; ANALYZE receipts; ANALYZE audit_entries`);
  }, 3 * OPEN_TIMEOUT_MS);
  afterAll(async () => {
    await client.end();
    await opened.dispose();
  });

  const planOf = async (text: string, values: readonly unknown[]): Promise<string> => {
    const { rows } = await client.query<Record<string, string>>(`EXPLAIN ${text}`, [...values]);
    return rows.map((line) => Object.values(line)[0]).join('\n');
  };
  const ids = Array.from({ length: 200 }, (_, index) => index + 1);

  it.each<[string, string, readonly unknown[], RegExp]>([
    ['the jobs of a campaign', LOOK, [3, 'd-5', 200], /jobs_campaign_id_device_id_key/],
    ['later jobs of their devices', LOOK, [3, 'd-5', 200], /jobs_device_id_id_idx/],
    ['entries of their receipts', LOOK, [3, 'd-5', 200], /audit_entries_object_sequence_idx/],
    ['their receipts', REMOVE[0], [ids], /receipts_pkey/],
    ['their attempts', REMOVE[1], [ids], /attempts_job_id_number_key/],
    ['themselves', REMOVE[2], [ids], /jobs_pkey/],
  ])('finds %s by an index', async (_what, text, values, index) => {
    const plan = await planOf(text, values);
    expect(plan).toMatch(index);
    expect(plan).not.toContain('Seq Scan');
  });
});
