import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { bearer } from '../testing/a-project.js';
import { anImage } from '../testing/an-image.js';
import { aForm } from '../testing/forms.js';
import { SERVER_START_MS, ServerUnderTest, type Answer, type Sent } from '../testing/server-under-test.js';

const MOTOR = { name: 'motor', project: 'motors', part: 'STM32G484', hardware: ['A'], agent: 'own' };
const PROGRAM = { project: 'programs', part: 'STM32G484', hardware: ['A'] };

describe('the quotas of a project', () => {
  let server: ServerUnderTest;
  let own: Sent;
  beforeAll(async () => {
    server = await ServerUnderTest.start();
    await server.send('POST', 'projects', { body: { name: 'motors', title: 'Motors' } });
    await server.send('POST', 'products', { body: MOTOR });
    const order = { name: 'admin', roles: ['admin'], project: 'motors', days: 1 };
    own = bearer((await server.send('POST', 'tokens', { body: order })).json.token as string);
  }, SERVER_START_MS);
  afterAll(() => server.stop());

  const limit = (quotas: object): Promise<Answer> => server.send('PATCH', 'projects/motors', { body: { quotas } });
  const shown = async () => (await server.send('GET', 'projects/motors')).json;
  const provision = (ids: readonly string[]): Promise<Answer> =>
    server.send('POST', 'devices/bulk', {
      body: ids.map((id) => `${JSON.stringify({ id, product: 'motor', hardware: 'A' })}\n`).join(''),
      headers: { 'content-type': 'application/x-ndjson' },
    });
  const upload = (version: string, filler: number): Promise<Answer> =>
    server.send(
      'POST',
      'products/motor/releases',
      aForm({ version, counter: 1 }, { image: anImage('STM32G484', { filler }) }),
    );
  const endOf = ({ text }: Answer) => JSON.parse(text.trim().split('\n').at(-1)!) as object;

  it('are none unless somebody sets them, and are shown beside what is used', async () => {
    expect(await shown()).toMatchObject({ quotas: {}, used: { devices: 0, storageBytes: 0 } });
    expect((await limit({ devices: 3, storageBytes: 9_000_000 })).json).toMatchObject({
      quotas: { devices: 3, storageBytes: 9_000_000 },
    });
    const renamed = await server.send('PATCH', 'projects/motors', { body: { title: 'All motors' } });
    expect(renamed.json).toMatchObject({ title: 'All motors', quotas: { devices: 3, storageBytes: 9_000_000 } });
    expect((await limit({ devices: 5 })).json.quotas).toEqual({ devices: 5 });
    expect(await server.send('PATCH', 'projects/motors', { ...own, body: { quotas: { devices: 99 } } })).toMatchObject({
      status: 403,
    });
  });

  it('of devices let in the first ones of a request, and never more where several come at once', async () => {
    const ids = (name: string) => [1, 2, 3].map((number) => `${name}-${number}`);
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => provision(ids(name))));
    const ends = answers.map(endOf) as { created: number; refused: number; faults: Record<string, number> }[];
    expect(ends.reduce((sum, { created }) => sum + created, 0)).toBe(5);
    expect(ends.reduce((sum, { faults }) => sum + (faults['quota_exceeded'] ?? 0), 0)).toBe(7);
    expect((await shown()).used.devices).toBe(5);
    const { items } = (await server.send('GET', 'devices?product=motor')).json as { items: { id: string }[] };
    await server.send('POST', `devices/${items[0]!.id}/deactivate`);
    expect(endOf(await provision(['e-1', 'e-2']))).toMatchObject({ created: 1, faults: { quota_exceeded: 1 } });
  });

  it('of bytes let one of two uploads at once through, and keep nothing of the other', async () => {
    await upload('1.0.0', 1);
    const { storageBytes } = (await shown()).used as { storageBytes: number };
    expect(storageBytes).toBeGreaterThan(4096);
    await limit({ storageBytes: 2 * storageBytes });
    const answers = await Promise.all([upload('1.1.0', 2), upload('1.2.0', 3)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(answers.find(({ status }) => status === 409)!.json).toMatchObject({
      code: 'quota_exceeded',
      facts: { quota: 'storageBytes', limit: 2 * storageBytes, used: 2 * storageBytes },
    });
    expect((await shown()).used.storageBytes).toBe(2 * storageBytes);
    expect((await server.send('GET', 'products/motor/releases')).json.items).toHaveLength(2);
  });

  it('are those of the project that a product is moved to', async () => {
    await server.send('POST', 'projects', { body: { name: 'small' } });
    await server.send('PATCH', 'projects/small', { body: { quotas: { devices: 2 } } });
    const move = () => server.send('POST', 'products/motor/move', { body: { project: 'small' } });
    expect(await move()).toMatchObject({ status: 409, json: { code: 'quota_exceeded', facts: { quota: 'devices' } } });
    expect((await server.send('GET', 'products/motor')).json.project).toBe('motors');
    await server.send('PATCH', 'projects/small', { body: { quotas: { devices: 50 } } });
    expect(await move()).toMatchObject({ status: 200, json: { project: 'small' } });
    expect(await server.send('GET', 'products/motor', own)).toMatchObject({ status: 404 });
    const back = await server.send('POST', 'products/motor/move', { ...own, body: { project: 'motors' } });
    expect(back).toMatchObject({ status: 404, json: { code: 'product_unknown' } });
    await server.send('POST', 'products/motor/move', { body: { project: 'motors' } });
  });

  it('of requests answer 429 with the time to wait, to whoever works in this project only', async () => {
    await limit({ requestsPerMinute: 3 });
    const statuses: number[] = [];
    let last: Answer | undefined;
    for (let request = 0; request < 6; request++) {
      last = await server.send('GET', 'products', own);
      statuses.push(last.status);
    }
    expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
    expect(statuses).toContain(429);
    const refused = await server.send('GET', 'products', own);
    if (refused.status === 429) expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await server.send('GET', 'products')).status).toBe(200);
    expect((await shown()).used.requestsPerMinute).toBeGreaterThan(0);
    await limit({});
    expect((await server.send('GET', 'products', own)).status).toBe(200);
  });

  it('leave entries in the audit log that name the project, as devices and releases do', async () => {
    const projectsOf = async (action: string): Promise<unknown[]> => {
      for (let tries = 0; tries < 100; tries++) {
        const { items } = (await server.send('GET', `audit?action=${action}`)).json as {
          items: { project?: string }[];
        };
        if (items.length > 0) return [...new Set(items.map(({ project }) => project))].sort();
        await sleep(50);
      }
      return [];
    };
    expect(await projectsOf('device_deactivated')).toEqual(['motors']);
    expect(await projectsOf('release_created')).toEqual(['motors']);
    expect(await projectsOf('product_moved')).toEqual(['motors', 'small']);
    expect(await projectsOf('project_changed')).toEqual(['motors', 'small']);
  });

  it('go with their project, which is deleted only where nothing belongs to it, and for good', async () => {
    const remove = (name: string) => server.send('DELETE', `projects/${name}`);
    expect(await remove('motors')).toMatchObject({ status: 409, json: { facts: { products: 1, tokens: 1 } } });
    expect(await remove('default')).toMatchObject({ status: 409, json: { code: 'project_not_empty' } });
    expect(await remove('small')).toMatchObject({ status: 200, json: { name: 'small' } });
    expect(await remove('small')).toMatchObject({ status: 404, json: { code: 'project_unknown' } });
    expect(await server.send('POST', 'projects', { body: { name: 'small' } })).toMatchObject({
      status: 409,
      json: { code: 'project_exists' },
    });
    const product = { ...MOTOR, name: 'late', project: 'small' };
    expect(await server.send('POST', 'products', { body: product })).toMatchObject({ status: 404 });
    const token = { name: 'x', roles: ['viewer'], days: 1, project: 'small' };
    expect(await server.send('POST', 'tokens', { body: token })).toMatchObject({ status: 404 });
  });

  it('of bytes count what is kept of the program of a release, too', async () => {
    const built = (name: string) =>
      new Uint8Array(readFileSync(new URL(`../../../../simulators/firmware/build/g4/${name}`, import.meta.url)));
    await server.send('POST', 'projects', { body: { name: 'programs' } });
    await server.send('POST', 'products', { body: { ...PROGRAM, name: 'program' } });
    const used = async () => (await server.send('GET', 'projects/programs')).json.used.storageBytes as number;
    const send = (version: string, counter: number, file: string) =>
      server.send('POST', 'products/program/releases', aForm({ version, counter }, { image: built(file) }));
    expect(await send('1.0.0', 1, 'twinbank-g4-1.0.0.elf')).toMatchObject({ status: 201 });
    const { streamLength, factsBytes, factsKey } = await server.database.releases.get('program', '1.0.0');
    expect([await used(), factsBytes]).toEqual([
      streamLength + factsBytes!,
      (await server.blobs.get(factsKey!))!.length,
    ]);
    expect(await send('1.1.0', 2, 'twinbank-g4-1.1.0.bin')).toMatchObject({ status: 201 });
    const next = (await server.database.releases.get('program', '1.1.0')).streamLength;
    // There is room for one more such image, and not for what would be kept of its program.
    await server.send('PATCH', 'projects/programs', { body: { quotas: { storageBytes: (await used()) + next } } });
    const elf = async () => {
      const form = aForm({ version: '1.1.0', counter: 2 }, { image: built('twinbank-g4-1.1.0.elf') });
      return server.send('POST', 'products/second/releases', form);
    };
    await server.send('POST', 'products', { body: { ...PROGRAM, name: 'second' } });
    const before = server.blobs.keys();
    expect(await elf()).toMatchObject({
      status: 409,
      json: { code: 'quota_exceeded', facts: { quota: 'storageBytes' } },
    });
    expect(server.blobs.keys()).toEqual(before);
    await server.send('PATCH', 'projects/programs', { body: { quotas: {} } });
    expect(await elf()).toMatchObject({ status: 201 });
  });
});
