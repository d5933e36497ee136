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
  describe('shows what is other than it was', () => {
    let ann: BrowserUnderTest;
    let eve: BrowserUnderTest;
    beforeAll(async () => {
      [ann, eve] = (await Promise.all(
        ['ann', 'eve'].map(async (name) => {
          await aPerson(server, name, [{ role: 'operator' }]);
          const browser = new BrowserUnderTest(server);
          await browser.signIn(name);
          return browser;
        }),
      )) as [BrowserUnderTest, BrowserUnderTest];
    });
    beforeEach(() => need(true));
    afterAll(() => need(false));
    const need = (campaignsNeedApproval: boolean): Promise<Answer> =>
      server.send('PATCH', 'projects/default', { body: { campaignsNeedApproval } });
    const written = async (fields: object = {}): Promise<string> => {
      const body = { name: 'spring', product, release: '1.1.0', ...fields };
      return `campaigns/${(await ann.send('POST', 'campaigns', { body })).json.id}`;
    };
    const say = async (by: BrowserUnderTest, path: string, what: string, body: object = {}) => {
      const headers = { 'if-match': `"${(await shown(path)).revision}"` };
      return by.send('POST', `${path}/${what}`, { body, headers });
    };
    interface Told {
      readonly standing: {
        readonly standing: string;
        readonly reason: string;
        readonly code?: string;
        readonly since?: readonly object[];
      };
      readonly compared?: { readonly kind: string; readonly by: { readonly name: string }; readonly devices?: number };
      readonly changes: readonly object[];
      readonly plan: readonly object[];
      readonly items: readonly { readonly kind: string; readonly fields?: readonly string[] }[];
    }
    const told = async (path: string, by: Pick<BrowserUnderTest, 'send'> = ben): Promise<Told> => {
      const { status, json } = await by.send('GET', `${path}/approvals`);
      expect(status).toBe(200);
      return json as unknown as Told;
    };
    const change = (by: BrowserUnderTest, path: string, body: object): Promise<Answer> =>
      by.send('PATCH', path, { body });

    it('nothing before anybody has said anything, then what was written since it was asked for', async () => {
      const path = await written();
      expect(await told(path)).toMatchObject({
        standing: { standing: 'asked', code: 'approval_needed', reason: 'asked for by ann' },
        ...{ compared: { kind: 'asked' }, changes: [], plan: [], items: [{ kind: 'asked' }] },
      });
      await change(ann, path, { name: 'summer' });
      expect((await told(path)).changes).toEqual([{ field: 'name', before: 'spring', after: 'summer', by: ['ann'] }]);
      await need(false);
      const plain = await written();
      expect(await told(plain)).toEqual({
        standing: { standing: 'none', reason: 'nobody has approved or rejected it' },
        ...{ changes: [], plan: [], items: [] },
      });
    });

    it('field by field, in the plan too, since it was approved, and who changed it', async () => {
      const path = await written({ waves: [{ count: 2 }, { percent: 100 }] });
      await say(ben, path, 'approve');
      expect(await told(path)).toMatchObject({
        standing: { standing: 'approved', reason: 'approved by ben for 10 devices' },
        ...{ compared: { kind: 'approved', by: { name: 'ben' }, devices: 10 }, changes: [], plan: [] },
      });
      await change(eve, path, { waves: [{ count: 5 }, { percent: 100 }], soak: { durationMs: 60_000 } });
      await change(ann, path, { selection: { deviceIds: [1, 2, 3].map((at) => `${product}-d${at}`) } });
      const { imageBytes } = (await shown(path)).plan as { imageBytes: number };
      const now = await told(path);
      expect(now.standing).toEqual({
        ...{ standing: 'voided', code: 'approval_needed' },
        reason: 'approved by ben, then waves and soak were changed by eve, then selection was changed by ann',
      });
      expect(now.compared).toMatchObject({ kind: 'approved', devices: 10 });
      expect(now.changes).toHaveLength(3);
      expect(now.changes).toEqual(
        expect.arrayContaining([
          {
            ...{ field: 'waves', before: [{ count: 2 }, { percent: 100 }], after: [{ count: 5 }, { percent: 100 }] },
            by: ['eve'],
          },
          { field: 'selection.deviceIds', after: [1, 2, 3].map((at) => `${product}-d${at}`), by: ['ann'] },
          { field: 'soak.durationMs', after: 60_000, by: ['eve'] },
        ]),
      );
      expect(now.plan).toEqual(
        expect.arrayContaining([
          { field: 'devices', before: 10, after: 3 },
          { field: 'waves', before: [2, 8], after: [3, 0] },
          { field: 'bytes', before: 10 * imageBytes, after: 3 * imageBytes },
        ]),
      );
      expect(now.items.map(({ kind }) => kind)).toEqual(['changed', 'changed', 'approved', 'asked']);
    });

    it('since it was rejected, and what is undone is no change', async () => {
      const path = await written();
      await say(ben, path, 'reject', { reason: 'too fast' });
      expect((await told(path)).standing).toEqual({
        ...{ standing: 'rejected', code: 'approval_needed', reason: 'rejected by ben: too fast' },
      });
      await change(ann, path, { concurrency: 7 });
      expect(await told(path)).toMatchObject({
        standing: { standing: 'asked', reason: 'rejected by ben, then concurrency was changed by ann' },
        compared: { kind: 'rejected' },
        changes: [{ field: 'concurrency', before: 1000, after: 7, by: ['ann'] }],
      });
      await change(eve, path, { concurrency: 1000 });
      expect((await told(path)).changes).toEqual([]);
      await say(ben, path, 'approve');
      await ann.send('POST', `${path}/start`);
      expect(await told(path)).toMatchObject({ standing: { standing: 'approved' }, changes: [], plan: [] });
    });

    it('which group selects others, and that there are more devices, though nobody changed the draft', async () => {
      const { id, name } = await listed(1);
      const path = await written({ selection: { filter: `group==${name}` } });
      await say(ben, path, 'approve');
      await server.send('PATCH', `groups/${id}`, { body: { description: 'on the bench' } });
      await eve.send('POST', `groups/${id}/add`, { body: devices(2) });
      await ann.send('POST', `groups/${id}/add`, { body: devices(3) });
      await eve.send('POST', `groups/${id}/remove`, { body: devices(3) });
      expect((await told(path)).standing).toEqual({
        ...{ standing: 'lapsed', code: 'plan_changed' },
        reason: `approved by ben for 1 device, then group ${name} was changed by eve and ann: it selects others now`,
        since: [{ kind: 'group', name, by: ['eve', 'ann'] }],
      });
      await say(ben, path, 'approve');
      expect((await told(path)).standing).toMatchObject({ standing: 'approved' });
      const rule = await made({ filter: 'hardware==A' });
      const ruled = await written({ selection: { filter: `group==${rule.name}` } });
      await say(ben, ruled, 'approve');
      await ann.send('PATCH', `groups/${rule.id}`, { body: { description: 'all of them' } });
      await eve.send('PATCH', `groups/${rule.id}`, { body: { filter: 'hardware==B' } });
      expect((await told(ruled)).standing.since).toEqual([{ kind: 'group', name: rule.name, by: ['eve'] }]);
      const all = await written();
      await say(ben, all, 'approve', { devices: 10 });
      const more = [1, 2].map((at) => `${JSON.stringify({ id: `${product}-more${at}`, product, hardware: 'A' })}\n`);
      const headers = { 'content-type': 'application/x-ndjson' };
      await server.send('POST', 'devices/bulk', { body: more.join(''), headers });
      expect(await told(all)).toMatchObject({
        standing: { standing: 'lapsed', code: 'plan_grown' },
        plan: expect.arrayContaining([{ field: 'devices', before: 10, after: 12 }]),
      });
      await eve.send('PATCH', `devices/${product}-d1`, { body: { tags: ['spring'] } });
      const tagged = await written({ selection: { filter: 'tags==spring' } });
      await say(ben, tagged, 'approve', { devices: 1 });
      await ann.send('PATCH', `devices/${product}-d2`, { body: { tags: ['spring'] } });
      expect((await told(tagged)).standing).toMatchObject({
        ...{ standing: 'lapsed', code: 'plan_grown', since: [{ kind: 'devices', by: ['ann'] }] },
        reason: expect.stringMatching(/devices were changed or added since by ann$/),
      });
    });

    it('and loses no opinion that counts, however often it is changed', async () => {
      const path = await written();
      await say(ben, path, 'approve');
      for (let at = 0; at < 21; at++) await change(ann, path, { concurrency: 10 + at });
      const now = await told(path);
      expect([now.items.length, now.items.at(-1)!.kind]).toEqual([21, 'approved']);
      expect(now).toMatchObject({
        standing: { standing: 'voided' },
        changes: [{ field: 'concurrency', before: 1000, after: 30, by: ['ann'] }],
      });
    });
  });
});
