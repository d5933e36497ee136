import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { CampaignsUnderTest } from '../../testing/campaigns-under-test.js';
import { SERVER_START_MS, type ServerUnderTest } from '../../testing/server-under-test.js';

describe('what a roll-back would do', () => {
  const tested = new CampaignsUnderTest();
  let server: ServerUnderTest;
  let product: string;
  let id: number;
  beforeAll(async () => {
    server = await tested.start();
    product = await tested.newProduct();
    await tested.upload('1.0.0', 2);
    id = (await tested.create({ waves: [{ percent: 100 }] })).json.id as number;
  }, SERVER_START_MS);
  afterAll(() => tested.stop());

  /** Changes rows as reports of devices would. */
  const change = async (text: string, values: unknown[]): Promise<void> => {
    const sql = new pg.Client(server.connection);
    await sql.connect();
    await sql.query(text, values).finally(() => sql.end());
  };
  const outlook = async (scope = {}) => server.send('GET', `campaigns/${id}/roll-back`, scope);
  const NOBODY = { ordered: false, devices: 0, staying: 0, to: [] };

  it('is nothing before the campaign has begun, and while nobody runs its release by it', async () => {
    expect((await outlook()).json).toEqual(NOBODY);
    await tested.begin(id);
    expect((await outlook()).json).toEqual(NOBODY);
  });

  it('is to bring devices back that run its release by it, and to leave those for whom there is nothing to go back to', async () => {
    const devices = Array.from({ length: 5 }, (_, number) => `${product}-d${number}`);
    const before = `SELECT code_digest FROM releases WHERE product = $1 AND version = '1.0.0'`;
    await change(
      `UPDATE jobs SET attempts = 1, previous_version = '1.0.0', previous_digest = (${before}) WHERE campaign_id = $2 AND device_id = ANY($3)`,
      [product, id, devices],
    );
    // One ran something that was never uploaded before; the last one was not told, and has the release by other ways.
    await change(`UPDATE jobs SET previous_version = '0.9.0', previous_digest = 'ab' WHERE device_id = $1`, [
      devices[3],
    ]);
    await change(`UPDATE jobs SET attempts = 0 WHERE device_id = $1`, [devices[4]]);
    const release = `SELECT code_digest FROM releases WHERE product = $1 AND version = '1.1.0'`;
    await change(`UPDATE devices SET running_digest = (${release}) WHERE id = ANY($2)`, [product, devices]);
    expect((await outlook()).json).toEqual({
      ...{ ordered: false, devices: 3, staying: 1 },
      to: [{ version: '1.0.0', devices: 3, held: 0 }],
    });
  });

  it('leaves everybody where they are once the release before was withdrawn', async () => {
    await server.send('POST', `products/${product}/releases/1.0.0/withdraw`);
    expect((await outlook()).json).toEqual({ ordered: false, devices: 0, staying: 4, to: [] });
  });

  it('says that it was ordered already', async () => {
    expect((await tested.order(id, 'roll-back')).status).toBe(200);
    expect((await outlook()).json.ordered).toBe(true);
  });

  it('is not told of a campaign that is not there, and not of one whose jobs were removed', async () => {
    expect((await server.send('GET', 'campaigns/999999/roll-back')).json).toMatchObject({ code: 'campaign_unknown' });
    await change(
      `UPDATE campaigns SET state = 'stopped', ended_at = now(), closed_at = now(), closing = '{"waves": [], "excluded": []}' WHERE id = $1`,
      [id],
    );
    expect((await outlook()).json).toMatchObject({ status: 410, code: 'jobs_removed' });
  });
});
