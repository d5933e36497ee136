import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { SERVER_START_MS, type Answer, type ServerUnderTest } from '../testing/server-under-test.js';

describe('limits of stages in a campaign', () => {
  const tested = new CampaignsUnderTest();
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await tested.start();
    await tested.newProduct();
  }, SERVER_START_MS);
  afterAll(() => tested.stop());

  const change = async (id: unknown, limits: object | null): Promise<Answer> =>
    server.send('PATCH', `campaigns/${id as number}`, { body: { limits } });

  it('are kept, replaced as a whole, and taken away', async () => {
    const { status, json } = await tested.create({ limits: { acceptedMs: 60_000, progressMs: 300_000 } });
    expect([status, json.config.limits]).toEqual([201, { acceptedMs: 60_000, progressMs: 300_000 }]);
    const other = await server.send('PATCH', `campaigns/${json.id}`, { body: { concurrency: 3 } });
    expect(other.json.config.limits).toEqual({ acceptedMs: 60_000, progressMs: 300_000 });
    expect((await change(json.id, { confirmMs: 120_000 })).json.config.limits).toEqual({ confirmMs: 120_000 });
    expect((await change(json.id, {})).json.config).not.toHaveProperty('limits');
    expect((await tested.create()).json.config).not.toHaveProperty('limits');
  });

  it.each([
    { acceptedMs: 999 },
    { progressMs: 1.5 },
    { progressMs: '60000' },
    { progressMs: 1e15 },
    { swapMs: 1000 },
    { confirmMs: 60_000 },
    { mirrorMs: 60_000 },
    [],
    'none',
  ])('are refused: %j', async (limits) => {
    expect(await tested.create({ limits })).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
  });
});
