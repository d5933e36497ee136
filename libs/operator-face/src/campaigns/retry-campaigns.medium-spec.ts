import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { SERVER_START_MS, type ServerUnderTest } from '../testing/server-under-test.js';

describe('campaigns for the devices of another one', () => {
  const tested = new CampaignsUnderTest();
  const { create, order, begin } = tested;
  let server: ServerUnderTest;
  let product: string;
  let source: number;
  let sql: pg.Client;
  beforeAll(async () => {
    server = await tested.start();
    sql = new pg.Client(server.connection);
    await sql.connect();
  }, SERVER_START_MS);
  afterAll(async () => {
    await sql.end();
    await tested.stop();
  });
  beforeEach(async () => {
    product = await tested.newProduct();
    source = (await create()).json.id as number;
    await begin(source);
    await ended(1, 'failed', 'flash_error');
    await ended(2, 'timed_out', 'job_timeout');
    await ended(3, 'succeeded', null);
  });

  const device = (number: number): string => `${product}-d${number}`;
  const ended = (number: number, state: string, fault: string | null): Promise<unknown> =>
    sql.query('UPDATE jobs SET state = $3, fault = $4, ended_at = now() WHERE campaign_id = $1 AND device_id = $2', [
      ...[source, device(number), state, fault],
    ]);

  it('are for those that failed there, say so, and are planned so', async () => {
    const { status, json } = await create({ selection: { from: { campaign: source } } });
    expect([status, json.eligible, json.config.selection]).toEqual([
      ...[201, 2, { from: { campaign: source, states: ['failed', 'rejected', 'timed_out'] } }],
    ]);
    const timedOut = { from: { campaign: source, states: ['timed_out', 'succeeded'], faults: ['job_timeout'] } };
    const changed = await server.send('PATCH', `campaigns/${json.id}`, { body: { selection: timedOut } });
    expect(changed).toMatchObject({ status: 200, json: { eligible: 1, config: { selection: timedOut } } });
    const kept = await server.send('PATCH', `campaigns/${json.id}`, { body: { concurrency: 3 } });
    expect(kept.json.config.selection).toEqual(timedOut);
    const explained = (number: number) =>
      server.send('GET', `campaigns/${json.id}/devices/${device(number)}/explanation`);
    expect((await explained(2)).json.code).toBe('not_started');
    expect((await explained(1)).json.code).toBe('not_selected');
    await begin(json.id as number);
    const { items } = (await server.send('GET', `campaigns/${json.id}/jobs`)).json;
    expect(items).toMatchObject([{ device: device(2), state: 'waiting' }]);
  });

  it('are refused where that campaign is unknown or of another product, or its jobs are gone; and when it is too late, too', async () => {
    const from = (campaign: number) => create({ selection: { from: { campaign } } });
    expect(await from(987_654)).toMatchObject({ status: 404, json: { code: 'campaign_unknown' } });
    await tested.newProduct();
    expect(await from(source)).toMatchObject({
      status: 400,
      json: { code: 'request_invalid', detail: `campaign ${source} is of ${product}, not of ${tested.product}` },
    });
    tested.product = product;
    const draft = (await from(source)).json.id as number;
    await sql.query(
      `UPDATE campaigns SET state = 'finished', ended_at = now(), closed_at = now(), closing = '{"waves": [], "excluded": []}' WHERE id = $1`,
      [source],
    );
    const gone = { status: 410, json: { code: 'jobs_removed', facts: { field: 'selection.from' } } };
    expect(await from(source)).toMatchObject(gone);
    expect(await order(draft, 'start')).toMatchObject(gone);
    expect(await server.send('PATCH', `campaigns/${draft}`, { body: { concurrency: 3 } })).toMatchObject(gone);
    expect((await server.send('GET', `campaigns/${draft}`)).json).toMatchObject({ state: 'draft', eligible: 0 });
    const explained = await server.send('GET', `campaigns/${draft}/devices/${device(1)}/explanation`);
    expect(explained.json).toMatchObject({
      ...{ standing: 'waiting', code: 'selection_unreadable' },
      sentence: `the devices of the campaign cannot be determined: the jobs of campaign ${source} in selection.from were removed by age; it cannot be started until somebody puts that right`,
    });
  });
});
