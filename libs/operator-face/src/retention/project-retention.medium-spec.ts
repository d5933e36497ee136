import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { SERVER } from '@twinbank/access';
import { EndedCampaigns } from '@twinbank/database/testing/ended-campaigns';
import { aFleet, idOf } from '@twinbank/database/testing/test-fleet';

import { SERVER_START_MS, ServerUnderTest, type Answer } from '../testing/server-under-test.js';
import { RetentionSweep } from './retention-sweep.js';

const DAY_MS = 24 * 3600 * 1000;

describe('how long a project keeps its records', () => {
  let server: ServerUnderTest;
  let sql: pg.Client;
  let campaigns: EndedCampaigns;
  beforeAll(async () => {
    server = await ServerUnderTest.start({ keep: { eventsDays: 100 } });
    sql = new pg.Client(server.connection);
    await sql.connect();
    for (const name of ['few', 'short']) await server.send('POST', 'projects', { body: { name } });
    campaigns = new EndedCampaigns(sql, (await aFleet(server.database, 3)).releaseId);
  }, SERVER_START_MS);
  afterAll(async () => {
    await sql.end();
    await server.stop();
  });

  const keep = (project: string, body: object): Promise<Answer> =>
    server.send('PATCH', `projects/${project}`, { body: { keep: body } });
  const happened = (project: string, ageDays: number, count: number): Promise<void> =>
    server.database.events.append(
      Array.from({ length: count }, () => ({
        ...{ atMs: Date.now() - ageDays * DAY_MS, kind: 'project_deleted' as const, project, actor: SERVER, data: {} },
      })),
    );
  /** The ages of the events of a project, in days. */
  const ages = async (project: string): Promise<string[]> => {
    const text = `SELECT round(extract(epoch FROM now() - at) / 86400) || ' days: ' || count(*) AS told FROM events
      WHERE project = $1 AND kind = 'project_deleted' GROUP BY round(extract(epoch FROM now() - at) / 86400) ORDER BY 1`;
    return (await sql.query<{ told: string }>(text, [project])).rows.map(({ told }) => told);
  };
  const sweep = (): Promise<void> => server.get(RetentionSweep).sweep();

  it('is what the installation says, until the project says less; then that is shown, and recorded', async () => {
    expect((await server.send('GET', 'projects/short')).json.keep).toEqual({});
    expect(await keep('short', { eventsDays: 30, jobsDays: 60 })).toMatchObject({
      status: 200,
      json: { keep: { eventsDays: 30, jobsDays: 60 } },
    });
    expect((await keep('short', { eventsDays: 30 })).json.keep).toEqual({ eventsDays: 30 });
    const { revision } = (await server.send('PATCH', 'projects/short', { body: { title: 'Short' } })).json;
    expect((await keep('short', { eventsDays: 30 })).json).toMatchObject({ keep: { eventsDays: 30 }, revision });
    await server.seal();
    const { items } = (await server.send('GET', 'audit?object=projects/short&action=project_changed')).json;
    expect(items[1]).toMatchObject({
      before: { keep: { eventsDays: 30, jobsDays: 60 } },
      after: { keep: { eventsDays: 30 } },
    });
  });

  it.each([
    { eventsDays: 0 },
    { eventsDays: 36_526 },
    { eventsDays: 1.5 },
    { events: 999 },
    { events: 1_000_001 },
    { jobsDays: '30' },
    { auditDays: 30 },
  ])('is never %j', async (body) => {
    expect(await keep('few', body)).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
    expect((await server.send('GET', 'projects/few')).json.keep).toEqual({});
  });

  it('is shorter for its own events only, and never longer than the installation says', async () => {
    await keep('short', { eventsDays: 30 });
    await keep('few', { eventsDays: 1000 });
    for (const [age, count] of [
      [101, 7],
      [31, 603],
      [29, 2],
    ] as const)
      for (const project of ['short', 'few', 'default']) await happened(project, age, count);
    await sweep();
    expect(await ages('short')).toEqual(['29 days: 2']);
    expect(await ages('few')).toEqual(['29 days: 2', '31 days: 603']);
    expect(await ages('default')).toEqual(['29 days: 2', '31 days: 603']);
  });

  it('may be a number of events: the newest stay', async () => {
    await keep('few', { events: 1000 });
    await happened('few', 5, 995);
    await sweep();
    expect(await ages('few')).toEqual(expect.arrayContaining(['29 days: 2', '5 days: 995']));
    const { rows } = await sql.query(`SELECT count(*)::int AS events FROM events WHERE project = 'few'`);
    expect(rows).toEqual([{ events: 1000 }]);
    await sweep();
    expect((await sql.query(`SELECT count(*)::int AS events FROM events WHERE project = 'few'`)).rows).toEqual(rows);
  });

  it('holds for jobs after the end of their campaign, where the installation keeps them for ever', async () => {
    const [old, young] = [
      await campaigns.add(40, [{ device: idOf(0) }]),
      await campaigns.add(20, [{ device: idOf(0) }]),
    ];
    await campaigns.add(1, [{ device: idOf(0) }]);
    const left = async (): Promise<number[]> =>
      (await sql.query<{ id: number }>('SELECT DISTINCT campaign_id AS id FROM jobs ORDER BY 1')).rows.map(
        ({ id }) => id,
      );
    await keep('short', { jobsDays: 1 });
    await sweep();
    expect(await left()).toContain(old);
    await keep('default', { jobsDays: 30 });
    await sweep();
    expect(await left()).not.toContain(old);
    expect(await left()).toContain(young);
    const text = `SELECT after ->> 'keptFrom' AS "from" FROM audit_entries WHERE action = 'campaign_jobs_removed' AND object = $1`;
    const { rows } = await sql.query<{ from: string }>(text, [`campaigns/${old}`]);
    expect(Math.round((Date.now() - Date.parse(rows[0]!.from)) / DAY_MS)).toBe(30);
  });
});
