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

  it.each([
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
