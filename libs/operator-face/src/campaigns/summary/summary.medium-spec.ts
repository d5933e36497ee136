import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { CampaignsUnderTest } from '../../testing/campaigns-under-test.js';
import { SERVER_START_MS, type ServerUnderTest } from '../../testing/server-under-test.js';

describe('the summary of a campaign', () => {
  const tested = new CampaignsUnderTest();
  let server: ServerUnderTest;
  let product: string;
  let id: number;
  beforeAll(async () => {
    server = await tested.start();
    product = await tested.newProduct();
    const sites: [string, number[]][] = [
      ['hamburg', [0, 1, 2]],
      ['lyon', [3, 4]],
    ];
    for (const [site, numbers] of sites)
      for (const number of numbers)
        await server.send('PATCH', `devices/${product}-d${number}`, { body: { attributes: { site } } });
    id = (await tested.create({ waves: [{ percent: 100 }] })).json.id as number;
    await tested.begin(id);
    const { items } = (await server.send('GET', `campaigns/${id}/jobs?limit=100`)).json;
    const jobs = new Map((items as { device: string; id: number }[]).map((job) => [job.device, job.id]));
    for (const number of [1, 4, 9]) await server.send('POST', `jobs/${jobs.get(`${product}-d${number}`)}/force-quit`);
    await server.send('POST', `jobs/${jobs.get(`${product}-d0`)}/pause`);
  }, SERVER_START_MS);
  afterAll(() => tested.stop());

  /** Changes rows as time would. */
  const change = async (text: string, values: unknown[]): Promise<void> => {
    const sql = new pg.Client(server.connection);
    await sql.connect();
    await sql.query(text, values).finally(() => sql.end());
  };

  const by = async (query: string, scope = {}) => server.send('GET', `campaigns/${id}/summary?by=${query}`, scope);

  it('divides its jobs by an attribute of their devices, and says which have none', async () => {
    expect((await by('attr.site')).json).toEqual({
      ...{ by: 'attr.site', values: 3, jobs: 10 },
      items: [
        { value: null, jobs: 5, failed: 0, states: { waiting: 4, cancelled: 1 } },
        { value: 'hamburg', jobs: 3, failed: 0, states: { waiting: 1, held: 1, cancelled: 1 } },
        { value: 'lyon', jobs: 2, failed: 0, states: { waiting: 1, cancelled: 1 } },
      ],
    });
  });

  it('divides them by fault, wave, hold, stage, hardware and version', async () => {
    for (const key of ['fault', 'wave', 'hold', 'stage', 'hardware', 'version']) {
      const { status, json } = await by(key);
      expect([key, status, json.jobs]).toEqual([key, 200, 10]);
    }
    expect((await by('hold')).json.items).toContainEqual({
      value: 'operator',
      jobs: 1,
      failed: 0,
      states: { held: 1 },
    });
    expect((await by('hardware')).json.items).toMatchObject([
      { value: 'A', jobs: 8 },
      { value: 'B', jobs: 2 },
    ]);
  });

  it('divides them by fault if nobody says otherwise', async () => {
    const { json } = await server.send('GET', `campaigns/${id}/summary`);
    expect(json).toMatchObject({ by: 'fault', jobs: 10 });
  });

  it('puts what fails most first, counts only what its filter selects, and says what its limit cuts off', async () => {
    await change(
      "UPDATE jobs SET state = 'failed', fault = 'self_test_failed', ended_at = now() WHERE campaign_id = $1 AND device_id = $2",
      [id, `${product}-d3`],
    );
    expect((await by('attr.site&limit=1')).json).toMatchObject({
      ...{ values: 3, jobs: 10 },
      items: [{ value: 'lyon', jobs: 2, failed: 1, states: { cancelled: 1, failed: 1 } }],
    });
    expect((await by(`fault&filter=${encodeURIComponent('state==failed')}`)).json).toEqual({
      ...{ by: 'fault', values: 1, jobs: 1 },
      items: [{ value: 'self_test_failed', jobs: 1, failed: 1, states: { failed: 1 } }],
    });
    expect((await by('attr.nobody-has-it')).json).toMatchObject({ values: 1, items: [{ value: null, jobs: 10 }] });
    expect((await by(`fault&filter=${encodeURIComponent('device==nobody')}`)).json).toEqual({
      ...{ by: 'fault', values: 0, jobs: 0, items: [] },
    });
  });

  it.each(['', 'colour', 'attr.', "attr.a'b", 'fault&limit=0', 'fault&limit=501', 'fault&more=1'])(
    'is refused by %j',
    async (query) => {
      expect((await by(query)).json).toMatchObject({ status: 400, code: 'request_invalid' });
    },
  );

  it('is refused by a field that jobs do not have, and of a campaign that is not there', async () => {
    expect((await by('fault&filter=colour==red')).json).toMatchObject({ code: 'selection_invalid' });
    const { json } = await server.send('GET', 'campaigns/999999/summary?by=fault');
    expect(json).toMatchObject({ status: 404, code: 'campaign_unknown' });
  });

  it('is refused when jobs were removed: it would not be whole', async () => {
    await change(
      `UPDATE campaigns SET state = 'stopped', ended_at = now(), closed_at = now(), closing = '{"waves": [], "excluded": []}' WHERE id = $1`,
      [id],
    );
    expect((await by('fault')).json).toMatchObject({ status: 410, code: 'jobs_removed' });
  });
});
