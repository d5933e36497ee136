import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { SERVER } from '@twinbank/access';

import { OperatorTokensService } from '../auth/operator-tokens.service.js';
import { aProject, bearer } from '../testing/a-project.js';
import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { SERVER_START_MS, type Answer, type ServerUnderTest } from '../testing/server-under-test.js';

describe('the preview of a selection', () => {
  const campaigns = new CampaignsUnderTest();
  let server: ServerUnderTest;
  let product: string;
  beforeAll(async () => {
    server = await campaigns.start();
    product = await campaigns.newProduct();
    for (const [number, site] of ['hamburg', 'hamburg', 'lyon'].entries())
      await server.send('PATCH', `devices/${product}-d${number}`, { body: { attributes: { site } } });
    await server.database.devices.applyStatuses([
      {
        deviceId: `${product}-d1`,
        seenAtMs: Date.now(),
        status: {
          ...{ product, part: 'STM32G484', hardware: 'A', active: 1, fbMode: 0, bfb2: 0, confirmed: true, counter: 1 },
          ...{
            reset: 'power-on',
            banks: [
              { bank: 1, state: 'valid', version: '1.0.0', digest: 'ab'.repeat(32) },
              { bank: 2, state: 'empty' },
            ],
          },
        },
      },
    ]);
  }, SERVER_START_MS);
  afterAll(() => campaigns.stop());

  const preview = (body: object, sent: Parameters<ServerUnderTest['send']>[2] = {}): Promise<Answer> =>
    server.send('POST', 'selections/preview', { body, ...sent });

  it('counts the devices, shows some, and says what they run', async () => {
    const { status, json } = await preview({ filter: 'attr.site=in=(hamburg,lyon)', sample: 2 });
    expect([status, json.count, json.countIsExact]).toEqual([200, 3, true]);
    expect(json.sample).toMatchObject([
      { id: `${product}-d0`, attributes: { site: 'hamburg' } },
      { id: `${product}-d1`, running: { version: '1.0.0' } },
    ]);
    expect(json.versions).toEqual([
      { product, devices: 2 },
      { product, version: '1.0.0', devices: 1 },
    ]);
  });

  it('may be of one product, without a sample, and of nothing', async () => {
    expect((await preview({ filter: 'id!=x', product, sample: 0 })).json).toMatchObject({ count: 10, sample: [] });
    expect((await preview({ filter: 'id!=x', product: 'other' })).json).toEqual({
      ...{ count: 0, countIsExact: true, sample: [], versions: [] },
    });
    expect((await preview({ filter: 'id!=x' })).json.sample).toHaveLength(5);
  });

  it('reads what users of hawkBit write: several conditions of each kind in one line', async () => {
    const change = { tags: ['canary'], attributes: { voltage: 24.5 } };
    await server.send('PATCH', `devices/${product}-d1`, { body: change });
    await server.send('PATCH', `devices/${product}-d2`, { body: change });
    const filter = `product==${product};tag==canary;attr.site=in=(hamburg,lyon);version=lt=1.4.0;lastSeen=gt=-P7D;attr.voltage=ge=24`;
    const { status, json } = await preview({ filter });
    expect([status, json.count, json.sample[0].id]).toEqual([200, 1, `${product}-d1`]);
    expect((await preview({ filter: filter.replace('24', '25') })).json.count).toBe(0);
  });

  it('shows nothing of another project, whatever the selection says', async () => {
    const foreign = await aProject(server, 'zebra');
    const { token } = await server
      .get(OperatorTokensService)
      .issue({ name: 'own', roles: ['viewer'], project: 'default', days: 1 }, SERVER);
    for (const filter of [`id==${foreign.devices}`, 'project==zebra', 'id==*,project==zebra', 'project!=default']) {
      const { status, text, json } = await preview({ filter, sample: 100 }, bearer(token));
      expect([filter, status, text.includes('zebra')]).toEqual([filter, 200, false]);
      expect([0, 10]).toContain(json.count);
    }
    expect((await preview({ filter: 'project==zebra' })).json.count).toBeGreaterThan(0);
  });

  it.each<[object, string, object]>([
    [{ filter: 'attr.site==a;colour==b' }, 'selection_invalid', { field: 'filter', position: 14 }],
    [{ filter: 'attr.site>3' }, 'selection_invalid', { position: 10, known: '==, !=, =in=, =out=, =null=' }],
    [{ filter: '' }, 'request_invalid', { field: 'filter' }],
    [{}, 'request_invalid', { field: 'filter' }],
    [{ filter: 'x'.repeat(4001) }, 'request_invalid', { field: 'filter' }],
    [{ filter: 'id==x', sample: 101 }, 'request_invalid', { field: 'sample' }],
    [{ filter: 'id==x', sample: 1.5 }, 'request_invalid', { field: 'sample' }],
  ])('refuses %j: %s', async (body, code, facts) => {
    expect(await preview(body)).toMatchObject({ status: 400, json: { code, facts } });
  });
});
