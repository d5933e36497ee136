import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { SERVER } from '@twinbank/access';
import { ChainVerification } from '@twinbank/audit';
import { EndedCampaigns, type JobOfTest } from '@twinbank/database/testing/ended-campaigns';
import { aFleet, idOf } from '@twinbank/database/testing/test-fleet';
import { TrustedKeys } from '@twinbank/keys';

import { AuditSealer } from '../audit/audit-sealer.js';
import { bearer } from '../testing/a-project.js';
import { SERVER_START_MS, ServerUnderTest } from '../testing/server-under-test.js';
import { RetentionSweep } from './retention-sweep.js';

const DAY_MS = 24 * 3600 * 1000;

describe('retention', () => {
  let server: ServerUnderTest;
  let sql: pg.Client;
  beforeAll(async () => {
    server = await ServerUnderTest.start({ keep: { eventsDays: 30, auditDays: 30 } });
    sql = new pg.Client(server.connection);
    await sql.connect();
  }, SERVER_START_MS);
  afterAll(async () => {
    await sql.end();
    await server.stop();
  });

  const count = async (table: string): Promise<number> =>
    (await sql.query<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${table}`)).rows[0]!.rows;
  const entry = (name: string, ageMs: number) => ({
    atMs: Date.now() - ageMs,
    actor: SERVER,
    action: 'x',
    object: name,
    outcome: 'done' as const,
  });
  /** Dates all checkpoints so far back in time, with the triggers switched off. */
  async function age(): Promise<void> {
    await sql.query('SET session_replication_role = replica');
    await sql.query(`UPDATE audit_checkpoints SET at = now() - interval '31 days' WHERE at > now() - interval '1 day'`);
    await sql.query('SET session_replication_role = origin');
  }

  it('removes events that are old enough, however many, and no younger ones', async () => {
    const event = (ageMs: number) => ({
      atMs: Date.now() - ageMs,
      kind: 'job_failed' as const,
      actor: SERVER,
      data: {},
    });
    await server.database.events.append(Array.from({ length: 1203 }, () => event(31 * DAY_MS)));
    await server.database.events.append([event(29 * DAY_MS), event(0)]);
    await sql.query('DELETE FROM events').then(
      () => expect('taken').toBe('refused'),
      (error: Error) => expect(error.message).toContain('append-only'),
    );
    await server.get(RetentionSweep).sweep();
    const { rows } = await sql.query<{ oldest: Date }>('SELECT min(at) AS oldest FROM events');
    expect(rows[0]!.oldest.getTime()).toBeGreaterThan(Date.now() - 30 * DAY_MS);
    expect(await count('events')).toBe(2);
  });

  it('removes entries of the audit log up to a signed checkpoint, from which the chain is proved on', async () => {
    const { auditLog } = server.database;
    await auditLog.append(Array.from({ length: 1100 }, (_, index) => entry(`old-${index}`, 31 * DAY_MS)));
    await server.seal();
    await age();
    await auditLog.append([entry('young', 0)]);
    await server.seal();
    const before = await count('audit_entries');
    await server.get(RetentionSweep).sweep();
    await server.seal();
    expect(before - (await count('audit_entries'))).toBeGreaterThanOrEqual(1099);
    const { items } = (await server.send('GET', 'audit?limit=5')).json as {
      items: { action: string; object: string }[];
    };
    expect(items.map(({ action, object }) => `${action} ${object}`)).toEqual(['audit_horizon_moved audit', 'x young']);
    const { text } = await server.send('GET', 'audit/export');
    const verification = new ChainVerification(new TrustedKeys([server.keyRing.auditKey.publicJwk]));
    for (const line of text.trim().split('\n')) verification.line(JSON.parse(line) as Record<string, unknown>);
    expect(verification.result()).toMatchObject({ entries: 2, more: false });
  });

  it('keeps the last entry, however old it is, so that the chain goes on', async () => {
    await age();
    await server.get(RetentionSweep).sweep();
    await server.seal();
    await age();
    await server.get(RetentionSweep).sweep();
    expect(await count('audit_entries')).toBeGreaterThanOrEqual(1);
    await server.seal();
    expect(server.get(AuditSealer).broken).toBeUndefined();
  });

  it('leaves jobs alone, however old, without a setting for them', async () => {
    const { releaseId } = await aFleet(server.database, 2);
    const campaigns = new EndedCampaigns(sql, releaseId);
    await campaigns.add(10_000, [{ device: idOf(0) }, { device: idOf(1) }]);
    await campaigns.add(9000, [{ device: idOf(0) }, { device: idOf(1) }]);
    await server.get(RetentionSweep).sweep();
    expect(await count('jobs')).toBe(4);
  });

  it('is seen in the figures: how much room each table takes', async () => {
    const { tables } = (await server.send('GET', 'figures')).json as { tables: { table: string; bytes: number }[] };
    expect(tables.map(({ table }) => table)).toEqual(expect.arrayContaining(['events', 'jobs', 'audit_entries']));
    for (const { bytes } of tables) expect(bytes).toBeGreaterThan(0);
  });
});

describe('the retention of jobs', () => {
  let server: ServerUnderTest;
  let sql: pg.Client;
  let campaigns: EndedCampaigns;
  const DEVICES = 430;
  beforeAll(async () => {
    server = await ServerUnderTest.start({ keep: { jobsDays: 30 } });
    sql = new pg.Client(server.connection);
    await sql.connect();
    const { releaseId } = await aFleet(server.database, DEVICES);
    campaigns = new EndedCampaigns(sql, releaseId);
  }, SERVER_START_MS);
  afterAll(async () => {
    await sql.end();
    await server.stop();
  });

  const get = async (path: string) => (await server.send('GET', path)).json;
  const all = (given: Partial<JobOfTest> = {}): JobOfTest[] =>
    Array.from({ length: DEVICES }, (_, index) => ({ device: idOf(index), ...given }));
  const firstJob = async (campaign: number): Promise<number> =>
    (await sql.query<{ id: number }>('SELECT min(id) AS id FROM jobs WHERE campaign_id = $1', [campaign])).rows[0]!.id;

  it('says nothing of removed jobs while none was', async () => {
    expect(await get(`devices/${idOf(0)}/jobs`)).toEqual({ items: [] });
    expect((await get('jobs/1')).detail).toBe('there is no job 1');
  });

  it('removes them batch by batch; campaign, device and job say so, and the counts stay', async () => {
    const [failed, ...others] = all();
    const old = await campaigns.add(40, [{ ...failed!, state: 'failed', fault: 'download_stalled' }, ...others]);
    const young = await campaigns.add(29, all());
    const [gone, before] = [await firstJob(old), await get(`campaigns/${old}`)];
    expect((await get(`campaigns/${old}/jobs?limit=1&total=true`)).total).toBe(DEVICES);
    await server.get(RetentionSweep).sweep();

    const { jobsRemoved, ...after } = await get(`campaigns/${old}`);
    expect(after).toEqual(before);
    expect(after).toMatchObject({ total: DEVICES, jobs: { succeeded: DEVICES - 1, failed: 1 } });
    const removed = { endedUntil: before.ended, at: jobsRemoved };
    expect(Date.parse(jobsRemoved)).toBeGreaterThan(Date.parse(before.ended));
    expect(await get(`campaigns/${old}/jobs?total=true`)).toEqual({ items: [], total: 0, totalIsExact: true, removed });
    expect((await get('campaigns')).items.find(({ id }: { id: number }) => id === old)).toMatchObject({ jobsRemoved });

    const { items, removed: told } = await get(`devices/${idOf(0)}/jobs`);
    expect(items.map(({ campaign }: { campaign: number }) => campaign)).toEqual([young]);
    expect(told).toEqual(removed);
    const report = await get(`campaigns/${old}/report`);
    expect(report).toMatchObject({ status: 410, code: 'jobs_removed', facts: { removed: jobsRemoved } });
    const { status, code, detail } = await get(`jobs/${gone}`);
    expect([status, code]).toEqual([404, 'not_found']);
    expect(detail).toBe(`there is no job ${gone}; jobs of campaigns that ended until ${before.ended} were removed`);
    expect((await get(`campaigns/${young}/jobs?limit=1&total=true`)).total).toBe(DEVICES);
    expect((await get(`campaigns/${young}`)).jobsRemoved).toBeUndefined();
  });

  it('shows a project what was removed in it, and nothing of others', async () => {
    await server.send('POST', 'projects', { body: { name: 'motors' } });
    const order = { name: 'us', roles: ['viewer'], days: 1, project: 'motors' };
    const { json } = await server.send('POST', 'tokens', { body: order });
    const sent = await server.send('GET', 'jobs/1', bearer(json.token as string));
    expect([sent.status, sent.json.detail]).toEqual([404, 'there is no job 1']);
  });
});
