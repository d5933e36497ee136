import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import { stepCampaign } from '@twinbank/campaign';

import { CampaignsUnderTest } from '../testing/campaigns-under-test.js';
import { aPerson, BrowserUnderTest } from '../testing/people-under-test.js';
import { SERVER_START_MS, type Answer, type ServerUnderTest } from '../testing/server-under-test.js';

const CHANGED = { status: 409, json: { code: 'plan_changed' } };
const HOUR_MS = 3_600_000;

describe('the approval of a campaign that names groups', () => {
  const tested = new CampaignsUnderTest();
  let server: ServerUnderTest;
  let ben: BrowserUnderTest;
  let product: string;
  let number = 0;
  beforeAll(async () => {
    server = await tested.start();
    await aPerson(server, 'ben', [{ role: 'approver' }]);
    ben = new BrowserUnderTest(server);
    await ben.signIn('ben');
  }, SERVER_START_MS);
  afterAll(() => tested.stop());
  beforeEach(async () => {
    product = await tested.newProduct();
  });

  const devices = (...indexes: number[]) => ({ devices: indexes.map((index) => `${product}-d${index}`) });
  const post = (path: string, body: object = {}): Promise<Answer> => server.send('POST', path, { body });
  const made = async (given: object = {}): Promise<{ id: string; name: string }> =>
    (await post('groups', { name: `aim-${++number}`, ...given })).json as { id: string; name: string };
  /** A static group of these devices. */
  const listed = async (...indexes: number[]): Promise<{ id: string; name: string }> => {
    const group = await made();
    await post(`groups/${group.id}/add`, devices(...indexes));
    return group;
  };
  /** Puts one device of a group in the place of another one, and says how that went. */
  const exchange = async (id: string, out: number, into: number): Promise<number[]> => [
    (await post(`groups/${id}/add`, devices(into))).status,
    (await post(`groups/${id}/remove`, devices(out))).status,
  ];
  const drafted = async (selection: object, given: object = {}): Promise<string> => {
    const { status, json } = await tested.create({ selection, approval: { needed: true }, ...given });
    expect(status).toBe(201);
    return `campaigns/${json.id}`;
  };
  const shown = async (path: string): Promise<Answer['json']> => (await server.send('GET', path)).json;
  const approve = async (path: string, body: object = {}): Promise<Answer> => {
    const headers = { 'if-match': `"${(await shown(path)).revision}"` };
    return ben.send('POST', `${path}/approve`, { body, headers });
  };
  const start = (path: string): Promise<Answer> => post(`${path}/start`);
  const idOf = (path: string): number => Number(path.split('/')[1]);

  it('is for those who were in them: with others it does not start, and with the same it does', async () => {
    const group = await listed(1, 2, 3);
    const path = await drafted({ filter: `group==${group.name}` });
    expect(await approve(path)).toMatchObject({ status: 200, json: { approval: { state: 'approved', devices: 3 } } });
    expect(await exchange(group.id, 3, 4)).toEqual([200, 200]);
    expect(await start(path)).toMatchObject(CHANGED);
    expect(await shown(path)).toMatchObject({ state: 'draft', plan: { devices: 3 } });
    await exchange(group.id, 4, 3);
    expect(await start(path)).toMatchObject({ status: 200, json: { state: 'starting' } });
  });

  it('can be given anew for others', async () => {
    const group = await listed(1, 2);
    const path = await drafted({ filter: `group==${group.name}` });
    await approve(path);
    await exchange(group.id, 2, 5);
    expect(await start(path)).toMatchObject(CHANGED);
    expect(await approve(path)).toMatchObject({ status: 200 });
    expect(await start(path)).toMatchObject({ status: 200 });
  });

  it('is for those who are in groups of waves, in groups within groups, and for the filters of dynamic ones', async () => {
    const canary = await listed(1);
    const inner = await listed(2, 3, 4);
    const outer = await made({ filter: `group==${inner.name};hardware==A` });
    const waves = [{ filter: `group==${canary.name}` }, { percent: 100 }];
    const path = await drafted({ filter: `group==${outer.name},group==${canary.name}` }, { waves });
    await approve(path);
    await exchange(canary.id, 1, 2);
    expect(await start(path)).toMatchObject(CHANGED);
    await exchange(canary.id, 2, 1);
    await exchange(inner.id, 4, 5);
    expect(await start(path)).toMatchObject(CHANGED);
    await exchange(inner.id, 5, 4);
    const change = (filter: string) => server.send('PATCH', `groups/${outer.id}`, { body: { filter } });
    await change(`group==${inner.name};hardware!=B`);
    expect(await start(path)).toMatchObject(CHANGED);
    await change(`group==${inner.name};hardware==A`);
    expect(await start(path)).toMatchObject({ status: 200 });
  });

  it('does not depend on what changes nothing for the campaign', async () => {
    const group = await listed(1, 2);
    const path = await drafted({ filter: `group==${group.name}` });
    await approve(path);
    await server.send('PATCH', `groups/${group.id}`, { body: { description: 'on the bench' } });
    const before = product;
    const other = await tested.newProduct();
    await post(`groups/${group.id}/add`, { devices: [`${other}-d1`] });
    product = before;
    expect(await start(path)).toMatchObject({ status: 200 });
  });

  it('is refused for others than the approver saw', async () => {
    const group = await listed(1, 2);
    const path = await drafted({ filter: `group==${group.name}` });
    const { groups } = (await shown(path)).plan as { groups: string };
    expect(groups).toMatch(/^[0-9a-f]{64}$/);
    await exchange(group.id, 2, 3);
    expect(await approve(path, { groups })).toMatchObject(CHANGED);
    expect((await shown(path)).approval).toEqual({ needed: true });
    expect(await approve(path, { groups: 'x' })).toMatchObject({ status: 400, json: { code: 'request_invalid' } });
    await exchange(group.id, 3, 2);
    expect(await approve(path, { groups })).toMatchObject({ status: 200 });
    const plain = await drafted({ filter: 'hardware==A' });
    expect((await shown(plain)).plan).not.toHaveProperty('groups');
  });

  it('is of the rule where the campaign is dynamic: of its filters, and whoever comes into a static group', async () => {
    const group = await listed(1, 2);
    const rule = await made({ filter: `group==${group.name}` });
    const path = await drafted({ filter: `group==${rule.name}` }, { dynamic: true });
    await approve(path);
    const change = (filter: string) => server.send('PATCH', `groups/${rule.id}`, { body: { filter } });
    await change(`group==${group.name};hardware==A`);
    expect(await start(path)).toMatchObject(CHANGED);
    await change(`group==${group.name}`);
    await exchange(group.id, 2, 3);
    expect(await start(path)).toMatchObject({ status: 200 });
  });

  it('holds until the plan is made: others by then stop it before its first ticket', async () => {
    const startMs = Date.now() + HOUR_MS;
    const group = await listed(1, 2);
    const path = await drafted(
      { filter: `group==${group.name}` },
      { schedule: { startAt: new Date(startMs).toISOString() } },
    );
    await approve(path);
    expect(await start(path)).toMatchObject({ status: 200, json: { state: 'scheduled' } });
    expect(await exchange(group.id, 2, 3)).toEqual([200, 200]);
    const { campaigns } = server.database;
    const before = await campaigns.get(idOf(path));
    await campaigns.save(before, stepCampaign(before, { type: 'observe', waves: [], cells: [] }, startMs), startMs);
    await tested.plan(idOf(path));
    expect(await shown(path)).toMatchObject({ state: 'stopping', jobs: { offered: 0 } });
    const { items } = (await server.send('GET', `${path}/timeline`)).json as { items: object[] };
    expect(JSON.stringify(items)).toContain('selects others than it did when it was approved by ben');
  });

  it('lets nobody exchange its devices while its plan is made', async () => {
    const group = await listed(1, 2);
    const path = await drafted({ filter: `group==${group.name}` });
    await approve(path);
    await start(path);
    for (const [what, index] of [
      ['add', 3],
      ['remove', 2],
    ] as const)
      expect(await post(`groups/${group.id}/${what}`, devices(index))).toMatchObject({
        status: 409,
        json: { code: 'group_in_use', facts: { campaign: idOf(path) } },
      });
    expect(await post(`groups/${group.id}/add`, devices(2))).toMatchObject({ status: 200 });
    await tested.plan(idOf(path));
    expect(await shown(path)).toMatchObject({ state: 'running' });
    expect(await exchange(group.id, 2, 3)).toEqual([200, 200]);
    const plain = await listed(1, 2);
    const free = await tested.create({ selection: { filter: `group==${plain.name}` } });
    await tested.order(free.json.id as number, 'start');
    expect(await exchange(plain.id, 2, 3)).toEqual([200, 200]);
  });
});
