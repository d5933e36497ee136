import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { SERVER } from '@twinbank/access';

import { OperatorTokensService } from '../auth/operator-tokens.service.js';
import { aProject, bearer } from '../testing/a-project.js';
import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { SERVER_START_MS, type Answer, type ServerUnderTest } from '../testing/server-under-test.js';

describe('a group', () => {
  const campaigns = new CampaignsUnderTest();
  let server: ServerUnderTest;
  let product: string;
  let number = 0;
  beforeAll(async () => {
    server = await campaigns.start();
  }, SERVER_START_MS);
  afterAll(() => campaigns.stop());
  beforeEach(async () => {
    product = await campaigns.newProduct();
  });

  const device = (index: number): string => `${product}-d${index}`;
  const post = (path: string, body: object = {}, sent: object = {}): Promise<Answer> =>
    server.send('POST', path, { body, ...sent });
  /** Makes a group; returns its name and id. */
  const made = async (given: object = {}): Promise<{ name: string; id: string }> => {
    const { status, json } = await post('groups', { name: `g-${++number}`, ...given });
    expect(status).toBe(201);
    return json as { name: string; id: string };
  };
  const found = async (filter: string, sent: object = {}): Promise<string[]> => {
    const query = `filter=${encodeURIComponent(`product==${product};(${filter})`)}`;
    const { json } = await server.send('GET', `devices?${query}`, sent);
    return (json.items as { id: string }[]).map(({ id }) => id);
  };

  it('lists devices, which are added and taken out as often as it is ordered once', async () => {
    const { id, name } = await made({ description: 'on the bench' });
    const add = (...devices: string[]): Promise<Answer> => post(`groups/${id}/add`, { devices });
    expect(await add(device(1), device(2))).toMatchObject({ status: 200, json: { kind: 'static', devices: 2 } });
    const { revision } = (await add(device(1))).json;
    expect((await add(device(2))).json.revision).toBe(revision);
    expect((await add(device(3))).json).toMatchObject({ devices: 3, description: 'on the bench' });
    expect((await post(`groups/${id}/remove`, { devices: [device(2), 'ghost'] })).json.devices).toBe(2);
    expect(await found(`group==${name}`)).toEqual([device(1), device(3)]);
    expect(await found(`group!=${name}`)).toHaveLength(8);
    expect(await add(device(1), 'ghost')).toMatchObject({
      ...{ status: 404, json: { code: 'device_unknown', facts: { unknown: 1, ids: 'ghost' } } },
    });
    expect(await server.send('PATCH', `groups/${id}`, { body: { filter: 'id==x' } })).toMatchObject({
      ...{ status: 409, json: { code: 'group_static' } },
    });
  });

  it('selects devices, as they are at the moment, also through other groups', async () => {
    const inner = await made({ filter: 'tags==canary' });
    const listed = await made();
    await post(`groups/${listed.id}/add`, { devices: [device(1), device(2)] });
    const outer = await made({ filter: `group==${inner.name};group==${listed.name}` });
    expect(await found(`group==${outer.name}`)).toEqual([]);
    for (const one of [2, 3]) await server.send('PATCH', `devices/${device(one)}`, { body: { tags: ['canary'] } });
    expect(await found(`group==${outer.name}`)).toEqual([device(2)]);
    expect(await found(`group==${listed.name};group!=${outer.name}`)).toEqual([device(1)]);
    await server.send('PATCH', `groups/${inner.id}`, { body: { filter: 'tags!=canary' } });
    expect(await found(`group==${outer.name}`)).toEqual([device(1)]);
    // No device reports a version: what is missing is in no group of versions, and so in the opposite of each.
    const newest = await made({ filter: 'version==9.9.9' });
    expect(await found(`group!=${newest.name}`)).toHaveLength(10);
    expect(await post(`groups/${outer.id}/add`, { devices: [device(1)] })).toMatchObject({
      ...{ status: 409, json: { code: 'group_dynamic' } },
    });
    const preview = await post('selections/preview', { filter: `group==${outer.name}`, product });
    expect(preview.json).toMatchObject({ count: 1, versions: [{ product, devices: 1 }] });
  });

  it('is refused where it would contain itself, or what there is not, with the position', async () => {
    const first = await made({ filter: 'tags==a' });
    const second = await made({ filter: `name==x,group==${first.name}` });
    const circle = await server.send('PATCH', `groups/${first.id}`, { body: { filter: `group==${second.name}` } });
    expect(circle).toMatchObject({ status: 400, json: { code: 'selection_invalid' } });
    expect(circle.json.detail).toContain(`${first.name}, ${second.name}, ${first.name}`);
    expect((await server.send('GET', `groups/${first.id}`)).json.filter).toBe('tags==a');
    expect(await post('groups', { name: `g-${++number}`, filter: 'tags==a;colour==b' })).toMatchObject({
      ...{ status: 400, json: { code: 'selection_invalid', facts: { position: 9 } } },
    });
    const own = `g-${++number}`;
    expect(await post('groups', { name: own, filter: `group==${own}` })).toMatchObject({ status: 400 });
    const { json } = await server.send('GET', `devices?filter=${encodeURIComponent('name==a,group==ghost')}`);
    expect(json).toMatchObject({ code: 'selection_invalid', facts: { field: 'filter', position: 9 } });
  });

  it('may be what a campaign is for, and stays until the campaign is over', async () => {
    const listed = await made();
    await post(`groups/${listed.id}/add`, { devices: [device(1), device(2), device(9)] });
    const canaries = await made({ filter: `group==${listed.name};hardware==A` });
    const { json, status } = await campaigns.create({ selection: { filter: `group==${canaries.name}` } });
    expect([status, json.eligible]).toEqual([201, 2]);
    const inUse = { status: 409, json: { code: 'group_in_use' } };
    expect(await server.send('DELETE', `groups/${canaries.id}`)).toMatchObject(inUse);
    expect(await server.send('DELETE', `groups/${listed.id}`)).toMatchObject(inUse);
    await campaigns.order(json.id, 'start');
    const change = (): Promise<Answer> =>
      server.send('PATCH', `groups/${canaries.id}`, { body: { filter: `group==${listed.name}` } });
    expect(await change()).toMatchObject(inUse);
    await campaigns.plan(json.id);
    const { items } = (await server.send('GET', `campaigns/${json.id}/jobs`)).json;
    expect(items.map((one: { device: string }) => one.device).sort()).toEqual([device(1), device(2)]);
    expect(await change()).toMatchObject({ status: 200 });
    expect(await server.send('DELETE', `groups/${canaries.id}`)).toMatchObject(inUse);
    const other = await campaigns.create({ selection: { filter: 'group==ghost' } });
    expect(other.json).toMatchObject({ code: 'selection_invalid', facts: { field: 'selection.filter', position: 1 } });
  });

  it('may be what a wave of a campaign is for, and stays until that is over; the product stays where it is', async () => {
    const { id, name } = await made({ filter: 'hardware==A' });
    const { projects: project } = await aProject(server, `puma-${product}`);
    const { json, status } = await campaigns.create({ waves: [{ filter: `group==${name}` }, { percent: 100 }] });
    expect(status).toBe(201);
    const inUse = { status: 409, json: { code: 'group_in_use', facts: { campaign: json.id } } };
    expect(await server.send('DELETE', `groups/${id}`)).toMatchObject(inUse);
    expect(await post(`products/${product}/move`, { project })).toMatchObject(inUse);
    await server.send('DELETE', `campaigns/${json.id}`);
    expect((await server.send('DELETE', `groups/${id}`)).status).toBeLessThan(300);
  });

  it('is of one project: its devices are, and nobody else sees or selects by it', async () => {
    const foreign = await aProject(server, `zebra-${product}`);
    const { token } = await server
      .get(OperatorTokensService)
      .issue({ name: 'own', roles: ['operator'], project: 'default', days: 1 }, SERVER);
    const theirs = await made({ name: 'shared', project: foreign.projects });
    expect(await post(`groups/${theirs.id}/add`, { devices: [device(1)] })).toMatchObject({ status: 404 });
    await post(`groups/${theirs.id}/add`, { devices: [foreign.devices] });
    const asked = await server.send('GET', `devices?filter=group==shared`, bearer(token));
    expect(asked.json).toMatchObject({ code: 'selection_invalid' });
    const own = await post('groups', { name: 'shared' }, bearer(token));
    expect(own).toMatchObject({ status: 201, json: { project: 'default' } });
    await post(`groups/${own.json.id}/add`, { devices: [device(4)] }, bearer(token));
    const both = (await server.send('GET', 'devices?filter=group==shared')).json.items as { id: string }[];
    expect(both.map(({ id }) => id).sort()).toEqual([device(4), foreign.devices].sort());
    expect((await server.send('GET', 'devices?filter=group==shared', bearer(token))).json.items).toMatchObject([
      { id: device(4) },
    ]);
  });

  it('loses the devices of a product that moves to another project, and that is recorded', async () => {
    const { projects: project } = await aProject(server, `ibex-${product}`);
    const { id } = await made();
    const before = (await post(`groups/${id}/add`, { devices: [device(4), device(1)] })).json;
    const untouched = (await server.send('GET', `groups/${(await made()).id}`)).json;
    expect(await post(`products/${product}/move`, { project })).toMatchObject({ status: 200 });
    const after = (await server.send('GET', `groups/${id}`)).json;
    expect(after).toMatchObject({ devices: 0 });
    expect(after.revision).not.toBe(before.revision);
    expect((await server.send('GET', `groups/${untouched.id}`)).json).toEqual(untouched);
    await server.seal();
    const { json } = await server.send('GET', `audit?object=groups/${id}&action=group_devices_changed`);
    expect(json.items).toHaveLength(2);
    expect(json.items).toContainEqual(
      expect.objectContaining({ project: 'default', after: { removed: [device(1), device(4)] } }),
    );
  });

  it('keeps a product where it is while a campaign of it names groups, and has no devices yet', async () => {
    const { projects: project } = await aProject(server, `lynx-${product}`);
    const { name } = await made({ filter: 'hardware==A' });
    await made({ name, project, filter: 'hardware!=A' });
    const move = (to = project): Promise<Answer> => post(`products/${product}/move`, { project: to });
    const inUse = { status: 409, code: 'group_in_use' };
    const order = async (what: string, filter: string): Promise<number> => {
      const startAt = new Date(Date.now() + 3_600_000).toISOString();
      const { json } = await campaigns.create({
        selection: { filter },
        ...(what === 'scheduled' && { schedule: { startAt } }),
      });
      if (what !== 'draft') await campaigns.order(json.id, 'start');
      if (what === 'paused') await campaigns.order(json.id, 'pause');
      const { state } = (await server.send('GET', `campaigns/${json.id}`)).json;
      expect(state).toBe(what);
      return json.id as number;
    };
    for (const state of ['draft', 'scheduled', 'starting', 'paused']) {
      const id = await order(state, `id==ghost,group=in=(${name})`);
      const { status, json } = await move();
      expect({ state, status, ...json }).toMatchObject({ ...inUse, state, facts: { campaign: id } });
      if (state === 'draft') await server.send('DELETE', `campaigns/${id}`);
      else await campaigns.order(id, 'stop');
    }
    expect((await server.send('GET', `products/${product}`)).json.project).toBe('default');
    // Who names none finds the same devices wherever the product is.
    await order('draft', 'name!=group');
    expect(await move()).toMatchObject({ status: 200, json: { project } });
  });

  it('keeps its filter while a campaign that names it waits for its time', async () => {
    const { id, name } = await made({ filter: 'hardware==A' });
    const schedule = { startAt: new Date(Date.now() + 3_600_000).toISOString() };
    const { json } = await campaigns.create({ selection: { filter: `group==${name}` }, schedule });
    const change = (filter: string): Promise<Answer> => server.send('PATCH', `groups/${id}`, { body: { filter } });
    expect(await change('hardware==A;name!=x')).toMatchObject({ status: 200 });
    await campaigns.order(json.id, 'start');
    expect(await change('hardware!=A')).toMatchObject({ status: 409, json: { code: 'group_in_use' } });
    await campaigns.order(json.id, 'stop');
    expect(await change('hardware!=A')).toMatchObject({ status: 200 });
  });

  it('is not changed so that one which names it, or names one that does, could not be read any more', async () => {
    const deepest = await made({ filter: 'tags==a' });
    const chain = [await made({ filter: 'tags==b' })];
    for (let depth = 2; depth <= 8; depth++) chain.unshift(await made({ filter: `group==${chain[0]!.name}` }));
    const change = (id: string, filter: string): Promise<Answer> =>
      server.send('PATCH', `groups/${id}`, { body: { filter } });
    const outermost = `group==${chain[0]!.name}`;
    const refused = await change(chain.at(-1)!.id, `group==${deepest.name}`);
    expect(refused).toMatchObject({
      status: 400,
      json: { code: 'selection_invalid', facts: { group: chain[0]!.name } },
    });
    expect(refused.json.detail).toContain(`the group ${chain[0]!.name}, which names it`);
    expect(await found(outermost)).toEqual([]);
    // So it is with their length.
    const any = (length: number, part: string): string => Array.from({ length }, () => part).join(',');
    const long = await made({ filter: any(30, 'name==x') });
    const longer = await made({ filter: any(60, `group==${long.name}`) });
    expect(await change(long.id, any(64, 'name==x'))).toMatchObject({
      ...{ status: 400, json: { code: 'selection_invalid', facts: { group: longer.name } } },
    });
    expect(await found(`group==${longer.name}`)).toEqual([]);
    expect(await change(long.id, 'name!=x')).toMatchObject({ status: 200 });
    expect(await found(`group==${longer.name}`)).toHaveLength(10);
  });

  it('is one of its name in a project, and they have so many at most', async () => {
    const { name } = await made();
    expect(await post('groups', { name })).toMatchObject({ status: 409, json: { code: 'group_exists' } });
    const project = `full-${product}`;
    await post('projects', { name: project });
    for (let index = 0; index < 200; index += 50)
      await Promise.all(Array.from({ length: 50 }, (_, at) => post('groups', { name: `n-${index + at}`, project })));
    expect(await post('groups', { name: 'one-more', project })).toMatchObject({
      ...{ status: 409, json: { code: 'quota_exceeded', facts: { quota: 'groups', limit: 200, used: 200 } } },
    });
    expect(await server.send('DELETE', `projects/${project}`)).toMatchObject({ status: 200 });
  });

  it.each([
    [{ name: 'a b' }],
    [{ name: 'x', filter: '' }],
    [{ name: 'x', filter: 7 }],
    [{ name: 'x', description: 'x'.repeat(501) }],
    [{ name: 'x', devices: ['d'] }],
    [{}],
  ])('is not made of %j', async (body) => {
    expect(await post('groups', body)).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
  });
});
