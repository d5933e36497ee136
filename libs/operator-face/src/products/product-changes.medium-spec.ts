import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { SERVER_START_MS, type Answer, type ServerUnderTest } from '../testing/server-under-test.js';

const NDJSON = { 'content-type': 'application/x-ndjson' };

describe('a product', () => {
  const campaigns = new CampaignsUnderTest();
  let server: ServerUnderTest;
  beforeAll(async () => {
    server = await campaigns.start();
  }, SERVER_START_MS);
  afterAll(() => campaigns.stop());

  const patch = (product: string, body: object): Promise<Answer> =>
    server.send('PATCH', `products/${product}`, { body });
  const show = async (product: string): Promise<Answer['json']> =>
    (await server.send('GET', `products/${product}`)).json;
  let number = 0;
  const empty = async (): Promise<string> => {
    const name = `empty-${++number}`;
    await server.send('POST', 'products', { body: { name, part: 'STM32G484', hardware: ['A', 'B'] } });
    return name;
  };
  const provision = (product: string, id: string, hardware: string): Promise<Answer> =>
    server.send('POST', 'devices/bulk', { body: `${JSON.stringify({ id, product, hardware })}\n`, headers: NDJSON });
  const events = async (kind: string, product: string): Promise<unknown[]> => {
    const { items } = (await server.send('GET', 'events/log?limit=1000')).json;
    return items.filter(
      (event: { kind: string; data: { product: string } }) => event.kind === kind && event.data.product === product,
    );
  };

  it('gets further hardware revisions and another finish policy; what is not named stays', async () => {
    const product = await campaigns.newProduct();
    const before = await show(product);
    const { status, json } = await patch(product, { hardware: ['A', 'B', 'C'] });
    expect([status, json]).toEqual([200, { ...before, hardware: ['A', 'B', 'C'], revision: expect.any(String) }]);
    expect((await provision(product, `${product}-c`, 'C')).text).toContain('"type":"device"');
    await patch(product, { finishPolicy: 'mirror' });
    expect(await show(product)).toMatchObject({ finishPolicy: 'mirror', hardware: ['A', 'B', 'C'] });
    expect((await campaigns.create()).json.config.terms.policy).toBe('mirror');
    expect(await events('product_changed', product)).toHaveLength(2);
    const { revision } = await show(product);
    expect((await patch(product, { hardware: ['A', 'B', 'C'], finishPolicy: 'mirror' })).json.revision).toBe(revision);
    expect(await events('product_changed', product)).toHaveLength(2);
  });

  it('keeps the policy in the campaigns that were written down with it', async () => {
    const product = await campaigns.newProduct();
    const { id } = (await campaigns.create()).json;
    await patch(product, { finishPolicy: 'mirror' });
    expect((await server.send('GET', `campaigns/${id}`)).json.config.terms.policy).toBe('keep-previous');
  });

  it('keeps hardware revisions that its active devices have, or that its available releases name', async () => {
    const product = await campaigns.newProduct();
    expect(await patch(product, { hardware: ['A'] })).toMatchObject({
      status: 409,
      json: { code: 'hardware_in_use', facts: { devices: 2, releases: 1 } },
    });
    for (const id of ['d8', 'd9']) await server.send('POST', `devices/${product}-${id}/deactivate`);
    expect(await patch(product, { hardware: ['A'] })).toMatchObject({
      status: 409,
      json: { facts: { devices: 0, releases: 1 } },
    });
    await server.send('POST', `products/${product}/releases/1.1.0/withdraw`);
    expect(await patch(product, { hardware: ['A'] })).toMatchObject({ status: 200, json: { hardware: ['A'] } });
  });

  it('gets no device and no release with a revision that it loses at that moment', async () => {
    for (let round = 0; round < 5; round++) {
      const product = await empty();
      const [device, changed] = await Promise.all([
        provision(product, `${product}-b`, 'B'),
        patch(product, { hardware: ['A'] }),
      ]);
      const added = device.text.includes('"type":"device"');
      expect([added, changed.status]).toEqual([added, added ? 409 : 200]);
    }
    const product = await empty();
    const draft = { id: `${product}-b`, product, hardware: 'B', keyEpoch: 1 };
    await patch(product, { hardware: ['A'] });
    const command = { by: { kind: 'system', name: 'server' } as const, nowMs: Date.now() };
    const { created, beyond } = await server.database.devices.provision([draft], command);
    expect([created, beyond.get(draft.id)?.code]).toEqual([[], 'hardware_unknown']);
  });

  it.each([
    [{ hardware: [] }],
    [{ hardware: ['A', 'A'] }],
    [{ finishPolicy: 'sometimes' }],
    [{ part: 'STM32L486' }],
    [{ name: 'other' }],
  ])('is not changed by %j', async (body) => {
    const product = await empty();
    const before = await show(product);
    expect(await patch(product, body)).toMatchObject({ status: 400 });
    expect(await show(product)).toEqual(before);
  });

  it('is deleted where nothing belongs to it, and its name can be used again', async () => {
    const product = await empty();
    expect(await server.send('DELETE', `products/${product}`)).toMatchObject({ status: 200, json: { name: product } });
    expect(await server.send('GET', `products/${product}`)).toMatchObject({ status: 404 });
    expect(await server.send('DELETE', `products/${product}`)).toMatchObject({
      status: 404,
      json: { code: 'product_unknown' },
    });
    expect(await events('product_deleted', product)).toEqual([expect.objectContaining({ project: 'default' })]);
    const again = { name: product, part: 'STM32L486', hardware: ['Z'] };
    expect(await server.send('POST', 'products', { body: again })).toMatchObject({ status: 201 });
  });

  it('stays while devices, releases or campaigns belong to it, deactivated and withdrawn ones too', async () => {
    const product = await campaigns.newProduct();
    await campaigns.create();
    expect(await server.send('DELETE', `products/${product}`)).toMatchObject({
      status: 409,
      json: { code: 'product_not_empty', facts: { devices: 10, releases: 1, campaigns: 1 } },
    });
    const other = await empty();
    await provision(other, `${other}-a`, 'A');
    await server.send('POST', `devices/${other}-a/deactivate`);
    expect(await server.send('DELETE', `products/${other}`)).toMatchObject({
      status: 409,
      json: { facts: { devices: 1 } },
    });
  });
});
