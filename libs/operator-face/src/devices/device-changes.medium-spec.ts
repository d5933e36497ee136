import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { FakeAdmission } from '../testing/fake-device-face.js';
import { SERVER_START_MS, type Answer, type ServerUnderTest } from '../testing/server-under-test.js';

describe('a device', () => {
  const campaigns = new CampaignsUnderTest();
  let server: ServerUnderTest;
  let product: string;
  let id: string;
  beforeAll(async () => {
    server = await campaigns.start();
  }, SERVER_START_MS);
  afterAll(() => campaigns.stop());
  beforeEach(async () => {
    product = await campaigns.newProduct();
    id = `${product}-d0`;
  });

  const patch = (body: object): Promise<Answer> => server.send('PATCH', `devices/${id}`, { body });
  const post = (command: string): Promise<Answer> => server.send('POST', `devices/${id}/${command}`);
  const show = async (): Promise<Answer['json']> => (await server.send('GET', `devices/${id}`)).json;
  const kinds = async (): Promise<string[]> =>
    ((await server.send('GET', `devices/${id}/events`)).json.items as { kind: string }[]).map(({ kind }) => kind);

  it('has a name, a note and tags; what is not named stays, and null removes a text', async () => {
    const before = await show();
    expect(before).toMatchObject({ tags: [] });
    const words = { name: 'Halle 3, links', note: 'line one\nline two', tags: ['pilot', 'hall-3'] };
    expect(await patch(words)).toMatchObject({ status: 200, json: words });
    expect(await patch({ note: null })).toMatchObject({ status: 200, json: { name: words.name, tags: words.tags } });
    expect(await show()).toEqual({ ...before, name: words.name, tags: words.tags, revision: expect.any(String) });
    await patch({ name: null, tags: [] });
    expect(await show()).toEqual({ ...before, revision: expect.any(String) });
    expect(await kinds()).toEqual(['device_changed', 'device_changed', 'device_changed']);
  });

  it('has attributes: what is not named stays, and null removes one', async () => {
    const before = await show();
    expect(before).toMatchObject({ attributes: {} });
    const attributes = { site: 'hamburg', timeZone: 'Europe/Berlin', voltage: 24.5, indoor: true, 'line.3': '' };
    expect(await patch({ attributes })).toMatchObject({ status: 200, json: { attributes } });
    const { revision } = await show();
    expect(await patch({ attributes: { voltage: 24.5, ghost: null } })).toMatchObject({ json: { revision } });
    await patch({ attributes: { site: null, 'line.3': null, voltage: -0.25 }, note: 'moved' });
    expect((await show()).attributes).toEqual({ timeZone: 'Europe/Berlin', voltage: -0.25, indoor: true });
    const { items } = (await server.send('GET', `devices/${id}/events`)).json as { items: { data: object }[] };
    expect(items.map(({ data }) => data)).toMatchObject([
      { attributes },
      { note: 'moved', attributes: { voltage: -0.25 } },
    ]);
    await server.seal();
    const { json } = await server.send('GET', `audit?filter=object==devices/${id}&sort=-sequence&limit=1`);
    expect(json.items[0]).toMatchObject({ before: { attributes }, after: { attributes: { indoor: true } } });
  });

  it('has so many attributes at most, together with those that it had', async () => {
    const some = (from: number, count: number): object =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`a${from + index}`, index]));
    expect(await patch({ attributes: some(0, 64) })).toMatchObject({ status: 200 });
    expect(await patch({ attributes: some(63, 2) })).toMatchObject({
      ...{ status: 409, json: { code: 'attributes_full', facts: { limit: 64 } } },
    });
    expect(await patch({ attributes: { a0: null, a64: 1 } })).toMatchObject({ status: 200 });
    const bulk = await server.send('POST', 'devices/bulk/change', {
      body: {
        devices: [{ id }, { id: `${product}-d1` }],
        change: { attributes: { more: true, a63: null, a1: null, x: 1 } },
      },
    });
    expect(bulk.json).toMatchObject({ done: 2, refused: 0 });
    const more = await server.send('POST', 'devices/bulk/change', {
      body: { devices: [{ id }, { id: `${product}-d1` }], change: { name: null, attributes: { y: 1 } } },
    });
    expect(more.json.items).toMatchObject([{ code: 'attributes_full' }, { status: 200 }]);
  });

  it('is found by its attributes', async () => {
    await patch({ attributes: { site: `site-${id}`, voltage: 24 } });
    const found = async (filter: string): Promise<unknown> =>
      (
        await server.send('GET', `devices?filter=${encodeURIComponent(`product==${product};${filter}`)}`)
      ).json.items.map((one: { id: string }) => one.id);
    expect(await found(`attr.site==site-${id};attr.voltage=ge=24;attr.voltage<24.5`)).toEqual([id]);
    expect(await found(`attr.site==site-${product}*`)).toEqual([id]);
    expect(await found('attr.voltage=="24"')).toEqual([]);
    const refused = await server.send('GET', `devices?filter=${encodeURIComponent('attr.site<3')}`);
    expect(refused.json).toMatchObject({ code: 'selection_invalid', facts: { position: 10 } });
  });

  it.each([
    [{ attributes: { 'a b': 1 } }],
    [{ attributes: { a: [1] } }],
    [{ attributes: { a: { b: 1 } } }],
    [{ attributes: { site: 3 } }],
    [{ attributes: { timeZone: '+02:00' } }],
    [{ attributes: { a: 'x'.repeat(257) } }],
    [{ attributes: ['a'] }],
    [{ attributes: null }],
    [{ name: 'a\u0007b' }],
    [{ name: '' }],
    [{ name: 'x'.repeat(101) }],
    [{ note: 'x'.repeat(2001) }],
    [{ tags: ['a', 'a'] }],
    [{ tags: ['a b'] }],
    [{ tags: Array.from({ length: 33 }, (_, tag) => `t${tag}`) }],
    [{ state: 'inactive' }],
    [{ product: 'other' }],
  ])('is not changed by %j', async (body) => {
    const before = await show();
    expect(await patch(body)).toMatchObject({ status: 400 });
    expect(await show()).toEqual(before);
  });

  it('has another hardware revision after a repair: one that its product has', async () => {
    expect(await patch({ hardware: 'B' })).toMatchObject({ status: 200, json: { hardware: 'B' } });
    expect(await patch({ hardware: 'Z' })).toMatchObject({ status: 409, json: { code: 'hardware_unknown' } });
    expect(await show()).toMatchObject({ hardware: 'B' });
  });

  it('keeps its hardware revision in the middle of a job, and takes the rest', async () => {
    const { id: campaign } = (await campaigns.create({ terms: { mode: 'reset' } })).json;
    await campaigns.begin(campaign);
    expect(await patch({ hardware: 'B' })).toMatchObject({ status: 409, json: { code: 'device_in_campaign' } });
    expect(await patch({ hardware: 'A', note: 'in work' })).toMatchObject({ status: 200, json: { note: 'in work' } });
  });

  it('is let in again after it was thrown out, as often as it is ordered once', async () => {
    await post('deactivate');
    server.get(FakeAdmission).evicted.length = 0;
    expect(await post('reactivate')).toMatchObject({ status: 200, json: { state: 'active' } });
    expect(server.get(FakeAdmission).evicted).toEqual([id]);
    expect(await post('reactivate')).toMatchObject({ status: 200, json: { state: 'active' } });
    expect(server.get(FakeAdmission).evicted).toEqual([id]);
    expect(await kinds()).toEqual(['device_deactivated', 'device_reactivated']);
  });

  it('is let in again by administrators only', async () => {
    await post('deactivate');
    expect(await server.send('POST', `devices/${id}/reactivate`, { scope: 'operate' })).toMatchObject({
      status: 403,
      json: { facts: { action: 'device.reactivate' } },
    });
  });

  it('is not let in again with a hardware revision that its product lost meanwhile', async () => {
    id = `${product}-d9`;
    for (const other of ['d8', 'd9']) await server.send('POST', `devices/${product}-${other}/deactivate`);
    await server.send('POST', `products/${product}/releases/1.1.0/withdraw`);
    expect(await server.send('PATCH', `products/${product}`, { body: { hardware: ['A'] } })).toMatchObject({
      status: 200,
    });
    expect(await post('reactivate')).toMatchObject({ status: 409, json: { code: 'hardware_unknown' } });
    expect(await patch({ hardware: 'A' })).toMatchObject({ status: 200 });
    expect(await post('reactivate')).toMatchObject({ status: 200 });
  });

  it('is let in again only where its project has room, also for those who come at the same time', async () => {
    const project = `project-${product}`;
    await server.send('POST', 'projects', { body: { name: project } });
    await server.send('POST', `products/${product}/move`, { body: { project } });
    const ids = [0, 1, 2, 3].map((number) => `${product}-d${number}`);
    for (const one of ids) await server.send('POST', `devices/${one}/deactivate`);
    await server.send('PATCH', `projects/${project}`, { body: { quotas: { devices: 7 } } });
    const answers = await Promise.all(ids.map((one) => server.send('POST', `devices/${one}/reactivate`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    expect(answers.find(({ status }) => status === 409)!.json).toMatchObject({
      code: 'quota_exceeded',
      facts: { quota: 'devices', limit: 7, used: 7 },
    });
    expect((await server.send('GET', `projects/${project}`)).json.used.devices).toBe(7);
  });

  it('does not show its root key again after it was thrown out, whoever repeats the request that made it', async () => {
    const made = `${product}-new`;
    const headers = { 'content-type': 'application/x-ndjson', 'idempotency-key': randomUUID() };
    const order = { body: `${JSON.stringify({ id: made, product, hardware: 'A' })}\n`, headers };
    const provision = async (): Promise<string> => (await server.send('POST', 'devices/bulk', order)).text;
    expect(await provision()).toContain('deviceRoot');
    expect(await provision()).toContain('"repeated":true');
    await server.send('POST', `devices/${made}/deactivate`);
    expect(await provision()).not.toContain('deviceRoot');
    await server.send('POST', `devices/${made}/reactivate`);
    expect(await provision()).not.toContain('deviceRoot');
  });
});
